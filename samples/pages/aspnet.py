"""A district's portal of around 2010: ASP.NET, nested tables, lists with pages, no feed, no site map."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import parse_qs

from samples.content import Office, Section, Story
from samples.files import address as file_address
from samples.pages import base
from samples.pages.base import Page, Pages, Response

DETAIL, LIST = "/chi-tiet.aspx", "/danh-sach.aspx"
ECHO = "van-ban"


def path(story: Story) -> str:
    return f"{DETAIL}?id={story.number}"


def canonical(target: str, query: str) -> str:
    """Of a query only the article's id, or the list's category and page, matter; `sort` and `sid` do not."""
    keys = {name: values[0] for name, values in parse_qs(query).items()}
    if "id" in keys:
        return f"{target}?id={keys['id']}"
    return f"{target}?cat={keys['cat']}&page={keys.get('page', '1')}" if "cat" in keys else target


def pages(office: Office, sitemap: bool) -> Pages:
    """Every page of the portal by canonical target; `sitemap` changes nothing, this portal has none."""
    home = Page("home", partial(_home, office))
    table: Pages = {
        "/robots.txt": base.robots(),
        "/noi-bo/lich-truc.html": base.private(),
        "/": home,
        "/default.aspx": home,
        "/login.aspx": Page("login", partial(_login, office)),
    }
    for category, section in enumerate(office.sections, start=1):
        for number, last, part in base.paged(office, section.slug):
            page = Page("listing", partial(_list, office, section, number, last, part))
            table[f"{LIST}?cat={category}&page={number}"] = page
    for story in office.stories:
        table[path(story)] = Page("article", partial(_detail, office, story), story.slug)
    return table


def fallback(office: Office, target: str, query: str) -> Response | None:
    """The trap of this portal: `van-ban/` links to a folder of its own name below itself, without end."""
    parts = target.strip("/").split("/")
    if set(parts) != {ECHO}:
        return None
    main = f'<p>Thư mục văn bản.</p><a href="{ECHO}/">Thư mục con</a> <a href="/default.aspx">Trang chủ</a>'
    return base.html(_frame(office, main))


def _category(office: Office, slug: str) -> int:
    return [section.slug for section in office.sections].index(slug) + 1


def _frame(office: Office, main: str) -> str:
    menu = "".join(
        f'<td class="menu"><a href="{LIST}?cat={i}&amp;page=1">{section.name}</a></td>'
        for i, section in enumerate(office.sections, start=1)
    )
    return base.fill("aspnet", base.office_values(office) | {"menu": menu, "main": main, "echo": ECHO})


def _detail(office: Office, story: Story) -> Response:
    files = "".join(
        f'<br><b>Tệp đính kèm:</b> <a href="{file_address(name)}">{base.text(name)}</a>'
        for name in story.files
    )
    related = "".join(
        f'<tr><td><img src="/images/bullet.gif"> <a href="{path(other)}">{base.text(other.title)}</a>'
        f" <i>({other.published:%d/%m/%Y})</i></td></tr>"
        for other in base.others(office, story)
    )
    values = base.story_values(office, story) | {
        "stamp": f"Cập nhật lúc: {story.published:%H:%M | %d/%m/%Y}",
        "files": files,
        "related": related,
    }
    return base.html(_frame(office, base.fill("aspnet_detail", values)), story.quirks)


def _list(office: Office, section: Section, number: int, last: int, part: Sequence[Story]) -> Response:
    category = _category(office, section.slug)
    rows = "".join(
        '<tr><td width="110"><img src="/images/tin.gif" width="100"></td><td>'
        f'<a class="tieude" href="{path(story)}">{base.text(story.title)}</a> '
        f'<font color="#666666">({story.published:%d/%m/%Y})</font><br>{base.teaser(story)}</td></tr>'
        for story in part
    )
    pager = "".join(f'<a href="{LIST}?cat={category}&amp;page={i}">{i}</a> ' for i in range(1, last + 1))
    here = f"{LIST}?cat={category}&amp;page={number}"
    main = (
        f'<div class="tenmuc">{section.name}</div>'
        f'<a href="{here}&amp;sort=ten&amp;sid=a1b2c3d4e5f60718">Xếp theo tên</a>'
        f'<table width="100%">{rows}</table><div>Trang: {pager}</div>'
    )
    return base.html(_frame(office, main))


def _home(office: Office) -> Response:
    rows = "".join(
        f'<tr><td><a class="tieude" href="{path(story)}">{base.text(story.title)}</a>'
        f" ({story.published:%d/%m/%Y})<br>{base.teaser(story, 20)}</td></tr>"
        for story in office.stories[:5]
    )
    return base.html(_frame(office, f'<div class="tenmuc">Tin mới</div><table width="100%">{rows}</table>'))


def _login(office: Office) -> Response:
    form = (
        '<table><tr><td>Tên truy cập</td><td><input name="txtUser"></td></tr><tr><td>Mật khẩu</td>'
        '<td><input type="password" name="txtPass"></td></tr></table><input type="submit" value="Đăng nhập">'
    )
    return base.html(_frame(office, form))
