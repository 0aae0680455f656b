"""Superior acts and the localities that have to follow them: who implements what, from when on."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crawler import gazetteer
from store.identities import NATION
from store.records import Level
from store.relations import Link, OwnAct


@dataclass(frozen=True, slots=True)
class Superior:
    """An act that others implement, told apart as `store.identities` does.

    `issued` is its own day where it is in the store (`document`), else the day that most of those name that
    cite it; `disagree`: they name several. Without a locality or a year it may be several acts.
    """

    symbol: str
    locality: str | None  # a code, or `VN`
    year: int | None
    number: str
    issuer: str | None
    issued: dt.date | None
    document: str | None
    disagree: bool

    @property
    def label(self) -> str:
        return f"{self.number}, {self.locality or 'issuer unknown'}, {self.year or 'year unknown'}"


def superiors(links: Iterable[Link], targets: Mapping[str, OwnAct]) -> list[tuple[Superior, list[Link]]]:
    """The acts that these links lead to, each with its links, by locality, year and symbol.

    `targets` holds the acts of the documents that links point to.
    """
    groups: dict[tuple[str, str, int], list[Link]] = defaultdict(list)
    for link in links:
        own = targets.get(link.target or "")
        symbol, locality, year = (own or link).symbol, (own or link).locality, (own or link).year
        groups[locality or "", symbol, year or 0].append(link)
    return [(_superior(found, targets), found) for _, found in sorted(groups.items())]


@lru_cache(maxsize=65536)  # asked for each citation, of few places
def is_below(code: str, superior: str) -> bool:
    """Whether the locality `code` has to follow acts of `superior`: it lies within it, on a lower level."""
    unit = gazetteer.load().unit(code)
    if unit is None or code == superior:
        return False
    return superior == NATION or (unit.level != "province" and superior in (unit.province, unit.today))


def level_of(code: str) -> Level | None:
    unit = gazetteer.load().unit(code)
    return unit.level if unit else None


def _superior(links: Sequence[Link], targets: Mapping[str, OwnAct]) -> Superior:
    first = links[0]
    target = min((link.target for link in links if link.target and link.target in targets), default=None)
    own = targets[target] if target else None
    days = Counter(sorted(link.issued for link in links if link.issued))
    cited = days.most_common(1)[0][0] if days else None
    return Superior(
        symbol=(own or first).symbol,
        locality=(own or first).locality,
        year=(own or first).year,
        number=first.number,
        issuer=next((link.issuer for link in links if link.issuer), None),
        issued=own.issued if own and own.issued else cited,
        document=target,
        disagree=len(days) > 1,
    )
