"""Ten bad days: twelve portals, three of them evil, three kills, a full disk, an engine that is gone.

In the end everything that the portals published is there, exactly, and each day said what it was.
"""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
import yaml

from store.database import open_store
from tests.cli.conftest import Answer
from tests.cli.small_disk import Disk, possible, small_disk
from tests.faults.golden import CONTROL, GOLDEN, pieces
from tests.faults.modes import DECENT, EVIL, HOSTS
from tests.faults.running import Faulty, declared

pytestmark = [
    pytest.mark.faults,
    pytest.mark.timeout(900),
    # A disk that fills takes a mount, which not every machine grants; CI's does.
    pytest.mark.skipif(not possible(), reason="this machine allows no mounts of one's own"),
]
PUBLISHED = dict.fromkeys((GOLDEN, CONTROL), 40) | dict.fromkeys(DECENT[2:], 12) | dict.fromkeys(EVIL, 3)
TOTAL = sum(PUBLISHED.values())


def declare(folder: Path) -> list[str]:
    """A file for each of the twelve portals; their ids."""
    folder.mkdir()
    portals = [declared(host) for host in HOSTS]
    for portal in portals:
        text = yaml.safe_dump(portal, allow_unicode=True)
        (folder / f"{portal['id']}.yml").write_text(text, encoding="utf-8")
    return [str(portal["id"]) for portal in portals]


def settings(faulty: Faulty) -> dict[str, str]:
    targets = ",".join(f"{host}=127.0.0.1:{faulty.port}" for host in HOSTS)
    return {
        "REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0", "REFORMWATCH_TIMEOUT": "2",
        "REFORMWATCH_RETRY_DELAY": "0.05", "REFORMWATCH_MIN_FREE_MB": "0", "REFORMWATCH_WORKERS": "2",
    }  # fmt: skip


def stored(home: Path) -> set[tuple[str | None, str, str, str]]:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        assert store.documents.count_versions() == store.documents.count()
        return {
            (each.url, each.title, each.text, f"{each.published and each.published.date}")
            for each in store.documents.find()
        }


def published() -> set[tuple[str | None, str, str, str]]:
    return {
        (f"https://{host}{each.path}", each.title, each.text, f"{each.published.date()}")
        for host, count in PUBLISHED.items()
        for each in pieces(host, count)
    }


@pytest.mark.case("S1")
@pytest.mark.case("S3")
def test_ten_bad_days_end_with_all_that_was_published(tmp_path: Path, faulty: Faulty) -> None:
    ids = declare(tmp_path / "portals")
    log = str(faulty.log)
    with small_disk(tmp_path / "disk" / "home", **settings(faulty)) as disk:
        disk("put", str(tmp_path / "portals"), "portals")
        killed = [disk("kill", log, hits, "crawl", *ids) for hits in (20, 60)]
        full = _on_a_full_disk(disk, ids)
        behind = _without_the_engine(disk, ids)
        killed.append(disk("kill", log, 30, "crawl", *ids))
        last = disk("crawl", *ids, "--json")
        synced = disk("index", "sync")
        status = disk("status", "--json")
        found = disk("search", "", "--json")
        disk("keep", str(tmp_path / "kept"))
    assert [answer.code for answer in killed] == [-signal.SIGKILL] * 3
    assert full.code in (1, 3)
    assert "full" in full.err
    assert behind.code == 3
    assert "index" in behind.err
    _assert_truthful(last)
    assert stored(tmp_path / "kept") == published()
    assert synced.code == 0, synced.err
    assert (status.json["index"]["documents"], status.json["index"]["behind"]) == (TOTAL, 0)
    assert found.json["total"] == TOTAL
    assert not [file.name for file in (tmp_path / "kept" / "warc").iterdir() if file.name.endswith(".open")]
    for answer in (full, behind, last, synced, status):
        assert "Traceback" not in answer.err


def _on_a_full_disk(disk: Disk, ids: list[str]) -> Answer:
    disk("fill")
    answer = disk("crawl", *ids, "--json")
    disk("free")
    return answer


def _without_the_engine(disk: Disk, ids: list[str]) -> Answer:
    """A crawl while Elasticsearch, which the settings name, is not there."""
    disk("set", "REFORMWATCH_ELASTICSEARCH_URL", "http://127.0.0.1:9")
    answer = disk("crawl", *ids, "--json")
    disk("set", "REFORMWATCH_ELASTICSEARCH_URL", "")
    return answer


def _assert_truthful(last: Answer) -> None:
    runs: dict[str, Any] = {line["portal"]: line for line in last.lines[:-1]}
    assert last.code == 3
    assert {runs[host.partition(".")[0]]["verdict"] for host in DECENT} == {"ok"}
    assert {runs[host.partition(".")[0]]["verdict"] for host in EVIL} == {"partial"}
    assert last.lines[-1]["totals"]["partial"] == len(EVIL)
    reasons = {each["reason"] for host in EVIL for each in runs[host.partition(".")[0]]["failed"]}
    assert reasons >= {"timeout", "truncated", "http_500", "challenge", "type_mismatch", "redirect_loop"}
