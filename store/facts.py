"""What a run saw of its portal besides documents: the facts that an openness score is computed from."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select

from store.coverage import VIETNAM, midnight
from store.engine import Database, raw_rows, upsert
from store.records import Json, PageKind
from store.tables import attachments, documents, pages, run_facts, runs


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the store has of a portal: counts of its documents by what they show, addresses of their files."""

    documents: dict[str, int]
    files: tuple[str, ...]
    first_day: dt.date | None
    last_day: dt.date | None


class RunFacts:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, run_id: str, portal: str, facts: Json) -> None:
        """Keeps the facts of a run, JSON values by name; what could not be seen is null."""
        row = {"run_id": run_id, "portal": portal, "facts": facts}
        with self._database.write() as connection:
            upsert(connection, run_facts, [row], ["facts"])

    def of(self, run_id: str) -> Json | None:
        statement = select(run_facts.c.facts).where(run_facts.c.run_id == run_id)
        with self._database.read() as connection:
            return connection.execute(statement).scalar()

    def last(self, portal: str) -> Json | None:
        """The facts of the portal's newest run that has any."""
        statement = (
            select(run_facts.c.facts)
            .join(runs, runs.c.id == run_facts.c.run_id)
            .where(run_facts.c.portal == portal)
            .order_by(runs.c.started_at.desc(), runs.c.id.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            return connection.execute(statement).scalar()

    def newest(self, until: dt.date | None = None) -> dict[str, tuple[dt.date, Json]]:
        """By portal the newest facts with the day in Vietnam when their run began, none after `until`."""
        place = func.row_number().over(
            partition_by=run_facts.c.portal, order_by=(runs.c.started_at.desc(), runs.c.id.desc())
        )
        statement = select(
            run_facts.c.portal, runs.c.started_at, run_facts.c.facts, place.label("place")
        ).join(runs, runs.c.id == run_facts.c.run_id)
        if until is not None:
            statement = statement.where(runs.c.started_at < midnight(until + dt.timedelta(days=1)))
        found = statement.subquery()
        with self._database.read() as connection:
            rows = connection.execute(select(found).where(found.c.place == 1)).all()
        return {row.portal: (row.started_at.astimezone(VIETNAM).date(), row.facts) for row in rows}

    def held(self) -> dict[str, int]:
        """How many documents of each portal are stored, those left out that are attachments."""
        column = documents.c
        # Put so that SQLite reads its index of light columns: for a null, or for groups, it would go from
        # another one to each row of the wide table.
        pages = select(column.portal).where(func.coalesce(column.parent, "") == "")
        with self._database.read() as connection:
            found = Counter(map(itemgetter(0), raw_rows(connection, pages)))
        found.pop(None, None)  # ingested files
        return found

    def holdings(self, portal: str) -> Holdings:
        """What is stored of a portal, attachments that are documents of their own left out."""
        column = documents.c
        shown = column.published_source.in_(("selector", "meta", "text"))
        counted = {
            "count": func.count(),
            "dated": func.count(column.published_date),
            "date_on_page": func.count().filter(shown),
            "with_time": func.count(column.published_time),
            "with_author": func.count(column.author),
            "with_section": func.count(column.section),
            "acts": func.count().filter(column.kind != "tin_bai"),
            "gone": func.count(column.gone_at),
        }
        days = (func.min(column.published_date), func.max(column.published_date))
        mine = (column.portal == portal, column.parent.is_(None))
        files = select(attachments.c.url).join(documents, column.id == attachments.c.document_id).where(*mine)
        with self._database.read() as connection:
            row: Sequence[Any] = connection.execute(select(*counted.values(), *days).where(*mine)).one()
            found = tuple(connection.scalars(files))
        first, last = row[-2:]
        return Holdings(dict(zip(counted, row[:-2], strict=True)), found, first, last)

    def lists_read(self, run_id: str) -> int:
        """How many pages were read as lists in a run."""
        wanted = (pages.c.run_id == run_id, pages.c.kind == PageKind.LISTING.value)
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(pages).where(*wanted)).scalar_one()
