"""Documents as publications: what the measures count.

A page and its attachments are one publication, and so are an article and its copies on the same portal.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import repeat
from operator import attrgetter, not_
from typing import NamedTuple, TypeAlias

from search.measures.periods import Period, period_of
from search.measures.results import KeyName
from store.documents import CodedDocument, LightRows, Stamp
from store.filters import Geography
from store.records import Precision

_Themes: TypeAlias = tuple[tuple[str, float], ...]  # of a document, as `CodedDocument` has them
BULK_STAMP = "bulk_stamp"  # the flag of a date of `search.measures.stamps`
# Keys of which a publication has one value; themes, channels and the like it has several of.
ATTRIBUTES: tuple[KeyName, ...] = ("locality", "province", "portal", "level", "kind", "period")


class Publication(NamedTuple):
    """`id` is its page's or its first copy's; `weights` of its themes sum to 1, or are empty.

    `members` are the ids of its documents that were asked for.
    """

    id: str
    locality: str | None
    province: str | None
    portal: str | None
    level: str | None
    kind: str
    published: dt.date | None
    precision: Precision | None
    flags: tuple[str, ...]
    weights: Mapping[str, float]
    is_reform: bool
    members: tuple[str, ...]

    @property
    def dated(self) -> bool:
        """Whether its date may place it in a period."""
        return self.published is not None and BULK_STAMP not in self.flags


class Speakers(NamedTuple):
    """Of publications, in one order: who speaks, on which portal, and the day that places it in a period."""

    localities: list[str | None]
    portals: list[str | None]
    days: list[dt.date | None]


def publications(
    rows: Iterable[CodedDocument],
    geography: Geography,
    bulk: Collection[Stamp] = (),
    above: Mapping[str, str] | None = None,
    roots: Callable[[Sequence[str]], Iterable[CodedDocument]] = lambda ids: (),
) -> list[Publication]:
    """The publications of the given documents, by id; those whose stamp is in `bulk` are flagged so.

    `above` leads from each file and copy of the store to its page or first copy (only what `rows` tell,
    unless given), and `roots` reads those that are not among `rows`: where and when a publication stands is
    said by its first page, whatever part of it was asked for.
    """
    alone, others = _parted(LightRows.of(rows), geography, bulk, above, roots)
    return sorted([*_alone(alone, geography, bulk), *others], key=attrgetter("id"))


def speakers(
    rows: Iterable[CodedDocument],
    geography: Geography,
    bulk: Collection[Stamp] = (),
    above: Mapping[str, str] | None = None,
    roots: Callable[[Sequence[str]], Iterable[CodedDocument]] = lambda ids: (),
) -> Speakers:
    """`speakers_of` the `publications` of these documents, without making each of them."""
    alone, others = _parted(LightRows.of(rows), geography, bulk, above, roots)
    days = _days(alone.column("published"), _flagged(alone, bulk))
    more = speakers_of(others)
    return Speakers(
        _places(alone, geography)[0] + more.localities,
        alone.column("portal") + more.portals,
        [*days, *more.days],
    )


def speakers_of(found: Iterable[Publication]) -> Speakers:
    known = list(found)
    return Speakers([one.locality for one in known], [one.portal for one in known], days_of(known))


def _parted(
    known: LightRows,
    geography: Geography,
    bulk: Collection[Stamp],
    above: Mapping[str, str] | None,
    roots: Callable[[Sequence[str]], Iterable[CodedDocument]],
) -> tuple[LightRows, list[Publication]]:
    """The documents that are a publication each, and the publications of the others."""
    above = above if above is not None else links(known)
    joined = {*above, *above.values()}
    with_others = list(map(joined.__contains__, known.ids))
    firsts = {row.id: row for row in known.where(with_others)} if any(with_others) else {}
    groups: dict[str, list[CodedDocument]] = {}
    for id_, row in firsts.items():
        groups.setdefault(root_of(id_, above), []).append(row)
    firsts |= {row.id: row for row in roots([root for root in groups if root not in firsts])}
    found = [_publication(root, groups[root], firsts.get(root), geography, bulk) for root in groups]
    return known.where(map(not_, with_others)), found


def links(rows: Iterable[CodedDocument]) -> dict[str, str]:
    """From each file to its page, and from each copy to the document that it is one of."""
    return {row.id: found for row in rows if (found := row.parent or row.duplicate_of)}


def key_value(publication: Publication, name: KeyName, period: Period) -> str | None:
    """The publication's value of one of the `ATTRIBUTES`."""
    if name == "period":
        return next(_values([publication], name, period))
    value: str | None = getattr(publication, name)
    return value


def days_of(found: Iterable[Publication]) -> list[dt.date | None]:
    """The day of each that may place it in a period."""
    known = list(found)
    return _days(list(map(attrgetter("published"), known)), list(map(attrgetter("flags"), known)))


def _days(published: list[dt.date | None], flags: list[tuple[str, ...]]) -> list[dt.date | None]:
    # Few flags are different: where none of them is that of a bulk stamp, no day need be looked at.
    if not any(BULK_STAMP in each for each in set(flags)):
        return published
    return [day if BULK_STAMP not in each else None for day, each in zip(published, flags, strict=True)]


@lru_cache(maxsize=65536)  # there are few days, and many publications
def _period(day: dt.date | None, precision: Precision | None, period: Period) -> str | None:
    return None if day is None else period_of(day, precision, period)


def keys_of(
    found: Sequence[Publication], names: Sequence[KeyName], period: Period
) -> Iterator[tuple[str | None, ...]]:
    """The values of each publication of these of the `ATTRIBUTES`."""
    if not names:
        return repeat((), len(found))
    return zip(*(_values(found, name, period) for name in names), strict=True)


