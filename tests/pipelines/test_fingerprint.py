"""What a portal that nobody declared is taken for, and how sure that is."""

from __future__ import annotations

import datetime as dt

import pytest

from crawler.probing import feed_addresses
from pipelines.fingerprint import Look, guess, look, own_layouts
from pipelines.proposal import places_of
from store.records import RawPage, identity
from tests.extract.pages import liferay_article

ARTICLES = [f"https://thu.example/{number}" for number in range(10)]


def looks(fitting: int, platform: str = "liferay_asset") -> list[Look]:
    return [
        Look(url, layouts=((platform, "asset-full"),) if number < fitting else ())
        for number, url in enumerate(ARTICLES)
    ]


def test_a_platform_is_one_whose_rules_read_the_articles() -> None:
    found = guess(looks(10), ARTICLES)
    assert (found.platform, found.confidence) == ("liferay_asset", 0.95)
    assert "fit 10 of 10 article pages" in found.evidence[0]


@pytest.mark.parametrize("fitting", [0, 1, 5])
def test_rules_that_read_few_articles_are_no_platform(fitting: int) -> None:
    found = guess(looks(fitting), ARTICLES)
    assert found.platform is None
    assert "generic reads any" in found.evidence[-1]


def test_one_page_is_not_enough() -> None:
    assert guess(looks(1)[:1], ARTICLES[:1]).platform is None
    assert guess([], []).confidence == 0.0


def test_a_borrowed_layout_speaks_for_its_owner() -> None:
    assert "asset-full" in {layout.name for layout in own_layouts("liferay_asset")}
    assert "asset-full" not in {layout.name for layout in own_layouts("sharepoint_lacviet")}


def test_a_page_is_looked_at_with_the_rules_of_every_platform() -> None:
    url = "https://thu.example/tin/-/view_content/1-bai"
    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    page = RawPage(identity(url), url, url, "thu", 200, (), liferay_article().encode(), now)
    assert look(page).layouts == (("liferay_asset", "asset-full"),)


@pytest.mark.parametrize(
    ("host", "codes", "candidates"),
    [
        ("quangtri.gov.vn", ("P63:45", "P34:44"), ()),
        ("krongno.daknong.gov.vn", ("D63:664",), ()),
        ("thu.example", (), ()),
    ],
)
def test_a_host_is_a_place_where_its_name_leaves_no_choice(
    host: str, codes: tuple[str, ...], candidates: tuple[str, ...]
) -> None:
    found = places_of(host)
    assert found[0] == codes
    assert tuple(candidate.code for candidate in found[1]) == candidates


def test_who_speaks_for_a_district_that_ended_is_not_guessed() -> None:
    """Its name went on to a commune of the same province: which of them the host is, a person says."""
    codes, candidates = places_of("phuloc.hue.gov.vn")
    assert codes == ()
    assert {candidate.code[:3] for candidate in candidates} >= {"C34"}


def test_feeds_are_found_in_the_bytes_of_a_page() -> None:
    body = b"""<head><link rel="alternate" type="application/rss+xml" href="/tin.xml"></head>
        <a class=x href='/rss/van-ban.rss?a=1&amp;b=2'>RSS</a> <a href="/tin-tuc">tin</a> <a>rss</a>"""
    assert feed_addresses(body, "https://thu.example/trang/") == [
        "https://thu.example/tin.xml",
        "https://thu.example/rss/van-ban.rss?a=1&b=2",
    ]
