"""The table of what files are by their bytes: schema version 12. Derived from the documents."""

from __future__ import annotations

from sqlalchemy import Column, Index, MetaData, String, Table

from store.columns import ID

byte_metadata = MetaData()

file_bytes = Table(  # of each document that was a file as it came; without a foreign key, as copy_members
    "file_bytes",
    byte_metadata,
    Column("document_id", ID, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Index("file_bytes_by_sha256", "sha256"),
)
