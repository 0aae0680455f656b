"""`portals probe` and `portals add`: a portal that nobody declared is looked at, and declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from commands.declarations import DEMO_MARK
from samples.server import SampleServer
from tests.cli.conftest import Answer, Call, call
from tests.crawler.site import Site, article, listing
from tests.crawler.site import robots as robots_txt

LIFERAY = "sotttt.mau-mot.example"


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    (home / DEMO_MARK).touch()  # none of the built-in portals
    return home


@pytest.fixture
def reformwatch(home: Path, server: SampleServer) -> Call:
    targets = ",".join(f"{host}={address}:{port}" for host, (address, port) in server.connect_to.items())
    settings = {"REFORMWATCH_CONNECT_TO": targets, "REFORMWATCH_DELAY": "0"}
    return lambda *args: call(home, *args, env=settings)


def of_site(home: Path, site: Site, *args: str) -> Answer:
    settings = {"REFORMWATCH_CONNECT_TO": f"thu.example=127.0.0.1:{site.port}", "REFORMWATCH_DELAY": "0"}
    return call(home, *args, env=settings)


def test_a_probe_tells_what_is_there_and_stores_nothing(reformwatch: Call, home: Path) -> None:
    answer = reformwatch("portals", "probe", LIFERAY, "--json")
    assert answer.code == 0, answer.err
    told = answer.json
    assert {"url", "platform", "confidence", "evidence", "locality", "feeds", "sitemaps", "listings",
            "robots", "sample"} <= set(told)  # fmt: skip
    assert (told["platform"], told["robots"]) == ("liferay_asset", "allowed")
    assert told["confidence"] > 0.9
    assert told["locality"] is None
    assert "P63:38" in {each["code"] for each in told["candidates"]}, "the title names the province"
    lists = {each["url"]: each["title"] for each in told["listings"]}
    assert lists[f"https://{LIFERAY}/cai-cach-hanh-chinh"].lower() == "cải cách hành chính"
    assert f"https://{LIFERAY}/trang-chu" not in lists, "the home page's twin is no section"
    assert all(each["title"] and each["published"] and each["url"] for each in told["sample"])
    assert told["pages"] <= 40
    assert told["connected_to"]
    assert [path.name for path in home.iterdir()] == [DEMO_MARK]


def test_what_is_added_can_be_crawled(reformwatch: Call, home: Path) -> None:
    refused = reformwatch("portals", "add", LIFERAY)
    assert refused.code == 2
    assert "P63:38" in refused.err
    assert not (home / "portals").exists()
    added = reformwatch("portals", "add", LIFERAY, "--id", "so-mau", "--locality", "P63:38", "--json")
    assert added.code == 0, added.err
    file = Path(added.json["file"])
    assert file == home / "portals" / "so-mau.yml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert declared == added.json["declaration"]
    assert (declared["platform"], declared["locality"]) == ("liferay_asset", "P63:38")
    assert reformwatch("portals", "check").code == 0
    crawled = reformwatch("crawl", "so-mau", "--json")
    assert crawled.lines[0]["verdict"] == "ok", crawled.out
    # Nothing is written over, and nobody is asked for anything when it could not be used.
    before = file.read_bytes()
    again = reformwatch("portals", "add", LIFERAY, "--id", "so-mau", "--locality", "P63:38")
    assert (again.code, "is declared already" in again.err) == (2, True)
    assert file.read_bytes() == before


def test_feeds_and_sitemaps_are_those_that_were_read(reformwatch: Call) -> None:
    told = reformwatch("portals", "probe", "https://mau-bon.example/", "--json").json
    assert told["platform"] is None
    assert told["feeds"] == ["https://mau-bon.example/rss/tin-moi.rss"]
    assert told["sitemaps"] == ["https://mau-bon.example/sitemap.xml"]
    assert told["declaration"]["platform"] == "generic"
    assert any(note.startswith("platform:") for note in told["notes"])


def test_robots_txt_is_obeyed_and_nothing_is_written(home: Path) -> None:
    pages = {"/": listing({"/a": "2024-05-01"}), "/a": article("Bài", "2024-05-01")}
    with Site(pages | {"/robots.txt": robots_txt("Disallow: /")}) as site:
        probed = of_site(home, site, "portals", "probe", "thu.example", "--json")
        assert probed.code == 1
        assert (probed.json["robots"], probed.json["reason"]) == ("disallowed", "robots_disallowed")
        assert "robots.txt keeps us out" in probed.json["advice"]
        added = of_site(home, site, "portals", "add", "thu.example", "--locality", "P63:46")
        assert (added.code, "nothing was written" in added.err) == (1, True)
        assert set(site.paths()) == {"/robots.txt"}
        assert all("reformwatch/" in hit.agent for hit in site.hits)
    assert not (home / "portals").exists()


def test_a_portal_that_does_not_answer_is_no_portal(home: Path) -> None:
    with Site({"/robots.txt": robots_txt()}) as site:
        probed = of_site(home, site, "portals", "probe", "thu.example")
    assert probed.code == 1
    assert "http_404" in probed.out


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["ftp://thu.example/"], "is not an http or https address"),
        (["http://127.0.0.1/"], "is not an http or https address"),
        (["thu.example", "--locality", "D63:9999"], "unknown locality code"),
        (["thu.example", "--id", "Thử"], "lower-case letters"),
        (["thu.example", "--locality", "P63:46"], "REFORMWATCH_CONTACT"),
    ],
)
def test_wrong_use_is_told_before_anybody_is_asked(home: Path, args: list[str], words: str) -> None:
    answer = call(home, "portals", "add", *args)
    assert answer.code == 2, answer.err
    assert words in answer.err
    assert not re.search("Traceback|Looking at ftp", answer.err)
