"""The measures there are: each module of this package that has a `MEASURE` is one.

To add a measure, write one file with

- a function that takes `search.measures.material.Material` (what the filters leave, and what else a measure
  may ask for) and yields `MeasureRow`s in the order of their keys, `grouped()` of publications helps;
- `MEASURE = Measure(...)`, which names its formula, source, keys and parameters.

All else is shared (`search.measures.computing`): checks of what is asked for, the selection, rows of
localities without publications, coverage beside each row, error rates beside themes, notes. The command
line shows `value` by its `unit` and the plain figures of a row's `more` as further columns.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search.copies import Copies
from search.measures.parameters import COMPARE, Parameter
from search.measures.periods import PERIODS
from search.measures.results import Counts, KeyName, MeasureError, MeasureRow, Unit

if TYPE_CHECKING:
    from search.measures.material import Material


@dataclass(frozen=True, slots=True)
class Measure:
    """What makes one measure different from the others."""

    name: str
    about: str  # one line
    formula: str
    source: str
    keys: tuple[KeyName, ...]  # what `by` may name
    by: tuple[KeyName, ...]  # what it names unless somebody says otherwise
    rows: Callable[[Material], Iterable[MeasureRow]]
    unit: Unit = "share"
    counted: tuple[str, str] = ("n", "of")  # what a table calls `n` and `denominator`
    units: Mapping[KeyName, Unit] = field(default_factory=dict)  # another one if `by` has this key
    requires: tuple[KeyName, ...] = ()  # keys that `by` must name
    # What it looks at: reform; all, reform and not, coded or not; portals, of which a filter of documents
    # narrows nothing, and reform is no default.
    counts: Counts = "reform"
    parameters: tuple[Parameter, ...] = ()
    # What a locality (and period) has whose weeks were all observed and that published nothing. None: a
    # figure is not defined there, and the row says so.
    nothing: float | None = None
    fills: bool = True  # whether localities (and periods) without a row get one that says why
    # Whether rows of a theme are shares among coded publications, which known error rates can correct.
    corrects: bool = False
    copies: Copies = "first"  # portal: where a text that others took over is what the measure is about
    # Whether its rows speak of weeks of localities, which were observed or not. Where it sees to that itself,
    # or speaks of portals and texts as they are, no row is held against coverage.
    is_of_weeks: bool = True
    # Sentences of its own for whoever reads the rows.
    says: Callable[[Material, Sequence[MeasureRow]], Iterable[str]] = lambda material, rows: ()

    def unit_by(self, by: Iterable[KeyName]) -> Unit:
        return next((self.units[name] for name in by if name in self.units), self.unit)

    def nothing_by(self, by: Iterable[KeyName]) -> float | None:
        """`nothing`, but of plans: where there is none, no share of its themes or tasks is 0."""
        return None if {"plan", "superior", "task"} & set(by) else self.nothing

    @property
    def settable(self) -> tuple[Parameter, ...]:
        return (*self.parameters, COMPARE)

    def as_json(self) -> dict[str, Any]:
        required = f" ({' and '.join(self.requires)} required)" if self.requires else ""
        return {
            "name": self.name,
            "about": self.about,
            "formula": self.formula,
            "source": self.source,
            "unit": self.unit,
            "parameters": {
                "by": f"{','.join(self.keys)}{required}, default {','.join(self.by)}",
                "period": "|".join(PERIODS),
                "geography": "then|today",
                "copies": f"first|portal|all, default {self.copies}",
                **{one.name: f"{one.about}, default {one.default}" for one in self.settable},
            },
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
