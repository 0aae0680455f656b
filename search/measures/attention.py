"""Theme attention share: how a locality divides its talk about reform among the themes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import fsum

from crawler.portal import Portal
from search.copies import Copies, fold
from search.measures.observed import observed
from search.measures.periods import PERIODS, VIETNAM, Period
from search.measures.publications import BULK_STAMP, Publication, key_value, publications
from search.measures.registry import Measure
from search.measures.results import KeyName, MeasureError, MeasureResult, MeasureRow
from search.measures.stamps import bulk_stamps
from search.validated import Validations
from store.database import Store
from store.documents import CodedDocument
from store.filters import Filters
from store.records import as_json

KEYS: tuple[KeyName, ...] = ("locality", "province", "portal", "level", "kind", "theme", "period")


def attention(
    store: Store,
    portals: Mapping[str, Portal],
    filters: Filters,
    *,
    by: Sequence[KeyName] = ("locality", "theme"),
    period: Period = "year",
    ids: Collection[str] | None = None,
    query: str = "",
    copies: Copies = "first",
    now: dt.datetime | None = None,
) -> MeasureResult:
    """Shares of attention over the coded publications that the filters leave.

    Only reform documents unless `filters.reform` says otherwise; `ids` (what `query` found) narrows them
    further. `by` must hold `theme`; the shares of one group of the other keys sum to 1. With `copies` first
    the copies of one text are one publication. Raises MeasureError.
    """
    _check(by, period)
    now = now or dt.datetime.now(VIETNAM)
    filters = replace(filters, reform=True) if filters.reform is None else filters
    coded = [row for row in store.documents.coded(filters) if ids is None or row.id in ids]
    # Of all that a portal has, whatever is asked for: a filter changes no share of its stamps.
    folded = fold(coded, copies)
    found = publications(folded.rows, filters.geography, bulk_stamps(store.documents.stamps()))
    result = MeasureResult(
        measure="attention",
        formula=MEASURE.formula,
        query={"words": query, "by": list(by), "period": period, **as_json(filters)},
        geography=filters.geography,
        codebook=_codebooks(coded),
        as_of=now.isoformat(timespec="seconds"),
        rows=tuple(attention_rows([one for one in found if one.weights], by, period)),
        coverage=observed(store, portals, filters, found, now),
        copies={"counted": copies, "folded": len(folded.copies)},
    )
    return Validations(store).beside(result)


def _check(by: Sequence[KeyName], period: str) -> None:
    unknown = [name for name in by if name not in KEYS]
    if unknown or len(set(by)) < len(by):
        raise MeasureError(f"attention goes by {', '.join(KEYS)}, each once; not by {', '.join(by)}.")
    if "theme" not in by:
        raise MeasureError("attention divides by theme: name theme among the keys, e.g. locality,theme.")
    if period not in PERIODS:
        raise MeasureError(f"{period!r} is no period; periods are {', '.join(PERIODS)}.")


def _codebooks(rows: Iterable[CodedDocument]) -> str | None:
    return ", ".join(sorted({row.codebook for row in rows if row.themes and row.codebook})) or None


def attention_rows(
    found: Sequence[Publication], by: Sequence[KeyName], period: Period = "year"
) -> Iterator[MeasureRow]:
    """The shares of publications that all carry themes; `by` holds `theme`."""
    others = [name for name in by if name != "theme"]
    groups: dict[tuple[str | None, ...], list[Publication]] = defaultdict(list)
    for one in found:
        groups[tuple(key_value(one, name, period) for name in others)].append(one)
    for group in sorted(groups, key=lambda values: [(value is None, value or "") for value in values]):
        members = groups[group]
        whole = fsum(weight for one in members for weight in one.weights.values())
        for theme in sorted({theme for one in members for theme in one.weights}):
            holding = [one for one in members if theme in one.weights]
            values = dict(zip(others, group, strict=True)) | {"theme": theme}
            yield MeasureRow(
                key={name: values[name] for name in by},
                value=fsum(one.weights[theme] for one in holding) / whole,
                n=len(holding),
                denominator=len(members),
                documents=tuple(one.id for one in holding),
                flags=tuple(_flags(values, holding)),
            )


def _flags(key: Mapping[str, str | None], holding: list[Publication]) -> Iterator[str]:
    """Why a key has no value: the period of these documents, or their place, is not known."""
    if "period" in key and key["period"] is None:
        if any(one.published is None for one in holding):
            yield "undated"
        if any(BULK_STAMP in one.flags for one in holding):
            yield BULK_STAMP
        if any(one.dated for one in holding):
            yield "date_too_coarse"
    if any(name in key and key[name] is None for name in ("locality", "province", "level")):
        yield "locality_unknown"


MEASURE = Measure(
    name="attention",
    formula="a_lkt = Σ_d w_dk / Σ_d Σ_k w_dk, with w_dk = (1/U_d) Σ_u [k ∈ u] / m_u",
    source="Share of the agenda: Boydstun, Bevan and Thomas, Policy Studies Journal 42(2), 2014",
    parameters={
        "by": ",".join(KEYS) + " (theme is required)",
        "period": "|".join(PERIODS),
        "geography": "then|today",
        "copies": "first|all",
    },
    compute=attention,
)
