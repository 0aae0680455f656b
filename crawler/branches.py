"""Parts of a portal that lead nowhere, for ever: calendars, facets, mazes.

Only pages of navigation are held back here. Articles have identities, and further pages of a list end by
naming nothing new; neither can run away.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl, urlsplit

from store.records import identity

MAX_FRUITLESS = 50  # pages in a row of one branch that are no article and name none
MAX_VARIANTS = 20  # addresses of one path that differ only in their query


class Branches:
    """A branch is the first segment of the path with the names of the query: one calendar, one facet list."""

    def __init__(self, this_year: int) -> None:
        self._this_year = this_year
        self._fruitless: Counter[str] = Counter()
        self._variants: Counter[int] = Counter()
        self._closed: set[str] = set()

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
        path, question, _ = url.partition("?")
        if not question:
            return False
        number = int(identity(path), 16)
        self._variants[number] += 1
        return self._variants[number] > MAX_VARIANTS


def _branch(url: str) -> str:
    parts = urlsplit(url)
    names = sorted({name for name, _ in parse_qsl(parts.query, keep_blank_values=True)})
    return "/".join((parts.path.split("/", 2)[1] if parts.path else "", *names))
