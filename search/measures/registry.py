"""The measures there are: each module of this package that has a `MEASURE` is one, under its file's name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from search.measures.results import MeasureError, MeasureResult


@dataclass(frozen=True, slots=True)
class Measure:
    """`compute(store, portals, filters, **parameters)` gives the result."""

    name: str
    formula: str
    source: str
    parameters: Mapping[str, str]
    compute: Callable[..., MeasureResult]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "formula": self.formula,
            "source": self.source,
            "parameters": dict(self.parameters),
        }


def get(name: str) -> Measure:
    """The measure of that name. Raises MeasureError, which lists the names there are."""
    known = measures()
    if name not in known:
        raise MeasureError(f"{name!r} is no measure; measures are {', '.join(known)}.")
    return known[name]


def measures() -> dict[str, Measure]:
    """All measures, by name."""
    package = importlib.import_module("search.measures")
    found = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        measure = getattr(importlib.import_module(f"search.measures.{module.name}"), "MEASURE", None)
        if isinstance(measure, Measure):
            found[measure.name] = measure
    return found
