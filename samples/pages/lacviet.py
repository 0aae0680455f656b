"""Portals on SharePoint with Lạc Việt's web parts, in its two layouts of an article.

Layout A names section and date in `tr.ms-news-header`; layout B (`div.gtTitle`) shows no date at all: only
the lists tell it, beside the link.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from samples.content import Office, Section, Story
from samples.files import address as file_address
from samples.pages import base
from samples.pages.base import Page, Pages, Response

LOGIN = "/_layouts/Authenticate.aspx"


def path(story: Story) -> str:
    return f"/{story.slug}"


def canonical(target: str, query: str) -> str:
    return target.rstrip("/") or "/"


def pages(office: Office, sitemap: bool) -> Pages:
    """Every page of the portal by canonical target; `sitemap` changes nothing, this platform has none."""
    table: Pages = {
        "/robots.txt": base.robots(),
        "/noi-bo/lich-truc.html": base.private(),
        "/": Page("home", partial(_home, office)),
        LOGIN: Page("login", partial(_login, office)),
        "/test-tin": Page("stub", partial(_stub, office)),
        "/danh-muc-van-ban": Page(
            "stub", lambda: base.html("<h1>Trang mặc định</h1><h3>Chưa có nội dung</h3>")
        ),
    }
    for section in office.sections:
        for number, last, part in base.paged(office, section.slug):
            page = Page("listing", partial(_list, office, section, number, last, part))
            table[f"/{section.slug}/page/{number}"] = page
            if number == 1:
                table[f"/{section.slug}"] = page
    detail = _detail_a if office.template == "lacviet_a" else _detail_b
    for story in office.stories:
        table[path(story)] = Page("article", partial(detail, office, story), story.slug)
    return table


def fallback(office: Office, target: str, query: str) -> Response | None:
    """The trap of this platform: `/lich/Y/M` links to the month after it for ever."""
    parts = target.strip("/").split("/")
    if len(parts) != 3 or parts[0] != "lich" or not all(part.isdigit() for part in parts[1:]):
        return None
    year, month = int(parts[1]), int(parts[2])
    after = f"/lich/{year + month // 12}/{month % 12 + 1}"
    main = f'Lịch công tác tháng {month}/{year}: chưa cập nhật. <a href="{after}">Tháng sau</a>'
    return base.html(_frame(office, f'<div class="lich">{main}</div>'))


def _frame(office: Office, main: str) -> str:
    menu = "".join(
        f'<li class="parent"><a class="tmenu" href="/{section.slug}"><span>{section.name}</span></a></li>'
        for section in office.sections
    )
    return base.fill("lacviet", base.office_values(office) | {"menu": menu, "main": main, "login": LOGIN})


def _related(office: Office, story: Story) -> str:
    items = "".join(
        f'<li><a href="{path(other)}">{base.text(other.title)}</a>'
        f'<span class="ShowDate">({other.published:%d/%m/%Y})</span></li>'
        for other in base.others(office, story)
    )
    return (
        items
        + '<li><a href="/bai-viet-da-go">Bài viết đã gỡ</a><span class="ShowDate">(02/02/2020)</span></li>'
    )


def _see_more(story: Story) -> str:
    links = (f'<p>Xem chi tiết <a href="{file_address(name)}">tại đây</a></p>' for name in story.files)
    return "<br>" + "".join(links) if story.files else ""


def _stamp(story: Story) -> str:
    """One of the three ways in which this platform writes a date; which one depends on the article."""
    moment = story.published
    long = f"{base.WEEKDAYS[moment.weekday()]}, {moment:%d %m %Y %H:%M}"
    return (long, f"({moment:%d.%m.%Y %H:%M})", f"{moment:%d/%m/%Y}")[story.number % 3]


def _detail_a(office: Office, story: Story) -> Response:
    values = base.story_values(office, story) | {
        "stamp": _stamp(story),
        "body": base.body_of(story) + _see_more(story),
        "related": _related(office, story),
    }
    return base.html(_frame(office, base.fill("lacviet_detail_a", values)), story.quirks)


def _detail_b(office: Office, story: Story) -> Response:
    values = base.story_values(office, story) | {
        "files": _see_more(story),
        "related": _related(office, story),
    }
    return base.html(_frame(office, base.fill("lacviet_detail_b", values)), story.quirks)


def _stub(office: Office) -> Response:
    """The shell of an article that somebody made and never filled."""
    empty = dict.fromkeys(("title", "sapo", "body", "related", "files"), "")
    name = "lacviet_detail_a" if office.template == "lacviet_a" else "lacviet_detail_b"
    section = office.sections[0].name
    return base.html(_frame(office, base.fill(name, empty | {"section": section, "stamp": "", "views": "3"})))


def _list(office: Office, section: Section, number: int, last: int, part: Sequence[Story]) -> Response:
    rows = "".join(
        f'<tr><td class="TitleFront"><a style="padding-left:8px" href="{path(story)}">'
        f"{base.text(story.title)}"
        f'<span class="ShowDate"> ({story.published:%d.%m.%Y %H:%M})</span></a></td></tr>'
        '<tr><td class="tinHT"><div style="TEXT-ALIGN: justify" class="ContentText">'
        f"{base.teaser(story)}</div></td></tr>"
        for story in part
    )
    pager = "".join(f'<a class="page" href="/{section.slug}/page/{i}/">{i}</a> ' for i in range(1, last + 1))
    main = (
        '<div class="container_top_left1"><div class="div_header_style1"><a class="a_header_style1">'
        f'{section.name}</a></div></div><table border="0" width="100%"><tbody>{rows}</tbody></table>'
        f'<div class="phantrang">Trang {number}/{last} {pager}</div>'
    )
    return base.html(_frame(office, main))


def _home(office: Office) -> Response:
    boxes = "".join(
        f'<div class="div_header_style1"><a class="a_header_style1" href="/{section.slug}">{section.name}'
        '</a></div><table border="0" width="100%"><tbody>'
        + "".join(
            f'<tr><td class="TitleFront"><a href="{path(story)}">{base.text(story.title)}'
            f'<span class="ShowDate"> ({story.published:%d.%m.%Y %H:%M})</span></a></td></tr>'
            for story in office.of_section(section.slug)[:3]
        )
        + "</tbody></table>"
        for section in office.sections
    )
    extra = (
        '<ul class="box"><li><a href="/test-tin">test tin</a></li>'
        '<li><a href="/lich/2024/11">Lịch công tác</a></li>'
        '<li><a href="/danh-muc-van-ban">Danh mục văn bản</a></li></ul>'
    )
    return base.html(_frame(office, boxes + extra))


def _login(office: Office) -> Response:
    form = (
        f'<form action="{LOGIN}" method="post"><table>'
        '<tr><td>Tên đăng nhập</td><td><input name="user" /></td></tr>'
        '<tr><td>Mật khẩu</td><td><input type="password" name="password" /></td></tr></table>'
        '<input type="submit" value="Đăng nhập" /></form>'
    )
    return base.html(_frame(office, form))
