"""Feeds, sitemaps and the dates in them."""

from __future__ import annotations

import datetime as dt
import gzip

import pytest

from crawler.feeds import read_feed
from crawler.listdates import list_day, list_moment
from crawler.sitemaps import read_sitemap
from crawler.xmlfiles import MAX_UNPACKED, TooLarge
from store.records import ListSource

BASE = "https://thu.example/nguon/rss.xml"


def test_rss_gives_address_title_and_date() -> None:
    body = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Kênh</title>
        <item><title><![CDATA[ Một   cửa &amp; liên thông ]]></title><link>/tin/1</link>
        <pubDate>Mon, 30 May 2022 22:43:00 GMT</pubDate></item>
        <item><title>Không địa chỉ</title></item>
        <item><title>Hai</title><guid>https://thu.example/tin/2</guid></item>
        <item><title>Ba</title><guid isPermaLink="false">https://thu.example/3</guid></item></channel></rss>"""
    entries = read_feed(body.encode(), BASE)
    assert entries is not None
    assert [entry.url for entry in entries] == ["https://thu.example/tin/1", "https://thu.example/tin/2"]
    assert entries[0].listed.title == "Một cửa &amp; liên thông"
    assert entries[0].listed.source is ListSource.FEED
    assert list_day(entries[0].listed.published) == dt.date(2022, 5, 31)  # the day in Vietnam


def test_atom_takes_the_link_of_the_article_itself() -> None:
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title>
        <link rel="self" href="/self"/><link href="tin/1"/><link rel="enclosure" href="/x.pdf"/>
        <published>2024-05-01T08:00:00+07:00</published><updated>2024-05-02T08:00:00+07:00</updated>
        </entry></feed>"""
    (entry,) = read_feed(body, BASE) or ()
    assert entry.url == "https://thu.example/nguon/tin/1"
    assert entry.listed.published == "2024-05-01T08:00:00+07:00"
    assert entry.listed.lastmod == "2024-05-02T08:00:00+07:00"


def test_rdf_feeds_are_read() -> None:
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><item><title>A</title><link>/1</link>
        <dc:date>2024-05-01</dc:date></item></rdf:RDF>"""
    (entry,) = read_feed(body, BASE) or ()
    assert (entry.url, entry.listed.published) == ("https://thu.example/1", "2024-05-01")


@pytest.mark.parametrize("body", [b"", b"<html><body>x</body></html>", b"\x00\xff", b"{}", b"<rss"])
def test_what_is_no_feed_is_none_or_empty(body: bytes) -> None:
    assert not read_feed(body, BASE)


def test_a_feed_that_breaks_off_gives_what_came() -> None:
    body = b"<rss><channel><item><link>/1</link></item><item><link>/2</link></item><item><li"
    assert [entry.url for entry in read_feed(body, BASE) or ()] == [
        "https://thu.example/1",
        "https://thu.example/2",
    ]


def test_sitemaps_may_be_packed_nested_mixed_and_carry_news() -> None:
    body = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
        <url><loc> https://thu.example/1 </loc><lastmod>2024-05-01</lastmod></url>
        <url><loc>https://thu.example/2</loc><news:news><news:title>Tin</news:title>
        <news:publication_date>2024-05-02</news:publication_date></news:news></url>
        <url><loc>https://thu.example/con.xml.gz</loc></url></urlset>"""
    found = read_sitemap(gzip.compress(body), "https://thu.example/sitemap.xml.gz")
    assert found is not None
    assert found.sitemaps == ("https://thu.example/con.xml.gz",)
    first, second = found.entries
    assert (first.url, first.listed.lastmod) == ("https://thu.example/1", "2024-05-01")
    assert (second.listed.title, second.listed.published) == ("Tin", "2024-05-02")


def test_a_plain_list_of_addresses_is_a_sitemap_and_a_page_is_not() -> None:
    found = read_sitemap(b"https://thu.example/1\n\nhttps://thu.example/2\r\n", BASE)
    assert found is not None
    assert len(found.entries) == 2
    assert read_sitemap("https://thu.example/1 và những điều khác".encode(), BASE) is None
    assert read_sitemap(b"<html><a href='/1'>1</a></html>", BASE) is None


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_sitemap(gzip.compress(b"x" * (MAX_UNPACKED + 1)), BASE)


def test_entities_are_inert() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    for internal in (f'<!ENTITY l0 "ha">{laughs}', '<!ENTITY l9 SYSTEM "file:///etc/passwd">'):
        body = f"<!DOCTYPE u [{internal}]><urlset><url><loc>https://thu.example/&l9;</loc></url></urlset>"
        found = read_sitemap(body.encode(), BASE)
        addresses = [entry.url for entry in found.entries] if found else []
        assert all(len(address) < 60 and "root" not in address for address in addresses)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mon, 30 May 2022 10:43:00 +0700", "2022-05-30"),
        ("2022-05-30", "2022-05-30"),
        ("2022-05-30T20:00:00Z", "2022-05-31"),
        ("30/05/2022", "2022-05-30"),
        ("(03.04.2025 14:14)", "2025-04-03"),
        ("thứ năm, 08 08 2019 08:52", "2019-08-08"),
        ("5/2022", None),
        ("2022", None),
        ("31/02/2022", None),
        ("30/05/2022 đến 31/05/2022", None),
        ("hôm qua", None),
        ("", None),
        (None, None),
        ("Mon, 99 May 99999 10:43:00", None),
        ("9" * 5000, None),
    ],
)
def test_only_whole_days_of_lists_count(text: str | None, day: str | None) -> None:
    assert list_day(text) == (dt.date.fromisoformat(day) if day else None)


def test_an_instant_keeps_its_zone_and_a_day_is_one_of_vietnam() -> None:
    assert list_moment("2022-05-30T20:00:00Z") == dt.datetime(2022, 5, 30, 20, tzinfo=dt.UTC)
    assert list_moment("2022-05-30") == dt.datetime(2022, 5, 29, 17, tzinfo=dt.UTC)
