"""Which pages a run fetches although the store has them already (design §3).

At every run: what a list shows as changed, the newest documents, and what left its lists; once a day:
documents up to 30 days old, what was not found once, and pages that held nothing yet; about once a month: all
others. What no list names any more is asked for at the end of a run (`unasked`, `overdue`).
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.listdates import list_moment
from store.database import Store
from store.pages import PageState
from store.records import Listed, ListSource, PageKind, identity

if TYPE_CHECKING:
    from crawler.window import DateWindow

SHARE = 10  # one page in so many is fetched again at every run: the lists, and the newest documents
_LEAST = 20  # one document in so many, however many lists there are
_FILES = 3  # robots.txt, a feed and a sitemap: they are asked for at every run too
_MONTH = dt.timedelta(days=30)
_FORTNIGHT = dt.timedelta(days=15)  # what was asked for since is left alone, so that a month is spread
YOUNG = dt.timedelta(days=30)
REST = dt.timedelta(days=1)

OUT_OF_WINDOW = "out_of_window"
REDIRECTED = "redirected"
_DOCUMENTS = frozenset({PageKind.ARTICLE, PageKind.REGISTER})
# What stood in the way may be gone at the next run; a stub or an unreadable file is asked again after a day.
_PASSING = frozenset({PageKind.CHALLENGE, PageKind.MAINTENANCE})
_GONE = frozenset({404, 410})
_RUNS = 100  # ok ones that are looked through for the last that read its lists whole: a week of them


class Recheck:
    """The documents of one portal that this run looks at again."""

    def __init__(self, store: Store, portal: str, now: dt.datetime) -> None:
        self._store = store
        self._portal = portal
        self._now = now
        days = store.documents.days(portal)
        self._days = dict(days)
        self._newest = [id_ for id_, _ in days[: newest_share(len(days), store.pages.count_lists(portal))]]
        self._held = store.quarantine.documents(portal)
        self._missing = {identity(state.key) for state in store.pages.missing(portal)}
        self._always = frozenset(self._newest) | self._held
        border = (now - YOUNG).date()
        self._young = {id_ for id_, day in itertools.takewhile(lambda each: each[1] >= border, days)}

    def due(self, state: PageState, listed: Listed) -> bool:
        """Whether a page that was fetched before, and is named again, is fetched again."""
        rested = self._now - state.last_fetched >= REST
        if state.status in _GONE:
            return rested
        if state.reason == OUT_OF_WINDOW or state.kind in _PASSING or _is_changed(state, listed):
            return True
        if state.document_id is None:
            return rested or state.kind in _DOCUMENTS  # not stored: the run that read it died before that
        if self.is_dated_by(state, listed):
            return True
        return self._is_stale(state, state.document_id, rested=rested)

    def is_dated_by(self, state: PageState, listed: Listed) -> bool:
        """Whether its document has no date, and now a list shows one."""
        return bool(listed.published) and not state.listed_published and state.document_id not in self._days

    def knows(self, state: PageState, listed: Listed) -> bool:
        """Whether what a list names was fetched before, and is shown as it was: nothing to be told of it."""
        is_kept = state.document_id is not None or state.kind not in _DOCUMENTS
        return is_kept and not _is_changed(state, listed)

    def day_of(self, number: int) -> dt.date | None:
        """The day of a stored document, by the number of its id."""
        return self._days.get(f"{number:016x}")

    def was_named(self, id_: str) -> bool:
        """Whether lists named a page when they were read whole last, or since."""
        return id_ in self._named_before

    def is_fresh(self, state: PageState) -> bool:
        """Whether a page was asked for within the last day, and held a document."""
        return state.kind in _DOCUMENTS and self._now - state.last_fetched < REST

    def is_standing(self, state: PageState) -> bool:
        """Whether the document of this very page is stored and not marked gone."""
        own = identity(state.key)
        return state.document_id == own and (state.status not in _GONE or own in self._missing)

    def _is_stale(self, state: PageState, document: str, *, rested: bool) -> bool:
        """Whether a page that stands for a stored document, and shows no change, is fetched again."""
        if state.reason == REDIRECTED:
            return rested and document in self._young
        unread = state.kind not in _DOCUMENTS  # it held its document once
        return document in self._always or (rested and (unread or document in self._young))

    def unasked(self, has_seen: Callable[[str], bool], window: DateWindow | None) -> Iterator[PageState]:
        """The pages of documents that are fetched again though nothing in this run named them.

        With the window of a run that has read all its lists, also what left them: what the last ok run that
        read them whole found there, or one since then. What is outside the window is not looked for in
        lists, so it cannot have left them.
        """
        wanted = dict.fromkeys((*self._newest, *sorted(self._held)))
        if window is not None:
            wanted |= dict.fromkeys(id_ for id_ in self._named_before if self._is_within(id_, window))
        pages = self._store.pages
        found = pages.by_ids(self._portal, (id_ for id_ in wanted if not has_seen(id_)))
        yield from (state for state in found if _is_page(state) and state.document_id)
        missing = (state for state in pages.missing(self._portal) if not has_seen(identity(state.key)))
        yield from (state for state in missing if self._now - state.last_fetched >= REST)

    def overdue(self, most: int, window: DateWindow) -> list[PageState]:
        """Up to `most` pages of stored documents, the longest unasked first, so that each is asked about once
        a month: of all documents that share of a month which has passed since the last run that ended ok.

        What was published outside the window is left alone; what has no date is asked too.
        """
        found = self._store.pages.longest_unasked(self._portal, self._now - _FORTNIGHT)
        ours = (state for state in found if self._is_within(identity(state.key), window, undated=True))
        return list(itertools.islice(ours, min(most, self._month_share())))

    def _month_share(self) -> int:
        last = self._store.runs.last_success(self._portal)
        passed = min(max(self._now - last, dt.timedelta(0)), _MONTH) if last else _MONTH
        return math.ceil(self._store.pages.count_stored(self._portal) * (passed / _MONTH))

    @cached_property
    def _named_before(self) -> set[str]:
        found: set[str] = set()
        for run in self._store.runs.good(self._portal, _RUNS):
            found |= self._store.pages.named(run.id)
            if not run.lists_left:
                break
        return found

    def _is_within(self, id_: str, window: DateWindow, *, undated: bool = False) -> bool:
        if window.since is None and window.until is None:
            return True
        day = self._days.get(id_)
        return undated if day is None else not window.excludes(day)


def newest_share(documents: int, lists: int) -> int:
    """How many of a portal's newest documents every run asks for.

    A run of an unchanged portal reads its lists and these: together a tenth of all its pages, where the lists
    alone are not more than half of that.
    """
    return max(-(-documents // _LEAST), (documents + lists) // SHARE - lists - _FILES)


def remembered(listed: Listed, state: PageState | None) -> Listed | None:
    """What lists say of a page, now or before: some portals show an article's day in their lists only."""
    told = listed if listed.source not in (ListSource.LINK, ListSource.SEED) else None
    if state is None:
        return told
    known = Listed(ListSource.LISTING, state.listed_title, state.listed_published, state.listed_lastmod)
    if told is None:
        return known if any((known.title, known.published, known.lastmod)) else None
    return Listed(
        told.source,
        told.title or known.title,
        told.published or known.published,
        told.lastmod or known.lastmod,
    )


def is_list(state: PageState) -> bool:
    """Whether a page was read as a list; those are read at every run."""
    return state.kind is PageKind.LISTING


def _is_page(state: PageState) -> bool:
    """Whether it may be asked for as a page: files have a rhythm of their own (crawler.attachments)."""
    return state.status not in _GONE and state.kind is not PageKind.FILE


def _is_changed(state: PageState, listed: Listed) -> bool:
    if listed.title and state.listed_title and listed.title != state.listed_title:
        return True
    if listed.published and state.listed_published and listed.published != state.listed_published:
        return True
    modified = list_moment(listed.lastmod)
    if modified is None:
        return False
    if listed.lastmod == state.listed_lastmod:
        return False
    return modified > state.last_fetched or state.listed_lastmod is not None
