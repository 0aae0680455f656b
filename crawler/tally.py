"""What a run counts while it goes on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from store.records import Failure, RobotsState


@dataclass(slots=True)
class Tally:
    """Counters of one run; the spider and the item pipelines of its crawl add to it.

    `items` holds the ids of articles that lists named or that were read, `readable` the pages that were
    answered and were no refusal, challenge or error.
    """

    pages: int = 0
    readable: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    attachments: int = 0
    items: set[int] = field(default_factory=set)
    failed: list[Failure] = field(default_factory=list)
    failed_items: int = 0
    failed_lists: int = 0
    unread: int = 0  # listed, but the page budget or a limit came first
    errors: int = 0  # faults of ours: an exception in a callback or an item pipeline
    robots: RobotsState | None = None
    robots_reason: str | None = None
    earliest: dt.date | None = None  # of the days that lists showed
    flags: set[str] = field(default_factory=set)

    def saved(self, status: Literal["new", "updated", "revised", "unchanged"]) -> None:
        """Count what `Documents.save` said; a revision is an update of the record."""
        if status == "new":
            self.new += 1
        elif status == "unchanged":
            self.unchanged += 1
        else:
            self.updated += 1

    def dated(self, day: dt.date | None) -> None:
        if day is not None and (self.earliest is None or day < self.earliest):
            self.earliest = day

    def counts(self) -> dict[str, int]:
        """The numbers that people watch while a crawl goes on."""
        return {
            "pages": self.pages,
            "seen": len(self.items),
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "failed": len(self.failed),
        }
