"""Which pages a run fetches, seen from the portal's side."""

from __future__ import annotations

from pathlib import Path

from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Site, article, listing, robots, sitemap

HOST = "thu.example"


def test_every_article_is_stored_once_from_sitemap_and_lists(tmp_path: Path) -> None:
    pages = {
        "/robots.txt": robots("Sitemap: https://thu.example/ban-do.xml"),
        "/ban-do.xml": sitemap(f"https://{HOST}/a1", f"https://{HOST}/a2"),
        "/": listing({"/a2": "", "/a3": ""}, nav=("/tin-tuc",)),
        "/tin-tuc": listing({"/a4": ""}),
        **{f"/a{n}": article(f"Bài {n}", "2024-05-01") for n in range(1, 5)},
    }
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert done.run["verdict"] == "ok", done
    assert done.run["new"] == 4
    fetched = site.paths()
    assert fetched[0] == "/robots.txt"
    assert {path: fetched.count(path) for path in fetched} == dict.fromkeys(
        ["/robots.txt", "/ban-do.xml", "/sitemap.xml", "/", "/tin-tuc", "/a1", "/a2", "/a3", "/a4"], 1
    )
    assert {hit.host for hit in site.hits} == {HOST}
