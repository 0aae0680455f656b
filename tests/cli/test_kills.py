"""`kill -9` and Ctrl-C at random moments: run again, and everything is there exactly once."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from warcio.archiveiterator import ArchiveIterator

from samples.generate import GeneratedSite, generate_site
from samples.server import SampleServer
from store.archive import read_record
from store.database import open_store
from tests.cli.bad_pages import article
from tests.cli.conftest import call
from tests.conftest import PROJECT

ARTICLES, KILLS, FILES = 150, 10, 150
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module", autouse=True)
def _heard() -> Iterator[None]:
    """A shell starts what runs in its background deaf to Ctrl-C, and its children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def site() -> GeneratedSite:
    return generate_site("sharepoint_lacviet", ARTICLES)


@pytest.fixture(scope="module")
def server(site: GeneratedSite) -> Iterator[SampleServer]:
    with SampleServer([site]) as running:
        yield running


def environment(home: Path, server: SampleServer | None = None) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
    env |= {"REFORMWATCH_HOME": str(home), "REFORMWATCH_DELAY": "0"}
    for host, (address, port) in (server.connect_to if server else {}).items():
        env["REFORMWATCH_CONNECT_TO"] = f"{host}={address}:{port}"
    return env


def begin(env: dict[str, str], *args: str) -> subprocess.Popen[bytes]:
    """The program in a process group of its own, as a shell starts it."""
    return subprocess.Popen(
        [sys.executable, "-m", "cli", *args],
        env=env, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0,
    )  # fmt: skip


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Until something has happened, or the process has ended before it."""
    deadline = time.monotonic() + 60
    while not reached() and process.poll() is None:
        assert time.monotonic() < deadline, "it never happened"
        threading.Event().wait(0.005)


def kill(process: subprocess.Popen[bytes]) -> bool:
    """Kill it; False if it had ended before."""
    alive = process.poll() is None
    process.kill()
    process.communicate()
    return alive


@pytest.fixture(scope="module")
def home(
    tmp_path_factory: pytest.TempPathFactory, site: GeneratedSite, server: SampleServer
) -> tuple[Path, int]:
    """A portal whose crawl was killed again and again, then run to its end; and how often it was killed."""
    home = tmp_path_factory.mktemp("kills") / "home"
    (home / "portals").mkdir(parents=True)
    text = yaml.safe_dump(site.declaration, allow_unicode=True)
    (home / "portals" / f"{site.declaration['id']}.yml").write_text(text, encoding="utf-8")
    moments, killed = random.Random(150), 0
    for _ in range(KILLS):
        process = begin(environment(home, server), "crawl", site.declaration["id"])
        goal = len(server.hits) + moments.randint(0, 30)
        wait_until(lambda goal=goal: len(server.hits) >= goal, process)  # type: ignore[misc]
        threading.Event().wait(moments.uniform(0, 0.3))
        killed += kill(process)
    last = call(home, "crawl", site.declaration["id"], "--json", env=environment(home, server))
    assert (last.code, last.lines[0]["verdict"]) == (0, "ok"), last.err
    return home, killed


def test_every_article_is_stored_exactly_once(
    home: tuple[Path, int], site: GeneratedSite, server: SampleServer
) -> None:
    folder, killed = home
    wanted = Counter(site.site.url(story) for story in site.site.office.stories)
    assert killed >= KILLS - 2
    with open_store(f"sqlite:///{folder / 'reformwatch.sqlite'}") as store:
        documents = list(store.documents.find())
        assert Counter(document.url for document in documents) == wanted
        assert len({document.title for document in documents}) == ARTICLES
        assert [document.id for document in documents if document.duplicate_of] == []
        assert store.documents.count_versions() == ARTICLES
        ends = [(run.verdict, run.reason) for run in store.runs.last(site.declaration["id"], KILLS + 1)]
    # Articles lead into an endless calendar; a run that reads few of them meets the depth limit there.
    assert ends[0] in {("ok", None), ("ok", "limits"), ("ok", "trap")}
    assert set(ends[1:]) == {("broken", "killed")}
    with sqlite3.connect(folder / "reformwatch.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_the_archive_holds_every_article_and_no_torn_record(
    home: tuple[Path, int], site: GeneratedSite
) -> None:
    warc = home[0] / "warc"
    held: set[str] = set()
    for file in sorted(warc.iterdir()):
        assert file.name.endswith((".warc.gz", ".torn"))
        if file.suffix == ".gz":
            with file.open("rb") as stream:
                for record in ArchiveIterator(stream, check_digests="raise"):
                    record.content_stream().read()
                    held.add(record.rec_headers.get_header("WARC-Target-URI"))
    assert held >= {site.site.url(story) for story in site.site.office.stories}
    with open_store(f"sqlite:///{home[0] / 'reformwatch.sqlite'}") as store:
        for document in store.documents.find():
            assert document.warc is not None
            assert read_record(warc, document.warc).url == document.url


def test_no_article_is_fetched_much_more_than_once(
    home: tuple[Path, int], site: GeneratedSite, server: SampleServer
) -> None:
    stories = {
        site.site.url(story).removeprefix(f"https://{site.host}") for story in site.site.office.stories
    }
    fetched = Counter(hit["target"] for hit in server.hits if hit["target"] in stories)
    newest_tenth = ARTICLES // 10
    assert sum(fetched.values()) <= ARTICLES + KILLS * (4 + newest_tenth)


def test_no_worker_outlives_its_crawl(home: tuple[Path, int]) -> None:
    def left() -> list[str]:
        mark, found = f"REFORMWATCH_HOME={home[0]}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes().split(b"\0"):
                    found.append((process / "cmdline").read_text())
            except OSError:
                continue
        return found

    deadline = time.monotonic() + 15
    while left() and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    assert left() == []


def test_the_index_has_caught_up(home: tuple[Path, int]) -> None:
    status = call(home[0], "status", "--json").json
    assert status["index"] == {**status["index"], "documents": ARTICLES, "behind": 0, "error": None}
    assert call(home[0], "search", "", "--json").json["total"] == ARTICLES


def test_a_killed_rebuild_leaves_the_index_that_serves(home: tuple[Path, int]) -> None:
    index, moments = home[0] / "index", random.Random(150)
    env = environment(home[0])
    for _ in range(4):
        before = {path.name for path in index.iterdir()}
        process = begin(env, "index", "rebuild")
        wait_until(lambda before=before: bool({p.name for p in index.iterdir()} - before), process)  # type: ignore[misc]
        threading.Event().wait(moments.uniform(0, 0.1))
        kill(process)
        found = call(home[0], "search", "", "--json")
        assert (found.code, found.json["total"]) == (0, ARTICLES), found.err
    assert call(home[0], "index", "rebuild").code == 0
    versions = [path for path in index.glob("v-*") if path.is_dir()]
    assert [path.name for path in versions] == [(index / "current").read_text().strip()]
    assert call(home[0], "search", "", "--json").json["total"] == ARTICLES


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_ingest_that_is_stopped_is_simply_run_again(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "files").mkdir()
    for name in map(str, range(FILES)):
        (tmp_path / "files" / f"{name}.html").write_text(article(name), encoding="utf-8")
    home, moments, stopped = tmp_path / "home", random.Random(150), 0
    for _ in range(3):
        process = begin(environment(home), "ingest", str(tmp_path / "files"), "--json")
        assert process.stdout is not None
        for _ in range(moments.randint(1, 12)):
            process.stdout.readline()
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)
        assert b"Traceback" not in err, err.decode()
        if process.returncode == 0:  # on a busy machine it may be done before the signal arrives
            continue
        stopped += 1
        assert b"totals" not in out
        if number == signal.SIGINT:
            assert process.returncode == 130
            assert err.decode().strip().endswith("Stopped.")
    assert stopped
    done = call(home, "ingest", str(tmp_path / "files"), "--json")
    assert (done.code, done.lines[-1]["totals"]["files"]) == (0, FILES)
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        assert (store.documents.count(), store.documents.count_versions()) == (FILES, FILES)
    assert call(home, "search", "", "--json").json["total"] == FILES


def test_ctrl_c_at_any_moment_of_a_crawl_is_told_plainly(
    tmp_path: Path, site: GeneratedSite, server: SampleServer
) -> None:
    home, moments = tmp_path / "home", random.Random(150)
    (home / "portals").mkdir(parents=True)
    text = yaml.safe_dump(site.declaration, allow_unicode=True)
    (home / "portals" / f"{site.declaration['id']}.yml").write_text(text, encoding="utf-8")
    for _ in range(4):
        process = begin(environment(home, server), "crawl", site.declaration["id"])
        goal = len(server.hits) + 1
        wait_until(lambda goal=goal: len(server.hits) >= goal, process)  # type: ignore[misc]
        threading.Event().wait(moments.uniform(0, 2))
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert b"Traceback" not in err, err.decode()
        assert process.returncode in (0, 1, 3, 130), (out.decode(), err.decode())
        assert not list((home / "warc").glob("*.open"))
    done = call(home, "crawl", site.declaration["id"], "--json", env=environment(home, server))
    assert (done.code, done.lines[0]["verdict"]) == (0, "ok"), done.err
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        assert (store.documents.count(), store.documents.count_versions()) == (ARTICLES, ARTICLES)
