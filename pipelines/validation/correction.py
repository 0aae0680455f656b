"""The share that people would find, from the share that the rules find and how well they do.

W. J. Rogan and B. Gladen, American Journal of Epidemiology 107, 1978: a* = (a + sp - 1) / (se + sp - 1), cut
to 0..1. The interval also holds what is not known of se and sp: Zs. Lang and J. Reiczigel, Preventive
Veterinary Medicine 113, 2014, on the effective sizes of both rates. The share itself has none: it counts all
documents.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from store.validation_records import Rate, Rates

_Z = 1.959964  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Corrected:
    """`share` of `of` documents is what the rules find; `value` is None for a `reason`."""

    share: float
    of: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "share": self.share, "of": self.of, "value": self.value, "low": self.low, "high": self.high,
            "reason": self.reason,
        }  # fmt: skip


def correct(found: int, of: int, rates: Rates) -> Corrected:
    """The corrected share of `found` among `of` documents, `rates` being of the same kind of documents."""
    share = found / of
    se, sp = rates.recall, rates.specificity
    if se.value is None or sp.value is None:
        return Corrected(
            share, of, reason="sensitivity_unknown" if se.value is None else "specificity_unknown"
        )
    youden = se.value + sp.value - 1
    if youden <= 0:
        return Corrected(share, of, reason="no_better_than_chance")
    value = _cut((share + sp.value - 1) / youden)
    low, high = _interval(share, se, sp)
    return Corrected(share, of, value, min(low, value), max(high, value))


def _interval(share: float, se: Rate, sp: Rate) -> tuple[float, float]:
    """Lang and Reiczigel's limits with the share as known (their n is beyond all bounds)."""
    sensitivity, specificity = _shrunk(se), _shrunk(sp)
    youden = sensitivity + specificity - 1
    if youden <= 0:
        return 0.0, 1.0  # so little is known that any share is possible
    value = (share + specificity - 1) / youden
    of_se, of_sp = _variance(sensitivity, se), _variance(specificity, sp)
    moved = value + 2 * _Z * _Z * (value * of_se - (1 - value) * of_sp)
    half = _Z * math.sqrt(value * value * of_se + (1 - value) ** 2 * of_sp) / youden
    return _cut(moved - half), _cut(moved + half)


def _shrunk(rate: Rate) -> float:
    """The rate with one more success and failure."""
    assert rate.value is not None
    if rate.effective is None:
        return rate.value
    return (rate.value * rate.effective + 1) / (rate.effective + 2)


def _variance(shrunk: float, rate: Rate) -> float:
    return 0.0 if rate.effective is None else shrunk * (1 - shrunk) / (rate.effective + 2)


def _cut(share: float) -> float:
    return min(1.0, max(0.0, share))
