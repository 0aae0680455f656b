"""Where Elasticsearch's versions live: which one serves, what is left of killed builds, who may write."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from search import indexer
from search.engines import elastic_lock
from search.engines.connection import ElasticConnection
from search.engines.elastic_home import ElasticHome
from search.errors import IndexBusy, IndexMissing, IndexOutdated, IndexProblem, IndexUnreachable
from search.index import IndexState, SearchRequest
from search.query import parse
from store.database import open_store
from tests.conftest import ELASTICSEARCH, PROJECT
from tests.search.contract import found
from tests.search.corpus import make, numbered, random_documents
from tests.search.elastic_node import asked
from tests.services.elastic_gate import Gate

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def home(here: ElasticConnection) -> ElasticHome:
    return ElasticHome(here)


def build(home: ElasticHome, count: int = 5, revision: int = 5) -> str:
    version, index = home.create()
    index.update(numbered(random_documents(count)))
    home.publish(IndexState(version, home.fingerprint(), revision))
    return version


def names(there: ElasticConnection) -> set[str]:
    """The indices of the prefix, less its first part."""
    return {name.removeprefix(there.prefix) for name in asked(there, "GET", f"/{there.prefix}*/_mapping")}


def test_nothing_serves_before_the_first_version_is_published(home: ElasticHome) -> None:
    assert home.state() is None
    home.create()
    assert home.state() is None
    with pytest.raises(IndexMissing, match="index rebuild"):
        home.open()
    with pytest.raises(IndexMissing, match="index rebuild"):
        home.reached(1)


def test_a_published_version_serves_with_its_state(here: ElasticConnection, home: ElasticHome) -> None:
    version = build(home)
    assert home.state() == IndexState(version, home.fingerprint(), 5)
    assert (version, home.open().count()) == (f"{here.prefix}-v1", 5)
    home.reached(9)
    assert ElasticHome(here).state() == IndexState(version, home.fingerprint(), 9)


def test_a_rebuild_takes_the_place_of_the_old_version_and_removes_it(
    here: ElasticConnection, home: ElasticHome
) -> None:
    build(home)
    opened = home.open()
    second, index = home.create()
    index.update(numbered(random_documents(8)))
    assert (opened.count(), names(here)) == (5, {"-v1", "-v2"})
    home.publish(IndexState(second, home.fingerprint(), 8))
    assert (opened.count(), home.open().count(), names(here)) == (8, 8, {"-v2"})
    assert set(asked(here, "GET", f"/_alias/{here.prefix}")) == {second}


def test_searches_see_no_error_while_versions_are_switched(home: ElasticHome) -> None:
    build(home, 30)
    opened, done = home.open(), threading.Event()
    request = SearchRequest(parse("cải OR chính OR -cải"), facets=("kind",))

    def read() -> set[tuple[int, int]]:
        seen = set()
        while not done.is_set():
            seen.add((opened.search(request).total, len(list(opened.ids(request)))))
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for _ in range(6):
                build(home, 30)
        finally:
            done.set()
        assert set.union(*(future.result() for future in readers)) == {(30, 30)}


def test_what_killed_builds_left_is_removed_and_nothing_else(
    here: ElasticConnection, home: ElasticHome
) -> None:
    build(home)
    home.create()  # killed before it was published
    asked(here, "PUT", f"/{here.prefix}-v7", {"mappings": {"_meta": {"made_by": "somebody"}}})
    asked(here, "PUT", f"/{here.prefix}-v7-copy")
    version, _ = home.create()
    assert version == f"{here.prefix}-v8"
    assert names(here) == {"-v1", "-v7", "-v7-copy", "-v8"}
    home.publish(IndexState(version, home.fingerprint(), 1))
    assert names(here) == {"-v7", "-v7-copy", "-v8"}


def test_an_index_of_somebody_else_under_our_name_is_left_alone(
    here: ElasticConnection, home: ElasticHome
) -> None:
    asked(here, "PUT", f"/{here.prefix}")
    for use in (home.state, home.open, home.create):
        with pytest.raises(IndexUnreachable, match="REFORMWATCH_INDEX_PREFIX"):
            use()
    assert names(here) == {""}


def test_an_alias_that_names_somebody_elses_index_is_moved_by_a_rebuild(
    here: ElasticConnection, home: ElasticHome
) -> None:
    asked(here, "PUT", f"/{here.prefix}-other", {"aliases": {here.prefix: {}}})
    with pytest.raises(IndexOutdated, match="index rebuild"):
        home.open()
    version = build(home)
    assert set(asked(here, "GET", f"/_alias/{here.prefix}")) == {version}
    assert names(here) == {"-other", "-v1"}


def test_an_alias_that_names_two_versions_is_put_right_by_a_rebuild(
    here: ElasticConnection, home: ElasticHome
) -> None:
    build(home)
    second, _ = home.create()
    asked(here, "POST", "/_aliases", {"actions": [{"add": {"index": second, "alias": here.prefix}}]})
    with pytest.raises(IndexOutdated, match="index rebuild"):
        home.open()
    assert home.state() == IndexState(second, "", 0)
    build(home)
    assert home.open().count() == 5
    assert names(here) == {"-v3"}


def test_an_alias_that_is_missing_is_no_index(here: ElasticConnection, home: ElasticHome) -> None:
    version = build(home)
    opened = home.open()
    asked(here, "DELETE", f"/{version}/_alias/{here.prefix}")
    with pytest.raises(IndexMissing, match="index rebuild"):
        home.open()
    build(home)
    assert (opened.count(), names(here)) == (5, {"-v2"})


def test_an_index_of_another_program_must_be_built_anew(here: ElasticConnection, home: ElasticHome) -> None:
    build(home)
    opened = home.open()
    version, _ = home.create()
    home.publish(IndexState(version, "of another program", 1))
    for use in (home.open, opened.count):
        with pytest.raises(IndexOutdated, match="index rebuild"):
            use()


def test_one_process_writes_at_a_time(here: ElasticConnection, home: ElasticHome) -> None:
    with home.lock(), pytest.raises(IndexBusy), ElasticHome(here).lock():
        pass
    with ElasticHome(here).lock(), pytest.raises(IndexBusy), home.lock():
        pass
    with home.lock():
        pass


def test_a_lock_ends_with_the_process_that_holds_it(here: ElasticConnection, home: ElasticHome) -> None:
    code = (
        "import os, sys\n"
        "from search.engines.connection import ElasticConnection\n"
        "from search.engines.elastic_home import ElasticHome\n"
        f"held = ElasticHome(ElasticConnection({here.url!r}, prefix={here.prefix!r})).lock()\n"
        "held.__enter__()\n"
        "print('held', flush=True)\n"
        "sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexBusy), home.lock():
            pass
        holder.kill()
    with home.lock():
        pass


def test_a_lock_of_another_host_ends_with_its_lease(
    here: ElasticConnection, home: ElasticHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(elastic_lock, "this_host", lambda: "elsewhere")
        left = home.lock()
        left.__enter__()
        with pytest.raises(IndexBusy), ElasticHome(here).lock():
            pass
    monkeypatch.setattr(elastic_lock, "time", _Later())
    with ElasticHome(here).lock():
        home.create()  # harmless: it serves nobody
        with pytest.raises(IndexBusy, match="taken over"):
            home.publish(IndexState(f"{here.prefix}-v1", home.fingerprint(), 1))
    left.__exit__(None, None, None)


class _Later:
    """The clocks of `time`, when a lease has ended."""

    def time(self) -> float:
        return elastic_lock_time() + elastic_lock.LEASE + 1

    def monotonic(self) -> float:
        return elastic_lock_monotonic() + elastic_lock.LEASE + 1


elastic_lock_time = elastic_lock.time.time
elastic_lock_monotonic = elastic_lock.time.monotonic


def test_a_closed_index_is_named_and_replaced_by_a_rebuild(
    here: ElasticConnection, home: ElasticHome, tmp_path: Path
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.documents.save(make("a", "tin"))
        indexer.rebuild(store, home)
        asked(here, "POST", f"/{here.prefix}-v1/_close")
        sentence = f"'{here.prefix}-v1' on .* is closed: open it .*index rebuild"
        assert re.search(sentence, str(indexer.status(store, home).error))
        store.documents.save(make("b", "tin"))
        for use in (lambda: home.open().search(SearchRequest()), lambda: indexer.sync(store, home)):
            with pytest.raises(IndexUnreachable, match=sentence):
                use()
        assert indexer.rebuild(store, home).documents == 2
    assert names(here) == {"-v2", "-lock"}


@pytest.mark.parametrize(
    ("block", "sentence"),
    [("read", "against reading"), ("metadata", "against looking"), ("write", "against writing")],
)
def test_a_block_is_named_with_its_index(
    here: ElasticConnection, home: ElasticHome, block: str, sentence: str
) -> None:
    version = build(home)
    opened = home.open()
    asked(here, "PUT", f"/{version}/_settings", {f"index.blocks.{block}": True})
    change = numbered([make("moi", "tin")])
    with pytest.raises(IndexProblem, match=f"{version}'.* {sentence}.*index.blocks.{block}"):
        _ = opened.update(change) if block == "write" else home.open().count()
    asked(here, "PUT", f"/{version}/_settings", {f"index.blocks.{block}": None})


def test_a_missing_alias_for_writing_is_told_and_a_sync_builds_anew(
    here: ElasticConnection, home: ElasticHome, tmp_path: Path
) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        store.documents.save(make("a", "tin"))
        indexer.rebuild(store, home)
        asked(here, "DELETE", f"/{here.prefix}-v1/_alias/{here.prefix}-v1-writes")
        assert f"{here.prefix}-v1-writes" in str(indexer.status(store, home, thorough=True).error)
        store.documents.save(make("b", "tin"))
        report = indexer.sync(store, home)
        assert (report.documents, bool(report.rebuilt)) == (2, True)
        assert indexer.status(store, home, thorough=True).error is None


@pytest.mark.parametrize("held", [{"a": 1}, {"expires": "x"}, {"expires": 9e9, "host": 1}, {"expires": None}])
def test_a_lock_that_is_not_ours_is_told(
    here: ElasticConnection, home: ElasticHome, held: dict[str, object]
) -> None:
    asked(here, "PUT", f"/{here.prefix}-lock/_doc/writer", held, refresh="true")
    with pytest.raises(IndexUnreachable, match=f"{here.prefix}-lock.*REFORMWATCH_INDEX_PREFIX"), home.lock():
        pass


@pytest.mark.parametrize("meta", [{"revision": "abc"}, {"revision": None}, {"fingerprint": 5}])
def test_a_note_that_says_nothing_is_an_index_to_build_anew(
    here: ElasticConnection, home: ElasticHome, meta: dict[str, object]
) -> None:
    version = build(home)
    right = {"made_by": "reformwatch", "fingerprint": home.fingerprint(), "revision": 5}
    asked(here, "PUT", f"/{version}/_mapping", {"_meta": right | meta})
    with pytest.raises(IndexOutdated, match="index rebuild"):
        home.open()
    build(home)
    assert home.open().count() == 5


@pytest.mark.parametrize("prefix", ["", "A", "a*", "../x", "_all", "a,b", "-a"])
def test_a_prefix_that_names_no_index_is_refused_before_anything_is_asked(
    here: ElasticConnection, prefix: str
) -> None:
    with pytest.raises(IndexUnreachable, match="REFORMWATCH_INDEX_PREFIX"):
        ElasticHome(replace(here, prefix=prefix)).create()


def test_the_server_is_asked_for_its_version_once(here: ElasticConnection) -> None:
    with Gate(ELASTICSEARCH) as gate:
        home = ElasticHome(replace(here, url=gate.url))
        home.state()
        home.state()
    assert [one.path.partition("?")[0] for one in gate.asked].count("/_nodes") == 1


def test_a_document_written_through_an_open_index_is_found_in_the_next_one(home: ElasticHome) -> None:
    build(home)
    index = home.open()
    index.update(numbered([make("moi", "tin mới nhất")]))
    assert len(found(home.open(), "mới nhất")) == 1
    assert json.dumps(found(index, "mới nhất"))


def test_certificates_that_cannot_be_read_are_named(here: ElasticConnection, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for file in ("ca.pem", "absent.pem"):
        home = ElasticHome(replace(here, url="https://127.0.0.1:1", ca=tmp_path / file))
        with pytest.raises(IndexUnreachable, match=r"ELASTICSEARCH_CA, .*\.pem"):
            home.state()
