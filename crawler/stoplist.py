"""The stop list: hosts whose owners asked to be left alone. None gets a request, not even for robots.txt.

It is `stop-list.yml` in the data folder, kept by the operator; docs/crawling.md describes it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

STOP_LIST = "stop-list.yml"


@dataclass(frozen=True, slots=True)
class StopEntry:
    """A host, with all below it where `subdomains` says so; since when, and why."""

    host: str
    since: dt.date
    why: str
    subdomains: bool = False

    def holds(self, host: str) -> bool:
        name = _bare(host)
        return name == _bare(self.host) or (self.subdomains and name.endswith(f".{_bare(self.host)}"))


@dataclass(frozen=True, slots=True)
class StopList:
    entries: tuple[StopEntry, ...] = ()

    def entry_of(self, host: str) -> StopEntry | None:
        """Why `host` is never asked for anything, if so; with and without `www.` it is one host."""
        return next((entry for entry in self.entries if entry.holds(host)), None)


def read_stop_list(home: Path) -> StopList:
    """The list of a data folder; empty without a file. Raises PortalErrors with every error and its line."""
    path = home / STOP_LIST
    if not path.exists():
        return StopList()
    from crawler.declaration import read_stop_entries  # noqa: PLC0415  pydantic, only where there is a file

    return StopList(read_stop_entries(path))


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
