"""A province's portal on an unknown system of today: meta tags, JSON-LD, feed, site map."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from email.utils import format_datetime
from functools import partial

from samples.content import Office, Section, Story
from samples.files import address as file_address
from samples.pages import base
from samples.pages.base import Page, Pages, Response

ZONE = dt.timezone(dt.timedelta(hours=7))
TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid)=")
DETAIL = re.compile(r"/[\w-]+/[\w-]+-\d{4,}\.html")
CALENDAR = re.compile(r"/lich-cong-tac/(\d{4})/(\d{1,2})")
FEED_LENGTH = 10


def path(story: Story) -> str:
    return f"/{story.section}/{story.slug}-{story.number}.html"


def canonical(target: str, query: str) -> str:
    """Tracking parameters change nothing, the page number of a section does."""
    keys = [pair for pair in query.split("&") if pair and not TRACKING.match(pair)]
    return f"{target}?{'&'.join(sorted(keys))}" if keys else target


def pages(office: Office, sitemap: bool) -> Pages:
    """Every page of the portal by canonical target; robots.txt names the site map where there is one."""
    line = (f"Sitemap: https://{office.host}/sitemap.xml",) if sitemap else ()
    table: Pages = {
        "/robots.txt": base.robots(*line),
        "/noi-bo/lich-truc.html": base.private(),
        "/": Page("home", partial(_home, office)),
        "/rss/tin-moi.rss": Page("feed", partial(_feed, office)),
        "/dang-nhap": Page("login", partial(_login, office)),
        "/en": Page("twin", partial(_english, office)),
    }
    if sitemap:
        table["/sitemap.xml"] = Page("feed", partial(_site_map, office))
    for section in office.sections:
        for number, last, part in base.paged(office, section.slug):
            page = Page("listing", partial(_list, office, section, number, last, part))
            table[f"/{section.slug}?trang={number}"] = page
            if number == 1:
                table[f"/{section.slug}"] = page
    for story in office.stories:
        table[path(story)] = Page("article", partial(_detail, office, story), story.slug)
        table[f"/print{path(story)}"] = Page("print", partial(_print, office, story), story.slug)
    return table


def fallback(office: Office, target: str, query: str) -> Response | None:
    """The traps of this platform: an endless calendar, and status 200 for an article that is not there."""
    if month := CALENDAR.fullmatch(target):
        return base.html(_frame(office, "Lịch công tác", _calendar(int(month[1]), int(month[2]))))
    if DETAIL.fullmatch(target):
        gone = (
            '<div class="thong-bao"><h1>Thông báo</h1><p>Nội dung không tồn tại hoặc đã bị gỡ bỏ.</p></div>'
        )
        return base.html(_frame(office, "Thông báo", gone))
    return None


def _calendar(year: int, month: int) -> str:
    after, before = (year + month // 12, month % 12 + 1), (year - (month == 1), (month - 2) % 12 + 1)
    links = "".join(
        f'<a class="{name}" href="/lich-cong-tac/{to[0]}/{to[1]}">{label}</a> '
        for name, label, to in (("truoc", "Tháng trước", before), ("sau", "Tháng sau", after))
    )
    return f'<div class="lich"><h2>Lịch công tác tháng {month}/{year}</h2><p>Chưa có lịch.</p>{links}</div>'


def _frame(office: Office, heading: str, main: str, head: str = "") -> str:
    menu = "".join(f'<li><a href="/{s.slug}">{s.name}</a></li>' for s in office.sections)
    values = {"heading": heading, "name": office.name, "owner": office.owner, "address": office.address}
    return base.fill("modern", values | {"menu": menu, "main": main, "head": head, "host": office.host})


def _detail(office: Office, story: Story) -> Response:
    files = "".join(
        f'<li><a href="{file_address(name)}" download>{base.text(name)}</a></li>' for name in story.files
    )
    related = "".join(
        f'<li class="card"><a href="{path(other)}?utm_source=tin-lien-quan">{base.text(other.title)}</a>'
        f'<time datetime="{other.published:%Y-%m-%d}">{other.published:%d/%m/%Y}</time>'
        f"<p>{base.teaser(other, 45)}</p></li>"
        for other in base.others(office, story, 3)
    )
    values = base.story_values(office, story) | {
        "section_slug": story.section,
        "iso": story.published.replace(tzinfo=ZONE).isoformat(),
        "stamp": f"{story.published:%d/%m/%Y %H:%M}",
        "files": f'<div class="tai-lieu"><h3>Tài liệu đính kèm</h3><ul>{files}</ul></div>' if files else "",
        "author": base.text(story.author or "Ban Biên tập"),
        "related": related,
        "print": f"/print{path(story)}",
    }
    page = _frame(office, base.text(story.title), base.fill("modern_detail", values), _meta(office, story))
    return base.html(page, story.quirks)


def _meta(office: Office, story: Story) -> str:
    moment = story.published.replace(tzinfo=ZONE).isoformat()
    url = f"https://{office.host}{path(story)}"
    title = base.text(story.title).replace('"', "&quot;")
    record = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": moment,
        "dateModified": moment,
        "mainEntityOfPage": url,
        "publisher": {"@type": "GovernmentOrganization", "name": office.owner},
    }
    return (
        f'<link rel="canonical" href="{url}"><meta property="og:type" content="article">'
        f'<meta property="og:title" content="{title}"><meta property="og:url" content="{url}">'
        f'<meta property="article:published_time" content="{moment}"><meta name="DC.title" content="{title}">'
        f'<meta name="DC.date" content="{story.published:%Y-%m-%d}">'
        f'<script type="application/ld+json">{json.dumps(record, ensure_ascii=False)}</script>'
    )


def _print(office: Office, story: Story) -> Response:
    head = f'<title>Bản in: {base.text(story.title)}</title><meta name="robots" content="noindex">'
    main = f"<h1>{base.title_of(story)}</h1><p><b>{base.sapo_of(story)}</b></p>{base.body_of(story)}"
    return base.html(
        f'<!doctype html><html lang="vi"><head>{head}</head><body onload="print()">{main}</body></html>'
    )


def _card(story: Story) -> str:
    return (
        f'<article class="card"><h3><a href="{path(story)}?utm_source=trang-chu&amp;utm_medium=web">'
        f"{base.text(story.title)}</a></h3><time>{story.published:%d/%m/%Y %H:%M}</time>"
        f"<p>{base.teaser(story)}</p></article>"
    )


def _list(office: Office, section: Section, number: int, last: int, part: Sequence[Story]) -> Response:
    cards = "".join(_card(story) for story in part).replace("utm_source=trang-chu", "utm_source=chuyen-muc")
    pager = "".join(
        f'<a class="page-link" href="/{section.slug}?trang={i}">{i}</a>' for i in range(1, last + 1)
    )
    main = f'<h1 class="ten-muc">{section.name}</h1>{cards}<nav class="pagination">{pager}</nav>'
    return base.html(_frame(office, f"{section.name} - trang {number}", main))


def _home(office: Office) -> Response:
    boxes = "".join(
        f'<section><h2><a href="/{section.slug}">{section.name}</a></h2>'
        + "".join(_card(story) for story in office.of_section(section.slug)[:2])
        + "</section>"
        for section in office.sections
    )
    return base.html(_frame(office, "Trang chủ", boxes))


def _english(office: Office) -> Response:
    main = "<h1>Welcome</h1><p>The English version of this portal is being prepared.</p>"
    return base.html(_frame(office, "English", main))


def _login(office: Office) -> Response:
    form = (
        '<form class="login" action="/dang-nhap" method="post"><h1>Đăng nhập</h1><input name="user">'
        '<input name="password" type="password"><button>Đăng nhập</button></form>'
    )
    return base.html(_frame(office, "Đăng nhập", form))


def _feed(office: Office) -> Response:
    items = "".join(
        f"<item><title>{base.text(story.title)}</title>"
        f"<link>https://{office.host}{path(story)}?utm_source=rss</link>"
        f"<pubDate>{format_datetime(story.published.replace(tzinfo=ZONE))}</pubDate>"
        f"<description>{base.teaser(story)}</description></item>"
        for story in office.stories[:FEED_LENGTH]
    )
    feed = (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{office.name}</title><link>https://{office.host}/</link>{items}</channel></rss>"
    )
    return Response(feed.encode(), content_type="application/rss+xml; charset=utf-8")


def _site_map(office: Office) -> Response:
    items = "".join(
        f"<url><loc>https://{office.host}{path(story)}</loc><lastmod>{story.published:%Y-%m-%d}</lastmod></url>"
        for story in office.stories
    )
    xml = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</urlset>'
    return Response(xml.encode(), content_type="application/xml; charset=utf-8")
