"""A frozen corpus gives the figures of its moment, whatever becomes of the store it came from."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

import settings
from commands.declarations import declarations
from pipelines import codebook
from search.frozen import OutsideCorpus, as_of, portals_of, within
from search.measures import measures
from search.measures.computing import compute
from store.coding_records import proof_of, written
from store.coding_tables import codings
from store.codings import coding_of
from store.corpora import Corpora
from store.database import open_store
from store.erased_corpora import Masks, erase_from
from store.erased_words import MARK, Matcher, rules_of
from store.filters import Filters
from store.tables import documents
from tests.corpora.conftest import WORDS, Program
from tests.measures.corpus import document

ROOT = Path(__file__).parents[2]
CHOSEN = ("--reform", "--since", "2022", "--theme", "tthc")


@pytest.mark.parametrize("asked", [Filters(reform=True, theme=("tthc",)), Filters(portal=("mau",))])
def test_every_measure_says_of_a_corpus_what_it_said_of_the_store(home: Path, asked: Filters) -> None:
    portals = declarations().portals
    with open_store(settings.get_settings().store_url) as store:
        chosen = {row.id for row in store.documents.coded(asked)}
        facts = {"as_of": "2026-11-29T09:00:00+07:00", "query": "", "filters": {}}
        Corpora(home / "corpora").freeze("c", store, chosen, facts, {"portals": []}, portals=asked.portal)
        with Corpora(home / "corpora").open("c") as frozen:
            for name, measure in measures().items():
                figures = [
                    compute(measure, each, portals, asked, ids=ids, now=as_of(frozen)).as_json()
                    for each, ids in ((store, None), (frozen.store, frozen.members))
                ]
                assert figures[0]["rows"] or name == "reuse"
                assert figures[0] == figures[1], name


def test_the_same_bytes_after_the_store_went_on(home: Path, reformwatch: Program, tmp_path: Path) -> None:
    assert reformwatch("corpus", "freeze", "mot", *CHOSEN).code == 0
    asked = [("measure", name, "--corpus", "mot", "--json") for name in ("salience", "attention", "breadth")]
    before = [reformwatch(*args).out for args in asked]
    assert len(json.loads(before[0])["rows"]) > 0
    assert reformwatch("export", str(tmp_path / "before.jsonl"), "--corpus", "mot").code == 0

    with open_store(settings.get_settings().store_url) as store:
        store.documents.save(document("moi", themes={"tthc": 1.0}, text=WORDS))
        store.documents.delete(document("a").id)
        store.documents.save(document("170", "P63:46", "2022-04-26", {"cong_vu": 1.0}, portal="tinh"))
        source = codebook.BUILTIN.read_text(encoding="utf-8")
        version = codebook.load().version
        other = source.replace(f'version: "{version}"', 'version: "9"', 1)
        assert other != source
        store.codings.keep_codebook("9", other, document("a").fetched_at)
    (home / "portals" / "mau.yml").unlink()
    assert [reformwatch(*args).out for args in asked] == before
    assert reformwatch("measure", "salience", "--json").out != before[0]
    told = reformwatch("measure", "salience", "--corpus", "mot")
    assert json.loads(before[0])["corpus"]["sha256"] in told.err
    assert reformwatch("export", str(tmp_path / "after.jsonl"), "--corpus", "mot").code == 0
    assert (tmp_path / "after.jsonl").read_bytes() == (tmp_path / "before.jsonl").read_bytes()
    told = reformwatch("corpus", "verify", "mot")
    assert (told.code, "Of its documents deleted" in told.err) == (0, True)

    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "corpora").mkdir(parents=True)
    shutil.copy(home / "corpora" / "mot.sqlite", elsewhere / "corpora" / "mot.sqlite")
    assert reformwatch("corpus", "verify", "mot", at=elsewhere).code == 0
    assert [reformwatch(*args, at=elsewhere).out for args in asked] == before


def test_a_corpus_does_not_say_of_what_codings_were_made(home: Path, reformwatch: Program) -> None:
    """Of whom it has no text, nobody may find it by trial; one that has them loses them with the words."""
    standing, beside = (proof_of(digest, "", WORDS) for digest in "ab")
    with open_store(settings.get_settings().store_url) as store:
        with store._database.write() as connection:
            connection.execute(update(documents).values(coding_proof=standing))
        for batch in store.codings.uncoded("9"):
            coding = coding_of(document("a"))
            store.codings.keep("9", 1, [(one, written(coding)) for one in batch])
        with store._database.write() as connection:
            connection.execute(update(codings).values(proof=beside))
    assert reformwatch("corpus", "freeze", "mot", *CHOSEN).code == 0
    file = home / "corpora" / "mot.sqlite"
    assert not [proof for proof in (standing, beside) if proof.encode() in file.read_bytes()]
    file.chmod(0o644)
    with closing(sqlite3.connect(file)) as older, older:
        older.execute("UPDATE documents SET coding_proof = ?", (standing,))
        older.execute("UPDATE codings SET proof = ?", (beside,))
    changed, _ = erase_from(file, Masks(Matcher(b"key", rules_of("hai mươi lăm hằng tháng", b"key"))), 1)
    assert changed == 3
    with closing(sqlite3.connect(file)) as left:
        wanted = "SELECT count(coding_proof) FROM documents WHERE text LIKE '%" + MARK + "%'"
        assert left.execute(wanted).fetchone() == (0,)
        assert left.execute("SELECT count(*), count(proof) FROM codings").fetchone() == (3, 0)


def test_what_was_not_chosen_leaves_no_words(home: Path, reformwatch: Program) -> None:
    assert reformwatch("corpus", "freeze", "mot", *CHOSEN).code == 0
    raw = (home / "corpora" / "mot.sqlite").read_bytes()
    assert WORDS.encode() in raw
    assert "Việc khác".encode() not in raw
    assert b"khac-1" not in raw


def test_the_manifest_tells_of_what_and_by_what(reformwatch: Program) -> None:
    made = reformwatch("corpus", "freeze", "mot", *CHOSEN, "--json").json
    assert made["documents"] == 3
    assert (made["query"], made["filters"]["theme"], made["codebooks"]) == ("", ["tthc"], {"0.2": 3})
    assert set(made["build"]) == {"version", "code", "gazetteer"}
    assert (made["versions"], made["first_day"], made["last_day"]) == (3, "2022-04-26", "2022-05-30")
    listed = reformwatch("corpus", "list", "--json").json["corpora"]
    assert [(one["name"], one["sha256"]) for one in listed] == [("mot", made["sha256"])]
    assert made["sha256"] in reformwatch("corpus", "list").out


def test_portals_are_kept_as_they_were_declared(home: Path, reformwatch: Program) -> None:
    reformwatch("corpus", "freeze", "mot")
    with Corpora(home / "corpora").open("mot") as frozen:
        kept = portals_of(frozen)["mau"]
    assert kept.localities == declarations().portals["mau"].localities


def test_filters_of_a_corpus_hold_with_those_asked_for() -> None:
    frozen = Filters(province=("P63:46",), year=(2022, 2023), reform=True, portal=("mau", "tinh"))
    both = within(frozen, Filters(locality=("D63:482",), year=(2023, 2024), portal=("tinh",)))
    assert (both.province, both.locality) == (("P63:46",), ("D63:482",))
    assert (both.year, both.portal, both.reform) == ((2023,), ("tinh",), True)
    assert within(Filters(province=("P63:46",)), Filters(province=("P34:46",))).province == ("P63:46",)
    for outside in (Filters(year=(2020,)), Filters(reform=False), Filters(province=("P63:01",))):
        with pytest.raises(OutsideCorpus):
            within(frozen, outside)


# All answers of a corpus in files of the folder it is called in.
_ANSWERS = """
import contextlib, sys
from cli import _run
from search.measures import measures
for name in measures():
    with open(f"{name}.json", "w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        _run(["--home", sys.argv[1], "measure", name, "--corpus", "mot", "--json"])
    files = ["--chart", f"{name}.svg", "--xlsx", f"{name}.xlsx", "--parquet", f"{name}.parquet"]
    _run(["--home", sys.argv[1], "measure", name, "--corpus", "mot", *files])
"""


@pytest.mark.slow
def test_the_same_bytes_in_another_place_of_the_world(
    home: Path, reformwatch: Program, tmp_path: Path
) -> None:
    """Another folder, time zone, locale and order of hashes: of every measure each file is the same."""
    assert reformwatch("corpus", "freeze", "mot", *CHOSEN).code == 0
    far = tmp_path / "far"
    (far / "corpora").mkdir(parents=True)
    shutil.copy(home / "corpora" / "mot.sqlite", far / "corpora" / "mot.sqlite")
    here = {"TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
    there = {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    made = []
    for place, world in ((home, here), (far, there)):
        into = tmp_path / f"answers-{world['PYTHONHASHSEED']}"
        into.mkdir()
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **world}
        call = [sys.executable, "-c", _ANSWERS, str(place)]
        subprocess.run(call, cwd=into, env=environment, check=True, capture_output=True)
        made.append({file.name: file.read_bytes() for file in into.iterdir()})
    assert len(made[0]) == 4 * len(measures())
    assert [name for name in made[0] if made[0][name] != made[1].get(name)] == []
