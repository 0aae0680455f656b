"""The tables of validations: samples, human codings with their history, judgements, error rates.

Without foreign keys to documents: what a person coded stays when a document is deleted or read anew. A change
of these tables is a new migration, which freezes them as `store.migrations` says.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table

from store.columns import ID, Instant, JsonText, Words

validation_metadata = MetaData()

samples = Table(
    "samples",
    validation_metadata,
    Column("id", ID, primary_key=True),
    Column("drawn_at", Instant, nullable=False),
    Column("design", JsonText, nullable=False),  # store.validation_records.Sample without its units
)

sample_units = Table(
    "sample_units",
    validation_metadata,
    Column("sample_id", ID, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("document_id", ID, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("stratum", Words, nullable=False),
    Column("probability", Float, nullable=False),
    Column("is_double", Boolean, nullable=False),
    Column("coders", JsonText, nullable=False),
)

human_codings = Table(  # the highest number is what the coder says now
    "human_codings",
    validation_metadata,
    Column("sample_id", ID, primary_key=True),
    Column("document_id", ID, primary_key=True),
    Column("coder", String(128), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("source", Words, nullable=False),  # the name of the file
    Column("choices", JsonText, nullable=False),
    Column("remark", Words, nullable=False),
)

judgements = Table(
    "judgements",
    validation_metadata,
    Column("sample_id", ID, primary_key=True),
    Column("document_id", ID, primary_key=True),
    Column("item", String(128), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("source", Words, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("judge", Words, nullable=False),
    Column("why", Words, nullable=False),
)

validations = Table(
    "validations",
    validation_metadata,
    Column("codebook", Words, primary_key=True),
    Column("sample_id", ID, primary_key=True),
    Column("item", String(128), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("figures", JsonText, nullable=False),  # store.validation_records.ItemValidation
    Index("validations_by_codebook", "codebook", "at"),
)
