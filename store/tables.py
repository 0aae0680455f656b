"""The tables of the store: the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)

from store.columns import ID, Instant, JsonText, Words

metadata = MetaData()


def _document() -> Column[Any]:
    return Column("document_id", ID, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)


schema = Table("schema_version", metadata, Column("version", Integer, nullable=False))

counters = Table(
    "counters",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", ID, primary_key=True),
    Column("key", Words, nullable=False),
    Column("revision", BigInteger, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),  # of what makes a version
    Column("digest", String(64), nullable=False),  # of all that is told, for "unchanged"
    Column("likeness", String(64), index=True),  # of portal, title, text and date, for duplicates
    Column("duplicate_of", ID),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("gone_at", Instant),
    Column("gone_status", Integer),
    Column("url", Words),
    Column("parent", ID, index=True),
    Column("portal", Words),
    Column("kind", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("section", Words),
    Column("author", Words),
    Column("published_date", Date),
    Column("published_time", Words),
    Column("published_precision", Words),
    Column("published_source", Words),
    Column("published_raw", Words),
    Column("fetched_at", Instant, nullable=False),
    Column("http_status", Integer),
    Column("warc_file", Words),
    Column("warc_offset", BigInteger),
    Column("locality_code", Words, index=True),
    Column("locality_name", Words),
    Column("level", Words),
    Column("province_code", Words, index=True),
    Column("province_name", Words),
    Column("today_code", Words, index=True),
    Column("today_name", Words),
    Column("locality_source", Words),
    Column("is_reform", Boolean, nullable=False),
    Column("codebook", Words),
    Column("coder", Integer),
    Column("coding_proof", String(32)),
    Column("extractor", Words),
    Column("flags", JsonText, nullable=False),
    # The ids of what `details` holds with evidence, for measures of all documents.
    Column("channels", JsonText, nullable=False, server_default="[]"),
    Column("audiences", JsonText, nullable=False, server_default="[]"),
    Column("file", JsonText),  # of a document that was a file: store.records.FileFacts
    Column("title", Words, nullable=False),
    # The long columns come last: a reader of the short ones never touches their pages.
    Column("details", JsonText, nullable=False),
    Column("text", Words, nullable=False),
    Index("documents_by_day", "published_date", "id"),
    Index("documents_by_portal", "portal", "published_date"),
)

codes = Table(
    "codes",
    metadata,
    _document(),
    Column("position", Integer, primary_key=True),
    Column("theme", Words, nullable=False),
    Column("subtheme", Words),
    Column("weight", Float, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Index("codes_by_theme", "theme", "subtheme", "document_id"),
)

attachments = Table(
    "attachments",
    metadata,
    _document(),
    Column("position", Integer, primary_key=True),
    Column("id", ID),
    Column("url", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("media_type", Words),
    Column("pages", Integer),
    Column("text_source", Words, nullable=False),
    Column("flags", JsonText, nullable=False),
    Column("more", JsonText, nullable=False),  # bytes, sha256, confidence, warc, members
    Index("attachments_by_url", "url"),
)

files = Table(  # what became of the files that pages offer, one row for each address
    "files",
    metadata,
    Column("id", ID, primary_key=True),  # identity(url)
    Column("url", Words, nullable=False, index=True),
    Column("portal", String(128), nullable=False, index=True),  # whose run asked for it
    Column("document_id", ID),  # what it says; null where it holds several, or could not be read
    Column("reason", Words),  # why it could not be had or read
    Column("facts", JsonText),  # store.records.FileFacts; null while it never came
    Column("warc_file", Words),  # the answer that it came with
    Column("warc_offset", BigInteger),
    Column("asked_at", Instant, nullable=False),
    Column("again_at", Instant, nullable=False),  # when it is asked for again at the earliest
    Column("failures", Integer, nullable=False),  # in a row
)

acts = Table(  # the act that a document is or announces, for those that cite it
    "acts",
    metadata,
    _document(),
    Column("symbol", Words, nullable=False, index=True),  # store.identities.symbol(number)
    Column("year", Integer),
    Column("issued", Date),  # where its day is known
    Column("locality", Words),
    Column("status", String(16), nullable=False),
)

citations = Table(  # what a document cites, as it stands in its details, and what that was found to be
    "citations",
    metadata,
    _document(),
    Column("position", Integer, primary_key=True),
    Column("number", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("issuer", Words),
    Column("relation", String(16), nullable=False),
    Column("symbol", Words, nullable=False, index=True),
    Column("year", Integer),
    Column("issued", Date),
    Column("locality", Words),
    Column("province", Words),  # of the citing document
    Column("target", ID, index=True),
    Column("candidates", JsonText),  # null: none
    Column("date_disagrees", Boolean, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    _document(),
    Column("number", Integer, primary_key=True),
    Column("seen_at", Instant, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("warc_file", Words),  # the answer in which this version was seen first
    Column("warc_offset", BigInteger),
    Column("record", JsonText),  # the whole document as it was; null for the current version
    Index("versions_by_day", "seen_at"),
)

removals = Table(
    "removals",
    metadata,
    _document(),
    Column("number", Integer, primary_key=True),
    Column("missing_at", Instant, nullable=False),  # the first answer of 404 or 410, and its record
    Column("missing_status", Integer, nullable=False),
    Column("missing_file", Words),
    Column("missing_offset", BigInteger),
    Column("gone_at", Instant),  # the answer that confirmed it; null while it may be a passing fault
    Column("gone_status", Integer),
    Column("gone_file", Words),
    Column("gone_offset", BigInteger),
    Column("returned_at", Instant),
    Column("returned_file", Words),
    Column("returned_offset", BigInteger),
)

addresses = Table(
    "addresses",
    metadata,
    Column("address", ID, primary_key=True),  # identity(store.addresses.address_key(url))
    _document(),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("id", ID, primary_key=True),
    Column("revision", BigInteger, nullable=False, unique=True),
)

pages = Table(
    "pages",
    metadata,
    Column("portal", String(128), primary_key=True),
    Column("id", ID, primary_key=True),
    Column("key", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("reason", Words),
    Column("status", Integer, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_fetched", Instant, nullable=False),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("listed_title", Words),
    Column("listed_published", Words),
    Column("listed_lastmod", Words),
    Column("document_id", ID),
    Column("warc_file", Words),  # the last answer that was read soundly
    Column("warc_offset", BigInteger),
    Column("answer_file", Words),  # the last answer of any kind but 304
    Column("answer_offset", BigInteger),
    Column("run_id", String(64), nullable=False),
)

discoveries = Table(
    "discoveries",
    metadata,
    Column("run_id", String(64), primary_key=True),
    Column("page_id", ID, primary_key=True),
    Column("source", String(16), primary_key=True),
    Column("url", Words, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("portal", String(128), nullable=False),
    Column("owner", Words, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("verdict", String(16)),
    Column("reason", Words),
    Column("pages", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("attachments", Integer, nullable=False),
    Column("robots", String(16)),
    Column("reached_back", Date),
    Column("complete_lists", Boolean, nullable=False),
    Column("lists_left", Integer, nullable=False, server_default="0"),
    Column("connected_to", Words),
    Column("warc", Words),
    Column("since", Date),
    Column("until", Date),
    Column("fields", JsonText, nullable=False),
    Column("rules", JsonText, nullable=False),
    Column("assertions", JsonText, nullable=False),
    Column("quarantine", String(16)),
    Index("runs_by_portal", "portal", "started_at"),
    Index("runs_by_start", "started_at"),
)

failures = Table(
    "failures",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("url", Words, nullable=False),
    Column("reason", Words, nullable=False),
)

proposals = Table(  # what a run would change, until it is known what the run was worth
    "proposals",
    metadata,
    Column("run_id", String(64), primary_key=True),
    _document(),
    Column("portal", String(128), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("lost", JsonText, nullable=False),  # fields that the stored document has and this one lacks
    Column("sha256", String(64)),
    Column("record", JsonText),  # the whole document; null for a removal
    Column("status", Integer),  # of a removal
    Column("warc_file", Words),
    Column("warc_offset", BigInteger),
)

coverage = Table(
    "coverage",
    metadata,
    Column("portal", String(128), primary_key=True),
    Column("first", Date, primary_key=True),  # Mondays: the weeks from this one
    Column("last", Date, nullable=False),  # to this one
    Column("state", String(16), nullable=False),
)

archives = Table(
    "archives",
    metadata,
    Column("file", String(255), primary_key=True),
    Column("portal", String(128)),
    Column("closed_at", Instant, nullable=False),
    Column("records", Integer, nullable=False),
    Column("size", BigInteger, nullable=False),  # bytes
    Column("torn", BigInteger, nullable=False),  # bytes that a killed run left behind the last whole record
)

run_facts = Table(
    "run_facts",
    metadata,
    Column("run_id", String(64), ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("portal", String(128), nullable=False, index=True),
    Column("facts", JsonText, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("portal", String(128), primary_key=True),
    Column("run_id", String(64), ForeignKey("runs.id"), nullable=False),
    Column("owner", Words, nullable=False),
    Column("host", Words, nullable=False),
    Column("process", Words, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("heartbeat_at", Instant, nullable=False),
)

slots = Table(  # what the scheduler did, by job and the moment it was due
    "slots",
    metadata,
    Column("job", String(160), primary_key=True),
    Column("due_at", Instant, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("host", Words, nullable=False),
    Column("process", Words, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("code", Integer),
    Column("child", Words),  # the process that does it, as store.processes names it
    Column("reason", Words),  # why it was left out, or what its last words were
    Index("slots_by_due", "due_at"),
)

holders = Table(  # what one process of all may do, and which one does
    "holders",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("host", Words, nullable=False),
    Column("process", Words, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("heartbeat_at", Instant, nullable=False),
)

index_marks = Table(
    "index_marks",
    metadata,
    Column("engine", String(32), primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

# Without a foreign key: the refusal of a document that was deleted goes when its index has seen that.
refusals = Table(
    "refusals",
    metadata,
    Column("engine", String(32), primary_key=True),
    Column("document_id", ID, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Instant, nullable=False),
)
