"""What all measures share: checks of what is asked for, the selection, coverage, error rates and notes."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import compress
from typing import Any

from crawler.portal import Portal
from search.copies import Copies
from search.measures.beside import absent, in_place, with_coverage
from search.measures.material import Material
from search.measures.notes import notes
from search.measures.parameters import Value, read_settings
from search.measures.periods import PERIODS, VIETNAM, Period
from search.measures.publications import keys_of
from search.measures.registry import Measure
from search.measures.results import KeyName, MeasureError, MeasureResult, MeasureRow
from search.validated import Validations
from store.database import Store
from store.documents import LightRows
from store.filters import Filters
from store.records import as_json

_PLACE_AND_TIME: tuple[KeyName, ...] = ("locality", "period")


def compute(
    measure: Measure,
    store: Store,
    portals: Mapping[str, Portal],
    filters: Filters,
    *,
    by: Sequence[str] | None = None,
    period: Period = "year",
    ids: Collection[str] | None = None,
    query: str = "",
    settings: Mapping[str, Any] | None = None,
    copies: Copies | None = None,
    now: dt.datetime | None = None,
) -> MeasureResult:
    """The answer of a measure over the publications that the filters leave.

    Only reform documents unless `filters.reform` says otherwise, or the measure is of portals; `ids` (what
    `query` found) narrows them further. `by` is the measure's own unless given, `settings` its parameters as
    values or as written, `copies` whether each copy of a text counts. Raises MeasureError, which names
    everything that is wrong.
    """
    values = _checked(measure, measure.by if by is None else by, period, settings or {}, filters)
    keys: tuple[KeyName, ...] = measure.by
    if by is not None:
        keys = tuple(name for wanted in by for name in measure.keys if name == wanted)
    now = now or dt.datetime.now(VIETNAM)
    if filters.reform is None and measure.counts != "portals":
        filters = replace(filters, reform=True)
    material = Material(store, portals, filters, keys, period, values, ids, now, measure.counts,
                        copies or measure.copies, query)  # fmt: skip
    with _uncollected():
        result = _result(measure, material, query)
    return Validations(store).beside(result) if measure.corrects else result


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: of hundreds of thousands of rows that all stay until the answer is
    there it would walk every one again and again, for half of the time that all else takes. Nor does it walk
    them at once when it is on again: they count as old, to be looked at with all else that is."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():  # what others froze stays so
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _result(measure: Measure, material: Material, query: str) -> MeasureResult:
    rows, keys, filters = _all_rows(measure, material), material.by, material.filters
    return MeasureResult(
        measure=measure.name,
        formula=measure.formula,
        query={"words": query, "by": list(keys), "period": material.period, **as_json(filters)},
        geography=filters.geography,
        codebook=_codebooks(material.documents),
        as_of=material.now.isoformat(timespec="seconds"),
        rows=rows,
        stretches=material.coverage,
        seen=material.observation.of({}) if measure.is_of_weeks else None,
        unit=measure.unit_by(keys),
        settings=material.settings,
        notes=(*notes(material, rows), *measure.says(material, rows), *_copies_note(material)),
        copies={"counted": material.copies, "folded": material.copies_left_out},
    )


def _checked(
    measure: Measure, by: Sequence[str], period: str, settings: Mapping[str, Any], filters: Filters
) -> dict[str, Value]:
    values, wrong = read_settings(measure.settable, settings)
    wrong = [*_wrong_keys(measure, by, period), *wrong, *_wrong_days(filters)]
    if wrong:
        raise MeasureError("\n".join(wrong))
    return values


def _wrong_keys(measure: Measure, by: Sequence[str], period: str) -> Iterator[str]:
    if any(name not in measure.keys for name in by) or len(set(by)) < len(by):
        yield f"{measure.name} goes by {', '.join(measure.keys)}, each once; not by {', '.join(by)}."
    for name in measure.requires:
        if name not in by:
            example = ",".join(measure.by)
            yield f"{measure.name} divides by {name}: name {name} among the keys, e.g. {example}."
    if period not in PERIODS:
        yield f"{period!r} is no period; periods are {', '.join(PERIODS)}."


def _wrong_days(filters: Filters) -> Iterator[str]:
    if filters.since and filters.until and filters.until < filters.since:
        yield f"{filters.until} is before {filters.since}: no day lies between them."


def _all_rows(measure: Measure, material: Material) -> tuple[MeasureRow, ...]:
    found = list(measure.rows(material))
    if not measure.is_of_weeks:
        return tuple(found)
    if measure.fills:
        missing = absent(
            found, material.by, material.observation, measure.nothing_by(material.by),
            partial(_published, material),
        )  # fmt: skip
        found = in_place(found, missing, material.by)
    least = material.settings["compare"]
    assert least is None or isinstance(least, float)
    return tuple(with_coverage(found, material.observation, least))


def _published(material: Material) -> frozenset[tuple[str | None, ...]]:
    """The localities, or localities and periods, with publications."""
    names = [name for name in _PLACE_AND_TIME if name in material.by]
    return frozenset(keys_of(material.subject, names, material.period))


def _copies_note(material: Material) -> Iterator[str]:
    if count := not material.is_of_portals and material.copies_left_out:
        yield f"Copies of texts that are counted already: {count}; --copies all counts each."


def _codebooks(rows: LightRows) -> str | None:
    return (
        ", ".join(sorted(set(compress(rows.column("codebook"), rows.column("themes"))) - {None, ""})) or None
    )
