"""What is kept of a validation: samples as drawn, what people coded (nothing of it is ever lost), figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from store.codec import from_json
from store.columns import storable
from store.engine import Database, upsert
from store.records import Json, as_json
from store.said import Key, keep_said
from store.saving import take_turn
from store.validation_records import (
    HumanCoding,
    ItemValidation,
    Judgement,
    Kept,
    Sample,
    SampleUnit,
)
from store.validation_tables import human_codings, judgements, sample_units, samples, validations


@dataclass(frozen=True, slots=True)
class Earlier:
    """One entry of a history: what was said when, and from which file it came."""

    number: int
    at: dt.datetime
    source: str
    coding: HumanCoding


class Validation:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_sample(self, sample: Sample, at: dt.datetime) -> bool:
        """False where the same sample was kept before."""
        design = as_json(sample)
        del design["units"]
        rows = [_unit_row(sample.id, place, unit) for place, unit in enumerate(sample.units)]
        with self._database.write() as connection:
            take_turn(connection)
            if _has(connection, sample.id):
                return False
            connection.execute(insert(samples).values(id=sample.id, drawn_at=at, design=design))
            connection.execute(insert(sample_units), rows)
        return True

    def sample(self, sample_id: str) -> Sample | None:
        with self._database.read() as connection:
            design = connection.execute(select(samples.c.design).where(samples.c.id == sample_id)).scalar()
            wanted = select(sample_units).where(sample_units.c.sample_id == sample_id)
            rows = connection.execute(wanted.order_by(sample_units.c.position)).all()
        if design is None:
            return None
        drawn = from_json(Sample, design | {"units": [_unit(row) for row in rows]})
        return drawn if drawn.id == sample_id else replace(drawn, kept_as=sample_id)

    def samples(self) -> list[tuple[str, dt.datetime]]:
        """Ids with the moments of their draws, the newest first."""
        wanted = select(samples.c.id, samples.c.drawn_at).order_by(samples.c.drawn_at.desc(), samples.c.id)
        with self._database.read() as connection:
            return [(row.id, row.drawn_at) for row in connection.execute(wanted)]

    def keep_codings(self, codings: Sequence[HumanCoding], at: dt.datetime, source: str) -> Kept:
        """All or none; a coding that says what stands there already is unchanged, another one replaces it."""
        rows: dict[Key, Json] = {
            (coding.sample, coding.document, coding.coder): {
                "choices": dict(coding.values), "remark": storable(coding.remark),
            }
            for coding in codings
        }  # fmt: skip
        return keep_said(self._database, human_codings, rows, at, source)

    def codings(self, sample_id: str) -> list[HumanCoding]:
        """What each coder says now, by document and coder."""
        newest = {(entry.coding.document, entry.coding.coder): entry for entry in self.history(sample_id)}
        return [newest[key].coding for key in sorted(newest)]

    def history(self, sample_id: str) -> list[Earlier]:
        """All that was ever imported for a sample, by document, coder and number."""
        table = human_codings.c
        wanted = select(human_codings).where(table.sample_id == sample_id)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(table.document_id, table.coder, table.number)).all()
        return [Earlier(row.number, row.at, row.source, _coding(row)) for row in rows]

    def keep_judgements(self, judged: Sequence[Judgement], at: dt.datetime, source: str) -> Kept:
        """As `keep_codings`."""
        rows: dict[Key, Json] = {
            (one.sample, one.document, one.item): {
                "present": one.value, "judge": storable(one.by), "why": storable(one.why),
            }
            for one in judged
        }  # fmt: skip
        return keep_said(self._database, judgements, rows, at, source)

    def judgements(self, sample_id: str) -> list[Judgement]:
        """The final words, by document and item."""
        table = judgements.c
        wanted = select(judgements).where(table.sample_id == sample_id)
        with self._database.read() as connection:
            rows = connection.execute(wanted.order_by(table.document_id, table.item, table.number)).all()
        newest = {(row.document_id, row.item): row for row in rows}
        return [
            Judgement(row.sample_id, row.document_id, row.item, row.present, row.judge, row.why)
            for row in newest.values()
        ]

    def keep_figures(self, figures: Iterable[ItemValidation], at: dt.datetime) -> None:
        """Takes the place of figures of the same codebook, sample and item."""
        rows = [
            {"codebook": one.codebook, "sample_id": one.sample, "item": one.item, "at": at,
             "figures": as_json(one)}
            for one in figures
        ]  # fmt: skip
        with self._database.write() as connection:
            upsert(connection, validations, rows, ["at", "figures"])

    def figures(self, codebook: str) -> dict[str, ItemValidation]:
        """The newest figures of each item under a version of the codebook; empty: it was not validated."""
        wanted = select(validations.c.figures).where(validations.c.codebook == codebook)
        with self._database.read() as connection:
            found = connection.scalars(wanted.order_by(validations.c.at, validations.c.sample_id)).all()
        return {one["item"]: from_json(ItemValidation, one) for one in found}


def _has(connection: Connection, sample_id: str) -> bool:
    return connection.execute(select(samples.c.id).where(samples.c.id == sample_id)).scalar() is not None


def _unit_row(sample_id: str, place: int, unit: SampleUnit) -> Json:
    row: Json = as_json(unit)
    return row | {"sample_id": sample_id, "position": place, "document_id": row.pop("document")}


def _unit(row: Row[Any]) -> Json:
    return {
        "document": row.document_id,
        "sha256": row.sha256,
        "stratum": row.stratum,
        "probability": row.probability,
        "is_double": row.is_double,
        "coders": row.coders,
    }


def _coding(row: Row[Any]) -> HumanCoding:
    return HumanCoding(row.sample_id, row.document_id, row.coder, row.choices, row.remark)
