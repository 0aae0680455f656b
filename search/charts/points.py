"""Rows of a measure as the records that figures are drawn from."""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from crawler import gazetteer
from search.charts.labels import label_in
from search.charts.words import Language, flag_in, told
from search.labels import label
from search.measures.publications import ATTRIBUTES
from search.measures.results import MeasureResult, MeasureRow, Unit
from search.numbers import of_unit

Record: TypeAlias = dict[str, Any]
_TASK = 90  # characters of a task on a figure
_PLACES = frozenset({"locality", "province"})


def records(result: MeasureResult, language: Language) -> list[Record]:
    """One record a row, in their order: `names` by key, figures, `state` of observation, `told` in words.

    Where no row has coverage, as with measures that are not of weeks, every state is `whole`.
    """
    is_of_weeks = any(row.coverage is not None for row in result.rows)
    names = _Names(result.rows, language)
    return [_record(row, names, result, language, is_of_weeks=is_of_weeks) for row in result.rows]


def written(value: float | None, unit: Unit, language: Language) -> str:
    """A value in the digits of its unit, with the decimal sign of the language."""
    return of_unit(value, unit, sign="," if language == "vi" else ".")


def wrapped(text: str, width: int) -> str:
    """Long names in several lines: none is cut off."""
    return "\n".join(textwrap.wrap(text, width, break_long_words=True)) or text


def _record(
    row: MeasureRow, names: _Names, result: MeasureResult, language: Language, *, is_of_weeks: bool
) -> Record:
    seen, unit = row.coverage, result.unit
    state = "whole" if not is_of_weeks or (seen and seen.whole) else "part"
    if not row.compared:
        state = "apart"
    weeks = f"{seen.observed}/{seen.weeks}" if seen and seen.weeks else ""
    reasons = [] if row.value is not None else [flag_in(language, flag) for flag in row.flags]
    counted = _counted(row, result.measure) if row.value is not None else ""
    parts = [written(row.value, unit, language), *reasons, counted]
    parts.append(f"{weeks} {told(language, 'weeks')}" if weeks else "")
    return {
        "names": [_told(row, key) or names.of(key, value) for key, value in row.key.items()],
        "value": row.value,
        "low": row.low,
        "high": row.high,
        "n": row.n,
        "of": row.denominator,
        "weeks": weeks,
        "state": state,
        "cell": written(row.value, unit, language),
        "told": " · ".join(part for part in parts if part),
    }


def _counted(row: MeasureRow, measure: str) -> str:
    """Of how many the value speaks. `n` of the tracker counts plans, and its value is a share of tasks.

    A pair of documents is always two of two.
    """
    if measure == "reuse":
        return ""
    n = row.n if measure != "tracker" else round((row.value or 0.0) * row.denominator)
    return f"{n}/{row.denominator}" if row.denominator else f"n = {n}"


def _told(row: MeasureRow, key: str) -> str | None:
    """Who speaks in a document, and when: ids alone tell a reader nothing."""
    if key == "task" and isinstance(row.more.get("task_text"), str):
        return f"{row.key[key]} {textwrap.shorten(row.more['task_text'], _TASK, placeholder=' …')}"
    more = row.more.get(key)
    if key not in {"from", "to"} or not isinstance(more, Mapping):
        return None
    place = label("locality", more["locality"]) if more.get("locality") else None
    return ", ".join(part for part in (place, more.get("date"), str(row.key[key])[:8]) if part)


class _Names:
    """What values of keys are called; places of one name are told apart by province, then by code."""

    def __init__(self, rows: Iterable[MeasureRow], language: Language) -> None:
        self._language = language
        values = {(key, value) for row in rows for key, value in row.key.items() if value is not None}
        self._known: dict[tuple[str, str], str] = {each: label_in(language, *each) for each in values}
        for tell in (_with_province, _with_code):
            self._tell_apart(tell)

    def of(self, key: str, value: str | None) -> str:
        """A locality of which there is nothing has no theme, plan or the like: that is not an unknown one."""
        if value is None:
            return told(self._language, "unknown") if key in ATTRIBUTES else "–"
        return self._known[key, value]

    def _tell_apart(self, tell: Any) -> None:
        count: Counter[tuple[str, str]] = Counter((key, name) for (key, _), name in self._known.items())
        for (key, value), name in self._known.items():
            if count[key, name] > 1:
                self._known[key, value] = tell(key, value, name)


def _with_province(key: str, value: str, name: str) -> str:
    unit = gazetteer.load().unit(value) if key in _PLACES else None
    return f"{name}, {label('province', unit.province)}" if unit and unit.level != "province" else name


def _with_code(key: str, value: str, name: str) -> str:
    return f"{name} ({value})"


def same_weeks(found: Sequence[Record], place: int) -> bool:
    """Whether what was observed depends on the key at `place` alone."""
    weeks: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for record in found:
        weeks[record["names"][place]].add((record["weeks"], record["state"]))
    return all(len(each) == 1 for each in weeks.values())
