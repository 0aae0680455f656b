"""Codings of documents by other codebooks than the one that stands, and the switch between them.

A recode writes beside the coding that all figures use; nothing of it is seen before `use` puts it in its
place, for all documents at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, exists, func, or_, select, update

from store.codec import decoder
from store.coding_records import CODING_FLAGS, Coding, StoredCodebook, Uncoded, proof_of, written
from store.coding_tables import codebooks, codings
from store.columns import WrittenJson
from store.correcting import as_read
from store.engine import Database, upsert
from store.errors import CodebookChanged, CodingMissing, CrawlRunning
from store.inheriting import AtHand, at_hand
from store.loading import load
from store.missing import count_of, elsewhere, is_other, missing_of
from store.recoding import rewrite_codings
from store.records import Document
from store.saving import take_turn
from store.switching import KEPT, switch_plain
from store.tables import codes, documents, leases
from store.views import Views, is_newer, load_views

_BATCH = 200


class Codings:
    def __init__(self, database: Database) -> None:
        self._database = database

    def codebooks(self) -> list[StoredCodebook]:
        """Those that were used on this store, in the order in which they came."""
        wanted = select(codebooks).order_by(codebooks.c.added_at, codebooks.c.version)
        with self._database.read() as connection:
            return [StoredCodebook(**row._mapping) for row in connection.execute(wanted)]

    def active(self) -> StoredCodebook | None:
        """The one that was chosen for all figures; None: the one built into the program."""
        return next((book for book in self.codebooks() if book.is_active), None)

    def keep_codebook(self, version: str, source: str, at: dt.datetime) -> StoredCodebook:
        """Keeps the file of a codebook. Raises CodebookChanged if its version has other rules here."""
        row = {
            "version": version,
            "digest": hashlib.sha256(source.encode()).hexdigest(),
            "source": source,
            "added_at": at,
            "is_active": False,
        }
        with self._database.write() as connection:
            upsert(connection, codebooks, [row])
            kept = connection.execute(select(codebooks).where(codebooks.c.version == version)).one()
        if kept.digest != row["digest"]:
            raise CodebookChanged(version)
        return StoredCodebook(**kept._mapping)

    def in_use(self) -> list[str]:
        """The versions that the documents stand coded with; several where not all were recoded."""
        found: list[str] = []
        with self._database.read() as connection:
            while True:  # step by step through the index: the table itself is wide
                column = documents.c.codebook
                least = select(func.min(column)).where(column > found[-1] if found else column.is_not(None))
                version = connection.execute(least).scalar()
                if version is None:
                    return found
                found.append(version)

    def carried(self) -> set[str]:
        """The themes and sub-themes that documents carry, those of older codebooks and of people included."""
        with self._database.read() as connection:
            rows = connection.execute(select(codes.c.theme, codes.c.subtheme).distinct()).all()
        return {row.theme for row in rows} | {f"{row.theme}/{row.subtheme}" for row in rows if row.subtheme}

    def knows(self, version: str) -> bool:
        """Whether the store keeps the file of a version."""
        with self._database.read() as connection:
            return connection.scalar(select(exists().where(codebooks.c.version == version))) is True

    def counts(self, version: str) -> tuple[int, int]:
        """How many documents stand coded with a version, and how many it has not coded as they are now."""
        standing = select(func.count()).select_from(documents).where(documents.c.codebook == version)
        with self._database.read() as connection:
            return connection.execute(standing).scalar_one(), count_of(connection, *missing_of(version))

    def left(self, version: str, coder: int, *, anew: bool = False) -> int:
        """How many documents `uncoded` gives."""
        with self._database.read() as connection:
            return count_of(connection, *missing_of(version, coder, anew=anew))

    def standing(self, version: str, coder: int) -> int:
        """How many documents stand coded with a version, by no older coder: `uncoded` never gives them."""
        with self._database.read() as connection:
            return count_of(connection, ~elsewhere(version, coder))

    def uncoded(self, version: str, coder: int = 0, *, anew: bool = False) -> Iterator[list[Uncoded]]:
        """Batches of the documents, by id, that a version has not coded as they are now, or only by an older
        coder; `anew`: those too that it has coded beside what stands."""
        last = ""
        while True:
            columns = [documents.c[name] for name in Uncoded.__slots__]
            wanted = select(*columns).where(*missing_of(version, coder, anew=anew), documents.c.id > last)
            with self._database.read() as connection:
                rows = connection.execute(wanted.order_by(documents.c.id).limit(_BATCH)).all()
            if not rows:
                return
            yield [Uncoded(*row) for row in rows]
            last = rows[-1].id

    def at_hand(
        self, batch: Sequence[Uncoded], coder: int, bases: Sequence[StoredCodebook]
    ) -> dict[str, AtHand]:
        """Of each document, by id, the coding by the first of `bases` that is proven to be by it."""
        if not bases:
            return {}
        with self._database.read() as connection:
            # What is proven and what is read of it are of one moment: between two statements somebody may
            # correct a document or switch the codebook.
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            return at_hand(connection, batch, coder, bases)

    def keep(
        self,
        version: str,
        coder: int | None,
        found: Sequence[tuple[Uncoded, str]],
        digest: str | None = None,
    ) -> None:
        """Keeps codings, each `written`, beside the one that stands, in one transaction.

        `digest` of the codebook's file, where they are what this program makes of the texts by it.
        """
        rows = [
            {
                "codebook": version,
                "document_id": one.id,
                "sha256": one.sha256,
                "coding": WrittenJson(coding),
                "coder": coder,
                "proof": digest and proof_of(digest, one.title, one.text),
            }
            for one, coding in found
        ]
        there = select(documents.c.id).where(documents.c.id.in_([row["document_id"] for row in rows]))
        with self._database.write() as connection:
            living = set(connection.scalars(there))
            rows = [row for row in rows if row["document_id"] in living]
            upsert(connection, codings, rows, KEPT)

    def views(self, versions: Sequence[str | None]) -> Iterator[Views]:
        """Every document by id, as each of the versions codes it, corrections in all of them; None: as it
        stands.

        Raises CodingMissing where a version has not coded all documents.
        """
        with self._database.read() as connection:
            for version in filter(None, versions):
                _refuse_missing(connection, version)
        last = ""
        while True:
            with self._database.read() as connection:
                batch = load_views(connection, versions, last, _BATCH)
            yield from batch
            if len(batch) < _BATCH:
                return
            last = batch[-1].row.id

    def use(self, version: str) -> int:
        """Puts a version's codings in the place of those that stand, which are kept beside; how many changed.

        One transaction: killed anywhere, all figures are what they were. Corrections stay.
        Raises CodingMissing where the version has not coded all documents, CrawlRunning, and KeyError for a
        version that the store does not know.
        """
        changed = 0
        mine = codebooks.c.version == version
        with self._database.write() as connection:
            if connection.execute(select(codebooks.c.version).where(mine)).scalar() is None:
                raise KeyError(version)
            take_turn(connection)
            if running := list(connection.scalars(select(leases.c.portal).order_by(leases.c.portal))):
                raise CrawlRunning(running)
            _refuse_missing(connection, version)
            last = ""
            while batch := _others(connection, version, last):
                left = set(batch) - switch_plain(connection, version, batch)
                _switch(connection, version, left)
                changed += len(batch)
                last = batch[-1]
            connection.execute(update(codebooks).values(is_active=mine))
        return changed


def coding_of(document: Document) -> Coding:
    """The coding that a document carries, as it was read."""
    flags = tuple(flag for flag in document.flags if flag in CODING_FLAGS)
    return Coding(document.is_reform, document.reform, document.codes, document.indices, document.channels,
                  document.audiences, flags, document.coder)  # fmt: skip


def with_coding(document: Document, coding: Coding, version: str, proof: str | None = None) -> Document:
    """The document coded otherwise: as if it had been read with that codebook in the first place."""
    flags = [flag for flag in document.flags if flag not in CODING_FLAGS]
    return replace(
        document,
        is_reform=coding.is_reform,
        reform=coding.reform,
        codes=coding.codes,
        indices=coding.indices,
        channels=coding.channels,
        audiences=coding.audiences,
        flags=tuple(dict.fromkeys((*flags, *coding.flags))),
        codebook=version,
        coder=coding.coder,
        coding_proof=proof,
    )


def _refuse_missing(connection: Connection, version: str) -> None:
    if missing := count_of(connection, *missing_of(version)):
        raise CodingMissing(version, missing)


def _others(connection: Connection, version: str, after: str) -> list[str]:
    """The documents that stand coded otherwise: by another version, or by an older coder than a coding
    beside."""
    newer = exists().where(is_newer(), codings.c.codebook == version)
    wanted = select(documents.c.id).where(or_(is_other(version), newer), documents.c.id > after)
    return list(connection.scalars(wanted.order_by(documents.c.id).limit(_BATCH)))


def _beside(
    connection: Connection, version: str, found: Sequence[Document]
) -> Mapping[str, tuple[Coding, str | None]]:
    """The codings of documents by a version that they do not stand coded with, or not by that coder; each
    with its proof."""
    ids = [document.id for document in found]
    wanted = select(codings).where(codings.c.codebook == version, codings.c.document_id.in_(ids))
    decode = decoder(Coding)
    return {row.document_id: (decode(row.coding), row.proof) for row in connection.execute(wanted)}


def _switch(connection: Connection, version: str, ids: Collection[str]) -> None:
    if not ids:
        return
    wanted = select(documents).where(documents.c.id.in_(ids)).order_by(documents.c.id)
    batch = as_read(connection, load(connection, wanted))
    beside = _beside(connection, version, batch)
    sums = dict(_sums(connection, batch))
    rows = [
        {
            "codebook": document.codebook,
            "document_id": document.id,
            "sha256": sums[document.id],
            "coding": WrittenJson(written(coding_of(document))),
            "coder": document.coder,
            "proof": document.coding_proof,
        }
        for document in batch
        if document.codebook not in (None, version)
    ]
    # What stands is not kept beside too: a later coder's would seem the older one.
    mine = codings.c.document_id.in_([document.id for document in batch])
    connection.execute(delete(codings).where(mine, codings.c.codebook == version))
    upsert(connection, codings, rows, KEPT)
    recoded = [
        with_coding(document, coding, version, proof)
        for document in batch
        for coding, proof in (beside[document.id],)
    ]
    rewrite_codings(connection, recoded)


def _sums(connection: Connection, batch: Sequence[Document]) -> Iterator[tuple[str, str]]:
    wanted = select(documents.c.id, documents.c.sha256)
    rows = connection.execute(wanted.where(documents.c.id.in_([document.id for document in batch])))
    return ((row.id, row.sha256) for row in rows.all())
