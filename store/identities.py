"""When two acts are the same: number and symbol, whose act it is, and the year (design §5.9).

Rules: 30/2020/NĐ-CP, Art. 15 (state numbers begin again every year in every organisation), and Party
practice (numbers begin again with the term of a committee).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from store.records import Act, PartialDate

NATION = "VN"

_SEPARATORS = re.compile(r"[-/._\s]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SLIP_DAYS = 45  # around New Year a date is written with the wrong year, or a number is kept back
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ActIdentity:
    """Two acts with equal identities are one; `locality` is a code, or `VN` for a body of the nation."""

    symbol: str
    locality: str
    year: int


@dataclass(frozen=True, slots=True)
class KnownAct:
    """An act that a document of the store is or announces; `since` is when that document was first seen."""

    document: str
    parent: str | None
    status: str
    symbol: str
    year: int | None
    issued: dt.date | None
    locality: str | None
    province: str | None  # of the document
    since: dt.datetime


@dataclass(frozen=True, slots=True)
class Cited:
    """An act as a document names it. `province` is the document's; `family`: the document and its parent."""

    symbol: str
    year: int | None
    issued: dt.date | None
    locality: str | None
    province: str | None
    family: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """The document that is the act, or those that may be; `date_disagrees`: it bears another day."""

    target: str | None = None
    candidates: tuple[str, ...] = ()
    date_disagrees: bool = False


@lru_cache(maxsize=1024)  # the acts of a document are asked for theirs again and again
def symbol(number: str) -> str:
    """A canonical number without what writers vary: leading zeros, case, separators."""
    first, *rest = _SEPARATORS.split(number.lower())
    return "/".join((first.lstrip("0"), *rest))


def year_of(number: str, issued: PartialDate | None) -> int | None:
    """The year in which a number was given: its own year slot, else that of the date."""
    slot = next((part for part in _SEPARATORS.split(number)[1:] if _YEAR.fullmatch(part)), None)
    return int(slot) if slot else issued.date.year if issued else None


def identity_of(act: Act) -> ActIdentity | None:
    """None where number, year or issuer is not known: then nothing says that another act is the same."""
    year = year_of(act.number, act.issued) if act.number else None
    if act.number is None or year is None or act.locality is None:
        return None
    return ActIdentity(symbol(act.number), act.locality, year)


def resolve(cited: Cited, known: Iterable[KnownAct]) -> Found:
    """What is cited among acts of the same symbol. Where two acts fit, or too little is told, candidates."""
    possible = [
        act for act in known if cited.family.isdisjoint({act.document, act.parent}) and _may_be(cited, act)
    ]
    certain = _nearest(cited, [act for act in possible if _is(cited, act)])
    if not certain or _are_several(certain):
        return Found(candidates=tuple(sorted({act.document for act in certain or possible})[:_SHOWN]))
    best = min(certain, key=_preference)
    disagrees = bool(cited.issued and best.issued and cited.issued != best.issued)
    return Found(best.document, date_disagrees=disagrees)


def _may_be(cited: Cited, act: KnownAct) -> bool:
    if cited.locality and act.locality and cited.locality != act.locality:
        return False
    if cited.year is None or act.year is None or cited.year == act.year:
        return True
    if abs(cited.year - act.year) > 1:
        return False
    are_dated = cited.issued is not None and act.issued is not None
    return not are_dated or _is_slip(cited, act)


def _is(cited: Cited, act: KnownAct) -> bool:
    if cited.year is None or act.year is None:
        return False
    if cited.year != act.year and not _is_slip(cited, act):
        return False
    if cited.locality is not None and act.locality is not None:
        return True
    # Who issued it is not told: the day and the province stand in for that.
    same_day = cited.issued is not None and cited.issued == act.issued
    return same_day and cited.province is not None and cited.province == act.province


def _is_slip(cited: Cited, act: KnownAct) -> bool:
    """Whether a year of difference looks like a slip of the pen rather than next year's act."""
    if cited.issued is None or act.issued is None:
        return False
    same_day = (cited.issued.month, cited.issued.day) == (act.issued.month, act.issued.day)
    return same_day or abs((cited.issued - act.issued).days) <= _SLIP_DAYS


def _nearest(cited: Cited, acts: list[KnownAct]) -> list[KnownAct]:
    """Those that agree best with the cited date: by the day, else by the year."""
    same_day = [act for act in acts if cited.issued is not None and act.issued == cited.issued]
    return same_day or [act for act in acts if act.year == cited.year] or acts


def _are_several(acts: Sequence[KnownAct]) -> bool:
    """Whether they are more than one act: of two localities or years, or themselves dated differently."""
    days = {act.issued for act in acts if act.status == "self" and act.issued}
    places = {act.locality for act in acts if act.locality}
    return len(places) > 1 or len({act.year for act in acts}) > 1 or len(days) > 1


def _preference(act: KnownAct) -> tuple[bool, bool, dt.datetime, str]:
    """The act itself before an announcement of it; the page before its file, since the page is the
    publication that is counted and dated; then whichever was there first, so that a reprint moves no link."""
    return act.status != "self", act.parent is not None, act.since, act.document
