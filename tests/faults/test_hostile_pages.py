"""Pages made to stop a reader: each costs itself only, and the crawl's callbacks go on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.crawler.site import Site
from tests.faults.golden import GOLDEN, pieces
from tests.faults.payloads import HOSTILE
from tests.faults.running import Faulty, Result, assert_published, crawl, declared, faulty_portal

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

HOST, ENTITIES, TREES = "nang.example", "thuc-the.example", "ba-phan.example"
FEED = "nguon-tin.example"
WORST = "/links/40000"  # stops a crawl that parses itself for seconds, not for minutes
# A second on a quiet machine (bench.reach); one with other work counts twice as much for the same.
LONGEST = 2.5


@pytest.fixture(scope="module")
def canary() -> Iterator[Site]:
    with Site({}) as site:
        yield site


@pytest.fixture(scope="module")
def run(
    tmp_path_factory: pytest.TempPathFactory, without: str, canary: Site
) -> Iterator[tuple[Result, Faulty]]:
    home = tmp_path_factory.mktemp("hostile")
    with faulty_portal(home) as faulty:
        faulty.change_hosts(
            {
                HOST: {"faults": list(HOSTILE) if not without else [WORST]},
                ENTITIES: {"sitemap": f"/xxe.xml?canary={canary.port}"},
                TREES: {"sitemap": "/lol.xml"},
            }
        )
        # What the proof of a guard needs of them; all else would only make it wait.
        needed = {"worker": (HOST,), "entities": (ENTITIES, FEED)}
        hosts = needed[without] if without else (GOLDEN, HOST, FEED, ENTITIES, TREES)
        keys = {
            HOST: {"crawl": {"max_pages": 60}},  # the hundred thousand links lead nowhere
            FEED: {"feeds": [f"/xxe.rss?canary={canary.port}"]},
            ENTITIES: {"sitemaps": ["/sitemap.xml"]},
            TREES: {"sitemaps": ["/sitemap.xml"]},
        }
        portals = [declared(host, **keys.get(host, {})) for host in hosts]
        result = crawl(home / "home", portals, faulty.connect_to(*hosts), without=without, timeout=20)
        yield result, faulty


def archived(result: Result, path: str) -> bytes:
    """The body of the answer in the raw archive."""
    (file,) = (result.home / "warc").glob(f"{result.runs['nang']['id']}*.warc.gz")
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            if (
                record.rec_type == "response"
                and record.rec_headers["WARC-Target-URI"] == f"https://{HOST}{path}"
            ):
                body: bytes = record.content_stream().read()
                return body
    raise KeyError(path)


@pytest.mark.case("H11", guard="worker")
def test_no_page_stops_the_callbacks_of_the_others(run: tuple[Result, Faulty]) -> None:
    result, _ = run
    assert result.longest_callback < LONGEST


def test_the_golden_portal_is_complete(run: tuple[Result, Faulty]) -> None:
    assert_published(run[0], GOLDEN, pieces(GOLDEN))


@pytest.mark.case("H11")
@pytest.mark.parametrize("path", HOSTILE)
def test_a_hostile_page_costs_itself_and_is_kept_as_it_came(run: tuple[Result, Faulty], path: str) -> None:
    result, faulty = run
    reasons = {failure["url"]: failure["reason"] for failure in result.runs["nang"]["failed"]}
    reason = reasons.get(f"https://{HOST}{path}")
    assert reason in HOSTILE[path]
    assert len(faulty.hits(HOST, path)) == 1
    stored = result.documents(HOST).get(path)
    if path == "/nest/400":
        assert reason == "deep_nesting" or (stored is not None and "deep_nesting" in stored.flags)
    if reason is not None:
        assert stored is None
    assert len(archived(result, path)) > 1000


@pytest.mark.case("H11")
def test_the_good_articles_beside_them_are_stored(run: tuple[Result, Faulty]) -> None:
    result, _ = run
    assert {each.path for each in pieces(HOST, 3)} <= set(result.documents(HOST))
    assert result.runs["nang"]["verdict"] == "partial"


@pytest.mark.case("H12", guard="entities")
def test_entities_read_no_file_and_no_network(run: tuple[Result, Faulty], canary: Site) -> None:
    result, faulty = run
    secret = Path("/etc/hostname").read_text().strip()
    assert canary.hits == []
    for host in (ENTITIES, FEED):
        assert not any(secret in hit.path for hit in faulty.hits(host))
        assert_published(result, host, pieces(host, 3))
    assert [hit.path for hit in faulty.hits(FEED)].count(f"/xxe.rss?canary={canary.port}") == 1


@pytest.mark.case("H12")
def test_a_billion_laughs_are_none(run: tuple[Result, Faulty]) -> None:
    result, faulty = run
    assert result.grown_mb < 300
    assert not any("lol" in hit.path for hit in faulty.hits(TREES) if hit.path != "/lol.xml")
    assert_published(result, TREES, pieces(TREES, 3))
