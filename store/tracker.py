"""What is kept of the plan tracker's validation, and what the tracker reads: plans, later reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Text, insert, select, type_coerce

from store.codec import from_json
from store.columns import storable
from store.engine import Database, upsert
from store.records import Json, Plan, as_json
from store.said import Key, keep_said
from store.saving import take_turn
from store.tables import documents
from store.tracker_records import TrackerAnswer, TrackerFigures, TrackerSample
from store.tracker_tables import tracker_answers, tracker_figures, tracker_samples
from store.validation_records import Kept

_BATCH = 500


class Report(NamedTuple):
    """A dated document that may tell of a task."""

    id: str
    parent: str | None
    day: dt.date
    kind: str
    title: str
    text: str


class Tracker:
    def __init__(self, database: Database) -> None:
        self._database = database

    # --- What it reads ------------------------------------------------------------------------------------

    def plans(self, ids: Collection[str]) -> dict[str, Plan]:
        """The plans that these documents hold."""
        column = documents.c
        has_plan = type_coerce(column.details, Text).not_like('%"plan":null%')
        wanted, found = sorted(ids), {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), _BATCH):
                # By id: a page of the file for each document asked for, not for each of the store.
                asked = column.id.in_(wanted[start : start + _BATCH])
                for row in connection.execute(select(column.id, column.details).where(asked, has_plan)):
                    found[row.id] = from_json(Plan, row.details["plan"])
        return found

    def reports(
        self, locality: str, after: dt.date, until: dt.date, kinds: Sequence[str]
    ) -> Iterator[Report]:
        """Dated documents of a place by day, copies left out: later than one day and up to another."""
        column = documents.c
        names = ("id", "parent", "published_date", "kind", "title", "text")
        wanted = (
            select(*(column[name] for name in names))
            .where(column.locality_code == locality, column.kind.in_(kinds))
            .where(column.published_date > after, column.published_date <= until)
            .where(column.duplicate_of.is_(None))
            .order_by(column.published_date, column.id)
        )
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        yield from (Report(*row) for row in rows)

    # --- What people said of it ---------------------------------------------------------------------------

    def keep_sample(self, sample: TrackerSample, at: dt.datetime) -> bool:
        """False where the same sample was kept before."""
        with self._database.write() as connection:
            take_turn(connection)
            there = select(tracker_samples.c.id).where(tracker_samples.c.id == sample.id)
            if connection.execute(there).scalar() is not None:
                return False
            row = {"id": sample.id, "drawn_at": at, "design": as_json(sample)}
            connection.execute(insert(tracker_samples), [row])
        return True

    def samples(self) -> list[tuple[dt.datetime, TrackerSample]]:
        """With the moments of their draws, the newest first."""
        column = tracker_samples.c
        with self._database.read() as connection:
            rows = connection.execute(
                select(tracker_samples).order_by(column.drawn_at.desc(), column.id)
            ).all()
        return [(row.drawn_at, from_json(TrackerSample, row.design)) for row in rows]

    def keep_answers(self, answers: Sequence[TrackerAnswer], at: dt.datetime, source: str) -> Kept:
        """All or none; nothing that was said before is lost, and the same again changes nothing."""
        rows: dict[Key, Json] = {
            (one.sample, one.unit, one.coder): {"answer": one.answer, "remark": storable(one.remark)}
            for one in answers
        }
        return keep_said(self._database, tracker_answers, rows, at, source)

    def answers(self, sample_id: str) -> list[TrackerAnswer]:
        """What each coder says now, by unit and coder."""
        column = tracker_answers.c
        wanted = select(tracker_answers).where(column.sample_id == sample_id)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(column.unit, column.coder, column.number)).all()
        newest = {(row.unit, row.coder): row for row in rows}
        return [
            TrackerAnswer(row.sample_id, row.unit, row.coder, row.answer, row.remark)
            for row in newest.values()
        ]

    def keep_figures(self, figures: TrackerFigures, at: dt.datetime) -> None:
        """Takes the place of figures of the same rule and sample."""
        row = {"rule": figures.rule, "sample_id": figures.sample, "at": at, "figures": as_json(figures)}
        with self._database.write() as connection:
            upsert(connection, tracker_figures, [row], ["at", "figures"])

    def figures(self, rule: str) -> TrackerFigures | None:
        """The newest figures of a rule; None: no person has judged what it finds."""
        column = tracker_figures.c
        wanted = select(column.figures).where(column.rule == rule)
        with self._database.read() as connection:
            found = connection.execute(wanted.order_by(column.at.desc(), column.sample_id)).scalars().first()
        return None if found is None else from_json(TrackerFigures, found)
