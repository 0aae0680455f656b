"""The frozen records of runs; `store.records` gives them to whoever needs them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Failure:
    url: str
    reason: str


Verdict: TypeAlias = Literal["ok", "partial", "blocked", "broken"]
Unit: TypeAlias = Literal["share", "items", "documents", "days", "characters"]
RobotsState: TypeAlias = Literal["allowed", "disallowed", "unreachable"]


@dataclass(frozen=True, slots=True)
class FieldCounts:
    """Of the articles that a run read: how many had a title, a date, a text; and the median text's length."""

    read: int = 0
    title: int = 0
    date: int = 0
    text: int = 0
    length: int = 0  # characters


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a run was expected to show and did not (crawler/history.py has the codes and the rules).

    `expected` is the least and the most that is normal, None where there is no such bound, in the same `unit`
    as `seen`; a share is from 0 to 1. `rules` are those of the platform that found nothing.
    """

    code: str
    expected: tuple[float | None, float | None]
    seen: float
    lowers: bool = True  # whether a run cannot be ok with it
    rules: tuple[str, ...] = ()
    example: str | None = None  # the address of a page that shows it
    unit: Unit | None = None  # None: noted before units were


Quarantined: TypeAlias = Literal["held", "released", "accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Run:
    """One crawl of one portal and what it was worth."""

    id: str
    portal: str
    started_at: dt.datetime
    finished_at: dt.datetime | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    pages: int = 0
    seen: int = 0  # items seen in lists or as articles, new or known
    new: int = 0
    updated: int = 0  # stored documents that got another version or another reading
    unchanged: int = 0
    removed: int = 0  # documents marked gone
    held: int = 0  # changes of stored documents that wait, and new ones that are read again
    attachments: int = 0
    failed: tuple[Failure, ...] = ()
    robots: RobotsState | None = None
    reached_back: dt.date | None = None  # earliest day that discovery reached; None: no dated list
    complete_lists: bool = False  # every declared list was read to its end
    lists_left: int = 0  # lists that were read down to known ground only, or not at all: crawler/ground.py
    connected_to: str | None = None
    warc: str | None = None
    since: dt.date | None = None  # the window of publication days that it was asked for
    until: dt.date | None = None
    fields: FieldCounts = FieldCounts()
    rules: Mapping[str, int] = field(default_factory=dict)  # rule of the platform → pages it read
    assertions: tuple[Assertion, ...] = ()
    quarantine: Quarantined | None = None