def _values(found: Sequence[Publication], name: KeyName, period: Period) -> Iterator[str | None]:
    if name == "period":
        return map(_period, days_of(found), map(attrgetter("precision"), found), repeat(period))
    return map(attrgetter(name), found)


def grouped(
    found: Iterable[Publication], by: Sequence[KeyName], period: Period
) -> Iterator[tuple[dict[str, str | None], list[Publication]]]:
    """The publications by their values of the `ATTRIBUTES` in `by`, in the order of these, unknown last."""
    names = [name for name in by if name in ATTRIBUTES]
    known = list(found)
    groups: dict[tuple[str | None, ...], list[Publication]] = defaultdict(list)
    for key, one in zip(keys_of(known, names, period), known, strict=True):
        groups[key].append(one)
    for values in sorted(groups, key=lambda values: [(value is None, value or "") for value in values]):
        yield dict(zip(names, values, strict=True)), groups[values]


def unknown(key: Mapping[str, str | None], of: Iterable[Publication]) -> tuple[str, ...]:
    """Flags that say why a key has no value: the period or the place of these publications is not known."""
    return tuple(_unknown(key, list(of))) if None in key.values() else ()


def _unknown(key: Mapping[str, str | None], of: list[Publication]) -> Iterator[str]:
    if "period" in key and key["period"] is None:
        if any(one.published is None for one in of):
            yield "undated"
        if any(BULK_STAMP in one.flags for one in of):
            yield BULK_STAMP
        if any(one.dated for one in of):
            yield "date_too_coarse"
    if any(name in key and key[name] is None for name in ("locality", "province", "level")):
        yield "locality_unknown"


def root_of(id_: str, above: Mapping[str, str]) -> str:
    """The id that stands for a document; the steps are bounded, as a record may name itself."""
    for _ in range(4):
        if id_ not in above:
            break
        id_ = above[id_]
    return id_


def _alone(rows: LightRows, geography: Geography, bulk: Collection[Stamp]) -> Iterator[Publication]:
    """The publications that are one document each, as most are: `_publication` of them, by columns."""
    column = rows.column
    localities, provinces = _places(rows, geography)
    found = zip(
        rows.ids, localities, provinces, column("portal"), column("level"), column("kind"),
        column("published"), column("precision"), _flagged(rows, bulk), _means(column("themes")),
        column("is_reform"), zip(rows.ids, strict=True), strict=True,
    )  # fmt: skip
    return map(partial(tuple.__new__, Publication), found)  # `_make` without a call of Python for each


def _places(rows: LightRows, geography: Geography) -> tuple[list[str | None], list[str | None]]:
    """Localities and provinces."""
    localities = rows.column("locality")
    if geography == "then":
        return localities, rows.column("province")
    provinces = rows.column("today")
    return list(map(_place, localities, rows.column("level"), provinces)), provinces


def _flagged(rows: LightRows, bulk: Collection[Stamp]) -> list[tuple[str, ...]]:
    """The flags, with `BULK_STAMP` where the date is one."""
    flags: list[tuple[str, ...]] = rows.column("flags")
    if not bulk:
        return flags
    stamps = zip(rows.column("portal"), rows.column("published"), rows.column("time"), strict=True)
    bulky = (
        stamp in bulk and each == "day" for stamp, each in zip(stamps, rows.column("precision"), strict=True)
    )
    return [(*each, BULK_STAMP) if is_bulk else each for each, is_bulk in zip(flags, bulky, strict=True)]


def _publication(
    root: str,
    members: Sequence[CodedDocument],
    first: CodedDocument | None,
    geography: Geography,
    bulk: Collection[Stamp],
) -> Publication:
    first = first or min(members, key=lambda row: row.id)
    is_bulk = bulk and _stamp(first) in bulk
    return Publication(
        root,
        place(first, geography),
        first.province if geography == "then" else first.today,
        first.portal,
        first.level,
        first.kind,
        first.published,
        first.precision,
        (*first.flags, BULK_STAMP) if is_bulk else first.flags,
        _mean(tuple([row.themes for row in members])),
        any(row.is_reform for row in members),
        tuple([row.id for row in members]),
    )


def _stamp(row: CodedDocument) -> Stamp | None:
    if row.portal is None or row.published is None or row.precision != "day":
        return None
    return Stamp(row.portal, row.published, row.time)


def place(row: CodedDocument, geography: Geography) -> str | None:
    """The locality's code. Today's geography has no districts and other provinces: both are in `today`."""
    return row.locality if geography == "then" else _place(row.locality, row.level, row.today)


def _place(locality: str | None, level: str | None, today: str | None) -> str | None:
    return locality if level == "commune" else today


def _means(themes: Sequence[_Themes]) -> Iterator[Mapping[str, float]]:
    """`_mean` of each alone: the same themes are one value (`store.light`), which is known by its place."""
    known = {place: _mean((each,)) for place, each in dict(zip(map(id, themes), themes, strict=True)).items()}
    return map(known.__getitem__, map(id, themes))


@lru_cache(maxsize=65536)  # a codebook has few themes, and most documents one or two of them
def _mean(themes: tuple[_Themes, ...]) -> Mapping[str, float]:
    """The mean of the coded members' weights, each of which sums to 1; the same for all who ask."""
    coded = [each for each in themes if each]
    if len(coded) == len(themes) == 1 and len(coded[0]) == 1:
        return {coded[0][0][0]: 1.0}
    weights: dict[str, float] = {}
    for each in coded:
        whole = sum(weight for _, weight in each)
        for theme, weight in each:
            weights[theme] = weights.get(theme, 0.0) + weight / whole / len(coded)
    return weights
