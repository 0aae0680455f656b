"""What a run saw of its portal besides documents: the facts that an openness score is computed from."""

from __future__ import annotations

from sqlalchemy import select

from store.engine import Database, upsert
from store.records import Json
from store.tables import run_facts, runs


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
