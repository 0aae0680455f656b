"""Portals: what a declaration says, as records, and the two ways to get them.

A folder of YAML files is the registry: `<folder>/<province>/<id>.yml`. The records here are plain and
frozen; reading and validating (`crawler.declaration`) is imported only when files are loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

Scope: TypeAlias = Literal["all", "sections"]
Tls: TypeAlias = Literal["strict", "lax"]


@dataclass(frozen=True, slots=True)
class LocalitySpan:
    """A locality and the inclusive days on which the portal speaks for it; None is open."""

    code: str
    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a portal; without localities or owner of its own it has the portal's.

    `path` is where its list begins and the prefix of what belongs to it; it may carry a query
    (`/list.aspx?cat=2`), whose pairs an address must then have too.
    """

    path: str
    name: str
    localities: tuple[LocalitySpan, ...] = ()
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Expects:
    """What is normal for a portal: days between new items, and items seen in a run (lowest, highest)."""

    gap_days: int = 7
    items_per_run: tuple[int, int] = (1, 200)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the day, in Vietnam, when a crawl may run; over midnight where `end` is earlier."""

    start: dt.time
    end: dt.time

    def contains(self, time: dt.time) -> bool:
        if self.start <= self.end:
            return self.start <= time < self.end
        return time >= self.start or time < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


@dataclass(frozen=True, slots=True)
class CrawlRules:
    """How a portal is crawled; None leaves it to the settings."""

    delay: float | None = None  # seconds between requests
    max_pages: int | None = None
    since: dt.date | None = None
    window: Window | None = None
    tls: Tls = "strict"


@dataclass(frozen=True, slots=True)
class Portal:
    """The validated declaration of one portal.

    `url` is where a crawl starts, `hosts` (lower case, the first one is the portal's name in lists) are all
    hosts that belong to it, `feeds` and `sitemaps` are absolute. `path` is the file it came from.
    """

    id: str
    name: str
    url: str
    hosts: tuple[str, ...]
    platform: str
    localities: tuple[LocalitySpan, ...]
    owner: str | None = None
    scope: Scope = "all"
    sections: tuple[Section, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    expects: Expects = field(default_factory=Expects)
    crawl: CrawlRules = field(default_factory=CrawlRules)
    enabled: bool = True
    path: Path | None = None

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def host(self) -> str:
        return self.hosts[0]

    def section_of(self, url: str) -> Section | None:
        """The section with the longest path that holds `url`."""
        holding = [section for section in self.sections if _is_below(url, section.path)]
        return max(holding, key=lambda section: len(section.path), default=None)

    def locality_on(self, day: dt.date | None, url: str | None = None) -> str | None:
        """The code of the locality that speaks on a day; None where the declaration does not say.

        A section's own localities go before the portal's. Without a day there is an answer only where one
        locality is declared, since hosts changed hands on 1 July 2025.
        """
        section = self.section_of(url) if url else None
        spans = section.localities if section and section.localities else self.localities
        if day is None:
            return spans[0].code if len(spans) == 1 else None
        return next((span.code for span in spans if span.covers(day)), None)

    def owner_of(self, url: str) -> str | None:
        """Whose page it is: the section's owner, else the portal's."""
        section = self.section_of(url)
        return section.owner if section and section.owner else self.owner


@dataclass(frozen=True, slots=True)
class PortalError:
    """One thing wrong in one file; `line` counts from 1, 0 where there is no file.

    `portal` is the id that the file's name promises, '' where there is no file.
    """

    file: str
    line: int
    message: str
    portal: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PortalErrors(ValueError):  # noqa: N818  it holds many
    """Declarations that cannot be used: every error of every file, in the order of files and lines."""

    def __init__(self, errors: Sequence[PortalError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True, slots=True)
class Declarations:
    """The portals that are declared rightly, by id in their order, and all that is wrong with other files.

    Of two files for one portal or one host the first one holds: built-in ones go before the operator's.
    """

    portals: dict[str, Portal]
    errors: tuple[PortalError, ...] = ()

    def wrong(self) -> dict[str, list[PortalError]]:
        """What is wrong with the files of each portal, by the files' name."""
        found: dict[str, list[PortalError]] = {}
        for error in self.errors:
            found.setdefault(error.portal, []).append(error)
        return found


def builtin_folder() -> Path:
    """The declarations that come with the program."""
    return Path(__file__).resolve().parent / "portals"


def load_portals(folders: Sequence[Path]) -> dict[str, Portal]:
    """All portals declared in `*.yml` below the folders, by id, in the order of the ids.

    A folder that does not exist holds none. Raises PortalErrors with every error of every file.
    """
    found = survey_portals(folders)
    if found.errors:
        raise PortalErrors(found.errors)
    return found.portals


def survey_portals(folders: Sequence[Path]) -> Declarations:
    """The same, and a wrong file costs nobody but its own portal: what can be used, beside every error."""
    from crawler.declaration import read_folders  # noqa: PLC0415  pydantic costs 0.1 s, `--help` must not pay

    return read_folders(folders)


def portal_from_mapping(mapping: Mapping[str, Any]) -> Portal:
    """A portal from the keys and values that its file would hold. Raises PortalErrors."""
    from crawler.declaration import read_mapping  # noqa: PLC0415

    return read_mapping(mapping)


def _is_below(url: str, prefix: str) -> bool:
    """`/a/b` is below `/a`, `/a/` and `/a/b`; `/ab` is not below `/a`."""
    parts, wanted = urlsplit(url), urlsplit(prefix)
    path, above = unquote(parts.path).rstrip("/"), unquote(wanted.path).rstrip("/")
    if path != above and not path.startswith(above + "/"):
        return False
    return not wanted.query or set(parse_qsl(wanted.query)) <= set(parse_qsl(parts.query))
