"""A portal that changes its template: what was stored stays, and the run names what finds nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.platforms import get_platform
from crawler.portal import portal_from_mapping
from pipelines.reading import read_page
from pipelines.reextract import Outcome, Reextraction
from store.database import open_store
from store.quarantine import HeldRun
from store.readings import Span
from store.records import PageReading, RawPage
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Site
from tests.extract.pages import BODY, END, TITLE, liferay, liferay_article

LIFERAY = portal(platform="liferay_asset")
READ = {"reader": "pipelines.reader.PageReader", "stages": {"pipelines.stages.StoreStage": 300}}
COUNT = 5
Skin = Callable[[int], str]


def old(number: int) -> str:
    return liferay_article(date=f"Ngày đăng {number:02}/06/2024").replace(TITLE, f"{TITLE} {number}")


def undated(number: int) -> str:
    return liferay_article(date="").replace(TITLE, f"{TITLE} {number}")


def foreign(number: int) -> str:
    """Another template, which the general extractor still reads."""
    body = f"<h1 class='entry'>{TITLE} {number}</h1><div class='entry-body'><p>{BODY}</p><p>{END}</p></div>"
    return f"<html><body><main><article>{body}</article></main></body></html>"


def shell(number: int) -> str:
    """The frame of the old template, filled by a script."""
    frame = "<div class='asset-full-content'><div class='asset-content'></div></div>"
    return liferay(f"<div class='asset-full-content-title'></div>{frame}")


def pages(skin: Skin, mark: str = "") -> dict[str, Any]:
    """A home page with a list of articles; `mark` is part of the titles there, so that all look changed."""
    rows = "".join(
        f"<h3 class='asset-title'><a href='/tin/-/view_content/{number}-bai'>{TITLE} {number} {mark}</a></h3>"
        for number in range(1, COUNT + 1)
    )
    home = liferay(f"<div class='asset-abstract'>{rows}</div>")
    articles = {f"/tin/-/view_content/{number}-bai": skin(number) for number in range(1, COUNT + 1)}
    return {"/": home, **articles, "/robots.txt": Answer("", 404)}


def run(home: Path, site: Site, skin: Skin, mark: str = "") -> dict[str, Any]:
    site.pages = pages(skin, mark)
    return crawl(home, LIFERAY, site.connect_to("thu.example"), **READ).run


def stored(home: Path) -> list[tuple[str, bool, int]]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        found = [(each.title, each.published is not None, len(each.text)) for each in store.documents.find()]
    return sorted(found)


def held(home: Path) -> list[HeldRun]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        return store.quarantine.held()


@pytest.mark.case("O3")
@pytest.mark.parametrize(
    ("skin", "verdict", "reason", "rules"),
    [
        (undated, "partial", "dates_missing", ["asset-full.date"]),
        (foreign, "partial", "dates_missing", []),
        (shell, "broken", "no_documents", []),
    ],
    ids=["dates gone", "another template", "filled by a script"],
)
def test_a_redesign_changes_nothing_that_is_stored(
    tmp_path: Path, skin: Skin, verdict: str, reason: str, rules: list[str]
) -> None:
    with Site({}) as site:
        first = run(tmp_path, site, old)
        assert (first["verdict"], first["new"]) == ("ok", COUNT)
        before = stored(tmp_path)
        second = run(tmp_path, site, skin, "mới")
        assert (second["verdict"], second["reason"]) == (verdict, reason)
        assert stored(tmp_path) == before
        told = {each["code"]: each for each in second["assertions"]}
        named = [rule for each in second["assertions"] for rule in each["rules"]]
        assert set(rules) <= set(named)
        if skin is not undated:
            assert told["selectors_missing"]["rules"][:1] == ["asset-full.body"]
            assert "view_content" in told["selectors_missing"]["example"]
        assert second["quarantine"] == "held"
        # The portal comes back: its pages are read again, nothing waits any more.
        third = run(tmp_path, site, old, "lại")
        assert third["verdict"] == "ok"
        assert stored(tmp_path) == before
        assert held(tmp_path) == []


def moved_date(number: int) -> str:
    """The old template, with another mark for the date."""
    return old(number).replace("assetPublishDate block_timer", "ngay-dang-moi").replace(END, f"{END} Đã sửa.")


class MendedReader:
    """The page reader after the platform's rules were mended."""

    def __init__(self) -> None:
        layouts = get_platform("liferay_asset").layouts
        self.mended = tuple(replace(each, date=(*each.date, ".ngay-dang-moi")) for each in layouts)

    async def read(self, page: RawPage) -> PageReading:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(type(get_platform("liferay_asset")), "layouts", self.mended)
            return read_page(page, portal_from_mapping(LIFERAY))

    async def close(self) -> None:
        pass


