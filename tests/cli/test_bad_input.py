"""Input that nobody would wish for: each item is told in a plain sentence, and the rest is done."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from store.database import Store, open_store
from tests.cli import bad_pages
from tests.cli.bad_pages import GOOD, HOST, MIB, UNUSABLE, address, article, text_of, title_of
from tests.cli.conftest import Answer, Call, call
from tests.conftest import PROJECT

PEAK = 400 * MIB  # of the crawl or of one of its workers; a worker may have 1 GiB at most


@dataclass(frozen=True)
class Crawled:
    home: Path
    first: Answer
    second: Answer
    peak: int  # bytes

    @property
    def run(self) -> dict[str, Any]:
        return dict(self.first.lines[0])


def settings(home: Path, port: int) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    return own | {
        "REFORMWATCH_HOME": str(home),
        "REFORMWATCH_CONNECT_TO": f"{HOST}=127.0.0.1:{port}",
        "REFORMWATCH_DELAY": "0",
        "REFORMWATCH_RETRY_DELAY": "0.01",
        "PYTHONPATH": str(PROJECT),
    }


MEASURE = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
process.returncode = os.waitstatus_to_exitcode(status)
open(sys.argv[1], "w").write(str(usage.ru_maxrss))
sys.exit(process.returncode)
"""


def measured_call(home: Path, env: dict[str, str], *args: str) -> tuple[Answer, int]:
    """An answer, and the most memory that the program or a process of its own ever held."""
    command = [sys.executable, "-m", "cli", *args]
    # A child starts with its parent's peak as its own, and the process of the tests may be a large one.
    with (home / "out").open("wb") as out, (home / "err").open("wb") as err:
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(home / "peak"), *command],
            env=env, cwd=home, stdout=out, stderr=err, check=False,
        )  # fmt: skip
    said = [(home / name).read_text(encoding="utf-8") for name in ("out", "err")]
    return Answer(done.returncode, *said), int((home / "peak").read_text()) * 1024


