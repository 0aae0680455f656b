"""What measures read of all documents without touching the long columns is what the documents say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from store.database import Store
from store.documents import LightRows
from store.filters import Filters
from store.light_index import name_again
from store.records import Code, Tag
from store.rows import NAMED
from store.tables import documents
from tests.store.samples import make, published
from tests.store.test_codings import NEW, code_all

RADIO, FAIR = Tag("phat_thanh", ()), Tag("hoi_nghi", ())


def agree(store: Store) -> dict[str, list[str]]:
    """The channels by document, after a look at whether both places say the same of them and of audiences."""
    with store._database.read() as connection:
        rows = connection.execute(select(documents)).all()
    for row in rows:
        for name in NAMED:
            assert getattr(row, name) == [each["id"] for each in row.details[name]]
    return store.measuring.named([row.id for row in rows], "channels")


def test_names_follow_each_document_through_every_way_of_writing_it(store: Store) -> None:
    one, other = make("a", channels=(RADIO, FAIR), audiences=(Tag("can_bo", ()),)), make("b")
    for document in (one, other):
        store.documents.save(document)
    assert agree(store) == {one.id: ["phat_thanh", "hoi_nghi"]}
    assert store.measuring.named([one.id, other.id], "audiences") == {one.id: ["can_bo"]}
    assert store.measuring.named([other.id], "channels") == {}, "only what was asked for"
    store.documents.save(replace(one, channels=(FAIR,)))
    assert agree(store) == {one.id: ["hoi_nghi"]}
    code_all(store)
    store.codings.use("0.2")
    assert agree(store) == {document.id: [NEW.channels[0].id] for document in (one, other)}


def test_an_older_store_learns_the_names_from_its_documents(store: Store) -> None:
    one = make("a", channels=(RADIO,))
    store.documents.save(one)
    store.documents.save(make("b"))
    with store._database.write() as connection:
        connection.execute(update(documents).values(channels=[], audiences=[]))
        bare = update(documents).where(documents.c.id == make("b").id)
        connection.execute(bare.values(details={}))  # of a corpus, whose other documents come bare
        name_again(connection)
    assert store.measuring.named([one.id, make("b").id], "channels") == {one.id: ["phat_thanh"]}


def test_sqlite_reads_an_index_in_place_of_the_wide_table(store: Store) -> None:
    store.documents.save(make())
    seen: list[str] = []
    with store._database.read() as connection:
        if connection.dialect.name != "sqlite":
            return
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(seen.append)
    list(store.documents.coded())
    store.measuring.named([make().id], "channels")
    store.facts.held()
    store.relations.links(Filters(reform=True))
    with store._database.read() as connection:
        raw.set_trace_callback(None)
        named = ("SELECT documents.id", "SELECT documents.portal", "SELECT citations.document_id")
        asked = [one for one in seen if one.startswith(named)]
        plans = [connection.execute(text(f"EXPLAIN QUERY PLAN {one}")).all() for one in asked]
    assert len(asked) == 4
    assert all("COVERING INDEX documents_light" in json.dumps([list(row) for row in plan]) for plan in plans)


@pytest.mark.parametrize("sign", ["\x1e", "\x1f", '"', "\\", "", "null", "Đ"])
def test_words_are_read_as_they_are_whatever_stands_in_them(store: Store, sign: str) -> None:
    """Whatever wrote it there: one such word must not stop all measures."""
    store.documents.save(make("a", kind=f"tin{sign}bai", portal=sign, codebook=f"{sign}{sign}"))
    store.documents.save(make("b"))
    found = {row.id: row for row in store.documents.coded()}
    odd, plain = found[make("a").id], found[make("b").id]
    assert (odd.kind, odd.portal, odd.codebook) == (f"tin{sign}bai", sign, f"{sign}{sign}")
    assert (odd.flags, odd.locality) == (plain.flags, plain.locality)
    assert plain.kind == make("b").kind


def test_columns_are_those_of_the_rows(store: Store) -> None:
    for key, portal in (("a", "x"), ("b", None), ("c", "x")):
        store.documents.save(make(key, portal=portal, flags=("undated",) if portal else ()))
    rows, found = list(store.documents.coded()), store.documents.light()
    assert list(found) == rows
    assert len(found) == 3
    assert found.column("portal") == [row.portal for row in rows]
    some = found.where(row.portal == "x" for row in rows)
    assert list(some) == [row for row in rows if row.portal == "x"]
    assert [row.flags for row in some] == [("undated",)] * 2
    assert {row.kind for row in some.having("kind", "bao_cao")} == {"bao_cao"}
    assert some.having("kind", "bao_cao").ids == [row.id for row in some]
    assert [row.id for row in some.where([False, True])] == [some.ids[1]]
    assert list(LightRows.joined([some, LightRows.of(rows)])) == [*some, *rows]
    assert rows[0] in found


def test_the_portals_with_documents(store: Store) -> None:
    for key, portal in (("a", "x"), ("b", "x"), ("c", None)):
        store.documents.save(make(key, portal=portal))
    assert store.documents.portals() == {"x"}


def test_stamps_of_portals_with_full_days_only(store: Store) -> None:
    for key, day, portal in (("a", "2024-05-29", "x"), ("b", "2024-05-29", "x"), ("c", "2024-05-30", "x"),
                             ("d", "2024-05-29", "y"), ("e", "2024-05-30", "y")):  # fmt: skip
        store.documents.save(make(key, published=published(day), portal=portal))
    assert {stamp.portal for stamp in store.documents.stamps(2)} == {"x"}
    assert sum(store.documents.stamps(2).values()) == 3, "all days of such a portal: shares are of them all"
    assert store.documents.stamps(3) == {}


def test_each_document_has_its_own_themes_in_their_order(store: Store) -> None:
    one, two = Code("tthc", None, 0.25, ()), Code("che_do_cong_vu", None, 0.75, ())
    given = {"a": (one, two), "b": (), "c": (two, one), "d": (one,), "e": (one, two)}
    for key, found in given.items():
        store.documents.save(make(key, codes=found))
    rows = store.documents.light()
    expected = {make(key).id: tuple((code.theme, code.weight) for code in given[key]) for key in given}
    assert dict(zip(rows.ids, rows.column("themes"), strict=True)) == expected
    said = dict(zip(rows.ids, rows.column("themes"), strict=True))
    assert said[make("a").id] is said[make("e").id], "kept once"
