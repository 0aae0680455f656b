"""Two hundred names that do not exist, and take a second to say so, beside five portals that live."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.settings import Settings

from tests.faults.golden import pieces
from tests.faults.running import Faulty, assert_published, crawl, declared

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]
LIVE = [f"song-{number}.example" for number in range(5)]
DEAD = [f"khong-co-{number}.example" for number in range(200)]


@pytest.mark.case("N4", guard="places")
def test_dead_names_are_named_and_slow_nobody(tmp_path: Path, faulty: Faulty, without: str) -> None:
    faulty.change_hosts({host: {"robots": "delay:1", "articles": 10} for host in LIVE})
    targets = faulty.connect_to(*LIVE)
    dead = DEAD if not without else DEAD[:70]
    half = len(dead) // 2
    portals = [declared(host) for host in (*dead[:half], *LIVE, *dead[half:])]
    options = {"names": {host: [[1, None]] for host in dead}, "contact": "a@song-0.example", "timeout": 20}
    result = crawl(tmp_path, portals, targets, without=without, **options)
    for host in dead:
        run = result.runs[host.partition(".")[0]]
        assert (run["verdict"], run["reason"], run["new"]) == ("broken", "dns_error", 0)
    for host in LIVE:
        assert_published(result, host, pieces(host, 10))
    # No dead name holds up a portal that lives: all these have begun before the first run has ended.
    told = [(event["what"], event["portal"]) for event in result.done.events]
    ended = [what for what, _ in told].index("finished")
    assert {("started", declared(host)["id"]) for host in LIVE} <= set(told[:ended])
    # What they cost its pace is measured by bench.reach, on a machine that does nothing else.
    ended_in = [portal for what, portal in told if what == "finished"]
    assert max(ended_in.index(declared(host)["id"]) for host in LIVE) < len(ended_in) - 1
    assert result.exit_code == 3


@pytest.mark.case("N4")
def test_the_resolver_has_threads_enough_and_a_limit() -> None:
    scrapy = Settings()
    scrapy.setmodule("settings")
    assert scrapy.getint("REACTOR_THREADPOOL_MAXSIZE") >= 32
    assert scrapy.getint("DNS_TIMEOUT") == 10
