"""Indexes that hold all that measures read of every document: schema version 11.

SQLite reads a row from its beginning, a page of the file for each document at least; an index that has the
short columns is read instead of the table. PostgreSQL keeps long values elsewhere by itself, and limits what
an entry of an index may hold, which a portal's words might exceed.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, text, update

from store.rows import NAMED
from store.tables import codes, documents

# What store.light reads first, the id before all: rows come in its order.
LIGHT_COLUMNS = (
    "id", "parent", "locality_code", "province_code", "today_code", "level", "portal", "kind",
    "published_date", "published_time", "published_precision", "flags", "is_reform", "codebook",
    "duplicate_of", "sha256", *NAMED,
)  # fmt: skip
_CODE = ("document_id", "position", "theme", "weight")
_BATCH = 500


def index_light(connection: Connection) -> None:
    _index(connection, "codes_light", codes.name, _CODE)
    if connection.dialect.name == "sqlite":
        _index(connection, "documents_light", documents.name, LIGHT_COLUMNS)


def name_again(connection: Connection) -> None:
    """Fills the columns of `NAMED` from what documents hold with evidence; bare rows of corpora hold none."""
    own = documents.c
    changed = update(documents).where(own.id == bindparam("wanted"))
    last = ""
    while True:
        page = select(own.id, own.details).where(own.id > last).order_by(own.id).limit(_BATCH)
        rows = connection.execute(page).all()
        if not rows:
            return
        last = rows[-1].id
        found = [
            {"wanted": row.id} | {name: [each["id"] for each in row.details.get(name, ())] for name in NAMED}
            for row in rows
        ]
        if named := [row for row in found if any(row[name] for name in NAMED)]:
            connection.execute(changed, named)


def _index(connection: Connection, name: str, table: str, columns: tuple[str, ...]) -> None:
    connection.execute(text(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({', '.join(columns)})"))
