"""Pages that failed in the runs before: asked for last and once only, so that they keep no others waiting.

A few bad pages in a row look like a host that is down. Asked for first, and three times each, they would end
every run at the same place, and what comes after them would never be fetched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from crawler.frontier import Candidate, Turn
from crawler.politeness import RETRIED_STATUS
from crawler.reasons import TRANSIENT
from store.database import Store
from store.pages import PageState
from store.records import PageKind

_MEMORY = dt.timedelta(days=30)
_REASONS = (*TRANSIENT, *(f"http_{status}" for status in RETRIED_STATUS))
_SOUND = frozenset({PageKind.ARTICLE, PageKind.REGISTER, PageKind.LISTING})
_TURNS = frozenset({Turn.ITEM, Turn.AGAIN, Turn.PAGER, Turn.NAVIGATION})  # starts are asked for first


class Suspects:
    """The addresses of one portal that failed within a month, by key, with the last run that saw it."""

    def __init__(self, store: Store, portal: str, now: dt.datetime, key_of: Callable[[str], str]) -> None:
        found = store.runs.failures_since(portal, now - _MEMORY, _REASONS)
        self._failed = {key_of(url): moment for url, moment in found}

    def placed(self, candidate: Candidate, state: PageState | None) -> Candidate:
        """The same candidate, late if it failed and was not read since."""
        failed = self._failed.get(candidate.key)
        if failed is None or candidate.turn not in _TURNS:
            return candidate
        if state is not None and state.kind in _SOUND and state.last_fetched > failed:
            return candidate
        return replace(candidate, late=failed.timestamp())
