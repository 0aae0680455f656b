"""Two hundred names that do not exist, and take a second to say so, beside five portals that live."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.golden import pieces
from tests.faults.running import Faulty, assert_published, crawl, declared, seconds_of

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]
LIVE = [f"song-{number}.example" for number in range(5)]
DEAD = [f"khong-co-{number}.example" for number in range(200)]


@pytest.mark.case("N4", guard="slow-names")
def test_dead_names_are_named_and_slow_nobody(tmp_path: Path, faulty: Faulty, without: str) -> None:
    faulty.change_hosts({host: {"robots": "delay:1", "articles": 10} for host in LIVE})
    targets = faulty.connect_to(*LIVE)
    crawl(tmp_path / "alone", [declared(host) for host in LIVE], targets)
    alone = [seconds_of(faulty.hits(host)) for host in LIVE]
    faulty.forget()
    portals = [declared(host) for host in (*DEAD[:100], *LIVE, *DEAD[100:])]
    names = {host: [[1, None]] for host in DEAD}
    options = {"names": names, "contact": "a@song-0.example", "timeout": 20}
    result = crawl(tmp_path / "both", portals, targets, without=without, **options)
    for host in DEAD:
        run = result.runs[host.partition(".")[0]]
        assert (run["verdict"], run["reason"], run["new"]) == ("broken", "dns_error", 0)
    for host, seconds in zip(LIVE, alone, strict=True):
        assert_published(result, host, pieces(host, 10))
        assert seconds_of(faulty.hits(host)) <= 1.2 * seconds + 1
    assert result.exit_code == 3
