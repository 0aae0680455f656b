"""What a run counts while it goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from crawler.fieldtally import FieldTally
from crawler.rules import RuleCounts
from crawler.vanished import Vanished
from store.records import Failure, Listed, ListSource, PageKind, PageReading, RobotsState

# What is gone, or is soundly something else than an article, is no failure of the run that finds it so.
NO_FAILURES = frozenset({"http_404", "http_410", "redirected", "not_html"})


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
    attachments: int = 0  # files that came and gave a text
    files_asked: int = 0  # files that were asked for, those among them that were for the first time
    files_fresh: int = 0
    files_left: int = 0  # files that are due, but the budget came first
    files_failed: dict[str, int] = field(default_factory=dict)  # reason → how many could not be had or read
    fresh_failed: int = 0  # of those asked for the first time
    failed_files: list[Failure] = field(default_factory=list)
    items: set[int] = field(default_factory=set)
    failed: list[Failure] = field(default_factory=list)
    failed_items: int = 0
    failed_lists: int = 0
    lists_left: int = 0  # read down to known ground, or not at all (crawler.ground)
    left_at: dt.date | None = None  # the newest day that one of the former was left at
    unread: int = 0  # listed, but the page budget or a limit came first
    errors: int = 0  # faults of ours: an exception in a callback or an item pipeline
    robots: RobotsState | None = None
    robots_reason: str | None = None
    earliest: dt.date | None = None  # the day that the list which goes back furthest ends with
    read_whole: bool = False  # a sitemap or a paged list was read to its end
    has_documents: bool = False  # an article was read, or one that a list names is stored already
    has_empty: bool = False  # an article that a list names turned out to be nothing of the kind
    cuts: set[str] = field(default_factory=set)  # limits that something was left unread for
    losses: set[str] = field(default_factory=set)  # those of them that cost what lists name
    hollow: int = 0  # pages that should be articles, were answered well and hold none
    fields: FieldTally = field(default_factory=FieldTally)
    rules: RuleCounts = field(default_factory=RuleCounts)
    vanished: Vanished = field(default_factory=Vanished)

    def saved(self, status: Literal["new", "updated", "revised", "unchanged"]) -> None:
        """Count what `Documents.save` said; a revision is an update of the record."""
        if status == "new":
            self.new += 1
        elif status == "unchanged":
            self.unchanged += 1
        else:
            self.updated += 1

    def read(self, url: str, reading: PageReading, *, was_article: bool) -> None:
        """Count what rules found on a page that was answered well; `was_article`: its document is stored."""
        is_hollow = reading.kind is PageKind.STUB or (was_article and reading.kind is PageKind.LISTING)
        if reading.document is not None:
            self.fields.add(reading.document)
        elif is_hollow:
            self.hollow += 1
            if was_article:
                self.fields.vanished(url)
        elif reading.kind is not PageKind.LISTING:
            return
        is_article = reading.document is not None or is_hollow
        self.rules.add(
            url, reading.rules if reading.document or not is_hollow else (), is_list=not is_article
        )

    def dated(self, days: Iterable[dt.date | None]) -> None:
        """Count the days that one list shows, in its order.

        Lists show the newest first. An older day above a newer one is a pinned item, or another block of the
        page: it does not say that everything since was shown.
        """
        last = next((day for day in reversed(tuple(days)) if day is not None), None)
        if last is not None and (self.earliest is None or last < self.earliest):
            self.earliest = last

    def leaves(self, day: int | None) -> None:
        """Count a list that was read down to known ground, which ends with the day of this ordinal."""
        self.lists_left += 1
        if day is not None:
            self.left_at = max(self.left_at or dt.date.min, dt.date.fromordinal(day))

    @property
    def reached(self) -> dt.date | None:
        """The first day that lists were read back to; where some were left, all of these."""
        return max(self.earliest, self.left_at) if self.earliest and self.left_at else self.earliest

    def is_listed(self, number: int, listed: Listed) -> bool:
        """Whether a list names this page as an article."""
        return listed.source in (ListSource.FEED, ListSource.SITEMAP) or number in self.items

    def knows(self, number: int, listed: Listed) -> None:
        """Count an article that was read, or that is stored already."""
        self.items.add(number)
        self.has_documents = True
        self.read_whole |= is_of_sitemap(listed)

    def lacks(self, url: str, kind: PageKind, reason: str | None) -> None:
        """Count an article that a list names and that could not be read when it was fetched last."""
        self.has_empty = True
        is_closed = kind is PageKind.LOGIN  # an article that only some may see was not seen
        if is_closed or (kind is PageKind.UNREADABLE and reason not in NO_FAILURES):
            self.failed_items += 1
            self.failed.append(Failure(url, reason or kind.value))

    def cut(self, limit: Literal["trap", "limits"], *, lossy: bool) -> None:
        """Note that something was left unread; `lossy` if lists name it, or lead to more of their kind."""
        self.cuts.add(limit)
        if lossy:
            self.losses.add(limit)

    def lacks_page(self, url: str, reason: str) -> None:
        """Count a further page that a list names and that is not there: the list was read, not to its end."""
        self.cuts.add("pages_missing")
        self.failed.append(Failure(url, reason))

    def lacks_file(self, url: str, reason: str, *, fresh: bool) -> None:
        """Count a file that could not be had; dead links are counted, and are nobody's failure."""
        self.files_failed[reason] = self.files_failed.get(reason, 0) + 1
        # Dead links never change a verdict, and that a run of CONNECT_TO reaches no other host is our doing.
        self.fresh_failed += fresh and reason not in ("http_404", "http_410", "not_connected")
        if reason not in NO_FAILURES:
            self.failed_files.append(Failure(url, reason))

    def counts(self) -> dict[str, int]:
        """The numbers that people watch while a crawl goes on."""
        return {
            "pages": self.pages,
            "seen": len(self.items),
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "failed": len(self.failed) + len(self.failed_files),
            "attachments": self.attachments,
        }


def is_of_sitemap(listed: Listed) -> bool:
    """Whether a sitemap of all pages names a page; one of news, with their dates, holds two days only."""
    return listed.source is ListSource.SITEMAP and not listed.published
