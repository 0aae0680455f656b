"""Endpoints without end: calendars, filters, sessions, sitemaps, lists; and files of XML with a sting."""

from __future__ import annotations

import itertools

from tests.faults.answers import Answer, Ask, Endpoint
from tests.faults.golden import PER_LIST, article, frame, listing, piece

XML = "application/xml"
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def calendar(ask: Ask) -> Answer:
    """`/calendar/Y/M`: the month after it, for ever; no article anywhere."""
    year, month = (int(part) for part in ask.rest.split("/"))
    after = f"/calendar/{year + month // 12}/{month % 12 + 1}"
    return Answer(frame("Lịch", f'<p>Lịch công tác tháng {month}/{year}.</p><a href="{after}">Tháng sau</a>'))


def rooms(ask: Ask) -> Answer:
    """`/rooms/N`: N + 1, for ever, and no year in it."""
    return Answer(frame("Phòng", f'<p>Phòng số {ask.number}.</p><a href="/rooms/{ask.number + 1}">Tiếp</a>'))


def deep(ask: Ask) -> Answer:
    """A relative link that grows with every step."""
    return Answer(frame("Sâu", '<p>Mục con.</p><a href="a/">Mục con</a><a href="b/">Mục khác</a>'))


def facet(ask: Ask) -> Answer:
    """Filters in every order and number; no article behind any of them."""
    names = [*ask.query.get("f", "").split("-"), ask.query.get("o", "")]
    ways = itertools.product("abcdefgh", "xyz")
    links = (f"/facet?f={'-'.join([*names, way])}&o={order}&p={len(names)}" for way, order in ways)
    return Answer(listing({}, links=tuple(links)))


def session(ask: Ask) -> Answer:
    """Every page under a new session number: the same two articles, and this list once more."""
    sid = f"{ask.seen}{len(ask.path)}{len(ask.query.get('sid', '')) + ask.seed}"
    items = {
        f"{piece(ask.host, number).path}?sid={sid}{number}&utm_source=x": f"Tin {number}" for number in (1, 2)
    }
    return Answer(listing(items, links=(f"/session?sid={sid}", f"/session?PHPSESSID={sid}")))


def sitemap(ask: Ask) -> Answer:
    """An index of itself, three times, under new names."""
    number = int(ask.query.get("n", 0))
    locs = (
        f"<sitemap><loc>https://{ask.host}/sitemap-self?n={3 * number + step}</loc></sitemap>"
        for step in (1, 2, 3)
    )
    return Answer(f"<sitemapindex {_SITEMAPS}>{''.join(locs)}</sitemapindex>", kind=XML)


def many_sitemaps(ask: Ask) -> Answer:
    """An index of six hundred sitemaps, each of which names one address that is not there."""
    if "n" in ask.query:
        loc = f"<url><loc>https://{ask.host}/khong/{ask.query['n']}</loc></url>"
        return Answer(f"<urlset {_SITEMAPS}>{loc}</urlset>", kind=XML)
    locs = (f"<sitemap><loc>https://{ask.host}/sitemaps?n={n}</loc></sitemap>" for n in range(600))
    return Answer(f"<sitemapindex {_SITEMAPS}>{''.join(locs)}</sitemapindex>", kind=XML)


def lol(ask: Ask) -> Answer:
    entities = '<!ENTITY a0 "https://xau.example/lol">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return Answer(
        f'<?xml version="1.0"?><!DOCTYPE urlset [{entities}]>'
        f"<urlset {_SITEMAPS}><url><loc>&a9;</loc></url></urlset>",
        kind=XML,
    )


def xxe(ask: Ask) -> Answer:
    """`?canary=PORT`: a file, a DTD and an entity of another server, each asked for where entities are on."""
    canary = f"http://127.0.0.1:{ask.query.get('canary', '9')}"
    return Answer(
        f'<?xml version="1.0"?><!DOCTYPE urlset SYSTEM "{canary}/dtd" ['
        '<!ENTITY file SYSTEM "file:///etc/hostname">'
        f'<!ENTITY net SYSTEM "{canary}/thuc-the">]>'
        f"<urlset {_SITEMAPS}><url><loc>https://{ask.host}/&file;</loc></url>"
        f"<url><loc>https://{ask.host}/&net;</loc></url></urlset>",
        kind=XML,
    )


def xxe_feed(ask: Ask) -> Answer:
    """The same sting in a feed."""
    canary = f"http://127.0.0.1:{ask.query.get('canary', '9')}"
    return Answer(
        f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{canary}/dtd" ['
        '<!ENTITY file SYSTEM "file:///etc/hostname">'
        f'<!ENTITY net SYSTEM "{canary}/thuc-the">]>'
        f"<rss version='2.0'><channel><item><title>&net;</title><link>https://{ask.host}/&file;</link></item>"
        "</channel></rss>",
        kind="application/rss+xml",
    )


def fan(ask: Ask) -> Answer:
    """`/fan/N`: N articles in pages of PER_LIST."""
    at = int(ask.query.get("page", 1))
    numbers = range((at - 1) * PER_LIST + 1, min(at * PER_LIST, ask.number) + 1)
    items = {piece(ask.host, number).path: piece(ask.host, number).title for number in numbers}
    more = (f"/fan/{ask.number}?page={at + 1}",) if at * PER_LIST < ask.number else ()
    return Answer(listing(items, pagers=more))


def links(ask: Ask) -> Answer:
    """N links to addresses that are not there."""
    return Answer(article("Nhiều liên kết", [f'<a href="/khong/{n}">{n}</a>' for n in range(ask.number)]))


def moving(ask: Ask) -> Answer:
    """A list of 30 on which one more article appears, at its top, each time a page of it is read."""
    at = int(ask.query.get("page", 1))
    shift = min(at - 1, 3)
    order = [*range(31, 31 + shift)][::-1] + list(range(1, 31))
    part = order[(at - 1) * PER_LIST : at * PER_LIST]
    items = {piece(ask.host, number).path: piece(ask.host, number).title for number in part}
    return Answer(listing(items, pagers=(f"/listing?page={at + 1}",) if part else ()))


def lastpage(ask: Ask) -> Answer:
    """Every page after the second shows the second again, and names one more."""
    at = int(ask.query.get("page", 1))
    numbers = range(1, PER_LIST + 1) if at == 1 else range(PER_LIST + 1, 2 * PER_LIST + 1)
    items = {piece(ask.host, number).path: piece(ask.host, number).title for number in numbers}
    return Answer(listing(items, pagers=(f"/lastpage?page={at + 1}",)))


ENDPOINTS: dict[str, Endpoint] = {
    "calendar": calendar, "rooms": rooms, "deep": deep, "facet": facet, "session": session,
    "sitemap-self": sitemap, "sitemaps": many_sitemaps,
    "lol.xml": lol, "xxe.xml": xxe, "xxe.rss": xxe_feed,
    "fan": fan, "links": links,
    "listing": moving, "lastpage": lastpage,
}  # fmt: skip
