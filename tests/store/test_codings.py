"""Codings beside the one that stands, and the switch between them: all documents at once, or none."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from store.coding_records import Coding, proof_of, written
from store.coding_tables import codings
from store.codings import coding_of, with_coding
from store.columns import compact, storable
from store.database import Store, open_store
from store.engine import Database
from store.errors import CodebookChanged, CodingMissing, CrawlRunning
from store.migrations import MIGRATIONS, migrate
from store.records import Change, Code, Document, Evidence, Reform, Tag, as_json
from store.switching import switch_plain
from store.tables import documents as rows_of_documents
from tests.store.samples import NOON, TEXT, evidence, full, later, make

Rows = Callable[[str], list[tuple[object, ...]]]
NEW = Coding(
    is_reform=True,
    reform=Reform(0.8, ("gate_title",), review=False),
    codes=(Code("the_che", None, 1.0, (evidence(TEXT, "họp bàn"),)),),
    indices=("SIPAS",),
    channels=(Tag("hoi_nghi", (evidence(TEXT, "họp"),)),),
    audiences=(),
    flags=("unaccented_match",),
)
NONE = Coding(False, Reform(0.0, (), review=False), (), (), (), ())


def code_all(store: Store, version: str = "0.2", coding: Coding = NEW) -> int:
    store.codings.keep_codebook(version, f"version: {version}", NOON)
    count = 0
    for batch in store.codings.uncoded(version):
        store.codings.keep(version, coding.coder, [(one, written(coding)) for one in batch])
        count += len(batch)
    return count


def everything(store: Store) -> list[Document]:
    return list(store.documents.find())


def test_a_coding_beside_changes_nothing_that_stands(store: Store) -> None:
    store.documents.save(make())
    before, revision = everything(store), store.documents.latest_revision()
    assert code_all(store) == 1
    assert code_all(store) == 0, "what is coded is not coded again"
    assert everything(store) == before
    assert store.documents.latest_revision() == revision
    assert store.codings.in_use() == ["0.1"]
    assert store.codings.counts("0.2") == (0, 0)


def test_the_switch_is_as_if_all_had_been_read_with_the_new_one(store: Store) -> None:
    documents = [make(f"k{number}", flags=("nbsp",)) for number in range(3)]
    for document in documents:
        store.documents.save(document)
    revision = store.documents.latest_revision()
    code_all(store)
    assert store.codings.use("0.2") == 3
    active = store.codings.active()
    assert active is not None
    assert active.version == "0.2"
    assert store.codings.in_use() == ["0.2"]
    assert len(store.documents.changed_since(revision, 10)) == 3, "the index hears of it"
    for document in documents:
        read = with_coding(document, NEW, "0.2")
        found = store.documents.get(document.id)
        assert found is not None
        assert replace(found, versions=()) == read
        assert found.flags == ("nbsp", "unaccented_match")
        assert len(found.versions) == 1, "a coding makes no version"
        assert store.documents.save(read).status == "unchanged"


def test_only_a_row_that_its_digest_says_is_switched_without_its_document(store: Store) -> None:
    documents = [full(), make("k1"), make("k2"), make("k3")]
    for document in documents:
        store.documents.save(document)
    store.corrections.add(documents[1].id, Change(add=("cong_vu",)), by="Lan", why="staff", at=NOON)
    with store._database.write() as connection:
        wrong = update(rows_of_documents).where(rows_of_documents.c.id == documents[2].id)
        connection.execute(wrong.values(author="somebody else"))
    code_all(store)
    with store._database.write() as connection:
        done = switch_plain(connection, "0.2", [document.id for document in documents])
    assert done == {documents[0].id, documents[3].id}
    assert store.codings.use("0.2") == 2
    for document in (documents[0], documents[3]):
        found = store.documents.get(document.id)
        assert found is not None
        assert replace(found, versions=document.versions, gone=document.gone) == with_coding(
            document, NEW, "0.2"
        )
        assert store.documents.save(with_coding(document, NEW, "0.2")).status == "unchanged"


@pytest.mark.parametrize("gone", ["coder flags", "flags", "reform"])
def test_what_an_older_program_kept_beside_is_switched_to(store: Store, gone: str) -> None:
    """It wrote fewer keys: what they say now is not known, and has the value of what is not."""
    documents = [full(), make("k1")]
    for document in documents:
        store.documents.save(document)
    code_all(store)
    told = as_json(NEW)
    older = {key: value for key, value in told.items() if key not in gone.split()}
    expected = NEW
    if gone == "reform":
        older["reform"] = {key: told["reform"][key] for key in ("score", "rules", "review")}
    else:
        expected = replace(NEW, flags=())
    with store._database.write() as connection:
        connection.execute(update(codings).values(coding=older))
    assert store.codings.use("0.2") == 2
    for document in documents:
        found = store.documents.get(document.id)
        assert found is not None
        same = replace(found, versions=document.versions, gone=document.gone)
        assert same == with_coding(document, expected, "0.2")


def test_making_anew_leaves_what_is_there_until_the_new_one_is(store: Store) -> None:
    one, other = make("k1"), make("k2")
    for document in (one, other):
        store.documents.save(document)
    code_all(store)
    (batch,) = store.codings.uncoded("0.2", anew=True)
    assert {each.id for each in batch} == {one.id, other.id}
    assert (store.codings.left("0.2", 0, anew=True), store.codings.left("0.2", 0)) == (2, 0)
    store.codings.keep("0.2", None, [(each, written(NONE)) for each in batch if each.id == one.id])
    assert store.codings.use("0.2") == 2, "killed here, it is as good as before"
    verdicts = {document.id: document.is_reform for document in everything(store)}
    assert verdicts == {one.id: False, other.id: True}
    assert list(store.codings.uncoded("0.2", anew=True)) == []
    assert store.codings.standing("0.2", 0) == 2


def test_what_is_at_hand_is_of_one_moment(store: Store, store_url: str) -> None:
    base = store.codings.keep_codebook("0.1", "version: 0.1", NOON)
    plain = make(codebook="0.1", coder=1)
    document = replace(plain, coding_proof=proof_of(base.digest, plain.title, plain.text))
    store.documents.save(document)
    (batch,) = store.codings.uncoded("0.2")
    before = store.codings.at_hand(batch, 1, [base])
    assert before[document.id].version == "0.1"
    said: list[str] = []
    with open_store(store_url) as other:

        def somebody_corrects(*told: Any) -> None:
            if not said and "coding_proof" in told[2]:
                said.append(told[2])
                change = Change(remove=tuple(code.theme for code in document.codes[:1]))
                other.corrections.add(document.id, change, by="Lan", why="no", at=NOON)

        event.listen(store._database.engine, "after_cursor_execute", somebody_corrects)
        found = store.codings.at_hand(batch, 1, [base])
    assert len(said) == 1
    assert found == before
    assert store.codings.at_hand(batch, 1, [base]) == {}


def test_switching_back_brings_back_what_stood_to_the_byte(store: Store) -> None:
    for number in range(3):
        store.documents.save(make(f"k{number}"))
    before = everything(store)
    store.codings.keep_codebook("0.1", "version: 0.1", NOON)
    code_all(store)
    store.codings.use("0.2")
    assert everything(store) != before
    assert store.codings.counts("0.1") == (0, 0)
    store.codings.use("0.1")
    assert everything(store) == before
    assert store.codings.use("0.1") == 0


def test_codings_kept_twice_are_the_same_bytes(store: Store, rows: Rows) -> None:
    store.documents.save(make())
    kept = []
    for _ in range(2):
        code_all(store)
        kept.append(rows("SELECT codebook, document_id, sha256, coding FROM codings"))
        with store._database.write() as connection:
            connection.execute(codings.delete())
    assert kept[0] == kept[1] != []


def test_a_document_that_says_something_else_now_is_coded_again(store: Store) -> None:
    store.documents.save(make())
    code_all(store)
    store.documents.save(make(text=f"{TEXT} Thêm.", fetched_at=later(1)))
    assert store.codings.counts("0.2") == (0, 1)
    before = everything(store)
    with pytest.raises(CodingMissing, match=r"\(1 missing\)") as refused:
        store.codings.use("0.2")
    assert refused.value.missing == 1
    assert everything(store) == before
    with pytest.raises(CodingMissing):
        list(store.codings.views(("0.1", "0.2")))
    assert code_all(store) == 1
    assert store.codings.use("0.2") == 1


def test_what_a_person_said_stays_through_every_switch(store: Store) -> None:
    store.documents.save(make())
    change = Change(add=("cong_vu",), remove=("tthc",))
    store.corrections.add(make().id, change, by="Lan", why="đọc lại", at=NOON)
    code_all(store)
    store.codings.use("0.2")
    found = everything(store)[0]
    assert {(code.theme, code.source) for code in found.codes} == {
        ("the_che", "rules"),
        ("cong_vu", "person"),
    }
    read = store.corrections.as_read(found.id)
    assert read is not None
    assert coding_of(read) == NEW
    code_all(store, "0.3", NONE)
    (views,) = store.codings.views(("0.1", "0.2", "0.3", None))
    assert [{code.theme for code in view.codes} for view in views.views] == [
        {"cong_vu"},
        {"the_che", "cong_vu"},
        {"cong_vu"},
        {"the_che", "cong_vu"},
    ]
    assert [view.is_reform for view in views.views] == [True] * 4, "who gives a theme says that it is reform"
    store.codings.use("0.3")
    assert [code.theme for code in everything(store)[0].codes] == ["cong_vu"]


def test_one_version_has_one_set_of_rules(store: Store) -> None:
    store.codings.keep_codebook("0.2", "a", NOON)
    assert store.codings.keep_codebook("0.2", "a", later(1)).added_at == NOON
    with pytest.raises(CodebookChanged, match="other rules"):
        store.codings.keep_codebook("0.2", "b", NOON)
    assert [book.source for book in store.codings.codebooks()] == ["a"]


def test_an_unknown_version_and_a_running_crawl_are_refused(store: Store) -> None:
    store.documents.save(make())
    with pytest.raises(KeyError):
        store.codings.use("0.2")
    code_all(store)
    run = store.runs.start("huyen", connected_to=None, owner="me")
    with pytest.raises(CrawlRunning, match="huyen"):
        store.codings.use("0.2")
    assert store.codings.in_use() == ["0.1"]
    assert store.codings.active() is None
    store.runs.finish(run)
    assert store.codings.use("0.2") == 1


def test_a_document_that_is_erased_takes_its_codings_along(store: Store) -> None:
    store.documents.save(make())
    code_all(store)
    (batch,) = store.codings.uncoded("0.9")
    store.documents.delete(make().id)
    store.codings.keep("0.9", NEW.coder, [(batch[0], written(NEW))])
    with store._database.read() as connection:
        assert connection.execute(select(codings)).all() == []


def test_a_store_of_the_first_version_is_brought_up_to_date(store_url: str, rows: Rows) -> None:
    database = Database(store_url)
    with database.write() as connection:
        migrate(connection, MIGRATIONS[:1])
    database.close()
    assert rows("SELECT version FROM schema_version") == [(1,)]
    with open_store(store_url) as store:
        store.documents.save(make())
        assert code_all(store) == 1
        assert store.codings.use("0.2") == 1


@pytest.mark.timeout(300)
def test_a_switch_that_is_killed_has_not_happened(sqlite_url: str) -> None:
    chance = random.Random(7)
    with open_store(sqlite_url) as store:
        for number in range(250):
            store.documents.save(make(f"k{number}"))
        code_all(store)
    program = (
        "import sys; from store.database import open_store\n"
        "with open_store(sys.argv[1]) as store:\n"
        "    print('begins', flush=True)\n"
        "    store.codings.use('0.2')"
    )
    killed = 0
    for _ in range(4):
        child = subprocess.Popen(
            [sys.executable, "-c", program, sqlite_url], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "begins\n"
        time.sleep(chance.uniform(0.02, 0.12))
        child.send_signal(signal.SIGKILL)
        child.communicate()
        with open_store(sqlite_url) as store:
            versions = store.codings.in_use()
            assert len(versions) == 1
            assert (store.codings.active() is None) == (versions == ["0.1"])
            killed += versions == ["0.1"]
            if versions != ["0.1"]:
                break
    assert killed > 0, "no kill came in time"


def test_json_of_codings_is_readable(store: Store, rows: Rows) -> None:
    store.documents.save(make())
    code_all(store)
    ((text,),) = rows("SELECT coding FROM codings")
    assert json.loads(str(text))["codes"][0]["theme"] == "the_che"


def test_a_later_coder_codes_again_by_the_same_version_and_is_switched_to(store: Store) -> None:
    store.documents.save(make(codebook="0.2", coder=1))
    assert list(store.codings.uncoded("0.2", 1)) == []
    store.codings.keep_codebook("0.2", "version: 0.2", NOON)
    ((one,),) = store.codings.uncoded("0.2", 2)
    store.codings.keep("0.2", 2, [(one, written(replace(NEW, coder=2)))])
    assert list(store.codings.uncoded("0.2", 2)) == []
    (views,) = store.codings.views((None, "0.2"))
    assert [view.codes[0].theme for view in views.views] == ["tthc", "the_che"]
    assert store.codings.use("0.2") == 1
    found = store.documents.get(one.id)
    assert found is not None
    assert (found.coder, found.codes[0].theme) == (2, "the_che")
    assert store.codings.use("0.2") == 0
    store.documents.save(replace(make(codebook="0.2", coder=3, is_reform=False), fetched_at=later()))
    assert store.codings.use("0.2") == 0, "an older coding never comes back"


FOUND = st.lists(
    st.builds(Evidence, st.sampled_from(("title", "text")), st.integers(), st.integers(), st.text()),
    max_size=2,
).map(tuple)
# A codebook's points are finite, as its parser sees to, and a weight is a share.
FINITE = st.floats(allow_nan=False, allow_infinity=False)
CODINGS = st.builds(
    Coding,
    st.booleans(),
    st.none() | st.builds(Reform, score=FINITE, margin=FINITE, evidence=FOUND),
    st.lists(st.builds(Code, weight=FINITE, evidence=FOUND), max_size=2).map(tuple),
    st.lists(st.text(), max_size=2).map(tuple),
    channels=st.lists(st.builds(Tag, evidence=FOUND), max_size=2).map(tuple),
    audiences=st.just(()),
)


@given(CODINGS)
def test_a_written_coding_is_its_json_word_for_word(coding: Coding) -> None:
    assert written(coding) == storable(compact(as_json(coding)))
