"""The table of what digests reported: schema version 10."""

from __future__ import annotations

from sqlalchemy import Column, MetaData, String, Table

from store.columns import Instant

cut_metadata = MetaData()

digest_cuts = Table(  # until when what was seen is news of a period; of each the first that was noted stands
    "digest_cuts",
    cut_metadata,
    Column("period", String(16), primary_key=True),
    Column("portal", String(128), primary_key=True),  # empty: all that have no row of their own
    Column("seen_until", Instant, nullable=False),
)
