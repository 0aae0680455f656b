"""Watches: what a person follows. A saved query with filters and a rhythm, kept in HOME/watches.yml.

    mot-cua-hue:
      query: '"một cửa"'
      locality: [P34:46]
      theme: [tthc]
      period: week

The file is the operator's: it is read whole, all that is wrong in it is said with its line, and a watch that
is wrong costs nobody but those who follow it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawler.marked_yaml import Marked, read_marked
from search.digest.periods import Rhythm
from search.measures.periods import VIETNAM
from search.watch_checks import Fault, check
from search.watch_model import WatchModel, filters_of, message
from store.filters import Filters

FILE = "watches.yml"
MAX_BYTES = 1_000_000

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Watch:
    """`name` is its id too: of its feed's address and of what a person follows.

    Without a query, filters and all, it is everything that a period brings.
    """

    name: str
    query: str = ""
    filters: Filters = field(default_factory=Filters)
    period: Rhythm = "week"


@dataclass(frozen=True, slots=True)
class Watches:
    """What the file holds. A watch with a fault that stops it is in `faults` only; others may be in both."""

    known: Mapping[str, Watch]
    faults: tuple[Fault, ...]

    def chosen(self, names: Iterable[str]) -> tuple[tuple[Watch, ...], tuple[Fault, ...]]:
        """The watches of these names, and all that those who follow them must be told."""
        wanted = list(dict.fromkeys(names))
        found = tuple(self.known[name] for name in wanted if name in self.known)
        wrong = [fault for fault in self.faults if fault.watch in wanted or fault.watch is None]
        named = {fault.watch for fault in wrong} | self.known.keys()
        if None in named:  # nobody knows what the unreadable part of the file holds
            return found, tuple(wrong)
        return found, (*wrong, *(Fault(name, 0, "gone") for name in wanted if name not in named))


def load_watches(home: Path, portals: Collection[str] | None = None, today: dt.date | None = None) -> Watches:
    """The watches of a data folder; none where there is no file. Never raises for what a file holds.

    `portals` are the ids that a watch may name; None: any.
    """
    day = today or dt.datetime.now(VIETNAM).date()
    marked = _read(home / FILE)
    faults = [Fault(None, line, "file", text) for line, text in marked.errors]
    known: dict[str, Watch] = {}
    for name, given in _entries(marked, faults):
        watch, wrong = _watch(name, given, marked, portals, day)
        faults += wrong
        if watch is not None and not any(fault.stops for fault in wrong):
            known[name] = watch
    return Watches(known, tuple(sorted(faults, key=lambda fault: fault.line)))


def made(
    name: str, given: Mapping[str, Any], portals: Collection[str] | None = None, today: dt.date | None = None
) -> tuple[Watch | None, list[Fault]]:
    """A watch of keys and values as the file holds them, and what is wrong with it; None: it is none."""
    day = today or dt.datetime.now(VIETNAM).date()
    return _watch(name, dict(given), Marked(), portals, day)


def _read(path: Path) -> Marked:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return Marked(data={})
    except OSError as error:
        return Marked(errors=[(1, f"{FILE} cannot be read: {error.strerror}")])
    if len(body) > MAX_BYTES:
        return Marked(errors=[(1, f"{FILE} is too large (over 1 MB)")])
    return read_marked(body)


def _entries(marked: Marked, faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    if isinstance(marked.data, dict):
        yield from marked.data.items()
    elif marked.data is not None:
        faults.append(
            Fault(None, marked.line_of(()), "file", "expected 'name:' and the keys of a watch below it")
        )


def _watch(
    name: str, given: Any, marked: Marked, portals: Collection[str] | None, today: dt.date
) -> tuple[Watch | None, list[Fault]]:
    line = marked.line_of((name,))
    faults = [] if _NAME.fullmatch(name) else [Fault(name, line, "name", name)]
    try:
        model = WatchModel.model_validate({} if given is None else given)
    except ValidationError as error:
        details = error.errors(include_url=False)
        faults += (Fault(name, marked.line_of((name, *one["loc"])), "key", message(one)) for one in details)
        return None, faults
    filters, unresolved = filters_of(model)
    for one in (*unresolved, *check(model.query, filters, portals, today)):
        faults.append(Fault(name, marked.line_of((name, one.key)), one.code, one.subject, one.proposals))
    return Watch(name, model.query, filters, model.period), faults


def given(filters: Filters) -> dict[str, list[str]]:
    """The filters that were set, by their keys in the file, as texts."""
    found: dict[str, list[str]] = {}
    for key in filters.__dataclass_fields__:
        value = getattr(filters, key)
        if value == getattr(Filters(), key):
            continue
        values = value if isinstance(value, tuple) else (value,)
        found[key] = [str(one).lower() if isinstance(one, bool) else str(one) for one in values]
    return found
