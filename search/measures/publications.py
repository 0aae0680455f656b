"""Documents as publications: what the measures count.

A page and its attachments are one publication, and so are an article and its copies on the same portal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from search.measures.periods import Period, period_of
from search.measures.results import KeyName
from store.documents import CodedDocument, Stamp
from store.filters import Geography

BULK_STAMP = "bulk_stamp"  # the flag of a date of `search.measures.stamps`


@dataclass(frozen=True, slots=True)
class Publication:
    """`id` is its page's or its first copy's; `weights` of its themes sum to 1, or are empty."""

    id: str
    locality: str | None
    province: str | None
    portal: str | None
    level: str | None
    kind: str
    published: dt.date | None
    precision: str | None
    flags: tuple[str, ...]
    weights: Mapping[str, float]

    @property
    def dated(self) -> bool:
        """Whether its date may place it in a period."""
        return self.published is not None and BULK_STAMP not in self.flags


def publications(
    rows: Iterable[CodedDocument], geography: Geography, bulk: Collection[Stamp] = ()
) -> list[Publication]:
    """The publications of the given documents, by id; those whose stamp is in `bulk` are flagged so."""
    known = {row.id: row for row in rows}
    groups: dict[str, list[CodedDocument]] = {}
    for row in known.values():
        groups.setdefault(_root(row, known), []).append(row)
    return [_publication(root, groups[root], geography, bulk) for root in sorted(groups)]


def key_value(publication: Publication, name: KeyName, period: Period) -> str | None:
    """The publication's value of a key other than the theme."""
    if name == "period":
        if not publication.dated:
            return None
        assert publication.published is not None
        return period_of(publication.published, publication.precision, period)  # type: ignore[arg-type]
    value: str | None = getattr(publication, name)
    return value


def _root(row: CodedDocument, known: Mapping[str, CodedDocument]) -> str:
    """The id that stands for a document; the steps are bounded, as a record may name itself."""
    root = row.id
    for _ in range(4):
        following = row.parent or row.duplicate_of
        if following is None:
            break
        root = following
        if following not in known:
            break
        row = known[following]
    return root


def _publication(
    root: str, members: list[CodedDocument], geography: Geography, bulk: Collection[Stamp]
) -> Publication:
    first = next((row for row in members if row.id == root), min(members, key=lambda row: row.id))
    return Publication(
        id=root,
        locality=place(first, geography),
        province=first.province if geography == "then" else first.today,
        portal=first.portal,
        level=first.level,
        kind=first.kind,
        published=first.published,
        precision=first.precision,
        flags=(*first.flags, BULK_STAMP) if _stamp(first) in bulk else first.flags,
        weights=_weights(members),
    )


def _stamp(row: CodedDocument) -> Stamp | None:
    if row.portal is None or row.published is None or row.precision != "day":
        return None
    return Stamp(row.portal, row.published, row.time)


def place(row: CodedDocument, geography: Geography) -> str | None:
    """The locality's code. Today's geography has no districts and other provinces: both are in `today`."""
    if geography == "then" or row.level == "commune":
        return row.locality
    return row.today


def _weights(members: list[CodedDocument]) -> dict[str, float]:
    """The mean of the coded members' weights, each of which sums to 1."""
    coded = [row for row in members if row.themes]
    weights: dict[str, float] = {}
    for row in coded:
        whole = sum(weight for _, weight in row.themes)
        for theme, weight in row.themes:
            weights[theme] = weights.get(theme, 0.0) + weight / whole / len(coded)
    return weights
