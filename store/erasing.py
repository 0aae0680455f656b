"""Erasures: what was asked for, by which rules it stays out, and how far it was carried out.

An erasure is a row first, then the work. The work finds by itself what is left to do, from hashes alone: an
erasure that was killed, or that a restore has undone, is finished without anybody saying the words again.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, or_, select, update

from store import saving
from store.care_tables import (
    care_keys,
    erased_records,
    erasure_rules,
    erasures,
    suppressions,
    swept,
    withdrawals,
)
from store.delivery_tables import deliveries, mails, subscribers
from store.engine import Database, upsert
from store.erased_archive import Swept, Wanted, sweep, sweep_torn
from store.erased_words import MARK, Matcher, hash_of, rules_of
from store.keeping_out import WORDS, keep_records, key_of, matcher_of
from store.records import Json, WarcRef
from store.redaction import Redaction
from store.tables import addresses, codes, documents, files, pages, proposals, versions
from store.verification import Fault, archive_files, growing_files
from store.words import exact_tokens


@dataclass(frozen=True, slots=True)
class Erasure:
    """`places` counts what was changed, by kind; `finished_at` None: to be run again."""

    number: int
    at: dt.datetime
    kind: str
    request: str
    finished_at: dt.datetime | None
    places: Json


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A document that was taken out whole at somebody's request."""

    document: str
    erasure: int
    at: dt.datetime


