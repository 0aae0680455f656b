"""The tables of the plan tracker's validation: schema version 9.

Without foreign keys to documents: what a person answered stays when a document is deleted or read anew.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table

from store.columns import ID, Instant, JsonText, Words

tracker_metadata = MetaData()

tracker_samples = Table(
    "tracker_samples",
    tracker_metadata,
    Column("id", ID, primary_key=True),
    Column("drawn_at", Instant, nullable=False),
    Column("design", JsonText, nullable=False),  # store.tracker_records.TrackerSample
)

tracker_answers = Table(  # the highest number is what the coder says now
    "tracker_answers",
    tracker_metadata,
    Column("sample_id", ID, primary_key=True),
    Column("unit", Integer, primary_key=True),
    Column("coder", String(128), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("source", Words, nullable=False),  # the name of the file
    Column("answer", String(8), nullable=False),  # yes, no, unsure
    Column("remark", Words, nullable=False),
)

tracker_figures = Table(
    "tracker_figures",
    tracker_metadata,
    Column("rule", String(32), primary_key=True),
    Column("sample_id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("figures", JsonText, nullable=False),  # store.tracker_records.TrackerFigures
    Index("tracker_figures_by_rule", "rule", "at"),
)
