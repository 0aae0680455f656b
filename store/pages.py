"""The pages: what every fetched address turned out to be, and which list named which address."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from store.engine import Database, upsert
from store.records import ListSource, PageKind, RawPage, WarcRef, identity
from store.rows import warc_ref
from store.tables import discoveries, documents, pages

_BATCH = 500
_LISTED = ("listed_title", "listed_published", "listed_lastmod")
_KEPT = ("portal", "id", "first_seen")
_CAPTURE = ("warc_file", "warc_offset")
_CONFIRMED = ("last_fetched", "run_id")  # what a 304 changes
_SOUND = frozenset({PageKind.ARTICLE, PageKind.REGISTER, PageKind.LISTING, PageKind.FILE})


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known of a page from its last fetch; `document_id` only where that document is stored.

    `etag` and `last_modified` are there only if that fetch was read soundly: an answer that could not be read
    must not be confirmed by the next one. `warc` is the last sound one; a 304 changes neither.
    """

    key: str
    url: str
    kind: PageKind
    status: int
    first_seen: dt.datetime
    last_fetched: dt.datetime
    etag: str | None
    last_modified: str | None
    listed_title: str | None
    listed_published: str | None
    listed_lastmod: str | None
    document_id: str | None
    warc: WarcRef | None
    reason: str | None


class Pages:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def record(
        self, run_id: str, page: RawPage, kind: PageKind, reason: str | None, document_id: str | None
    ) -> None:
        """Keeps the state of a page after a fetch, with the discoveries that wait. What a list said of it
        stays until another list says something else."""
        sound = 200 <= page.status < 300 and kind in _SOUND and reason is None
        row = _row(run_id, page, kind, reason, document_id) | ({} if sound else _UNSOUND)
        changed = _CONFIRMED if page.status == 304 else _changed(row, sound=sound)
        listed = () if page.listed is None else _LISTED
        with self._taken() as waiting, self._database.write() as connection:
            upsert(connection, pages, [row], (*changed, *listed))
            upsert(connection, discoveries, waiting)

    def known(self, portal: str, keys: Sequence[str]) -> dict[str, PageState]:
        """The states of those pages that were fetched before, by key."""
        return {state.key: state for state in self.by_ids(portal, map(identity, keys))}

    def by_ids(self, portal: str, ids: Iterable[str]) -> Iterator[PageState]:
        """The states of those pages of a portal that were fetched before, in no order."""
        wanted = list(ids)
        for start in range(0, len(wanted), _BATCH):
            yield from self._states(portal, pages.c.id.in_(wanted[start : start + _BATCH]))

    def missing(self, portal: str) -> list[PageState]:
        """Documents' own pages that the portal answered 404 or 410 for, and that are not marked gone yet."""
        return self._states(portal, and_(pages.c.status.in_((404, 410)), *_STANDING))

    def longest_unasked(self, portal: str, before: dt.datetime) -> Iterator[PageState]:
        """Stored documents' own pages last fetched before an instant, the longest ago first."""
        own = and_(_IS_OWN, pages.c.last_fetched < before)
        found = self._statement(portal, own).order_by(pages.c.last_fetched, pages.c.id)
        with self._database.read() as connection:
            yield from map(_state, connection.execute(found))

    def count_stored(self, portal: str) -> int:
        """How many stored documents have a page of their own on a portal."""
        statement = select(func.count()).select_from(pages)
        own = _IS_OWN
        with self._database.read() as connection:
            return connection.execute(
                statement.join(documents, own).where(pages.c.portal == portal)
            ).scalar_one()

    def count_lists(self, portal: str) -> int:
        """How many pages of a portal were read as lists."""
        statement = select(func.count()).select_from(pages)
        wanted = (pages.c.portal == portal, pages.c.kind == PageKind.LISTING.value)
        with self._database.read() as connection:
            return connection.execute(statement.where(*wanted)).scalar_one()

    def named(self, run_id: str) -> set[str]:
        """The ids of the pages that lists named in a run."""
        self.flush()
        statement = select(discoveries.c.page_id).where(discoveries.c.run_id == run_id).distinct()
        with self._database.read() as connection:
            return set(connection.scalars(statement))

    def count(self) -> int:
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(pages)).scalar_one()

    def discovered(self, run_id: str, key: str, url: str, source: ListSource) -> None:
        """Notes that a list of this kind named an address; written with the next page or `flush`."""
        row = {"run_id": run_id, "page_id": identity(key), "source": source.value, "url": url}
        with self._lock:
            self._waiting.append(row)
            full = len(self._waiting) >= _BATCH
        if full:
            self.flush()

    def flush(self) -> None:
        """Writes the discoveries that wait."""
        if self._waiting:
            with self._taken() as waiting, self._database.write() as connection:
                upsert(connection, discoveries, waiting)

    def sources(self, run_id: str) -> dict[ListSource, int]:
        """How many addresses each kind of list named in a run."""
        self.flush()
        statement = (
            select(discoveries.c.source, func.count().label("n"))
            .where(discoveries.c.run_id == run_id)
            .group_by(discoveries.c.source)
        )
        with self._database.read() as connection:
            return {ListSource(row.source): row.n for row in connection.execute(statement)}

    @contextmanager
    def _taken(self) -> Iterator[list[dict[str, Any]]]:
        """The discoveries that wait; they wait on if they could not be written."""
        with self._lock:
            rows, self._waiting = self._waiting, []
        try:
            yield rows
        # Whatever kept them from being written, Ctrl-C included: they wait on and are written later.
        except BaseException:
            with self._lock:
                self._waiting = rows + self._waiting
            raise

    def _states(self, portal: str, wanted: ColumnElement[bool]) -> list[PageState]:
        with self._database.read() as connection:
            return [_state(row) for row in connection.execute(self._statement(portal, wanted))]

    def _statement(self, portal: str, wanted: ColumnElement[bool]) -> Select[Any]:
        return (
            select(pages, documents.c.id.label("stored"))
            .outerjoin(documents, documents.c.id == pages.c.document_id)
            .where(pages.c.portal == portal, wanted)
        )


