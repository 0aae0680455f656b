"""From judgements to figures: counts, precision, recall, F1, macro and micro, each with its interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from typing import NamedTuple

from pipelines.evaluation.fields import FIELDS
from pipelines.evaluation.intervals import percentiles, resamples, wilson
from pipelines.evaluation.records import Judgement
from store.records import Json

THEME = "themes."
ENOUGH = 5  # documents: a theme with fewer is not in the mean, a field with fewer has no interval


ORDER = (*(rule.name for rule in FIELDS), "relations", "citation_dates", "tasks", "task_dates")


class Counts(NamedTuple):
    right: int
    missed: int
    extra: int

    @property
    def f1(self) -> float | None:
        of = 2 * self.right + self.missed + self.extra
        return 2 * self.right / of if of else None


def score(judgements: Sequence[Judgement]) -> Json:
    """`fields`, `themes`, `macro_f1`, `micro_f1` and `false_reform`, as `evaluate --json` prints them."""
    by_field: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        by_field[judgement.field].append(judgement)
    themes = {
        name.removeprefix(THEME): by_field.pop(name) for name in list(by_field) if name.startswith(THEME)
    }
    intervals = _Bootstrap(by_field, themes)
    return {
        "fields": {name: _field(by_field[name], intervals.of(name)) for name in ORDER if name in by_field},
        "themes": {name: _theme(ones, intervals.of(THEME + name)) for name, ones in sorted(themes.items())},
        **_summary(themes, intervals),
        **_false_reform(by_field.get("is_reform", ())),
    }


def total(judgements: Iterable[Judgement]) -> Counts:
    sizes = [(len(one.right), len(one.missed), len(one.extra)) for one in judgements]
    return Counts(*(sum(column) for column in zip(*sizes, strict=True))) if sizes else Counts(0, 0, 0)


def counted_themes(themes: Mapping[str, Sequence[Judgement]]) -> list[str]:
    """Those in the macro mean: with enough documents, or where no theme has enough, those with any."""
    sizes = {name: _labelled(ones) for name, ones in themes.items()}
    enough = sorted(name for name, size in sizes.items() if size >= ENOUGH)
    return enough or sorted(name for name, size in sizes.items() if size)


def _labelled(judgements: Iterable[Judgement]) -> int:
    counts = total(judgements)
    return counts.right + counts.missed


def _field(judgements: Sequence[Judgement], interval: tuple[float, float] | None) -> Json:
    counts = total(judgements)
    if not judgements[0].single:
        return _figures(counts, interval) | {"n": counts.right + counts.missed, "documents": len(judgements)}
    correct = sum(one.is_correct for one in judgements)
    low, high = _rounded(wilson(correct, len(judgements)))
    rate = {
        "correct": correct, "n": len(judgements), "rate": _round(correct / len(judgements)),
        "rate_low": low, "rate_high": high,
    }  # fmt: skip
    return rate | _figures(counts, interval)


def _theme(judgements: Sequence[Judgement], interval: tuple[float, float] | None) -> Json:
    return _figures(total(judgements), interval) | {"n": _labelled(judgements), "documents": len(judgements)}


def _figures(counts: Counts, interval: tuple[float, float] | None) -> Json:
    low, high = _rounded(interval)
    read, wanted = counts.right + counts.extra, counts.right + counts.missed
    return {
        "precision": _round(counts.right / read) if read else None,
        "recall": _round(counts.right / wanted) if wanted else None,
        "f1": _round(counts.f1),
        "low": low,
        "high": high,
        "right": counts.right,
        "missed": counts.missed,
        "extra": counts.extra,
    }


def _summary(themes: Mapping[str, Sequence[Judgement]], intervals: _Bootstrap) -> Json:
    names = counted_themes(themes)
    values = [value for name in names if (value := total(themes[name]).f1) is not None]
    micro = total(one for ones in themes.values() for one in ones).f1
    return {
        "macro_f1": _round(sum(values) / len(values)) if values else None,
        "macro_interval": _listed(intervals.of("macro")),
        "macro_themes": names,
        "micro_f1": _round(micro),
        "micro_interval": _listed(intervals.of("micro")),
    }


def _false_reform(judgements: Iterable[Judgement]) -> Json:
    """The share of documents that are none about the reform and are taken for one."""
    others = [one for one in judgements if not one.right and not one.missed and not one.unread]
    false = sum(bool(one.extra) for one in others)
    return {
        "false_reform": _round(false / len(others)) if others else None,
        "false_reform_interval": _listed(wilson(false, len(others))),
        "negatives": len(others),
    }


class _Bootstrap:
    """F1 of each field and theme, their macro and micro mean, over samples of the documents."""

    def __init__(
        self, fields: Mapping[str, Sequence[Judgement]], themes: Mapping[str, Sequence[Judgement]]
    ) -> None:
        groups = {**fields, **{THEME + name: ones for name, ones in themes.items()}}
        documents = list(dict.fromkeys(one.document for ones in groups.values() for one in ones))
        columns = {name: _columns(ones, documents) for name, ones in groups.items()}
        macro = [THEME + name for name in counted_themes(themes)]
        self._sizes = {name: len({one.document for one in ones}) for name, ones in groups.items()}
        self._sizes |= dict.fromkeys(("macro", "micro"), len(documents))
        self._values: dict[str, list[float | None]] = defaultdict(list)
        for weights in resamples(len(documents)) if len(documents) >= ENOUGH else ():
            counts = {
                name: Counts(*(sum(map(mul, column, weights)) for column in three))
                for name, three in columns.items()
            }
            self._add(counts, macro, [THEME + name for name in themes])

    def _add(self, counts: Mapping[str, Counts], macro: list[str], themes: list[str]) -> None:
        for name, one in counts.items():
            self._values[name].append(one.f1)
        known = [value for name in macro if (value := counts[name].f1) is not None]
        self._values["macro"].append(sum(known) / len(known) if known else None)
        sums = [sum(counts[name][place] for name in themes) for place in range(3)]
        self._values["micro"].append(Counts(*sums).f1)

    def of(self, name: str) -> tuple[float, float] | None:
        """None where too few documents are labelled: samples of a few say nothing."""
        return percentiles(self._values[name]) if self._sizes.get(name, 0) >= ENOUGH else None


def _columns(judgements: Iterable[Judgement], documents: Sequence[str]) -> tuple[list[int], ...]:
    """Right, missed and extra items, a number for each document."""
    by_document: dict[str, Counts] = {}
    for one in judgements:
        before = by_document.get(one.document, Counts(0, 0, 0))
        counts = total([one])
        by_document[one.document] = Counts(*map(sum, zip(before, counts, strict=True)))
    rows = [by_document.get(name, Counts(0, 0, 0)) for name in documents]
    return tuple([row[place] for row in rows] for place in range(3))


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _rounded(interval: tuple[float, float] | None) -> tuple[float | None, float | None]:
    return (_round(interval[0]), _round(interval[1])) if interval else (None, None)


def _listed(interval: tuple[float, float] | None) -> list[float | None] | None:
    return list(_rounded(interval)) if interval else None