@pytest.mark.case("O3")
def test_pages_of_bad_days_are_read_again_once_the_rules_are_mended(tmp_path: Path) -> None:
    with Site({}) as site:
        run(tmp_path, site, old)
        assert run(tmp_path, site, moved_date, "mới")["reason"] == "dates_missing"
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        portals = {"thu": portal_from_mapping(LIFERAY)}
        work = Reextraction(store, tmp_path / "warc", MendedReader(), portals)
        outcomes = asyncio.run(every(work))
        revised = [each for each in outcomes if each.status == "revised"]
        assert [each.fields for each in revised] == [("published", "flags")] * COUNT
        assert all(each.published and "Đã sửa." in each.text for each in store.documents.find())
        assert store.quarantine.held() == []


async def every(work: Reextraction) -> list[Outcome]:
    return [outcome async for batch in work.run(Span(), 4) for outcome in batch.outcomes]


def test_new_documents_of_a_disbelieved_run_are_read_again(tmp_path: Path) -> None:
    fresh = "/tin/-/view_content/99-bai"
    with Site({}) as site:
        run(tmp_path, site, old)
        for skin, mark, verdict in ((undated, "mới", "partial"), (old, "lại", "ok")):
            site.pages = pages(skin, mark)
            row = f"<h3 class='asset-title'><a href='{fresh}'>{TITLE} 99</a></h3></div>"
            site.pages |= {"/": site.pages["/"].replace("</h3></div>", f"</h3>{row}"), fresh: skin(9)}
            done = crawl(tmp_path, LIFERAY, site.connect_to("thu.example"), **READ).run
            assert done["verdict"] == verdict
            if skin is undated:
                (bad,) = held(tmp_path)
                assert (done["new"], sum(change.is_new for change in bad.changes)) == (1, 1)
                assert done["held"] == COUNT + 1
    assert len(stored(tmp_path)) == COUNT + 1
    assert all(is_dated for _, is_dated, _ in stored(tmp_path))
    assert held(tmp_path) == []


@pytest.mark.parametrize(("same", "verdict"), [(COUNT, "partial"), (3, "partial"), (2, "ok")])
def test_one_text_under_all_addresses_replaces_none(tmp_path: Path, same: int, verdict: str) -> None:
    with Site({}) as site:
        run(tmp_path, site, old)
        before = stored(tmp_path)
        bad = run(tmp_path, site, lambda number: old(20 if number <= same else number), "mới")
        assert bad["verdict"] == verdict
        if same == 2:
            assert bad["updated"] == 2
            return
        assert (bad["reason"], bad["held"], bad["updated"]) == ("same_text", same, 0)
        assert stored(tmp_path) == before
        assert run(tmp_path, site, old, "lại")["verdict"] == "ok"
    assert (stored(tmp_path), held(tmp_path)) == (before, [])


def test_an_edit_reaches_its_document_in_a_good_run(tmp_path: Path) -> None:
    with Site({}) as site:
        run(tmp_path, site, old)
        edited = run(tmp_path, site, lambda number: old(number).replace(END, f"{END} Đã sửa."), "mới")
        assert (edited["verdict"], edited["updated"], edited["quarantine"]) == ("ok", COUNT, None)
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        assert all("Đã sửa." in each.text for each in store.documents.find())