# Attachments are documents too, and are asked for by a rhythm of their own (store.files).
_IS_OWN = and_(documents.c.id == pages.c.id, pages.c.kind != PageKind.FILE.value)
_STANDING = (_IS_OWN, documents.c.gone_at.is_(None))
_UNSOUND = dict.fromkeys(("etag", "last_modified", *_CAPTURE))


def _changed(row: Mapping[str, Any], *, sound: bool) -> tuple[str, ...]:
    """The columns that a fetch with a content of its own changes, those of lists left out."""
    kept = {*_KEPT, *_LISTED, *(() if sound else _CAPTURE)}
    return tuple(name for name in row if name not in kept)


def _row(
    run_id: str, page: RawPage, kind: PageKind, reason: str | None, document_id: str | None
) -> dict[str, Any]:
    listed = page.listed
    return {
        "portal": page.portal,
        "id": page.id,
        "key": page.key,
        "url": page.url,
        "kind": kind.value,
        "reason": reason,
        "status": page.status,
        "first_seen": page.fetched_at,
        "last_fetched": page.fetched_at,
        "etag": page.header("etag"),
        "last_modified": page.header("last-modified"),
        "listed_title": listed and listed.title,
        "listed_published": listed and listed.published,
        "listed_lastmod": listed and listed.lastmod,
        "document_id": document_id,
        "warc_file": page.warc and page.warc.file,
        "warc_offset": page.warc and page.warc.offset,
        "answer_file": page.warc and page.warc.file,
        "answer_offset": page.warc and page.warc.offset,
        "run_id": run_id,
    }


def _state(row: Row[Any]) -> PageState:
    return PageState(
        key=row.key,
        url=row.url,
        kind=PageKind(row.kind),
        status=row.status,
        first_seen=row.first_seen,
        last_fetched=row.last_fetched,
        etag=row.etag,
        last_modified=row.last_modified,
        listed_title=row.listed_title,
        listed_published=row.listed_published,
        listed_lastmod=row.listed_lastmod,
        document_id=row.stored,
        warc=warc_ref(row),
        reason=row.reason,
    )
