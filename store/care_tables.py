"""The tables of the care of data: backups that were made, erasures and what keeps them true, checks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table

from store.columns import ID, Instant, JsonText, Words

care_metadata = MetaData()

backups = Table(  # those that were written and read again whole
    "backups",
    care_metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),  # the moment of the store that it holds
    Column("file", Words, nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("documents", BigInteger, nullable=False),
    Column("with_warc", Boolean, nullable=False),
)

care_keys = Table(  # what the hashes of erased words are keyed with
    "care_keys",
    care_metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
)

erasures = Table(  # that something was erased, and by what request; nothing of what it said
    "erasures",
    care_metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),  # words, document, subscriber
    Column("target", String(64), nullable=False, unique=True),  # keyed hash: the same request is one erasure
    Column("request", Words, nullable=False),
    Column("finished_at", Instant),  # null: begun, to be run again
    Column("places", JsonText, nullable=False),  # how many places, by kind
    sqlite_autoincrement=True,
)

erasure_rules = Table(  # by which words that come again are known: keyed hashes of normalised windows
    "erasure_rules",
    care_metadata,
    Column("hash", String(64), primary_key=True),
    Column("erasure", Integer, nullable=False),
    Column("form", String(16), nullable=False),  # exact, folded, digits
    Column("length", Integer, nullable=False),  # of a window: tokens, or digits
    Column(
        "first", Integer, nullable=False
    ),  # six bits of what its first token hashes to: few windows are tried
    Column("document_id", ID),  # only there; null: everywhere
)

withdrawals = Table(  # documents that were taken out whole, and their addresses
    "withdrawals",
    care_metadata,
    Column("id", ID, primary_key=True),  # of a document, or of an address as `addresses` has it
    Column("document_id", ID, nullable=False, index=True),
    Column("erasure", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

erased_records = Table(  # answers of the raw archive that erased words came from
    "erased_records",
    care_metadata,
    Column("file", String(255), primary_key=True),
    Column("offset", BigInteger, primary_key=True),
    Column("erasure", Integer, nullable=False),
    Column("whole", Boolean, nullable=False),  # of a document that was taken out: nothing of it stays
)

swept = Table(  # up to which erasure a closed file of the raw archive was gone through
    "swept_archives",
    care_metadata,
    Column("file", String(255), primary_key=True),
    Column("erasure", Integer, nullable=False),
)

suppressions = Table(  # mail addresses that are not taken in again unawares
    "suppressions",
    care_metadata,
    Column("hash", String(64), primary_key=True),
    Column("at", Instant, nullable=False),
)

checks = Table(  # files of the raw archive that were read to their end, and found whole
    "archive_checks",
    care_metadata,
    Column("file", String(255), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("records", Integer, nullable=False),
)