def declare(home: Path) -> Path:
    (home / "portals").mkdir(parents=True)
    (home / "portals" / "xau.yml").write_text(bad_pages.DECLARATION, encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """A portal full of bad pages, crawled twice."""
    home = declare(tmp_path_factory.mktemp("bad") / "home")
    with bad_pages.site() as site:
        env = settings(home, site.port)
        first, peak = measured_call(home, env, "crawl", "xau", "--json")
        second = call(home, "crawl", "xau", "--json", env=env)
    return Crawled(home, first, second, peak)


def opened(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'reformwatch.sqlite'}")


# --- Pages of a crawl -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_crawl_of_bad_pages_is_partial_and_says_which_they_were(crawled: Crawled) -> None:
    assert crawled.first.code == 3, crawled.first.err
    assert (crawled.run["verdict"], crawled.run["new"]) == ("partial", len(GOOD))
    failed = {(failure["url"], failure["reason"]) for failure in crawled.run["failed"]}
    assert failed == {(f"https://{HOST}{address(name)}", "too_large") for name in ("to", "to-2", "doan")}
    assert "Traceback" not in crawled.first.err


@pytest.mark.slow
def test_memory_does_not_grow_with_the_page(crawled: Crawled) -> None:
    assert crawled.peak < PEAK


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_an_article_is_whole_whatever_its_charset_was_said_to_be(crawled: Crawled, name: str) -> None:
    with opened(crawled.home) as store:
        found = store.documents.get(f"https://{HOST}{address(name)}")
    assert found is not None
    assert found.title == title_of(name)
    assert all(line in found.text for line in text_of(name))
    flags = {"cp1258": {"charset_mismatch"}, "kep": {"mojibake_repaired"}}
    assert set(found.flags) >= flags.get(name, set())


@pytest.mark.slow
@pytest.mark.parametrize("name", [*UNUSABLE, "to-2"])
def test_a_page_without_use_is_no_document(crawled: Crawled, name: str) -> None:
    with opened(crawled.home) as store:
        assert store.documents.get(f"https://{HOST}{address(name)}") is None
        assert store.documents.count() == len(GOOD)


@pytest.mark.slow
def test_what_was_taken_is_in_the_archive_as_it_came(crawled: Crawled) -> None:
    kept: dict[str, bytes] = {}
    for file in sorted((crawled.home / "warc").iterdir()):
        assert file.name.endswith(".warc.gz")
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                if record.rec_type == "response":
                    uri = record.rec_headers.get_header("WARC-Target-URI")
                    kept.setdefault(uri, record.content_stream().read())
    for name in ("rong", "sau", "doan"):
        assert kept[f"https://{HOST}{address(name)}"] == UNUSABLE[name]
    assert f"https://{HOST}{address('to')}" not in kept


@pytest.mark.slow
def test_a_second_crawl_changes_nothing(crawled: Crawled) -> None:
    second = crawled.second.lines[0]
    assert crawled.second.code == 3
    assert (second["new"], second["updated"]) == (0, 0)
    with opened(crawled.home) as store:
        assert store.documents.count() == len(GOOD)
        assert store.documents.count_versions() == len(GOOD)


@pytest.mark.slow
def test_a_dead_host_costs_nothing_and_is_read_when_it_lives(tmp_path: Path) -> None:
    home = declare(tmp_path / "home")
    dead = call(home, "crawl", "xau", env=settings(home, 1))
    assert dead.code == 1
    assert "robots_unreachable" in dead.out
    assert "Traceback" not in dead.err
    with opened(home) as store:
        assert (store.documents.count(), store.pages.count()) == (0, 0)
        assert store.runs.last_success("xau") is None
    with bad_pages.site() as site:
        alive = call(home, "crawl", "xau", "--json", env=settings(home, site.port))
    assert alive.lines[0]["new"] == len(GOOD)


@pytest.mark.case("O2")
def test_a_typo_in_a_portal_file_stops_a_crawl_before_it_begins(tmp_path: Path) -> None:
    home = declare(tmp_path / "home")
    wrong = bad_pages.DECLARATION.replace("platform: generic", "platfrom: generic").replace(
        "P63:38", "P63:99"
    )
    (home / "portals" / "xau.yml").write_text(wrong, encoding="utf-8")
    with bad_pages.site() as site:
        answer = call(home, "crawl", "xau", env=settings(home, site.port))
        assert site.hits == []
    assert answer.code == 2
    assert "xau.yml:4:" in answer.err
    assert "platform" in answer.err
    assert "xau.yml:5:" in answer.err
    assert sorted(path.name for path in home.iterdir()) == ["portals"]


# --- Files -------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def without_rights_of_root() -> None:
    """Runs in the child: root, who may read everything, becomes somebody whom a file's rights bind."""
    if os.geteuid() == 0:
        drop_bounding, dac_override, dac_read_search = 24, 1, 2  # linux/prctl.h, linux/capability.h
        libc = ctypes.CDLL(None)
        assert not libc.prctl(drop_bounding, dac_override)
        assert not libc.prctl(drop_bounding, dac_read_search)


def ingest(home: Path, *args: str) -> Answer:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "ingest", *args],
        env=settings(home, 1), cwd=home.parent, capture_output=True, timeout=110, check=False,
        preexec_fn=without_rights_of_root,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.slow
