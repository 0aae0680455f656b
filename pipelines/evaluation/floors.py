"""Floors: figures that a build may not fall below, for one pinned gold.

A small file that people review: `gold` names each gold file with the sha256 of its bytes, so that other
labels need a new pin and nobody compares figures of two golds; `floors` has the least value of a figure, by
its path in the JSON answer (`fields.act_number.f1`, `themes.tthc.recall`, `macro_f1`); `ceilings` the
greatest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.evaluation.labels import Gold
from pipelines.evaluation.report import Report


class FloorsError(ValueError):
    """A file of floors that cannot be used."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    gold: dict[str, str]
    floors: dict[str, float]
    ceilings: dict[str, float] = {}


@dataclass(frozen=True, slots=True)
class Floors:
    """`pins`: sha256 of gold files by their names."""

    pins: Mapping[str, str]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]

    def faults(self, report: Report, golds: Sequence[Gold]) -> list[str]:
        """What is wrong, a sentence each: gold that is not the pinned one, figures out of bounds."""
        return [*self._pins(golds), *self._figures(report.as_json())]

    def _pins(self, golds: Sequence[Gold]) -> Iterator[str]:
        found = {gold.path.name: sha256(gold.path) for gold in golds}
        for name in self.pins.keys() - found.keys():
            yield f"gold {name} is pinned and was not given"
        for name, digest in found.items():
            if self.pins.get(name) != digest:
                yield f"gold {name} is not the pinned one; look at its figures, then pin {name}: {digest}"

    def _figures(self, answer: Mapping[str, Any]) -> Iterator[str]:
        for name, least in self.floors.items():
            value = _figure(answer, name)
            if value is None or value < least:
                yield f"{name} is {_shown(value)}, the floor is {least}"
        for name, most in self.ceilings.items():
            value = _figure(answer, name)
            if value is None or value > most:
                yield f"{name} is {_shown(value)}, the ceiling is {most}"


def read_floors(path: Path) -> Floors:
    """Raises FloorsError with what is wrong, OSError where it cannot be read."""
    try:
        raw = _File.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise FloorsError(f"{path} holds no floors: {error}") from error
    return Floors(raw.gold, raw.floors, raw.ceilings)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _figure(answer: Mapping[str, Any], name: str) -> float | None:
    value: Any = answer
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, (int, float)) else None


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value}"
