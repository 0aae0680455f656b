"""What a reader of a corpus's manifest wants to know of its documents, counted without reading them whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from sqlalchemy import Connection, Table, func, select

from store.coding_tables import corrections
from store.records import Json, as_json
from store.tables import documents, versions

_BATCH = 400
_TOLD = (documents.c.codebook, documents.c.extractor, documents.c.published_date)


def counted(connection: Connection, ids: Sequence[str]) -> Json:
    """Numbers of versions and corrections, documents by codebook and extractor, first and last day."""
    found = {"versions": 0, "corrections": 0}
    codebooks: Counter[str] = Counter()
    extractors: Counter[str] = Counter()
    days: set[dt.date] = set()
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        for table in (versions, corrections):
            found[table.name] += _rows_of(connection, table, part)
        for codebook, extractor, day in connection.execute(select(*_TOLD).where(documents.c.id.in_(part))):
            codebooks[codebook or "none"] += 1
            extractors[extractor or "none"] += 1
            days.update([day] if day else [])
    return found | {
        "codebooks": dict(sorted(codebooks.items())),
        "extractors": dict(sorted(extractors.items())),
        "first_day": as_json(min(days, default=None)),
        "last_day": as_json(max(days, default=None)),
    }


def _rows_of(connection: Connection, table: Table, ids: Sequence[str]) -> int:
    wanted = select(func.count()).select_from(table).where(table.c.document_id.in_(ids))
    return connection.execute(wanted).scalar_one()
