"""Hosts whose owners asked to be left alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler.portal import PortalErrors
from crawler.stoplist import StopEntry, StopList, read_stop_list
from tests.cli.conftest import call
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Page, Site, article, listing, robots, sitemap

GOOD = """\
# ai xin được để yên
hosts:
  - host: sotttt.thu.example
    since: 2026-11-01
    why: xin qua thư ngày 1/11
    subdomains: true
  - host: www.khac.example
    since: 2026-11-02
    why: quá tải
"""
DAY = dt.date(2026, 11, 1)


def _entry(host: str, **more: object) -> dict[str, object]:
    return {"host": host, "since": DAY, "why": "xin"} | more


def test_a_list_is_read_and_holds_its_hosts(tmp_path: Path) -> None:
    (tmp_path / "stop-list.yml").write_text(GOOD, encoding="utf-8")
    stopped = read_stop_list(tmp_path)
    first = StopEntry("sotttt.thu.example", DAY, "xin qua thư ngày 1/11", subdomains=True)
    assert stopped.entries[0] == first
    hosts = {
        "sotttt.thu.example": True, "www.sotttt.thu.example": True, "a.b.sotttt.thu.example": True,
        "SOTTTT.thu.example.": True, "khongsotttt.thu.example": False, "thu.example": False,
        "khac.example": True, "www.khac.example": True, "a.khac.example": False,
    }  # fmt: skip
    assert {host: stopped.entry_of(host) is not None for host in hosts} == hosts


def test_without_a_file_nobody_is_on_it(tmp_path: Path) -> None:
    assert read_stop_list(tmp_path) == StopList()


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("hosts:\n  - host: http://a.vn/\n    since: 2026-11-01\n    why: x\n", [(2, "not a host name")]),
        ("hosts:\n  - host: a.example\n    since: 2026-11-01\n", [(2, "'why' is missing")]),
        ("hosts:\n  - host: a.example\n    since: hôm qua\n    wy: x\n",
         [(2, "'why' is missing"), (3, "must be a date"), (4, "unknown key 'wy' (did you mean 'why'?)")]),
        ("hosts:\n  - host: '*.a.example'\n    since: 2026-11-01\n    why: x\n", [(2, "not a host name")]),
        ("hots: []\n", [(1, "unknown key 'hots' (did you mean 'hosts'?)"), (1, "'hosts' is missing")]),
        ("- a.example\n", [(1, "expected 'hosts:'")]),
        ("hosts: [\n", [(2, "not valid YAML")]),
    ],
)  # fmt: skip
def test_every_error_is_told_with_its_line(tmp_path: Path, text: str, errors: list[tuple[int, str]]) -> None:
    (tmp_path / "stop-list.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PortalErrors) as caught:
        read_stop_list(tmp_path)
    found = [(error.line, error.message) for error in caught.value.errors]
    assert len(found) == len(errors)
    for line, words in errors:
        assert any(at == line and words in message for at, message in found), (line, words, found)


def test_a_stopped_host_gets_no_request_at_all(tmp_path: Path) -> None:
    pages: dict[str, Page] = {"/": listing({"/a1": ""}), "/a1": article("Bài")}
    with Site(pages) as site:
        hosts = ("thu.example", "www.thu.example", "con.khac.example")
        portals = [portal(f"cong{n}", host) for n, host in enumerate(hosts)]
        stopped = [_entry("thu.example"), _entry("khac.example", subdomains=True)]
        done = crawl(tmp_path, portals, site.connect_to(*hosts), stop_list=stopped)
    assert site.hits == []
    assert {(run["verdict"], run["reason"]) for run in done.runs.values()} == {("blocked", "stop_list")}


def test_no_way_leads_to_a_stopped_host(tmp_path: Path) -> None:
    hosts = ["thu.example", "kin.example", "kin2.example"]
    pages: dict[str, Page] = {
        "thu.example/robots.txt": robots("Sitemap: https://kin.example/map.xml"),
        "thu.example/": listing({"/a1": "", "https://kin.example/a2": "", "/chuyen": ""}),
        "thu.example/a1": article("Bài"),
        "thu.example/chuyen": Answer("", 302, {"Location": "https://kin.example/a3"}),
        "kin2.example/robots.txt": Answer("", 302, {"Location": "https://kin.example/robots.txt"}),
        "/map.xml": sitemap("https://kin.example/a4"),
        **{f"kin.example/a{n}": article(f"Kín {n}") for n in (2, 3, 4)},
    }
    with Site(pages) as site:
        one = portal(hosts=["thu.example", "kin.example"])
        two = portal("hai", "kin2.example")
        done = crawl(tmp_path, [one, two], site.connect_to(*hosts), stop_list=[_entry("kin.example")])
    assert site.paths("kin.example") == []
    assert site.paths("kin2.example") == ["/robots.txt"]
    assert done.runs["thu"]["new"] == 1
    reasons = {failure["url"]: failure["reason"] for failure in done.runs["thu"]["failed"]}
    assert reasons["https://kin.example/a2"] == "stop_list"


def test_the_commands_show_it(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir(parents=True)
    (tmp_path / "portals" / "thu.yml").write_text(
        "id: thu\nname: Cổng thử\nurl: https://sotttt.thu.example/\nplatform: generic\nlocality: P63:46\n",
        encoding="utf-8",
    )
    (tmp_path / "stop-list.yml").write_text(GOOD, encoding="utf-8")
    row = next(
        row for row in call(tmp_path, "portals", "list", "--json").json["portals"] if row["id"] == "thu"
    )
    assert row["stop_list"]["why"] == "xin qua thư ngày 1/11"
    assert "stop list since 2026-11-01" in call(tmp_path, "portals", "list").out
    (tmp_path / "stop-list.yml").write_text("hosts:\n  - host: a\n", encoding="utf-8")
    refused = call(tmp_path, "portals", "check")
    assert refused.code == 2
    assert "stop-list.yml:2:" in refused.err
    assert call(tmp_path, "crawl", "thu").code == 2
