"""What a frozen corpus has besides the tables of a store: manifest, parts, and the documents it is of."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table

from store.columns import ID, JsonText

corpus_metadata = MetaData()

members = Table(  # the documents that were chosen; all others of the file are bare rows
    "corpus_members",
    corpus_metadata,
    Column("document_id", ID, primary_key=True),
)

parts = Table(  # what a measure needs that no store holds: declarations, the codebook in force
    "corpus_parts",
    corpus_metadata,
    Column("name", String(32), primary_key=True),
    Column("value", JsonText, nullable=False),
)

digests = Table(  # of each chosen document with all that belongs to it, so that a fault has a name
    "corpus_digests",
    corpus_metadata,
    Column("document_id", ID, primary_key=True),
    Column("sha256", String(64), nullable=False),
)

manifest = Table("corpus_manifest", corpus_metadata, Column("record", JsonText, nullable=False))
