"""Kaplan-Meier: how many wait longer than t days, where some were watched for a while only.

S(t) = Π_{t_i ≤ t} (1 - d_i / n_i) over the days t_i of d_i events among the n_i still waiting; its variance
by Greenwood: S(t)² Σ d_i / (n_i (n_i - d_i)). Intervals are of one day each, on the scale of log(-log S):
within 0 and 1 (E. L. Kaplan and P. Meier, JASA 53, 1958; J. D. Kalbfleisch and R. L. Prentice, Statistical
Analysis of Failure Time Data, 1980). The interval of a median is that of R. Brookmeyer and J. Crowley,
Biometrics 38, 1982: the days on which the interval of the share holds one half.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_Z = 1.959964  # two-sided 95 %
_HALF = 0.5 + 1e-12  # a product of fractions may miss one half by a bit of its last place


@dataclass(frozen=True, slots=True)
class Step:
    """After the events of `day`: the share that still waits, its standard error and 95 % interval.

    At the last step of a curve that ends at 0 nothing is known of the error: `low` and `high` are None.
    """

    day: int
    at_risk: int
    events: int
    share: float
    error: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Median:
    """The first day on which half or fewer still wait; None where more than half do to the end."""

    day: int | None
    low: int | None
    high: int | None


def kaplan_meier(waited: Iterable[int], censored: Iterable[int] = ()) -> tuple[Step, ...]:
    """The curve of those that waited so many days for an event, and those watched so long without one.

    Who was watched until a day is still at risk on it. No events give no steps.
    """
    events, lost = Counter(waited), Counter(censored)
    at_risk = events.total() + lost.total()
    share, scatter, steps = 1.0, 0.0, []
    for day in sorted({*events, *lost}):
        if found := events[day]:
            share *= 1 - found / at_risk
            scatter += found / (at_risk * (at_risk - found)) if found < at_risk else 0.0
            low, high = _interval(share, scatter)
            steps.append(Step(day, at_risk, found, share, share * math.sqrt(scatter), low, high))
        at_risk -= found + lost[day]
    return tuple(steps)


def median(steps: Sequence[Step]) -> Median:
    """When half have had their event. `low` or `high` None: the data do not bound it; one event does not."""
    return Median(
        _first(steps, [step.share for step in steps]),
        _first(steps, [step.low for step in steps]),
        _first(steps, [step.high for step in steps]),
    )


def _interval(share: float, scatter: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1:
        return None, None
    half = _Z * math.sqrt(scatter) / math.log(share)  # below 0, as the logarithm is
    return share ** math.exp(-half), share ** math.exp(half)


def _first(steps: Sequence[Step], shares: Sequence[float | None]) -> int | None:
    """The first day on which a share is one half or less; a share that is not known crosses nothing."""
    days = (
        step.day for step, share in zip(steps, shares, strict=True) if share is not None and share <= _HALF
    )
    return next(days, None)
