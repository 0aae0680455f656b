"""What a period brought to those who follow the same watches, built from the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from crawler.portal import Portal
from search.digest.periods import Period
from search.digest.records import Content
from search.index import IndexHome
from search.watch_checks import Fault
from search.watches import Watch
from store.database import Store


class Builder:
    """Builds the digests of one period: what they share is read once, however many people follow what.

    `portals` are those that are declared, by id. `index` answers queries where a period brought more than
    is quickly indexed anew; without it, or where it is behind, the period's own documents are.
    """

    def __init__(
        self,
        store: Store,
        period: Period,
        now: dt.datetime,
        portals: Mapping[str, Portal],
        index: IndexHome | None = None,
    ) -> None:
        self._store, self._period, self._now = store, period, now
        self._portals, self._index = portals, index

    def build(self, watches: Sequence[Watch] = (), faults: Sequence[Fault] = ()) -> Content:
        """The digest of these watches, of everything where there is none; `faults` are told beside it."""
        raise NotImplementedError


def build(
    store: Store,
    period: Period,
    watches: Sequence[Watch],
    now: dt.datetime,
    portals: Mapping[str, Portal],
    *,
    faults: Sequence[Fault] = (),
    index: IndexHome | None = None,
) -> Content:
    """One digest; who builds several of one period asks one `Builder`."""
    return Builder(store, period, now, portals, index).build(watches, faults)
