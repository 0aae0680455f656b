"""Parts of a portal that lead nowhere, for ever: calendars, facets, mazes.

Only pages of navigation are held back here. Articles have identities, and further pages of a list end by
naming nothing new; neither can run away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlsplit

from store.records import identity

MAX_FRUITLESS = 50  # pages in a row of one branch that are no article and name none
MAX_VARIANTS = 20  # addresses of one path that differ only in their query


@dataclass(frozen=True, slots=True)
class _Part:
    """Where the lists are that name an item: all on one path, all in one branch, or here and there."""

    path: int | None = None
    branch: str | None = None

    def joined(self, other: _Part) -> _Part:
        if self.branch != other.branch:
            return _EVERYWHERE
        return self if self.path == other.path else replace(self, path=None)


_EVERYWHERE = _Part()


class Branches:
    """A branch is the first segment of the path with the names of the query: one calendar, one facet list."""

    def __init__(self, this_year: int) -> None:
        self._this_year = this_year
        self._fruitless: Counter[str] = Counter()
        self._variants: Counter[int] = Counter()
        self._closed: set[str] = set()
        self._crowded: set[int] = set()
        self._namers: dict[int, _Part] = {}

    def names(self, url: str | None, items: Iterable[int]) -> None:
        """Note which items the list at `url` names; None: a feed or a sitemap."""
        part = _Part(_path(url), _branch(url)) if url else _EVERYWHERE
        for item in items:
            self._namers[item] = self._namers.get(item, part).joined(part)

    def hide_items(self) -> bool:
        """Whether some part that was cut short has items that no list outside it names.

        Facets and calendars show what other lists show as well: nothing is lost with them.
        """
        return any(
            part.path in self._crowded or part.branch in self._closed for part in self._namers.values()
        )

    def is_closed(self, url: str) -> bool:
        """Whether `url` is in a branch that led nowhere, or in a year that is still to come."""
        if self._closed and _branch(url) in self._closed:
            return True
        names = urlsplit(url).path.split("/")
        return any(
            self._this_year + 1 < int(name) < 2200 for name in names if len(name) == 4 and name.isdecimal()
        )

    def closes(self, url: str, *, fruitful: bool) -> bool:
        """Count a page that was read; whether its branch is closed by it."""
        branch = _branch(url)
        if fruitful:
            del self._fruitless[branch]
            return False
        self._fruitless[branch] += 1
        if self._fruitless[branch] <= MAX_FRUITLESS or branch in self._closed:
            return False
        self._closed.add(branch)
        return True

    def is_one_too_many(self, url: str) -> bool:
        """Count an address; whether its path has as many variants already as anybody needs."""
        if "?" not in url:
            return False
        number = _path(url)
        self._variants[number] += 1
        if self._variants[number] <= MAX_VARIANTS:
            return False
        self._crowded.add(number)
        return True


def _path(url: str) -> int:
    return int(identity(url.partition("?")[0]), 16)


def _branch(url: str) -> str:
    parts = urlsplit(url)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return "/".join((parts.path.split("/", 2)[1] if parts.path else "", *names))