def test_files_that_are_closed_to_us_are_told_and_the_rest_is_taken(folder: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("open.html", "closed.html", "closed.txt", "closed.jsonl")):
        (folder / name).write_text(article(str(number)), encoding="utf-8")
    for parent in ("listed", "shut"):
        (folder / parent).mkdir()
        (folder / parent / "inside.html").write_text(article(parent), encoding="utf-8")
    for path, mode in (("closed.html", 0), ("closed.txt", 0), ("closed.jsonl", 0), ("listed", 0o600),
                       ("shut", 0)):  # fmt: skip
        (folder / path).chmod(mode)
    try:
        answer = ingest(tmp_path / "home", str(folder), "--json")
        said = ingest(tmp_path / "home", str(folder / "open.html"), str(folder / "closed.html"))
        alone = ingest(tmp_path / "home", str(folder / "closed.txt"))
    finally:
        (folder / "listed").chmod(0o700)
        (folder / "shut").chmod(0o700)
    rows = {row["source"]: (row["status"], row["reason"]) for row in answer.lines[:-1]}
    closed = ("closed.html", "closed.txt", "closed.jsonl", "listed/inside.html", "shut")
    assert rows == dict.fromkeys(closed, ("rejected", "unreadable")) | {"open.html": ("new", None)}
    assert (answer.code, said.code, alone.code) == (3, 3, 1)
    assert "closed.html: rejected, unreadable (Permission denied)" in said.err
    assert "Traceback" not in answer.err + said.err + alone.err
    with opened(tmp_path / "home") as store:
        assert store.documents.count() == 1


@pytest.mark.slow
def test_bad_pages_are_rejected_as_files_too(folder: Path, tmp_path: Path) -> None:
    for name, body in UNUSABLE.items():
        (folder / f"{name}.html").write_bytes(body)
    for name in GOOD:
        (folder / f"{name}.html").write_bytes(bad_pages.good_bytes(name))
    (folder / "to.txt").write_bytes(b"\n".join(line.encode() for line in text_of("to")) * (20 * MIB // 400))
    os.mkfifo(folder / "pipe.txt")
    (tmp_path / "home").mkdir()
    answer, peak = measured_call(
        tmp_path / "home", settings(tmp_path / "home", 1), "ingest", str(folder), "--json"
    )
    rows = {row["source"]: (row["status"], row["reason"]) for row in answer.lines[:-1]}
    assert answer.code == 3, answer.err
    assert {name for name, (status, _) in rows.items() if status == "new"} == {f"{n}.html" for n in GOOD}
    assert rows["rong.html"] == rows["trang.html"] == ("rejected", "empty")
    for name in ("to.html", "to.txt", "doan.html"):
        assert rows[name] == ("rejected", "too_large")
    assert rows["sau.html"][0] == "rejected"
    assert rows["pipe.txt"] == ("rejected", "unsupported_type")
    assert peak < PEAK
    with opened(tmp_path / "home") as store:
        assert {document.title for document in store.documents.find()} == set(map(title_of, GOOD))


# --- Queries -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["(" * 5000, ")" * 5000, "(a " * 2500 + ")" * 2500, "[{" * 2500, "NOT " * 5000]
)
def test_brackets_without_end_are_a_question_like_others(query: str, in_demo: Call) -> None:
    found = in_demo("search", query, "--json")
    assert found.code == 0, found.err
    assert isinstance(found.json["total"], int)
    measured = in_demo("measure", "attention", "--query", query, "--json")
    if not any(map(str.isalpha, query)):  # a share of nothing found would be a zero of nobody's
        assert (measured.code, "holds no word to look for" in measured.err) == (2, True), measured.err
        return
    assert measured.code == 0, measured.err
    assert json.loads(measured.out)["rows"] is not None


# --- What cannot be written ---------------------------------------------------------------------------------


def test_an_answer_that_nobody_can_take_is_no_success(demo: tuple[Path, Answer]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "search", "huyện", "--json"],
            env=settings(demo[0], 1), cwd=demo[0], stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["status"], ["crawl", "krongno"], ["ingest", "x.txt"], ["demo"]])
def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    home = tmp_path / "file" / "home"
    done = call(tmp_path, *command, env={"REFORMWATCH_HOME": str(home), "REFORMWATCH_CONTACT": "a@b.example"})
    assert done.code == 1
    assert str(tmp_path / "file") in done.err
    assert "Traceback" not in done.err
