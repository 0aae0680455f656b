"""The tables of codings and of corrections: schema version 2."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table

from store.columns import ID, Instant, JsonText, Words
from store.tables import documents

# Apart from the tables of version 1, so that each step of the migrations makes its own.
coding_metadata = MetaData()

codebooks = Table(
    "codebooks",
    coding_metadata,
    Column("version", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("source", Words, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("is_active", Boolean, nullable=False),
)

codings = Table(  # beside the coding that stands in `documents` and `codes`
    "codings",
    coding_metadata,
    Column("codebook", String(128), primary_key=True),
    Column("document_id", ID, ForeignKey(documents.c.id, ondelete="CASCADE"), primary_key=True),
    Column("sha256", String(64), nullable=False),  # of the version that was coded; another: out of date
    Column("coder", Integer),
    Column("proof", String(32)),  # store.coding_records.proof_of; null: of what it was made is not known
    Column("coding", JsonText, nullable=False),  # store.coding_records.Coding
    Index("codings_by_document", "document_id"),
)

corrections = Table(
    "corrections",
    coding_metadata,
    Column("number", Integer, primary_key=True),
    Column("document_id", ID, ForeignKey(documents.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("by", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("change", JsonText, nullable=False),  # store.correction_records.Change
    Column("place", JsonText),  # store.records.Locality of `change.locality`
    Column("codebook", Words),
    Column("taken_back_at", Instant),
    Column("taken_back_by", Words),
    Column("taken_back_why", Words),
    sqlite_autoincrement=True,  # a number names one correction for ever
)

uncorrected = Table(  # what the program reads of a document, where a person says something else
    "uncorrected",
    coding_metadata,
    Column("document_id", ID, ForeignKey(documents.c.id, ondelete="CASCADE"), primary_key=True),
    Column("record", JsonText, nullable=False),
)