class Erasing:
    def __init__(self, database: Database) -> None:
        self._database = database

    # --- What was asked for -----------------------------------------------------------------------------

    def begin_words(self, text: str, request: str, document_id: str | None = None) -> int:
        """Keeps words out from now on; the erasure's number. Raises ValueError for words that are too common.

        The same words again are the same erasure.
        """
        with self._database.write() as connection:
            saving.take_turn(connection)
            key = _made_key(connection)
            rules = rules_of(text, key, document_id)
            said = f"{document_id or ''}\x1f{' '.join(exact_tokens(text))}"
            number = _begin(connection, "words", hash_of(key, "target", said), request)
            rows = [{"hash": rule.hash, "form": rule.form, "length": rule.length, "first": rule.first,
                     "document_id": document_id, "erasure": number} for rule in rules]  # fmt: skip
            upsert(connection, erasure_rules, rows, ("document_id",) if document_id is None else ())
            connection.execute(delete(swept))
        return number

    def begin_document(self, document_id: str, request: str) -> int:
        """Takes a document out whole, with its files and all versions, and keeps it out."""
        with self._database.write() as connection:
            saving.take_turn(connection)
            key = _made_key(connection)
            number = _begin(connection, "document", hash_of(key, "target", document_id), request)
            _withdraw(connection, document_id, number)
            connection.execute(delete(swept))
        return number

    def begin_subscriber(self, address: str, request: str) -> tuple[int, Json]:
        """Erases a subscriber with all deliveries, and keeps the address from being taken in again unawares.

        `address` is in its one spelling. The erasure's number, and what went.
        """
        with self._database.write() as connection:
            key = _made_key(connection)
            hashed = hash_of(key, "address", address)
            upsert(connection, suppressions, [{"hash": hashed, "at": _now()}])
            number = _begin(connection, "subscriber", hash_of(key, "target", f"mail {address}"), request)
            gone = connection.execute(delete(subscribers).where(subscribers.c.key == address)).rowcount
            orphans = ~exists(select(deliveries.c.mail).where(deliveries.c.mail == mails.c.sha256))
            sent = connection.execute(delete(mails).where(orphans)).rowcount
        return number, {"subscribers": gone, "mails": sent}

    def ask_anew(self, address: str) -> None:
        """Somebody who had an address erased asks for mail again."""
        with self._database.write() as connection:
            hashed = hash_of(key_of(connection), "address", address)
            connection.execute(delete(suppressions).where(suppressions.c.hash == hashed))

    def mails(self) -> list[str]:
        """The keys of the mails that are kept."""
        with self._database.read() as connection:
            return list(connection.scalars(select(mails.c.sha256).order_by(mails.c.sha256)))

    def replace_mail(self, key: str, body: bytes) -> None:
        """Puts a masked mail in the place of what was frozen; whoever was to get it gets this one."""
        with self._database.write() as connection:
            connection.execute(update(mails).where(mails.c.sha256 == key).values(body=body))

    def is_suppressed(self, address: str) -> bool:
        """Whether somebody had this address erased; `address` in its one spelling."""
        with self._database.read() as connection:
            key = key_of(connection)
            mine = suppressions.c.hash == hash_of(key, "address", address)
            return (
                bool(key) and connection.execute(select(suppressions.c.at).where(mine)).scalar() is not None
            )

    # --- The work ---------------------------------------------------------------------------------------

    def redact(self, number: int, only: str | None = None) -> Json:
        """Masks the words of all rules in every table; what was changed, by kind."""
        return Redaction(self._database, number).all(only)

    def would_redact(self, matcher: Matcher, only: str | None = None) -> Json:
        return Redaction(self._database, 0, matcher).all(only)

    def redact_rows(self, runs: Collection[str] | None = None) -> None:
        """The same for all but documents, which are compared when they are saved; or for what runs noted."""
        Redaction(self._database, 0).rows(runs)

    def would_withdraw(self, document_id: str) -> Json:
        """What taking a document out would change."""
        with self._database.read() as connection:
            family = (documents.c.id == document_id) | (documents.c.parent == document_id)
            ids = connection.scalars(select(documents.c.id).where(family)).all()
            answers = {ref for id_ in ids for ref in _answers(connection, id_)}
            numbers = select(func.count()).select_from(versions).where(versions.c.document_id.in_(ids))
            count = connection.execute(numbers).scalar_one()
        return {"documents": len(ids), "versions": count - len(ids), "dropped_answers": len(answers)}

    def trial(self, text: str) -> Matcher:
        """What finds words that are no rules. Raises ValueError for words that are too common."""
        key = secrets.token_bytes(32)
        return Matcher(key, rules_of(text, key))

    def matcher(self) -> Matcher:
        with self._database.read() as connection:
            return matcher_of(connection)

    def matchers_of_documents(self) -> dict[str, Matcher]:
        """Of each document from which words were erased that stay elsewhere: what finds all of its words."""
        wanted = select(erasure_rules.c.document_id).where(erasure_rules.c.document_id.is_not(None))
        with self._database.read() as connection:
            ids = connection.scalars(wanted.distinct().order_by(erasure_rules.c.document_id)).all()
            return {id_: matcher_of(connection, id_) for id_ in ids}

    def is_any(self) -> bool:
        """Whether anything was ever erased: only then is anything to be kept out."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(erasures)).scalar_one() > 0

    def is_any_of_words(self) -> bool:
        """Whether words were erased: no search finds a document by them any more."""
        with self._database.read() as connection:
            return bool(connection.execute(select(exists().where(erasures.c.kind == "words"))).scalar())

    def masked_codes(self) -> list[str]:
        """The documents whose codes lost letters of their ids to an erasure by an older program."""
        lost = or_(codes.c.theme.contains(MARK), codes.c.subtheme.contains(MARK))
        wanted = select(codes.c.document_id).where(lost).distinct().order_by(codes.c.document_id)
        with self._database.read() as connection:
            return list(connection.scalars(wanted))

    def sweep(self, folder: Path) -> tuple[Swept, list[str]]:
        """Erases from the closed files of the raw archive that were not gone through since the newest rule;
        also the files that runs are still writing, which are left."""
        masked = dropped = 0
        matcher = self.matcher()
        for path in self._unswept(folder):
            wanted = self._wanted(path.name, matcher)
            done = sweep(path, wanted)
            masked += done.masked
            dropped += done.dropped
            self._note_swept(path.name, wanted)
        for path in sorted(folder.glob("*.torn")):
            dropped += sweep_torn(path, matcher)
        self._forget_listed()
        return Swept(masked, dropped), sorted(growing_files(folder))

    def would_sweep(self, folder: Path, matcher: Matcher) -> Swept:
        """What a sweep for these words would change."""
        wanted = Wanted(matcher, 0, {}, frozenset())
        done = [sweep(path, wanted, dry_run=True) for path in archive_files(folder)]
        torn = sum(sweep_torn(path, matcher, dry_run=True) for path in folder.glob("*.torn"))
        return Swept(sum(each.masked for each in done), sum(each.dropped for each in done) + torn)

    def _unswept(self, folder: Path) -> list[Path]:
        """The closed files that were not gone through since the newest erasure, or that have more to lose."""
        with self._database.read() as connection:
            last = _last(connection)
            done = {row.file: row.erasure for row in connection.execute(select(swept))}
            more = set(connection.scalars(select(erased_records.c.file).distinct()))
        return [path for path in archive_files(folder) if done.get(path.name, 0) < last or path.name in more]

    def _wanted(self, file: str, matcher: Matcher) -> Wanted:
        with self._database.read() as connection:
            noted = connection.execute(select(erased_records).where(erased_records.c.file == file)).all()
            withdrawn = frozenset(connection.scalars(select(withdrawals.c.id)))
            offsets = {row.offset: row.whole for row in noted}
            return Wanted(matcher, _last(connection), offsets, withdrawn)

    def _forget_listed(self) -> None:
        """What lists say of withdrawn pages, which a crawl has read again."""
        of = pages.c.id.in_(select(withdrawals.c.id))
        with self._database.write() as connection:
            connection.execute(update(pages).where(of).values(listed_title=None, listed_published=None))

    def _note_swept(self, file: str, wanted: Wanted) -> None:
        done = (erased_records.c.file == file, erased_records.c.offset.in_(list(wanted.offsets)))
        with self._database.write() as connection:
            upsert(connection, swept, [{"file": file, "erasure": wanted.erasure}], ("erasure",))
            connection.execute(delete(erased_records).where(*done))

    def clear(self) -> bool:
        """Leaves nothing of what was changed in the database's own files; False where others keep it open.

        SQLite keeps deleted content in free pages and in its log; PostgreSQL until it is vacuumed.
        """
        return self._database.rewrite()

    def finish(self, numbers: Collection[int], places: Json) -> None:
        """Notes what an erasure has changed; what an earlier try changed is counted with it."""
        with self._database.write() as connection:
            for number in numbers:
                mine = erasures.c.number == number
                before = connection.execute(select(erasures.c.places).where(mine)).scalar() or {}
                sums = {name: before.get(name, 0) + value for name, value in places.items()}
                connection.execute(update(erasures).where(mine).values(places=sums, finished_at=_now()))

    def check(self, *, quick: bool = False) -> list[Fault]:
        """Whether what was erased is still out; `quick`: without reading the documents for it."""
        with self._database.read() as connection:
            unfinished = connection.scalars(
                select(erasures.c.number).where(erasures.c.finished_at.is_(None)).order_by(erasures.c.number)
            ).all()
            is_back = select(documents.c.id).join(withdrawals, withdrawals.c.id == documents.c.id)
            back = connection.scalars(is_back.order_by(documents.c.id)).all()
        faults = [
            Fault("erasure", f"erasure {number} is not finished: erase --again") for number in unfinished
        ]
        faults += [Fault("erasure", "it was taken out and is there again", document=id_) for id_ in back]
        told = "an older program's erasure masked ids of its themes: recode, then codebook use"
        faults += [Fault("erasure", told, document=id_) for id_ in self.masked_codes()]
        matcher = None if quick else self.matcher()
        if matcher:
            redaction = Redaction(self._database, 0, matcher)
            redaction.all()
            said = sorted(redaction.documents)
            faults += [Fault("erasure", "it says words that were erased", document=id_) for id_ in said]
        return faults

    # --- What is known ----------------------------------------------------------------------------------

    def all(self) -> list[Erasure]:
        with self._database.read() as connection:
            return [_erasure(row) for row in connection.execute(select(erasures).order_by(erasures.c.number))]

    def withdrawn(self, ids: Sequence[str]) -> Withdrawn | None:
        """The withdrawal that one of these ids, of documents or of addresses, was part of."""
        wanted = select(withdrawals).where(withdrawals.c.id.in_(list(ids))).limit(1)
        with self._database.read() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else Withdrawn(row.document_id, row.erasure, row.at)

    def withdrawn_documents(self) -> set[str]:
        with self._database.read() as connection:
            return set(connection.scalars(select(withdrawals.c.document_id).distinct()))


def _begin(connection: Connection, kind: str, target: str, request: str) -> int:
    known = connection.execute(select(erasures.c.number).where(erasures.c.target == target)).scalar()
    if known is not None:
        connection.execute(update(erasures).where(erasures.c.number == known).values(finished_at=None))
        return int(known)
    row = {"at": _now(), "kind": kind, "target": target, "request": request, "places": {}}
    return int(connection.execute(insert(erasures).returning(erasures.c.number), row).scalar_one())


def _last(connection: Connection) -> int:
    return connection.execute(select(func.max(erasures.c.number))).scalar() or 0


def _made_key(connection: Connection) -> bytes:
    upsert(connection, care_keys, [{"name": WORDS, "value": secrets.token_hex(32)}])
    return key_of(connection)


def _withdraw(connection: Connection, document_id: str, number: int) -> None:
    """Children go first: each is a document with answers of its own."""
    for child in connection.scalars(select(documents.c.id).where(documents.c.parent == document_id)).all():
        _withdraw(connection, child, number)
    of = addresses.c.document_id == document_id
    ids = {document_id, *connection.scalars(select(addresses.c.address).where(of))}
    rows = [{"id": id_, "document_id": document_id, "erasure": number, "at": _now()} for id_ in sorted(ids)]
    upsert(connection, withdrawals, rows)
    keep_records(connection, _answers(connection, document_id), number, whole=True)
    connection.execute(delete(proposals).where(proposals.c.document_id == document_id))
    bare: dict[str, Any] = {"listed_title": None, "listed_published": None, "etag": None,
                            "last_modified": None, "document_id": None}  # fmt: skip
    connection.execute(update(pages).where(pages.c.document_id == document_id).values(bare))
    connection.execute(delete(files).where(files.c.document_id == document_id))
    saving.delete_document(connection, document_id)


def _answers(connection: Connection, document_id: str) -> list[WarcRef]:
    """Every answer of the raw archive that the store knows to be of a document."""
    found: set[tuple[str | None, int | None]] = set()
    pairs = (
        (documents.c.id, documents.c.warc_file, documents.c.warc_offset),
        (versions.c.document_id, versions.c.warc_file, versions.c.warc_offset),
        (pages.c.document_id, pages.c.warc_file, pages.c.warc_offset),
        (pages.c.document_id, pages.c.answer_file, pages.c.answer_offset),
        (files.c.document_id, files.c.warc_file, files.c.warc_offset),
        (proposals.c.document_id, proposals.c.warc_file, proposals.c.warc_offset),
    )
    for owner, file, offset in pairs:
        wanted = select(file, offset).where(owner == document_id, file.is_not(None))
        found.update((row[0], row[1]) for row in connection.execute(wanted))
    for table in (versions, proposals):
        records = select(table.c.record).where(
            table.c.document_id == document_id, table.c.record.is_not(None)
        )
        for record in connection.scalars(records):
            if record["warc"]:
                found.add((record["warc"]["file"], record["warc"]["offset"]))
    return [WarcRef(file, offset) for file, offset in found if file is not None and offset is not None]


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(row.number, row.at, row.kind, row.request, row.finished_at, row.places)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
