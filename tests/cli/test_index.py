"""`index` and `status` about documents that were refused and engines that are away."""

from __future__ import annotations

from pathlib import Path

from store.database import open_store
from tests.cli.conftest import Call
from tests.search.corpus import make, published

AWAY = {"REFORMWATCH_ELASTICSEARCH_URL": "http://127.0.0.1:9"}


def test_refused_documents_are_listed_and_counted(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    bad = make("a", "tin", published=published("2024-05-29", "sáng"))
    with open_store(f"sqlite:///{tmp_path / 'home' / 'reformwatch.sqlite'}") as store:
        store.documents.save(bad)
        store.documents.save(make("b", "tin"))
    done = reformwatch("index", "sync")
    assert (done.code, "1 document was refused" in done.err) == (3, True)
    told = reformwatch("index", "status").out
    assert bad.id in told
    assert "'sáng'" in told
    facts = reformwatch("index", "status", "--json").json
    assert (facts["documents"], facts["behind"], facts["refused"], facts["error"]) == (1, 0, 1, None)
    (refusal,) = facts["refusals"]
    assert (refusal["id"], refusal["revision"]) == (bad.id, 1)
    assert reformwatch("status", "--json").json["index"]["refused"] == 1
    assert "1 refused: reformwatch index status" in reformwatch("status").out


def test_an_ingest_goes_on_while_the_engine_is_away(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "tin.txt").write_text(
        "Bộ phận một cửa phường\n\nTin về cải cách hành chính.", encoding="utf-8"
    )
    done = reformwatch("ingest", str(tmp_path / "tin.txt"), env=AWAY)
    assert (done.code, "1 new" in done.out) == (3, True), done.err
    assert "reformwatch index sync" in done.err
    assert "Traceback" not in done.err
    status = reformwatch("status", "--json", env=AWAY)
    index = status.json["index"]
    assert (status.code, index["engine"], index["documents"], index["behind"]) == (
        0,
        "elasticsearch",
        None,
        1,
    )
    assert "127.0.0.1:9" in index["error"]
    assert index["error"] in reformwatch("index", "status", env=AWAY).out
    search = reformwatch("search", "tin", env=AWAY)
    assert (search.code, search.out) == (1, "")
    assert search.err.startswith("Error: Elasticsearch at http://127.0.0.1:9 ")
    # The embedded engine, set again, has it at once.
    assert reformwatch("index", "sync").code == 0
    assert reformwatch("search", "mot cua", "--json").json["total"] == 1


def test_another_stores_index_is_told_and_replaced_only_when_asked(reformwatch: Call, tmp_path: Path) -> None:
    (tmp_path / "tin.txt").write_text("Tin một\n\nVề cải cách hành chính.", encoding="utf-8")
    assert reformwatch("ingest", str(tmp_path / "tin.txt")).code == 0
    (tmp_path / "home" / "reformwatch.sqlite").unlink()
    done = reformwatch("ingest", str(tmp_path / "tin.txt"))
    assert (done.code, "REFORMWATCH_HOME" in done.err) == (3, True), done.err
    for args in (["index", "sync"], ["index", "status"], ["search", "tin"], ["measure", "attention"]):
        query = ["--query", "tin"] if args[0] == "measure" else []
        told = reformwatch(*args, *query)
        assert (told.code, "another data folder or database" in told.out + told.err) == (1, True), told
    replaced = reformwatch("index", "rebuild")
    assert (replaced.code, "was replaced" in replaced.err) == (0, True)
    assert reformwatch("search", "tin", "--json").json["total"] == 1
