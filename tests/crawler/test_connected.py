"""CONNECT_TO: a run that is marked so sends nothing to the network, whatever a portal's hosts are called."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Page, Site, article, listing

PAGES: dict[str, Page] = {
    "/": listing({"/a1": "", "https://www.thu.example/a2": "", "https://khac.example/a3": ""}),
    **{f"/a{n}": article(f"Bài {n}") for n in (1, 2, 3)},
}


def test_the_www_twin_of_a_connected_host_is_the_same_site(tmp_path: Path) -> None:
    with Site(PAGES) as site:
        done = crawl(tmp_path / "a", portal(), site.connect_to("thu.example"))
        twin = crawl(tmp_path / "b", portal(), site.connect_to("www.thu.example"))
    assert done.error is twin.error is None
    assert (done.run["new"], twin.run["new"]) == (2, 2)
    assert (done.run["failed"], twin.run["failed"]) == ([], [])
    assert site.paths("www.thu.example").count("/a2") == 2
    assert twin.run["connected_to"] == f"127.0.0.1:{site.port}"


def test_the_pause_of_a_connected_twin_is_the_settings_alone(tmp_path: Path) -> None:
    """A real host is given a second between requests at least."""
    links = {f"https://www.thu.example/a{n}": "" for n in range(8)}
    pages = {"/": listing(links), **{f"/a{n}": article(f"Bài {n}") for n in range(8)}}
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to("thu.example"))
    assert done.run["new"] == 8
    times = [hit.at for hit in site.hits if hit.host == "www.thu.example"]
    assert times[-1] - times[0] < 4


def test_no_host_of_a_connected_portal_is_asked_in_the_network(tmp_path: Path) -> None:
    both = ["khac.example", "thu.example"]
    with Site(PAGES) as site:
        done = crawl(tmp_path, portal(hosts=both), site.connect_to("thu.example"))
    assert done.error is None  # nobody real is asked, so nobody needs to be told who asks
    assert done.run["connected_to"] == f"127.0.0.1:{site.port}"
    assert (done.run["new"], done.run["verdict"]) == (2, "partial")
    assert done.run["failed"] == [{"url": "https://khac.example/a3", "reason": "not_connected"}]


def test_a_portal_whose_first_page_is_not_connected_says_so(tmp_path: Path) -> None:
    order = portal(url="https://khac.example/", hosts=["thu.example", "khac.example"])
    with Site(PAGES) as site:
        done = crawl(tmp_path, order, site.connect_to("thu.example"))
    assert (done.run["verdict"], done.run["reason"]) == ("blocked", "not_connected")
    assert site.hits == []


def test_a_portal_without_a_connected_host_needs_a_contact(tmp_path: Path) -> None:
    with Site(PAGES) as site:
        portals = [portal(), portal("hai", "hai.example")]
        done = crawl(tmp_path, portals, site.connect_to("thu.example"))
    assert done.error is not None
    assert "hai.example" in done.error
    assert "thu.example" not in done.error
