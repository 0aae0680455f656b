"""Three saved portals crawled under their real names by the command line: each article once, nothing else."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from crawler.platforms import get_platform
from store.database import Store, open_store
from tests.conftest import PROJECT

pytestmark = [pytest.mark.shared, pytest.mark.timeout(600)]

PORTALS = {
    "sotttt_hanoi": "sotttt.hanoi.gov.vn",
    "krongno": "krongno.daknong.gov.vn",
    "stc_daknong": "stc.daknong.gov.vn",
}
PLATFORMS = {"sotttt.hanoi.gov.vn": "liferay_asset"}


@dataclass(frozen=True)
class Crawled:
    """One crawl of the three portals: what it printed and stored, and which addresses had a page."""

    rows: dict[str, dict[str, object]]
    exit_code: int
    home: Path
    answered: frozenset[str]  # host + path as asked
    agents: frozenset[str]

    def store(self) -> Store:
        return open_store(f"sqlite:///{self.home / 'reformwatch.sqlite'}")


@pytest.fixture(scope="module")
def index(shared: Path) -> list[dict[str, str]]:
    with (shared / "portals" / "INDEX.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["url"]]


@pytest.fixture(scope="module")
def with_sitemap(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl(shared, tmp_path_factory.mktemp("with_sitemap"))


@pytest.fixture(scope="module")
def by_links(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl(shared, tmp_path_factory.mktemp("by_links"), "--no-sitemap")


def crawl(shared: Path, folder: Path, *options: str) -> Crawled:
    port = _free_port()
    log = folder / "hits.jsonl"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, str(shared / "portals" / "serve.py"), "--port", str(port), *options],
            stdout=output,
        )
    try:
        _wait_for(port)
        done = subprocess.run(
            [sys.executable, "-m", "cli", "crawl", *PORTALS, "--json", "--no-index"],
            env=os.environ | _settings(folder / "home", port), cwd=PROJECT, capture_output=True, check=False,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait()
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    hits = list(_hits(log))
    return Crawled(
        rows={line["portal"]: line for line in lines if "portal" in line},
        exit_code=done.returncode,
        home=folder / "home",
        answered=frozenset(hit["host"] + unquote(hit["path"]) for hit in hits if hit["status"] == 200),
        agents=frozenset(hit["agent"] for hit in hits),
    )


def _hits(log: Path) -> Iterator[dict[str, str | int]]:
    """The server's threads write into one stream: two lines may stand on one."""
    decoder = json.JSONDecoder()
    text, at = log.read_text(), 0
    while (at := text.find("{", at)) >= 0:
        hit, at = decoder.raw_decode(text, at)
        yield hit


def _settings(home: Path, port: int) -> dict[str, str]:
    targets = ",".join(f"{host}=127.0.0.1:{port}" for host in PORTALS.values())
    return {"REFORMWATCH_HOME": str(home), "REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the saved portals are not served")


def key_of(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return get_platform(PLATFORMS.get(host, "sharepoint_lacviet")).classify(url).key


def address(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{unquote(parts.path)}{'?' + unquote(parts.query) if parts.query else ''}"


def keys(index: list[dict[str, str]], *kinds: str) -> set[str]:
    return {key_of(row["url"]) for row in index if row["kind"] in kinds}


def reached(crawled: Crawled, index: list[dict[str, str]], kind: str) -> set[str]:
    """Keys of the saved pages of a kind that the crawl was given, under whatever address."""
    asked = {key_of(f"https://{target}") for target in crawled.answered}
    return keys(index, kind) & asked


def stored(crawled: Crawled) -> dict[str, str]:
    with crawled.store() as store:
        return {document.key: document.url or "" for document in store.documents.find()}


def test_every_saved_article_is_one_document(with_sitemap: Crawled, index: list[dict[str, str]]) -> None:
    documents = stored(with_sitemap)
    assert keys(index, "detail") - set(documents) == set()
    registers = reached(with_sitemap, index, "register")
    assert set(documents) - keys(index, "detail") - registers == set()
    assert registers <= set(documents)


def test_the_run_says_so_and_that_it_was_not_live(with_sitemap: Crawled) -> None:
    assert with_sitemap.exit_code == 0
    assert {row["verdict"] for row in with_sitemap.rows.values()} == {"ok"}
    assert all(str(row["connected_to"]).startswith("127.0.0.1:") for row in with_sitemap.rows.values())
    assert all(agent.startswith("reformwatch/") for agent in with_sitemap.agents)


@pytest.mark.parametrize("mode", ["with_sitemap", "by_links"])
def test_placeholders_that_were_reached_are_recorded_as_such(
    mode: str, index: list[dict[str, str]], request: pytest.FixtureRequest
) -> None:
    crawled: Crawled = request.getfixturevalue(mode)
    wanted = reached(crawled, index, "stub")
    with crawled.store() as store:
        known = {
            key: state.kind
            for portal in PORTALS
            for key, state in store.pages.known(portal, list(wanted)).items()
        }
    assert wanted
    assert set(known) == wanted
    assert set(known.values()) == {"stub"}


def test_without_a_sitemap_lists_and_links_lead_to_articles_only(
    by_links: Crawled, index: list[dict[str, str]]
) -> None:
    documents = set(stored(by_links))
    wrong = documents - keys(index, "detail", "register")
    assert wrong == set()
    assert documents == reached(by_links, index, "detail") | reached(by_links, index, "register")
    assert len(documents) > 100
