"""What a run would change, kept until it is known what the run was worth: functions within a transaction."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from store.codec import from_json
from store.records import Document, Run
from store.rows import Prepared
from store.tables import documents, pages, proposals

# A text that shrinks below this share of what is stored has most likely lost its body to another template.
SHORT = 0.25
LONG_ENOUGH = 400  # characters of the stored text from which on that is said

# Made once: a run forgets for every document that it reads.
_FORGET = delete(proposals).where(proposals.c.document_id == bindparam("wanted"))
_FORGET_OF_RUN = _FORGET.where(proposals.c.run_id == bindparam("run"))


def lost_fields(connection: Connection, document: Document) -> tuple[str, ...]:
    """Which of title, date, text the stored document has and this reading of its page lacks."""
    names = (documents.c.title, documents.c.published_date, documents.c.text)
    stored = connection.execute(select(*names).where(documents.c.id == document.id)).one_or_none()
    if stored is None:
        return ()
    few = len(document.text) < SHORT * len(stored.text) and len(stored.text) >= LONG_ENOUGH
    lost = {
        "title": bool(stored.title.strip()) and not document.title.strip(),
        "date": stored.published_date is not None and document.published is None,
        "text": bool(stored.text.strip()) and (few or not document.text.strip()),
    }
    return tuple(name for name, is_lost in lost.items() if is_lost)


def propose(connection: Connection, run_id: str, document_id: str, **values: Any) -> None:
    """The last word of a run on a document takes the place of what it said before."""
    forget(connection, document_id, run_id)
    row: dict[str, Any] = {
        "lost": [],
        "sha256": None,
        "record": None,
        "status": None,
        "warc_file": None,
        "warc_offset": None,
    }
    connection.execute(insert(proposals), row | {"run_id": run_id, "document_id": document_id, **values})


def doubt_new(connection: Connection, run: Run, only: Collection[str] | None = None) -> None:
    """Holds what a run stored anew, all or `only` some: it stays, and its pages are read again.

    Such a row has neither a record nor a status: there is nothing to apply.
    """
    told = select(proposals.c.document_id).where(proposals.c.run_id == run.id)
    statement = (
        select(documents.c.id, documents.c.fetched_at)
        .join(pages, pages.c.id == documents.c.id)
        .where(pages.c.portal == run.portal, pages.c.run_id == run.id)
        .where(documents.c.first_seen >= run.started_at, documents.c.id.not_in(told))
    )
    for row in connection.execute(statement).all():
        if only is None or row.id in only:
            propose(connection, run.id, row.id, portal=run.portal, at=row.fetched_at)


def change_of(prepared: Prepared, lost: tuple[str, ...]) -> dict[str, Any]:
    return {"record": prepared.body, "sha256": prepared.sha256, "lost": list(lost)}


def document_of(row: Row[Any]) -> Document:
    return from_json(Document, row.record)


def forget(connection: Connection, document_id: str, run_id: str | None = None) -> None:
    """Drops what a run, or every run, proposed for a document."""
    if run_id is None:
        connection.execute(_FORGET, {"wanted": document_id})
    else:
        connection.execute(_FORGET_OF_RUN, {"wanted": document_id, "run": run_id})


def forget_validators(connection: Connection, run_id: str) -> None:
    """Lets the next run read anew what this one holds: a 304 would confirm what nobody believes yet."""
    held = select(proposals.c.document_id).where(proposals.c.run_id == run_id)
    connection.execute(
        update(pages).where(pages.c.document_id.in_(held)).values(etag=None, last_modified=None)
    )
