"""Pages are read with the rules of the day on which they were captured."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from crawler.platforms import Layout, get_platform, layouts_on
from crawler.rules import LIST_ITEM, READ_BY_LAYOUT
from store.records import PageKind
from tests.extract.pages import BODY, MENU, TITLE, document, liferay_article, read

REDESIGN = dt.date(2026, 3, 1)
BEFORE = dt.datetime(2026, 2, 28, 16, 59, tzinfo=dt.UTC)  # 23:59 of that day in Vietnam
AFTER = BEFORE + dt.timedelta(minutes=1)
# The same marks mean another thing after the redesign: what was the headline is the name of the section.
OLD = Layout("old", title=("h1.head",), body=("div.main",), until=REDESIGN - dt.timedelta(days=1))
NEW = Layout("new", title=("h2.headline",), body=("div.main",), section=("h1.head",), since=REDESIGN)
PAGE = (
    f"<html><body>{MENU}<h1 class='head'>Tin tức</h1><h2 class='headline'>{TITLE}</h2>"
    f"<div class='main'><p>{BODY}</p></div></body></html>"
)


@pytest.fixture
def redesigned(monkeypatch: pytest.MonkeyPatch) -> str:
    """A platform with a redesign."""
    platform = get_platform("liferay_asset")
    monkeypatch.setattr(type(platform), "layouts", (OLD, NEW))
    return platform.name


def test_a_page_is_read_with_the_rules_of_its_day(redesigned: str) -> None:
    path = "/tin/-/view_content/1-bai"
    before = document(read(PAGE, redesigned, path, fetched_at=BEFORE))
    after = document(read(PAGE, redesigned, path, fetched_at=AFTER))
    assert (before.title, before.section) == ("Tin tức", None)
    assert (after.title, after.section) == (TITLE, "Tin tức")


def test_rules_without_days_hold_always() -> None:
    always = replace(OLD, until=None)
    assert layouts_on((always, NEW), REDESIGN - dt.timedelta(days=1)) == (always,)
    assert layouts_on((OLD, NEW), REDESIGN) == (NEW,)


def test_a_reading_names_the_rules_that_found_something() -> None:
    reading = read(liferay_article(), "liferay_asset", "/tin/-/view_content/1-bai")
    assert set(reading.rules) == {
        READ_BY_LAYOUT, "asset-full.title", "asset-full.body", "asset-full.date", "asset-full.section",
    }  # fmt: skip
    undated = read(liferay_article(date=""), "liferay_asset", "/tin/-/view_content/1-bai")
    assert "asset-full.date" not in undated.rules


def test_a_list_names_the_rule_of_its_items() -> None:
    item = "<h3 class='asset-title'><a href='/tin/-/view_content/7-bai'>Huyện họp về cải cách</a></h3>"
    reading = read(f"<html><body>{MENU}{item}</body></html>", "liferay_asset", "/tin-tuc")
    assert (reading.kind, reading.rules) == (PageKind.LISTING, (LIST_ITEM,))
    assert read(f"<html><body>{MENU}<p>{BODY}</p></body></html>", "liferay_asset", "/tin-tuc").rules == ()
