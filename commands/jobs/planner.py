"""The plan as it stands now: files of portals are read when they change, histories once an hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from pathlib import Path

from commands.declarations import declarations, declared_folders
from commands.jobs.plan import Job, Published, make_plan, published_lately
from crawler.portal import Declarations
from settings import Settings
from store.database import Store

_HISTORY = dt.timedelta(hours=1)


class Planner:
    """Makes the plan; `say` is told what changed among the files of portals."""

    def __init__(
        self, store: Store, settings: Settings, found: Declarations, *, commands: Collection[str],
        say: Callable[[str], None], clock: Callable[[], dt.datetime],
    ) -> None:  # fmt: skip
        self._store, self._settings, self._commands = store, settings, commands
        self._say, self._clock = say, clock
        self.declared = found
        self._stamp = _stamp(declared_folders())
        self._published: tuple[dt.datetime, Published] | None = None

    def __call__(self) -> list[Job]:
        """The jobs of this moment. Raises StoreError."""
        now = self._clock()
        self._read_again()
        if self._published is None or not dt.timedelta(0) <= now - self._published[0] < _HISTORY:
            self._published = (now, published_lately(self._store, now))
        portals = self.declared.portals.values()
        return make_plan(
            portals, self._settings, self._store, now, published=self._published[1], commands=self._commands
        )

    def _read_again(self) -> None:
        stamp = _stamp(declared_folders())
        if stamp == self._stamp:
            return
        before, self.declared, self._stamp = self.declared, declarations(quietly=True), stamp
        for error in self.declared.errors:
            if error not in before.errors:
                self._say(str(error))
        for line in _changes(before, self.declared):
            self._say(line)


def _changes(before: Declarations, after: Declarations) -> list[str]:
    enabled = [{id_ for id_, portal in found.portals.items() if portal.enabled} for found in (before, after)]
    told = [
        ("taken up", enabled[1] - enabled[0]),
        ("not crawled any more", enabled[0] - enabled[1]),
        ("read again", {id_ for id_ in enabled[0] & enabled[1] if before.portals[id_] != after.portals[id_]}),
    ]
    return [f"Portals {what}: {', '.join(sorted(ids))}." for what, ids in told if ids]


def _stamp(folders: Collection[Path]) -> frozenset[tuple[str, int, int]]:
    """What tells that a file was added, changed or removed."""
    found = set()
    for folder in folders:
        for file in folder.rglob("*.yml"):
            try:
                facts = file.stat()
            except OSError:
                continue
            found.add((str(file), facts.st_mtime_ns, facts.st_size))
    return frozenset(found)
