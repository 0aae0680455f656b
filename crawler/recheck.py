"""Which pages a run fetches although the store has them already (design §3).

At every run: what a list shows as changed, and the newest tenth of the portal's documents; once a day:
documents up to 30 days old, and pages that held nothing yet.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator

from crawler.listdates import list_moment
from store.database import Store
from store.filters import Filters
from store.pages import PageState
from store.records import Listed, PageKind

SHARE = 10  # one in so many documents, the newest ones
YOUNG = dt.timedelta(days=30)
REST = dt.timedelta(days=1)

OUT_OF_WINDOW = "out_of_window"
_DOCUMENTS = frozenset({PageKind.ARTICLE, PageKind.REGISTER})
# What stood in the way may be gone at the next run; a stub or an unreadable file is asked again after a day.
_PASSING = frozenset({PageKind.CHALLENGE, PageKind.MAINTENANCE})


class Recheck:
    """The documents of one portal that this run looks at again."""

    def __init__(self, store: Store, portal: str, now: dt.datetime) -> None:
        self._now = now
        days = [(day, id_) for day, id_ in _days(store, portal) if day]
        count = -(-len(days) // SHARE)
        self._newest = {id_ for _, id_ in heapq.nlargest(count, days)}
        border = (now - YOUNG).date()
        self._young = {id_ for day, id_ in days if day >= border}

    def due(self, state: PageState, listed: Listed) -> bool:
        """Whether a page that was fetched before is fetched again."""
        rested = self._now - state.last_fetched >= REST
        if state.status in (404, 410):
            return rested
        if state.document_id is not None:
            document = state.document_id
            return (
                _is_changed(state, listed) or document in self._newest or (rested and document in self._young)
            )
        if state.reason == OUT_OF_WINDOW or state.kind in _PASSING:
            return True
        if state.kind in _DOCUMENTS:
            return True  # read as a document, but the run died before it was saved
        return rested or _is_changed(state, listed)


def is_list(state: PageState) -> bool:
    """Whether a page was read as a list; those are read at every run."""
    return state.kind is PageKind.LISTING


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


def _days(store: Store, portal: str) -> Iterator[tuple[dt.date | None, str]]:
    for row in store.documents.coded(Filters(portal=(portal,))):
        yield row.published, row.id
