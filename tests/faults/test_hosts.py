"""What a host says about being asked is obeyed, seen from its side; and no host leads a crawl elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.politeness import RETRY_AFTER_UNREADABLE
from crawler.robots import Rules
from tests.crawler.site import Site, article
from tests.faults.golden import ARTICLES, GOLDEN, piece, pieces
from tests.faults.running import Faulty, Hit, Result, assert_published, crawl, declared, faulty_portal

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

# Host → its mode. The wait for a Retry-After that cannot be read is made shorter here (a minute otherwise).
UNREADABLE = 6.0
MODES = {
    "hen-giay.example": {"faults": ["/status/429?ra=6", "/tin/bai-so-5"]},
    "hen-503.example": {"faults": ["/status/503?ra=6", "/tin/bai-so-5"]},
    "hen-ngay.example": {"faults": ["/retryafter/date"]},
    "hen-xau.example": {"faults": ["/retryafter/junk"]},
    "hen-am.example": {"faults": ["/retryafter/neg"]},
    "hen-qua.example": {"faults": ["/retryafter/past"]},
    "cho-mot.example": {"robots": "delay:1"},
    "cho-hai-muoi.example": {"robots": "delay:20", "articles": 1},
    "chet.example": {"articles": 10, "faults": [f"/tin/bai-so-{n}" for n in range(20, 60)],
                     "everything": "reset", "after": 8},
}  # fmt: skip
LIMITS = {"cho-hai-muoi.example": {"crawl": {"max_pages": 1}}}
# What the proof of a guard needs of them; all else would only make it wait.
NEEDED = {
    "holding": [name for name in MODES if name.startswith("hen-")],
    "retry-after-forms": ["hen-ngay.example", "hen-xau.example", "hen-am.example", "hen-qua.example"],
    "pause": ["cho-mot.example", "cho-hai-muoi.example"],
    "circuit": ["chet.example"],
}
# Seconds; far more than a busy machine takes. A date has no fractions of a second, and lies in seven.
HELD = {"hen-giay": 5.9, "hen-503": 5.9, "hen-ngay": 5.5, "hen-xau": 5.9, "hen-am": 5.9, "hen-qua": 5.9}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, without: str) -> Iterator[tuple[Result, Faulty]]:
    home = tmp_path_factory.mktemp("hosts")
    shrunk = {"crawler.politeness.RETRY_AFTER_UNREADABLE": UNREADABLE}
    with faulty_portal(home) as faulty:
        faulty.change_hosts(MODES)
        hosts = NEEDED[without] if without else [GOLDEN, *MODES]
        portals = [declared(host, **LIMITS.get(host, {})) for host in hosts]
        targets = faulty.connect_to(*hosts)
        yield crawl(home / "home", portals, targets, without=without, extra={"shrunk": shrunk}), faulty


def gaps(hits: list[Hit]) -> list[float]:
    return [later.t - earlier.t for earlier, later in pairwise(hits)]


@pytest.mark.case("H1", guard="holding")
@pytest.mark.parametrize("name", HELD)
def test_the_whole_host_waits_as_long_as_it_asked(run: tuple[Result, Faulty], name: str) -> None:
    hits = run[1].hits(f"{name}.example")
    refused = [at for at, hit in enumerate(hits) if hit.path.startswith(("/status/", "/retryafter/"))]
    first = refused[0]
    assert first + 1 < len(hits)
    assert hits[first + 1].t - hits[first].t >= HELD[name]


@pytest.mark.case("H1", guard="retry-after-forms")
@pytest.mark.parametrize("name", ["hen-ngay", "hen-xau", "hen-am", "hen-qua"])
def test_after_the_wait_the_page_is_stored(run: tuple[Result, Faulty], name: str) -> None:
    found = run[0].documents(f"{name}.example")
    assert piece(f"{name}.example", 99).title in {document.title for document in found.values()}
    assert min(gaps(run[1].hits(f"{name}.example"))) >= 0
    assert RETRY_AFTER_UNREADABLE == 60
    hits = [hit.t for hit in run[1].hits(f"{name}.example") if hit.path.startswith("/retryafter/")]
    assert hits[1] - hits[0] >= HELD[name]


@pytest.mark.case("H5", guard="pause")
def test_a_crawl_delay_is_the_pause_between_all_requests(run: tuple[Result, Faulty]) -> None:
    hits = run[1].hits("cho-mot.example")
    assert len(hits) >= 6
    assert min(gaps(hits[1:])) >= 1


@pytest.mark.case("H5", guard="pause")
def test_a_long_crawl_delay_is_kept_too(run: tuple[Result, Faulty]) -> None:
    """Its rules, one sitemap, one page: all that is asked for in forty seconds."""
    hits = run[1].hits("cho-hai-muoi.example")
    assert len(hits) == 3
    assert min(gaps(hits[1:])) >= 20


@pytest.mark.case("H5")
@pytest.mark.parametrize(("delay", "reason"), [(60.0, None), (60.5, "crawl_delay")])
def test_a_minute_is_the_longest_pause(delay: float, reason: str | None) -> None:
    assert Rules("allowed", delay=delay).refusal("https://cho.example/a") == reason


@pytest.mark.case("N8", guard="circuit")
def test_a_host_that_dies_in_a_run_is_asked_a_few_times_and_completed_later(
    run: tuple[Result, Faulty], without: str
) -> None:
    result, faulty = run
    assert result.runs["chet"]["verdict"] in ("partial", "broken")
    assert result.runs["chet"]["reason"] == "host_down"
    assert len(faulty.hits("chet.example")) - 8 <= 8
    faulty.change_hosts({"chet.example": {"articles": 10}})
    again = crawl(result.home, [declared("chet.example")], faulty.connect_to("chet.example"), without=without)
    assert again.runs["chet"]["verdict"] == "ok"
    found = again.documents("chet.example")
    assert {each.path for each in pieces("chet.example", 10)} <= set(found)


@pytest.mark.case("N7")
def test_nobody_is_asked_under_another_name(run: tuple[Result, Faulty]) -> None:
    assert len({hit.ua for hit in run[1].hits()}) == 1


def test_the_golden_portal_is_complete(run: tuple[Result, Faulty]) -> None:
    assert_published(run[0], GOLDEN, pieces(GOLDEN))
    assert run[0].runs["vang"]["verdict"] == "ok"


LOCAL = ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]",
         "①②⑦.0.0.1"]  # fmt: skip


@pytest.mark.case("N9", guard="addresses")
def test_no_redirect_and_no_link_reaches_another_local_server(
    tmp_path: Path, faulty: Faulty, without: str
) -> None:
    with Site({"/x": article("Bẫy"), "/robots.txt": "User-agent: *"}) as canary:
        ways = [f"http://{name}:{canary.port}/x" for name in LOCAL]
        ways.append(f"http://127.0.0.1:{canary.port}\\@ngoai.example/x")
        closed = len(ways)
        ways.append("http://127.0.0.1:1/x")  # nobody listens there
        hosts = [f"dan-{number}.example" for number in range(len(ways))]
        modes = {
            host: {"faults": [f"/redir?to={way}"], "menu": [way]}
            for host, way in zip(hosts, ways, strict=True)
        }
        golden = 1 if without else ARTICLES
        faulty.change_hosts(modes | {GOLDEN: {"articles": golden}})
        portals = [declared(GOLDEN), *map(declared, hosts)]
        result = crawl(tmp_path / "home", portals, faulty.connect_to(GOLDEN, *hosts), without=without)
        assert canary.hits == []
    for host in hosts:
        run = result.runs[host.partition(".")[0]]
        assert run["new"] == 3
        reasons = {each["reason"] for each in run["failed"]}
        assert reasons <= {"blocked_address", "off_site", "http_302", "not_connected"}
        assert reasons
    # What is said of an address does not tell whether anybody listens there.
    told = [[each["reason"] for each in result.runs[f"dan-{n}"]["failed"]] for n in (closed, 1)]
    assert told[0] == told[1]
    assert_published(result, GOLDEN, pieces(GOLDEN, golden))


@pytest.mark.case("H3", guard="robots-closed")
def test_a_host_whose_robots_come_back_is_read_at_the_next_run(
    tmp_path: Path, faulty: Faulty, without: str
) -> None:
    host = "lai-co.example"
    faulty.change_hosts({host: {"robots": "503"}})
    first = crawl(tmp_path, [declared(host)], faulty.connect_to(host), without=without)
    assert {hit.path for hit in faulty.hits(host)} == {"/robots.txt"}
    assert first.exit_code == 1
    faulty.change_hosts({host: {}})
    second = crawl(tmp_path, [declared(host)], faulty.connect_to(host), without=without)
    assert second.exit_code == 0
    assert_published(second, host, pieces(host, 3))
