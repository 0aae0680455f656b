"""The files that pages offer: which are to be asked for, and what became of each.

A page keeps what it says itself, address and name. What became of a file stands here once, however many
pages offer it and whichever of them is stored first; `store.loading` puts the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, and_, case, func, or_, select, update

from store.codec import from_json
from store.engine import Database, upsert
from store.records import Document, FileFacts, WarcRef, as_json, identity
from store.saving import read_one, warc_columns
from store.tables import attachments, documents, files, proposals, versions

DAY = dt.timedelta(days=1)
MOST = 30  # days between two attempts at what failed again and again
REST = dt.timedelta(days=90)  # a file that was read is hardly ever changed in its place
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to ask for: its address and name as the page `parent` has them; `page` is where that page lies.

    `failures` counts the attempts in a row that failed, the last one `asked_at`.
    """

    url: str
    name: str
    parent: str
    page: str | None
    failures: int = 0
    asked_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """How many files of a portal's pages: all, came, gave a text, failed and why, were never asked for."""

    offered: int
    came: int
    read: int
    failed: Mapping[str, int]
    unasked: int


class Files:
    def __init__(self, database: Database) -> None:
        self._database = database

    def wanted(self, portal: str, now: dt.datetime) -> Iterator[Wanted]:
        """The files of a portal's pages that are due, each address once, those of the newest pages first.

        Due is what was never asked for, what failed a while ago, what was read long ago, and what belongs to
        a page that has changed since, and what a run read otherwise that was not believed.
        """
        changed = and_(documents.c.version > 1, versions.c.seen_at > files.c.asked_at)
        held = files.c.document_id.in_(select(proposals.c.document_id))
        statement = (
            select(
                attachments.c.url, attachments.c.name, documents.c.id, documents.c.url.label("page"),
                files.c.failures, files.c.asked_at,
            )
            .join(documents, documents.c.id == attachments.c.document_id)
            .join(versions, and_(versions.c.document_id == documents.c.id,
                                 versions.c.number == documents.c.version))
            .outerjoin(files, files.c.url == attachments.c.url)
            .where(documents.c.portal == portal, documents.c.parent.is_(None), documents.c.gone_at.is_(None))
            .where(or_(files.c.id.is_(None), files.c.again_at <= now, changed, held))
            .order_by(case((documents.c.published_date.is_(None), 1), else_=0),
                      documents.c.published_date.desc(), documents.c.id, attachments.c.position)
        )  # fmt: skip
        seen: set[str] = set()
        with self._database.read() as connection:
            rows = connection.execute(statement).all()
        for row in rows:
            if row.url not in seen:
                seen.add(row.url)
                yield Wanted(row.url, row.name, row.id, row.page, row.failures or 0, row.asked_at)

    def came(
        self,
        urls: Iterable[str],
        portal: str,
        facts: FileFacts,
        at: dt.datetime,
        *,
        document: str | None = None,
        reason: str | None = None,
        warc: WarcRef | None = None,
    ) -> None:
        """Notes a file that came, under each address that leads to it; with `reason` if it gave no text."""
        row = {
            "portal": portal, "document_id": document, "reason": reason, "facts": as_json(facts),
            "asked_at": at, "again_at": at + REST, "failures": 0, **warc_columns("warc", warc),
        }  # fmt: skip
        rows = [{"id": identity(url), "url": url} | row for url in urls]
        with self._database.write() as connection:
            upsert(connection, files, rows, tuple(row))

    def has(self, url: str) -> bool:
        """Whether anything is noted of a file under this address."""
        with self._database.read() as connection:
            return connection.scalar(select(files.c.id).where(files.c.id == identity(url))) is not None

    def documents_of(self, urls: Iterable[str]) -> dict[str, str | None]:
        """The documents that were made of a file, with the names that they had in it if it was an archive."""
        wanted = select(files.c.facts, files.c.document_id).where(files.c.id.in_(list(map(identity, urls))))
        found: dict[str, str | None] = {}
        with self._database.read() as connection:
            for row in connection.execute(wanted):
                members = from_json(FileFacts, row.facts).members if row.facts else ()
                found |= {row.document_id: None} if row.document_id else {}
                found |= {member.id: member.name for member in members if member.id}
        return found

    def stands(self, urls: Iterable[str], at: dt.datetime) -> None:
        """Notes that files are what they were, or that we are kept from knowing better."""
        ids = [identity(url) for url in urls]
        values = {"asked_at": at, "again_at": at + REST, "failures": 0}
        with self._database.write() as connection:
            connection.execute(update(files).where(files.c.id.in_(ids)).values(values))

    def failed(self, urls: Iterable[str], portal: str, reason: str, at: dt.datetime) -> None:
        """Notes that files could not be had. What was read of them before stays; the pauses grow."""
        with self._database.write() as connection:
            for url in urls:
                before = connection.execute(select(files).where(files.c.id == identity(url))).one_or_none()
                upsert(connection, files, [_failed(url, portal, reason, at, before)], _FAILED)

    def parent_of(self, urls: Sequence[str]) -> tuple[Document, str] | None:
        """The page that offers a file, the oldest if there are several, and the name that it gives it."""
        statement = (
            select(documents.c.id, attachments.c.name)
            .join(attachments, attachments.c.document_id == documents.c.id)
            .where(attachments.c.url.in_(urls), documents.c.parent.is_(None))
            .order_by(case((documents.c.published_date.is_(None), 1), else_=0),
                      documents.c.published_date, documents.c.id)
            .limit(1)
        )  # fmt: skip
        with self._database.read() as connection:
            row = connection.execute(statement).one_or_none()
            found = read_one(connection, row.id) if row else None
        return (found, row.name) if row and found else None

    def urls_of(self, warc: WarcRef) -> list[str]:
        """The addresses under which pages offer the file of a record."""
        mine = and_(files.c.warc_file == warc.file, files.c.warc_offset == warc.offset)
        with self._database.read() as connection:
            return list(connection.scalars(select(files.c.url).where(mine).order_by(files.c.id)))

    def opened(self, portal: str) -> Opened:
        """What became of the files of a portal's pages, each address once."""
        offered = (
            select(attachments.c.url)
            .join(documents, documents.c.id == attachments.c.document_id)
            .where(documents.c.portal == portal, documents.c.parent.is_(None))
            .distinct()
            .subquery()
        )
        statement = (
            select(files.c.id.is_not(None), files.c.facts.is_not(None), files.c.reason, func.count())
            .select_from(offered.outerjoin(files, files.c.url == offered.c.url))
            .group_by(files.c.id.is_not(None), files.c.facts.is_not(None), files.c.reason)
        )
        with self._database.read() as connection:
            rows = [tuple(row) for row in connection.execute(statement)]
        return Opened(
            offered=sum(n for *_, n in rows),
            came=sum(n for _, came, _, n in rows if came),
            read=sum(n for _, came, reason, n in rows if came and reason is None),
            failed={reason: n for asked, came, reason, n in sorted(rows, key=str) if asked and reason},
            unasked=sum(n for asked, *_, n in rows if not asked),
        )


_FAILED = ("reason", "asked_at", "again_at", "failures")


def _failed(url: str, portal: str, reason: str, at: dt.datetime, before: Row[Any] | None) -> dict[str, Any]:
    failures = (before.failures if before else 0) + 1
    is_known = before is not None and before.facts is not None
    return {
        "id": identity(url),
        "url": url,
        "portal": portal,
        "document_id": None,
        "reason": before.reason if is_known and before is not None else reason,
        "facts": None,
        "warc_file": None,
        "warc_offset": None,
        "asked_at": at,
        "again_at": at + DAY * min(2 ** (failures - 1), MOST),
        "failures": failures,
    }
