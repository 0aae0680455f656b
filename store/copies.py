"""Copies: documents with the same text, exactly or nearly, and which of them was first.

Derived from the documents, and kept so that a new one is compared without reading the others. What it is
depends on the documents that there are, not on the order in which they came.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, func, select, update

from store.copy_families import Text, bands, families
from store.copy_records import CopyFamily, Likeness, Repeated, Unfollowed, Unread, order_key
from store.copy_tables import copy_bands, copy_members, copy_texts
from store.copy_views import family_of, near_of, repeated
from store.engine import Database, upsert
from store.identities import NATION
from store.records import Near
from store.saving import take_turn
from store.tables import acts, counters, documents, tombstones

_BATCH = 500
_MARK, _RULES = "copies", "copy_rules"
_SHOWN = ("id", "revision", "sha256", "published_date", "published_precision", "level", "flags")
_CHANGED: Select[Any] = (
    select(
        *(documents.c[name] for name in _SHOWN),
        *(acts.c[name] for name in ("symbol", "year", "issued", "locality")),
        copy_members.c.sha256.label("read_sha256"),
        copy_members.c.act,
        copy_members.c.sorted_by,
    )
    .outerjoin(acts, acts.c.document_id == documents.c.id)
    .outerjoin(copy_members, copy_members.c.document_id == documents.c.id)
    .where(documents.c.revision > bindparam("since"))
    .order_by(documents.c.revision)
    .limit(_BATCH)
)  # fmt: skip
_DELETED = (
    select(tombstones.c.id, tombstones.c.revision)
    .where(tombstones.c.revision > bindparam("since"))
    .order_by(tombstones.c.revision)
    .limit(_BATCH)
)


class Copies:
    def __init__(self, database: Database) -> None:
        self._database = database

    def near(self, document_id: str) -> tuple[Near, ...]:
        """The documents whose texts are most like that of a document."""
        with self._database.read() as connection:
            return near_of(connection, document_id)

    def family(self, document_id: str) -> CopyFamily | None:
        """The copies that a document is one of; None where it has none."""
        with self._database.read() as connection:
            return family_of(connection, document_id)

    def repeated(self) -> dict[str, Repeated]:
        """The documents that have copies, as they are now."""
        with self._database.read() as connection:
            return repeated(connection)

    def pending(self) -> int:
        """How many changes of documents nobody has looked at for copies."""
        with self._database.read() as connection:
            since = _counter(connection, _MARK)
            counted = [
                select(func.count()).select_from(table).where(table.c.revision > since)
                for table in (documents, tombstones)
            ]
            return sum(connection.execute(each).scalar_one() for each in counted)

    def unfollowed(self, rules: int) -> Unfollowed | None:
        """The next changes of documents; None when all are known.

        What was read by other `rules` is forgotten first.
        """
        with self._database.read() as connection:
            is_known = _counter(connection, _RULES) == rules
        if not is_known:
            self._forget(rules)
        with self._database.read() as connection:
            since = _counter(connection, _MARK)
            changed = connection.execute(_CHANGED, {"since": since}).all()
            deleted = connection.execute(_DELETED, {"since": since}).all()
            revisions = sorted(row.revision for row in (*changed, *deleted))[:_BATCH]
            if not revisions:
                return None
            reached = revisions[-1]
            unread = tuple(_unread(connection, [row for row in changed if row.revision <= reached]))
        gone = tuple(row.id for row in deleted if row.revision <= reached)
        return Unfollowed(since, reached, unread, gone)

    def keep(self, changes: Unfollowed, read: Sequence[tuple[Unread, Likeness | None]]) -> None:
        """Keeps what was read of `changes`; nothing where another process was faster."""
        with self._database.write() as connection:
            take_turn(connection)
            if _counter(connection, _MARK) != changes.since:
                return
            ids = [*changes.gone, *(one.id for one, _ in read)]
            _unsettle(connection, _texts_of(connection, ids))
            _remove(
                connection,
                copy_members.c.document_id,
                [*changes.gone, *(one.id for one, is_ in read if not is_)],
            )
            _add(connection, [(one, found) for one, found in read if found is not None])
            connection.execute(_set(_MARK, changes.reached))

    def settle(self) -> int:
        """Finds the families of the texts that came, changed or went; how many documents that concerns."""
        with self._database.read() as connection:
            if connection.execute(_UNSETTLED.limit(1)).first() is None:
                return 0
        with self._database.write() as connection:
            take_turn(connection)
            return _settle(connection, connection.scalars(_UNSETTLED).all())

    def _forget(self, rules: int) -> None:
        with self._database.write() as connection:
            take_turn(connection)
            for table in (copy_bands, copy_members, copy_texts):
                connection.execute(delete(table))
            connection.execute(_set(_MARK, 0))
            connection.execute(_set(_RULES, rules))


_UNSETTLED = select(copy_texts.c.text).where(copy_texts.c.is_settled.is_(False))


def _counter(connection: Connection, name: str) -> int:
    return int(connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar_one())


def _set(name: str, value: int) -> Any:
    return update(counters).where(counters.c.name == name).values(value=value)


def _unread(connection: Connection, changed: Sequence[Row[Any]]) -> Iterator[Unread]:
    """Those of changed documents that were not read as they are now, with their words."""
    found = {}
    for row in changed:
        act = f"{row.symbol} {row.year or ''}" if row.symbol else ""
        day, precision = row.published_date, row.published_precision
        if day is None:
            day, precision = row.issued, "day"
        order = order_key(day, precision, row.level, is_nation=row.locality == NATION, flags=row.flags)
        if (row.sha256, act, order) != (row.read_sha256, row.act, row.sorted_by):
            found[row.id] = (row.sha256, act, order)
    wanted = select(documents.c.id, documents.c.title, documents.c.text)
    for row in _in(connection, wanted, documents.c.id, list(found)):
        yield Unread(row.id, *found[row.id], row.title, row.text)


def _in(
    connection: Connection, statement: Any, column: ColumnElement[Any], values: Collection[Any]
) -> Iterator[Row[Any]]:
    """The rows of a statement where a column has one of many values."""
    for part in _parts(values):
        yield from connection.execute(statement.where(column.in_(part))).all()


def _parts(values: Collection[Any]) -> Iterator[list[Any]]:
    known = list(values)
    for start in range(0, len(known), _BATCH):
        yield known[start : start + _BATCH]


def _remove(connection: Connection, column: ColumnElement[Any], values: Collection[Any]) -> None:
    for part in _parts(values):
        connection.execute(delete(column.table).where(column.in_(part)))


def _texts_of(connection: Connection, ids: Collection[str]) -> set[str]:
    rows = _in(connection, select(copy_members.c.text), copy_members.c.document_id, ids)
    return {row.text for row in rows}


def _unsettle(connection: Connection, texts: Collection[str]) -> None:
    for part in _parts(texts):
        connection.execute(update(copy_texts).where(copy_texts.c.text.in_(part)).values(is_settled=False))


def _add(connection: Connection, read: Sequence[tuple[Unread, Likeness]]) -> None:
    members, texts = [], {}
    for one, found in read:
        text = hashlib.blake2b(f"{found.exact} {found.apart}".encode(), digest_size=16).hexdigest()
        texts[text] = found
        members.append(
            {
                "document_id": one.id,
                "text": text,
                "sha256": one.sha256,
                "act": one.act,
                "sorted_by": one.order,
                "first": None,
            }
        )
    rows = [
        {"text": text, "apart": found.apart, "minhash": found.minhash, "family": text, "is_settled": False}
        for text, found in texts.items()
    ]
    upsert(connection, copy_texts, rows, ("is_settled",))
    shared = [
        {"band": band, "text": text}
        for text, found in texts.items()
        if found.minhash is not None
        for band in bands(found.minhash)
    ]
    upsert(connection, copy_bands, shared)
    upsert(connection, copy_members, members, ("text", "sha256", "act", "sorted_by", "first"))


# --- Families -------------------------------------------------------------------------------------------


def _settle(connection: Connection, unsettled: Collection[str]) -> int:
    region = _region(connection, unsettled)
    living = {row.text for row in _in(connection, select(copy_members.c.text), copy_members.c.text, region)}
    left = region - living
    _remove(connection, copy_texts.c.text, left)
    _remove(connection, copy_bands.c.text, left)
    family = {text: text for text in living} | families(*_to_compare(connection, living))
    _write_families(connection, family, set(unsettled) - left)
    return _write_firsts(connection, family)


def _region(connection: Connection, unsettled: Collection[str]) -> set[str]:
    """The texts whose families may change: those that share a band with an unsettled one, and their families.

    Texts that are held apart from it share none, whatever their words.
    """
    apart = {
        row.text: row.apart
        for row in _in(
            connection, select(copy_texts.c.text, copy_texts.c.apart), copy_texts.c.text, unsettled
        )
    }
    mine = {(row.band, apart[row.text]) for row in _sharing(connection, copy_bands.c.text, unsettled)}
    near = _sharing(connection, copy_bands.c.band, {band for band, _ in mine})
    touched = {row.text for row in near if (row.band, row.apart) in mine} | set(unsettled)
    named = select(copy_texts.c.family)
    affected = {row.family for row in _in(connection, named, copy_texts.c.text, touched)}
    members = _in(connection, select(copy_texts.c.text), copy_texts.c.family, affected)
    return touched | {row.text for row in members}


def _sharing(connection: Connection, column: ColumnElement[Any], values: Collection[Any]) -> list[Row[Any]]:
    wanted = select(copy_bands, copy_texts.c.apart).join(copy_texts, copy_texts.c.text == copy_bands.c.text)
    return list(_in(connection, wanted, column, values))


def _to_compare(
    connection: Connection, living: Collection[str]
) -> tuple[set[str], dict[str, Text], list[tuple[int, str]]]:
    """The living texts that have a MinHash, and all that share a band with another."""
    own = {(row.band, row.apart) for row in _sharing(connection, copy_bands.c.text, living)}
    rows = [
        row
        for row in _sharing(connection, copy_bands.c.band, {band for band, _ in own})
        if (row.band, row.apart) in own
    ]
    counts = Counter((row.band, row.apart) for row in rows)
    sharing = [(row.band, row.text) for row in rows if counts[row.band, row.apart] > 1]
    wanted = select(copy_texts.c.text, copy_texts.c.apart, copy_texts.c.minhash)
    found = _in(connection, wanted, copy_texts.c.text, {text for _, text in sharing})
    texts = {row.text: Text(row.apart, row.minhash) for row in found}
    return texts.keys() & set(living), texts, sharing


def _write_families(connection: Connection, family: dict[str, str], unsettled: Collection[str]) -> None:
    known = {
        row.text: row.family
        for row in _in(connection, select(copy_texts.c.text, copy_texts.c.family), copy_texts.c.text, family)
    }
    moved = [{"moved": text, "family": named} for text, named in family.items() if known[text] != named]
    if moved:
        connection.execute(update(copy_texts).where(copy_texts.c.text == bindparam("moved")), moved)
    for part in _parts(unsettled):
        connection.execute(update(copy_texts).where(copy_texts.c.text.in_(part)).values(is_settled=True))


def _write_firsts(connection: Connection, family: dict[str, str]) -> int:
    members: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in _in(connection, select(copy_members), copy_members.c.text, family):
        members[family[row.text]].append(row)
    changes = []
    for rows in members.values():
        first = (
            min(rows, key=lambda row: (row.sorted_by, row.document_id)).document_id if len(rows) > 1 else None
        )
        changes += [{"wanted": row.document_id, "first": first} for row in rows if row.first != first]
    if changes:
        connection.execute(
            update(copy_members).where(copy_members.c.document_id == bindparam("wanted")), changes
        )
    return len(changes)
