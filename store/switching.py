"""Documents with the coding that stood beside them in the place of the one they carry.

Row by row in JSON, as the tables have it, and only where a row is what its digest says: what a person
corrected, or anybody changed, goes the long way (`store.recoding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, insert, select, update

from store.coding_records import CODING_FLAGS, Coding
from store.coding_tables import codings, corrections
from store.columns import WrittenJson, compact
from store.engine import upsert
from store.inheriting import OF_DETAILS, coding_of_row
from store.loading import by_document
from store.records import Code, Document, Json, Reform, Tag, as_json
from store.rows import CIRCUMSTANCES, DETAILS, NAMED, hash_of, locality_of, published_of
from store.tables import attachments, codes, counters, documents

KEPT = ("sha256", "coding", "coder", "proof")  # of a coding that another takes the place of
_TOLD = tuple(field.name for field in fields(Document) if field.name not in CIRCUMSTANCES)
_KEYS = {kind: {field.name for field in fields(kind)} for kind in (Coding, Reform, Code, Tag)}
_NO_REFORM = dict.fromkeys(_KEYS[Reform])
_LEFT = ("revision", "versions", "first_seen", "last_seen", *CIRCUMSTANCES)
_READ = [
    column for column in documents.c if column.name not in _LEFT or column.name in ("coder", "coding_proof")
]
_PARTS = (codes.c.document_id, codes.c.theme, codes.c.subtheme, codes.c.weight, codes.c.evidence)
_ID: BindParameter[str] = bindparam("wanted")
_CHANGE = update(documents).where(documents.c.id == _ID)
_REMOVE = delete(codes).where(codes.c.document_id == _ID)


@dataclass(frozen=True, slots=True)
class _Stored:
    """A row of `documents`, and what the digest of the document is made of."""

    row: Row[Any]
    told: Json

    def digest(self, **coding: Any) -> str:
        """As `store.rows` makes it of the document, with these values in the place of its own."""
        return hash_of(compact(self.told | coding))


def switch_plain(connection: Connection, version: str, ids: Sequence[str]) -> set[str]:
    """Switches those documents of which nothing but the coding has to be looked at; their ids.

    Each gets a revision of its own, in the order of `ids`. Runs in its caller's transaction, after its turn
    was taken.
    """
    beside = {
        row.document_id: row
        for row in connection.execute(
            select(codings).where(codings.c.document_id.in_(ids), codings.c.codebook == version)
        )
        if _is_todays(row.coding)
    }
    stored = [one for one in _stored(connection, list(beside)) if one.digest() == one.row.digest]
    if not stored:
        return set()
    mine = codings.c.document_id.in_([one.row.id for one in stored])
    before = [_before(one) for one in stored if one.row.codebook not in (None, version)]
    # What stands is not kept beside too: a later coder's would seem the older one.
    connection.execute(delete(codings).where(mine, codings.c.codebook == version))
    upsert(connection, codings, before, KEPT)
    following = next_revisions(connection, len(stored))
    changes = [_change(one, beside[one.row.id], version) for one in stored]
    rows = [change | {"revision": following + place} for place, change in enumerate(changes)]
    connection.execute(_CHANGE, rows)
    connection.execute(_REMOVE, [{"wanted": one.row.id} for one in stored])
    if parts := [part for one in stored for part in _codes_of(one.row.id, beside[one.row.id].coding)]:
        connection.execute(insert(codes), parts)
    return {one.row.id for one in stored}


def next_revisions(connection: Connection, count: int) -> int:
    """The first of so many new revisions."""
    raised = update(counters).where(counters.c.name == "revision").values(value=counters.c.value + count)
    return int(connection.execute(raised.returning(counters.c.value)).scalar_one()) - count + 1


def _is_todays(coding: Json) -> bool:
    """Whether it has all keys that the JSON of a coding has now, and no other: older programs wrote fewer."""
    if coding.keys() != _KEYS[Coding] or (coding["reform"] or _NO_REFORM).keys() != _KEYS[Reform]:
        return False
    tags = (*coding["channels"], *coding["audiences"])
    return all(code.keys() == _KEYS[Code] for code in coding["codes"]) and all(
        tag.keys() == _KEYS[Tag] for tag in tags
    )


def _stored(connection: Connection, ids: Sequence[str]) -> Iterator[_Stored]:
    """Documents that nobody has corrected."""
    corrected = set(
        connection.scalars(select(corrections.c.document_id).where(corrections.c.document_id.in_(ids)))
    )
    parts = by_document(
        connection, select(*_PARTS).where(codes.c.document_id.in_(ids)).order_by(codes.c.position)
    )
    offered = select(attachments.c.document_id, attachments.c.url, attachments.c.name)
    files = by_document(
        connection, offered.where(attachments.c.document_id.in_(ids)).order_by(attachments.c.position)
    )
    for row in connection.execute(select(*_READ).where(documents.c.id.in_(ids)).order_by(documents.c.id)):
        if row.id not in corrected:
            told = {
                **row._mapping,
                **{name: row.details[name] for name in DETAILS},
                "published": as_json(published_of(row)),
                "locality": as_json(locality_of(row)),
                "codes": [_without_id(part) for part in parts.get(row.id, ())],
                "attachments": [_without_id(part) for part in files.get(row.id, ())],
            }
            yield _Stored(row, {name: told[name] for name in _TOLD})


def _without_id(row: Row[Any]) -> Json:
    return {name: value for name, value in row._mapping.items() if name != "document_id"}


def _before(one: _Stored) -> dict[str, Any]:
    row = one.row
    earned = [code | {"evidence": compact(code["evidence"])} for code in one.told["codes"]]
    return {
        "codebook": row.codebook,
        "document_id": row.id,
        "sha256": row.sha256,
        "coding": WrittenJson(coding_of_row(row, earned)),
        "coder": row.coder,
        "proof": row.coding_proof,
    }


def _change(one: _Stored, beside: Row[Any], version: str) -> dict[str, Any]:
    row, coding = one.row, beside.coding
    flags = [flag for flag in row.flags if flag not in CODING_FLAGS]
    changed = {
        "is_reform": coding["is_reform"],
        "codebook": version,
        "flags": list(dict.fromkeys((*flags, *coding["flags"]))),
    }
    details = row.details | {name: coding[name] for name in OF_DETAILS}
    earned = [_code(code) for code in coding["codes"]]
    of_details = {name: coding[name] for name in OF_DETAILS}
    return {
        "wanted": row.id,
        **changed,
        "coder": coding["coder"],
        "coding_proof": beside.proof,
        "details": details,
        **{name: [each["id"] for each in coding[name]] for name in NAMED},
        "digest": one.digest(**changed, **of_details, codes=earned),
    }


def _codes_of(document_id: str, coding: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for position, code in enumerate(coding["codes"]):
        yield {"document_id": document_id, "position": position, **_code(code)}


def _code(code: Json) -> Json:
    return {name: code[name] for name in ("theme", "subtheme", "weight", "evidence")}
