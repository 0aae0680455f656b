"""Copying what a corpus is made of into a store of its own, as one moment of the live store saw it.

Chosen documents come whole. All others come as bare rows, without title, text, address or evidence: shares
need their number, dates and places, and nothing else of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, insert, or_, select, type_coerce

from store.coding_tables import codebooks, codings, corrections, uncorrected
from store.columns import JsonText, WrittenJson
from store.copy_tables import copy_bands, copy_members, copy_texts
from store.corpus_counts import counted
from store.corpus_tables import members
from store.engine import Database
from store.lists import Lists
from store.records import Json
from store.steps import Told, untold
from store.tables import (
    acts,
    attachments,
    citations,
    codes,
    coverage,
    discoveries,
    documents,
    files,
    pages,
    removals,
    run_facts,
    runs,
    versions,
)
from store.tracker_tables import tracker_figures
from store.validation_tables import validations

_BATCH = 400
# Of a document that was not chosen. `details` has no keys: whoever reads them fails, and guesses nothing.
_BARE: Mapping[str, Any] = {"title": "", "text": "", "details": {}}
_DROPPED = (
    "key",
    "url",
    "section",
    "author",
    "published_raw",
    "file",
    "channels",
    "audiences",
    "likeness",
    "warc_file",
    "warc_offset",
)
# Of which texts codings were made: in a corpus nothing is coded, and its reader may not have the text.
PROOFS = ("coding_proof", "proof")
_OF_ALL = (acts, citations, copy_members)
_OF_CHOSEN = (attachments, versions, removals, codings, corrections, uncorrected)


class Freezing:
    def __init__(self, database: Database) -> None:
        self._database = database

    def counted(self, chosen: Collection[str]) -> Json:
        """What a manifest tells of the chosen documents (`store.corpus_counts`)."""
        with self._database.read() as connection:
            return counted(connection, sorted(chosen))

    def copy(
        self,
        target: Database,
        chosen: Collection[str],
        portals: Collection[str] = (),
        told: Told = untold,
    ) -> int:
        """Fills an empty store with the chosen documents and what figures of them need; how many came.

        `portals` limits all else to these; without it, the whole store is the frame of the figures. `told`
        hears of documents and then of portals.
        """
        lists = Lists(self._database)
        with self._database.read() as source, target.write() as into:
            if source.dialect.name == "postgresql":
                source.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            held = _held(source, portals)
            known = sorted(held & set(chosen))
            _documents(source, into, known, sorted(held - set(known)), told)
            portals = portals or set(source.scalars(select(runs.c.portal).distinct()))
            _observed(source, into, sorted(portals), lists, told)
            for table in (codebooks, validations, tracker_figures):
                _write(into, table, source.execute(_all_of(table)).mappings())
            _write(into, members, [{"document_id": id_} for id_ in known])
        return len(known)


def _held(source: Connection, portals: Collection[str]) -> set[str]:
    """All documents, or those of the portals and what these are parts and copies of or cite."""
    column = documents.c
    if not portals:
        return set(source.scalars(select(column.id)))
    held = set(source.scalars(select(column.id).where(column.portal.in_(portals))))
    targets = select(citations.c.target).join(documents, column.id == citations.c.document_id)
    held |= set(source.scalars(targets.where(column.portal.in_(portals), citations.c.target.is_not(None))))
    linked = select(column.id, column.parent, column.duplicate_of).where(
        or_(column.parent.is_not(None), column.duplicate_of.is_not(None))
    )
    families = [set(filter(None, row)) for row in source.execute(linked)]
    while grown := [family for family in families if family & held and not family <= held]:
        held = held.union(*grown)
    return held & set(source.scalars(select(column.id)))


def _documents(
    source: Connection, into: Connection, chosen: Sequence[str], others: Sequence[str], told: Told
) -> None:
    light = [column for column in _written(documents) if column.name not in (*_BARE, *_DROPPED, *PROOFS)]
    step, count = "Copying documents", len(chosen) + len(others)
    for part in _parts(chosen):
        _copy(source, into, documents, _all_of(documents).where(documents.c.id.in_(part)))
        for table in (codes, *_OF_ALL, *_OF_CHOSEN):
            _copy(source, into, table, _all_of(table).where(table.c.document_id.in_(part)))
        _copy_likenesses(source, into, part)
        urls = select(attachments.c.url).where(attachments.c.document_id.in_(part))
        _copy_new(source, into, files, _all_of(files).where(files.c.url.in_(urls)))
        told(step, len(part), count)
    for part in _parts(others):
        rows = source.execute(select(*light).where(documents.c.id.in_(part))).mappings()
        _write(into, documents, ({**row, **_BARE, "key": row["id"]} for row in rows))
        earned = source.execute(_all_of(codes).where(codes.c.document_id.in_(part))).mappings()
        _write(into, codes, ({**row, "evidence": []} for row in earned))
        for table in _OF_ALL:
            _copy(source, into, table, _all_of(table).where(table.c.document_id.in_(part)))
        told(step, len(part), count)


def _observed(source: Connection, into: Connection, portals: Sequence[str], lists: Lists, told: Told) -> None:
    """Runs, what they observed, the facts they saw, and the lists from which totals are estimated."""
    for part in _parts(portals):
        for table in (runs, coverage, run_facts):
            _copy(source, into, table, _all_of(table).where(table.c.portal.in_(part)))
    newest_of = sorted(lists.newest_of(portals).items())
    for portal, newest in newest_of:
        named = discoveries.c.run_id == newest.run
        _copy(source, into, discoveries, _all_of(discoveries).where(named))
        seen = select(discoveries.c.page_id).where(named)
        _copy(source, into, pages, _all_of(pages).where(pages.c.portal == portal, pages.c.id.in_(seen)))
        told("Copying lists of portals", 1, len(newest_of))


def _copy_likenesses(source: Connection, into: Connection, part: Sequence[str]) -> None:
    """Of the texts of chosen documents: how like they are to each other."""
    found = set(source.scalars(select(copy_members.c.text).where(copy_members.c.document_id.in_(part))))
    found -= set(into.scalars(select(copy_texts.c.text).where(copy_texts.c.text.in_(found))))
    for table in (copy_texts, copy_bands):
        _copy(source, into, table, _all_of(table).where(table.c.text.in_(found)))


def _copy(source: Connection, into: Connection, table: Table, wanted: Select[Any]) -> None:
    rows = source.execute(wanted).mappings()
    _write(into, table, ({name: row[name] for name in row if name not in PROOFS} for row in rows))


def _copy_new(source: Connection, into: Connection, table: Table, wanted: Select[Any]) -> None:
    """Rows that several documents share come once."""
    rows = source.execute(wanted).mappings().all()
    there = set(into.scalars(select(table.c.id).where(table.c.id.in_([row["id"] for row in rows]))))
    _write(into, table, (row for row in rows if row["id"] not in there))


def _all_of(table: Table) -> Select[Any]:
    return select(*_written(table))


@cache
def _written(table: Table) -> tuple[ColumnElement[Any], ...]:
    """The columns of a table, JSON as the text it stands as: to read and to write it anew takes longest."""
    return tuple(
        type_coerce(column, Text).label(column.name) if isinstance(column.type, JsonText) else column
        for column in table.c
    )


def _write(into: Connection, table: Table, rows: Iterable[Mapping[Any, Any]]) -> None:
    """`rows` hold JSON as text; what is no text is written as JSON here."""
    texts = {column.name for column in table.c if isinstance(column.type, JsonText)}
    made = [
        {
            name: WrittenJson(value) if name in texts and isinstance(value, str) else value
            for name, value in row.items()
        }
        for row in rows
    ]
    if made:
        into.execute(insert(table), made)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
