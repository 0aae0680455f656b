"""Citations to the documents that are the cited acts; each public function runs within a save's transaction.

Resolved both ways when a document is saved: what it cites is looked up among the acts that are there, and
those that cite its act are looked up again, so that an act may arrive after its citations.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, update

from store.identities import Cited, Found, KnownAct, resolve, symbol, year_of
from store.records import Document, PartialDate
from store.tables import acts, citations, documents

_ID: BindParameter[str] = bindparam("wanted")
_SYMBOLS: BindParameter[Any] = bindparam("symbols", expanding=True)
_OWN = select(acts).where(acts.c.document_id == _ID)
_KNOWN = (
    select(acts, documents.c.parent, documents.c.province_code, documents.c.first_seen)
    .join(documents, documents.c.id == acts.c.document_id)
    .where(acts.c.symbol.in_(_SYMBOLS))
)
_CITING = (
    select(citations, documents.c.parent)
    .join(documents, documents.c.id == citations.c.document_id)
    .where(citations.c.symbol == bindparam("symbol"))
)
_INSERT = {table: insert(table) for table in (acts, citations)}
_REMOVE = [delete(table).where(table.c.document_id == _ID) for table in (acts, citations)]
_LINK = update(citations).where(citations.c.document_id == _ID, citations.c.position == bindparam("place"))


def link(connection: Connection, document: Document, *, is_new: bool = False) -> set[str]:
    """Keeps the act and the citations of a document that was just written; a new one has none yet.

    Gives the other documents whose citations lead elsewhere now.
    """
    row = _act_row(document)
    before = None if is_new else _taken(connection, document.id)
    if row:
        connection.execute(_INSERT[acts], row)
    _write_citations(connection, document)
    if before is not None and row == dict(before):
        return set()
    symbols = {found["symbol"] for found in (before, row) if found}
    return set().union(*(_resolve_again(connection, each) for each in sorted(symbols))) - {document.id}


def _taken(connection: Connection, document_id: str) -> Mapping[Any, Any] | None:
    """The act that was stored of a document, which is removed with its citations."""
    before = connection.execute(_OWN, {"wanted": document_id}).mappings().one_or_none()
    for statement in _REMOVE:
        connection.execute(statement, {"wanted": document_id})
    return before


def symbol_of(connection: Connection, document_id: str) -> str | None:
    """Of the act of a stored document."""
    row = connection.execute(_OWN, {"wanted": document_id}).one_or_none()
    return None if row is None else row.symbol


def unlink(connection: Connection, gone: str | None) -> set[str]:
    """After a document was deleted whose act had this symbol: those whose citations lead elsewhere now."""
    return _resolve_again(connection, gone) if gone else set()


def _act_row(document: Document) -> dict[str, Any] | None:
    act = document.act
    if act is None or act.number is None:
        return None
    return {
        "document_id": document.id,
        "symbol": symbol(act.number),
        "year": year_of(act.number, act.issued),
        "issued": _day(act.issued),
        "locality": act.locality,
        "status": act.status,
    }


def _write_citations(connection: Connection, document: Document) -> None:
    rows: list[dict[str, Any]] = [
        {
            "document_id": document.id,
            "position": position,
            **{
                name: getattr(citation, name) for name in ("number", "kind", "issuer", "relation", "locality")
            },
            "symbol": symbol(citation.number),
            "year": year_of(citation.number, citation.issued),
            "issued": _day(citation.issued),
            "province": document.locality and document.locality.province.code,
        }
        for position, citation in enumerate(document.citations)
        if citation.number  # one without leads to no document
    ]
    if not rows:
        return
    known = _known(connection, [row["symbol"] for row in rows])
    family = frozenset(filter(None, (document.id, document.parent)))
    found = [resolve(_cited(row, family), known.get(row["symbol"], ())) for row in rows]
    connection.execute(
        _INSERT[citations], [row | _columns(each) for row, each in zip(rows, found, strict=True)]
    )


def _resolve_again(connection: Connection, wanted: str) -> set[str]:
    known = _known(connection, [wanted]).get(wanted, [])
    changes = []
    for row in connection.execute(_CITING, {"symbol": wanted}).mappings():
        family = frozenset(filter(None, (row["document_id"], row["parent"])))
        columns = _columns(resolve(_cited(row, family), known))
        if any(row[name] != value for name, value in columns.items()):
            changes.append({"wanted": row["document_id"], "place": row["position"], **columns})
    if changes:
        connection.execute(_LINK, changes)
    return {change["wanted"] for change in changes}


def _known(connection: Connection, symbols: list[str]) -> dict[str, list[KnownAct]]:
    found: dict[str, list[KnownAct]] = {}
    for start in range(0, len(symbols), 500):
        for row in connection.execute(_KNOWN, {"symbols": symbols[start : start + 500]}):
            act = KnownAct(
                row.document_id, row.parent, row.status, row.symbol, row.year, row.issued, row.locality,
                row.province_code, row.first_seen,
            )  # fmt: skip
            found.setdefault(row.symbol, []).append(act)
    return found


def _cited(row: Any, family: frozenset[str]) -> Cited:
    return Cited(row["symbol"], row["year"], row["issued"], row["locality"], row["province"], family)


def _columns(found: Found) -> dict[str, Any]:
    return {
        "target": found.target,
        "candidates": list(found.candidates) or None,
        "date_disagrees": found.date_disagrees,
    }


def _day(issued: PartialDate | None) -> dt.date | None:
    return issued.date if issued and issued.precision == "day" else None
