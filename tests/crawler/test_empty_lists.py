"""Lists that answer 200 and show no items any more are named, whatever else still names articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Site, sitemap
from tests.extract.pages import TITLE, liferay, liferay_article

HOST = "thu.example"
READ = {"reader": "pipelines.reader.PageReader", "stages": {"pipelines.stages.StoreStage": 300}}
COUNT = 6
SECTION = {"path": "/tin", "name": "Tin"}


def path(number: int) -> str:
    return f"/tin/-/view_content/{number}-bai"


def feed(*urls: str) -> str:
    items = "".join(f"<item><title>Tin</title><link>{url}</link></item>" for url in urls)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>{items}</channel></rss>'


def rows(numbers: range, mark: str) -> str:
    """A list of the old template, or what a script fills in after a redesign."""
    if mark == "new":
        return "<div class='ds-moi' data-nguon='/api/tin'><p>Đang tải tin tức …</p></div>"
    items = "".join(
        f"<h3 class='asset-title'><a href='{path(number)}'>{TITLE} {number}</a></h3>" for number in numbers
    )
    return f"<div class='asset-abstract'>{items}</div>"


def pages(mark: str, way: str) -> dict[str, Any]:
    half = range(1, COUNT // 2 + 1)
    rest = range(COUNT // 2 + 1, COUNT + 1)
    paged = "<ul class='pagination'><a href='/tin?_101_cur=2&p_p_id=101'>2</a></ul>" if mark == "old" else ""
    served: dict[str, Any] = {
        "/": liferay(f"{rows(half, mark)}<a href='/tin'>Tin tức</a>"),
        "/tin": liferay(rows(half, mark) + (paged if way == "paged" else "")),
        "/tin?_101_cur=2&p_p_id=101": liferay(rows(rest, mark)),
        "/robots.txt": Answer("", 404),
    }
    addresses = [f"https://{HOST}{path(number)}" for number in range(1, COUNT + 1)]
    if way == "sitemap":
        served["/sitemap.xml"] = sitemap(*addresses)
    if way == "feed":
        served["/rss.xml"] = feed(*addresses)
    articles = {path(n): liferay_article().replace(TITLE, f"{TITLE} {n}") for n in range(1, COUNT + 1)}
    return served | articles


@pytest.mark.case("O3")
@pytest.mark.parametrize("way", ["home", "section", "sitemap", "feed", "paged"])
def test_lists_without_items_are_named_with_a_page(tmp_path: Path, way: str) -> None:
    declared = portal(
        platform="liferay_asset",
        **({} if way == "home" else {"sections": [SECTION]}),
        **({"feeds": ["/rss.xml"]} if way == "feed" else {}),
    )
    with Site(pages("old", way)) as site:
        first = crawl(tmp_path, declared, site.connect_to(HOST), **READ).run
        assert (first["verdict"], first["assertions"]) == ("ok", [])
        site.pages = pages("new", way)
        second = crawl(tmp_path, declared, site.connect_to(HOST), **READ).run
    assert second["verdict"] in ("partial", "broken")
    told = [each for each in second["assertions"] if each["rules"] == ["lists.item"]]
    assert [(each["code"], each["lowers"]) for each in told] == [("selectors_missing", True)]
    assert told[0]["example"] in {f"https://{HOST}/", f"https://{HOST}/tin"}


def test_one_list_of_many_that_is_empty_is_only_noted(tmp_path: Path) -> None:
    sections = [{"path": f"/muc-{n}", "name": f"Mục {n}"} for n in range(4)]
    declared = portal(platform="liferay_asset", sections=sections)
    whole = pages("old", "home")
    served = whole | {f"/muc-{n}": whole["/tin"] for n in range(4)}
    with Site(served) as site:
        crawl(tmp_path, declared, site.connect_to(HOST), **READ)
        site.pages["/muc-2"] = liferay("<p>Chưa có tin trong mục này.</p>")
        second = crawl(tmp_path, declared, site.connect_to(HOST), **READ).run
    (told,) = second["assertions"]
    assert (told["code"], told["lowers"], told["example"]) == (
        "selectors_missing", False, f"https://{HOST}/muc-2",
    )  # fmt: skip
    assert (second["verdict"], second["reason"]) == ("ok", "selectors_missing")


def test_a_first_run_that_sees_nothing_names_the_lists_too(tmp_path: Path) -> None:
    with Site(pages("new", "section")) as site:
        run = crawl(
            tmp_path, portal(platform="liferay_asset", sections=[SECTION]), site.connect_to(HOST), **READ
        ).run
    assert (run["verdict"], run["reason"]) == ("broken", "no_items")
    (told,) = run["assertions"]
    assert (told["rules"], told["example"]) == (["lists.item"], f"https://{HOST}/tin")


def test_a_section_that_never_was_a_list_of_items_is_nothing_new(tmp_path: Path) -> None:
    served = pages("old", "home") | {"/gioi-thieu": liferay("<p>Chức năng, nhiệm vụ.</p><a href='/'>Về</a>")}
    declared = portal(platform="liferay_asset", sections=[{"path": "/gioi-thieu", "name": "Giới thiệu"}])
    with Site(served) as site:
        runs = [crawl(tmp_path, declared, site.connect_to(HOST), **READ).run for _ in range(2)]
    assert [run["assertions"] for run in runs] == [[], []]
