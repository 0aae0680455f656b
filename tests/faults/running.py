"""Runs of the crawl over the faulty portal, and what they left behind: hits, runs, documents."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from commands.crawl import exit_code
from store.database import open_store
from store.records import Document
from tests import forks
from tests.conftest import PROJECT
from tests.crawler import crawling
from tests.faults import child
from tests.faults.golden import Piece

# What crawls with our own reader load besides.
PRELOADED = (*crawling.PRELOADED, "tests.faults.child", "pipelines.reader", "pipelines.stages", "trafilatura")
forks.preload(*PRELOADED)
READER = {"reader": "pipelines.reader.PageReader", "stages": {"pipelines.stages.StoreStage": 300}}


@dataclass(frozen=True)
class Hit:
    t: float
    host: str
    path: str
    ua: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Faulty:
    """The portal's process, from outside."""

    port: int
    log: Path

    def change(self, **modes: Mapping[str, Any]) -> None:
        """New modes of hosts, named with `_` for `-` and without `.example`."""
        self.change_hosts({host_of(name): mode for name, mode in modes.items()})

    def change_hosts(self, modes: Mapping[str, Mapping[str, Any]]) -> None:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_admin", json.dumps(modes).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()

    def connect_to(self, *hosts: str) -> dict[str, tuple[str, int]]:
        return dict.fromkeys(hosts, ("127.0.0.1", self.port))

    def hits(self, host: str | None = None, path: str | None = None) -> list[Hit]:
        lines = map(json.loads, self.log.read_text(encoding="utf-8").splitlines())
        found = (Hit(line["t"], line["host"], line["path"], line["ua"], line["headers"]) for line in lines)
        return [hit for hit in found if host in (None, hit.host) and path in (None, hit.path)]

    def count(self) -> int:
        """How many hits there were, of any host."""
        return self.log.read_bytes().count(b"\n")

    def forget(self) -> None:
        """Empty the log."""
        with self.log.open("w"):
            pass


@contextmanager
def faulty_portal(folder: Path, seed: int = 7) -> Iterator[Faulty]:
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "hits.jsonl"
    command = [sys.executable, "-m", "tests.faults.portal", "--log", str(log), "--seed", str(seed)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Faulty(int(process.stdout.readline()), log)
        finally:
            process.terminate()


def host_of(name: str) -> str:
    return f"{name.replace('_', '-')}.example"


def declared(host: str, **keys: Any) -> dict[str, Any]:
    """The declaration of a virtual portal."""
    name = host.partition(".example")[0]
    return crawling.portal(name.replace(".", "_"), host, platform="sharepoint_lacviet", **keys)


@dataclass(frozen=True)
class Result:
    """One crawl: runs by portal id, its exit code, what it cost, where its data lie.

    `longest_callback`, `longest_wait`: seconds, see tests.faults.child; `grown_mb`: of the crawl process.
    """

    home: Path
    done: crawling.Crawled
    longest_callback: float
    longest_wait: float
    grown_mb: float

    @property
    def runs(self) -> dict[str, dict[str, Any]]:
        return self.done.runs

    @property
    def exit_code(self) -> int:
        return exit_code([SimpleNamespace(**run) for run in self.runs.values()], [])  # type: ignore[misc]

    def noted(self, host: str, path: str) -> str | None:
        """Why the store holds no document of an address that was asked for."""
        with closing(sqlite3.connect(self.home / "store.sqlite")) as connection:
            found = connection.execute("select reason from pages where url = ?", (f"https://{host}{path}",))
            return next((str(reason) for (reason,) in found if reason), None)

    def documents(self, host: str) -> dict[str, Document]:
        """Stored documents of a host by the path of their address."""
        with open_store(f"sqlite:///{self.home / 'store.sqlite'}") as store:
            return {
                (each.url or "").removeprefix(f"https://{host}"): each
                for each in store.documents.find()
                if (each.url or "").startswith((f"https://{host}/", f"http://{host}/"))
            }


def crawl(
    home: Path,
    portals: Sequence[Mapping[str, Any]],
    connect_to: Mapping[str, tuple[str, int]],
    *,
    without: str = "",
    extra: Mapping[str, Any] | None = None,
    patience: float = 240,
    **options: Any,
) -> Result:
    """A crawl in a process of its own. `extra`: `shrunk`, other values of constants."""
    started = begin(home, portals, connect_to, without=without, extra=extra, **options)
    done = crawling.finish(started, patience)
    facts = json.loads(started.out.with_suffix(".facts").read_text())
    return Result(home, done, facts["longest_callback"], facts["longest_wait"], facts["grown_mb"])


def begin(
    home: Path,
    portals: Sequence[Mapping[str, Any]],
    connect_to: Mapping[str, tuple[str, int]],
    *,
    without: str = "",
    extra: Mapping[str, Any] | None = None,
    **options: Any,
) -> crawling.Crawling:
    given = {"timeout": 3, "workers": 2} | READER | options
    order = {"without": without, **(extra or {})}
    return crawling.start(home, portals, connect_to, target=child.main, more=order, **given)


def assert_published(result: Result, host: str, wanted: Sequence[Piece]) -> None:
    """Exactly these articles are stored of a host, each as it was published, in one version, none gone."""
    found = result.documents(host)
    assert set(found) == {each.path for each in wanted}
    for each in wanted:
        document = found[each.path]
        assert (document.title, document.text) == (each.title, each.text)
        assert document.published is not None
        assert document.published.date == each.published.date()
        assert document.published.time == f"{each.published:%H:%M}"
        assert (len(document.versions), document.gone) == (1, None)


def seconds_of(hits: Sequence[Hit]) -> float:
    """From the first of some hits to the last."""
    times = [hit.t for hit in hits]
    return max(times) - min(times)
