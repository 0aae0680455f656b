"""The tables of delivery: schema version 7. Who asked for digests, what was written, what became of each."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table

from store.columns import ID, Instant, JsonText, Words

delivery_metadata = MetaData()

subscribers = Table(
    "subscribers",
    delivery_metadata,
    Column("id", ID, primary_key=True),  # by chance: it stands in links, and tells nothing of the address
    Column("address", Words, nullable=False),  # an e-mail address, or the URL of a channel with its secret
    Column("key", Words, nullable=False, unique=True),  # the address in one spelling
    Column("kind", String(8), nullable=False),
    Column("language", String(2), nullable=False),
    Column("rhythm", String(8), nullable=False),
    Column("watches", JsonText, nullable=False),  # names; none: the week of everything
    Column("consent_at", Instant, nullable=False),
    Column("consent_text", Words, nullable=False),  # the version of what was agreed to
    Column("consent_purpose", Words, nullable=False),
    Column("suspended_at", Instant),
    Column("suspended_reason", Words),
    Column("unsubscribed_at", Instant),
    Column("done_until", Instant),  # no digest of a period that ended by then is due any more
)

mails = Table(  # what was written, each once, as it was when it was built
    "mails",
    delivery_metadata,
    Column("sha256", String(64), primary_key=True),
    Column("built_at", Instant, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

deliveries = Table(
    "deliveries",
    delivery_metadata,
    Column("subscriber_id", ID, ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Column("period", String(16), primary_key=True),
    Column("watch", String(160), primary_key=True),  # empty: all that the subscriber follows
    Column("mail", String(64), nullable=False, index=True),
    Column("built_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),  # of the period
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("refusals", Integer, nullable=False),  # answers of 5xx that are about the address
    Column("code", Integer),
    Column("reply", Words),
    Column("next_at", Instant),  # not before; null: no further try
    Column("changed_at", Instant, nullable=False),
    Column("owner", String(32)),  # who sends it right now
    Column("host", Words),
    Column("process", Words),
    Index("deliveries_by_state", "state", "next_at"),
)
