"""The tables of copies: schema version 4. Derived from the documents: they may be emptied at any time."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, String, Table

from store.columns import ID, Words

copy_metadata = MetaData()

_TEXT = String(32)

copy_texts = Table(  # a text that documents have, each once
    "copy_texts",
    copy_metadata,
    Column("text", _TEXT, primary_key=True),
    Column("apart", String(32), nullable=False),
    Column("minhash", LargeBinary),  # null: compared exactly only
    Column("family", _TEXT, nullable=False, index=True),  # the least text of those that are near
    Column("is_settled", Boolean, nullable=False),  # whether its family was found since it came or changed
    Index("copy_texts_unsettled", "is_settled"),
)

copy_bands = Table(  # texts that share one of their sixteen are compared
    "copy_bands",
    copy_metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("text", _TEXT, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

copy_members = Table(  # without a foreign key: that a document is gone is heard as the index hears it
    "copy_members",
    copy_metadata,
    Column("document_id", ID, primary_key=True),
    Column("text", _TEXT, nullable=False, index=True),
    Column("sha256", String(64), nullable=False),  # of the version that was read; another: out of date
    Column("act", Words, nullable=False),
    Column("sorted_by", String(16), nullable=False),
    Column("first", ID, index=True),  # the original of its family; null: it has no copy
)
