"""What went wrong, since when, and what the operator was told of it."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table

from store.columns import Instant, Words

incident_metadata = MetaData()

incidents = Table(
    "incidents",
    incident_metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("words", Words, nullable=False),  # as it was seen last
    Column("noticed_at", Instant, nullable=False),
    Column("opened_at", Instant),  # null: it has not lasted long enough to be told
    Column("over_at", Instant),
    # One that is not over of each kind and subject; 0 while it lasts, then its id.
    Column("ended", Integer, nullable=False),
    Index("incidents_once", "kind", "subject", "ended", unique=True),
    Index("incidents_by_end", "ended"),
)

notices = Table(  # what the operator is told, by the channel that it goes through
    "notices",
    incident_metadata,
    Column("incident", Integer, primary_key=True, autoincrement=False),
    Column("event", String(8), primary_key=True),  # open, over
    Column("channel", String(64), primary_key=True),
    Column("words", Words, nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("sent_at", Instant),  # null while it waits
    Column("attempts", Integer, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("error", Words),
)
