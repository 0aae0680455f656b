"""A department's portal on Liferay 6.2: asset publisher, language twins, pop-up print, document register."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import parse_qs

from samples.content import Office, RegisterEntry, Section, Story
from samples.files import address as file_address
from samples.pages import base
from samples.pages.base import Page, Pages, Response

STATE = "p_p_lifecycle=0&amp;p_p_state=normal&amp;p_p_mode=view&amp;p_p_col_id=column-1&amp;p_p_col_count=2"
PAGER = f"?p_p_id=101&amp;{STATE}&amp;p_p_col_pos=1&amp;_101_delta=4&amp;_101_keywords=&amp;_101_cur="
ENTRY = f"?p_p_id=4_WAR_portalvbpqportlet&amp;{STATE}&amp;_4_WAR_portalvbpqportlet_mvcPath=%2Fview_detail.jsp"
REGISTER = "van-ban-phap-quy"
LABELS = {
    "vi": {
        "date": "Ngày đăng",
        "views": "Lượt xem",
        "home": "Trang chủ",
        "other": "Tin khác",
        "print": "In trang",
    },
    "en": {
        "date": "Publish date",
        "views": "View count",
        "home": "Home",
        "other": "Other News",
        "print": "Print",
    },
}


def path(story: Story) -> str:
    return f"/{story.section}/-/view_content/{story.number}-{story.slug}.html"


def entry_path(entry: RegisterEntry) -> str:
    return f"/{REGISTER}{ENTRY}&amp;_4_WAR_portalvbpqportlet_id={entry.number}".replace("&amp;", "&")


def canonical(target: str, query: str) -> str:
    """Of a Liferay query only the page number, the act's id, the login portlet and the print mode matter."""
    keys = parse_qs(query)
    for name in ("_4_WAR_portalvbpqportlet_id", "_101_cur"):
        if name in keys:
            return f"{target}?{name}={keys[name][0]}"
    return f"{target}?p_p_id=58" if keys.get("p_p_id") == ["58"] else target


def pages(office: Office, sitemap: bool) -> Pages:
    """Every page of the portal by canonical target; `sitemap` changes nothing, this platform has none."""
    table: Pages = {
        "/robots.txt": base.robots(),
        "/noi-bo/lich-truc.html": base.private(),
        "/": Page("home", partial(_home, office)),
        "/trang-chu": Page("home", partial(_home, office)),
        "/so-do-website": Page("listing", partial(_site_map, office)),
        "/dang-nhap": Page("login", partial(_login, office)),
        "/dang-nhap?p_p_id=58": Page("login", partial(_login, office)),
        "/tai-lieu-huong-dan": Page("soft_404", partial(_status, office, "/tai-lieu-huong-dan")),
    }
    for section in office.sections:
        table |= _lists(office, section)
    for story in office.stories:
        table |= _article(office, story)
    table |= _register(office)
    return table


def fallback(office: Office, target: str, query: str) -> Response | None:
    """The trap of this platform: language links nested below an article for as long as one follows them."""
    head, mark, tail = target.partition(".html/")
    story = next((s for s in office.stories if head.endswith(f"/{s.number}-{s.slug}")), None)
    if not mark or story is None or set(tail.removesuffix(".html").split("/")) - {"vi", "en"}:
        return None
    return _detail(office, story, "vi", target)


def _article(office: Office, story: Story) -> Pages:
    here = path(story)
    popup = here.replace("view_content/", "view_content/pop_up/")
    return {
        here: Page("article", partial(_detail, office, story, "vi", here), story.slug),
        f"/vi{here}": Page("twin", partial(_detail, office, story, "vi", here), story.slug),
        f"/en{here}": Page("twin", partial(_detail, office, story, "en", here), story.slug),
        popup: Page("print", partial(_popup, office, story), story.slug),
    }


def _lists(office: Office, section: Section) -> Pages:
    table: Pages = {}
    for number, last, part in base.paged(office, section.slug):
        page = Page("listing", partial(_list, office, section, number, last, part))
        table[f"/{section.slug}?_101_cur={number}"] = page
        if number == 1:
            table |= {f"/{section.slug}": page, f"/en/{section.slug}": page}
    return table


def _register(office: Office) -> Pages:
    table: Pages = {f"/{REGISTER}": Page("listing", partial(_register_list, office))}
    for entry in office.register:
        key = canonical(*entry_path(entry).split("?"))
        table[key] = Page("register", partial(_register_entry, office, entry))
    return table


def _frame(office: Office, heading: str, crumb: str, main: str, here: str = "/trang-chu") -> str:
    menu = "".join(
        f'<li class=""> <a href="/{section.slug}" >{section.name}</a> </li>' for section in office.sections
    )
    values = base.office_values(office) | {
        "title": f"{heading} - {office.name}",
        "menu": menu,
        "crumb": base.text(crumb),
        "main": main,
        "name": office.name.upper(),
        "here": here,
        "host": office.host,
    }
    return base.fill("liferay", values)


def _detail(office: Office, story: Story, language: str, here: str) -> Response:
    words = LABELS[language]
    stamp = f"{story.published:%d/%m/%Y} | {base.clock(story.published)}"
    related = "".join(
        f'<li><a href="{path(other)}">{base.text(other.title)}</a> ({other.published:%d/%m/%Y})</li>'
        for other in base.others(office, story)
    )
    files = "".join(f'<p><a href="{file_address(name)}">{base.text(name)}</a></p>' for name in story.files)
    values = base.story_values(office, story) | {
        "stamp": f"{words['date']} {stamp} &nbsp;|&nbsp;{words['views']}: {base.views(story)}",
        "number": str(story.number),
        "body": base.body_of(story) + files,
        "related": related,
        "print": here.replace("view_content/", "view_content/pop_up/") + "?_101_viewMode=print",
        **{f"label_{key}": word for key, word in words.items()},
    }
    crumb = base.section_name(office, story.section)
    page = _frame(
        office, f"{base.text(story.title)} - {crumb}", crumb, base.fill("liferay_detail", values), here
    )
    return base.html(page, story.quirks)


def _popup(office: Office, story: Story) -> Response:
    lead = f'<p class="sapo"><strong>{base.sapo_of(story)}</strong></p>'
    main = f'<div class="asset-full-content-title">{base.title_of(story)}</div>{lead}'
    body = f'<div class="journal-content-article">{base.body_of(story)}</div>'
    head = f"<title>{base.text(story.title)} - {office.name}</title>"
    return base.html(
        f"<!DOCTYPE html><html><head>{head}</head><body class='portal-popup'>{main}{body}</body></html>"
    )


def _list(office: Office, section: Section, number: int, last: int, part: Sequence[Story]) -> Response:
    items = "".join(_abstract(story) for story in part)
    pager = "".join(
        f'<li> <a href="/{section.slug}{PAGER}{i}" class="taglib-icon"><span>{i}</span></a> </li>'
        for i in range(1, last + 1)
    )
    following = f'<li><a href="/{section.slug}{PAGER}{number + 1}">Tiếp</a></li>' if number < last else ""
    main = (
        f'{items}<div class="taglib-page-iterator"><ul class="dropdown-menu lfr-menu-list">{pager}</ul>'
        f'<small class="search-results">Trang {number} / {last}</small>'
        f'<ul class="pager lfr-pagination-buttons">{following}</ul></div>'
    )
    return base.html(_frame(office, section.name, section.name, main, f"/{section.slug}"))


def _abstract(story: Story) -> str:
    stamp = f"Ngày đăng {story.published:%d/%m/%Y} | {base.clock(story.published)}"
    values = {
        "href": path(story),
        "title": base.text(story.title),
        "stamp": stamp,
        "summary": base.teaser(story),
    }
    return base.fill("liferay_abstract", values | {"views": str(base.views(story))})


def _home(office: Office) -> Response:
    latest = "".join(_abstract(story) for story in office.stories[:6])
    columns = "".join(
        f'<div class="portlet-topper"><a href="/{section.slug}">{section.name}</a></div><ul>'
        + "".join(
            f'<li><a href="{path(story)}">{base.text(story.title)}</a></li>'
            for story in office.of_section(section.slug)[:3]
        )
        + "</ul>"
        for section in office.sections
    )
    return base.html(_frame(office, "Trang chủ", "Trang chủ", latest + columns))


def _site_map(office: Office) -> Response:
    items = "".join(f'<li><a href="/{section.slug}">{section.name}</a></li>' for section in office.sections)
    main = f'<ul class="site-map">{items}<li><a href="/{REGISTER}">Văn bản pháp quy</a></li></ul>'
    return base.html(_frame(office, "Sơ đồ cổng", "Sơ đồ cổng", main))


def _login(office: Office) -> Response:
    form = (
        '<form action="/dang-nhap?p_p_id=58" method="post" class="form"><label>Tên đăng nhập</label>'
        '<input name="_58_login" type="text" /><label>Mật khẩu</label>'
        '<input name="_58_password" type="password" /><button type="submit">Đăng nhập</button></form>'
    )
    return base.html(_frame(office, "Đăng nhập", "Đăng nhập", form))


def _status(office: Office, target: str) -> Response:
    """Liferay's page for what it does not have: the whole frame, and status 200."""
    main = (
        '<section class="portlet" id="portlet_status"><h1 class="portlet-title">Trạng thái</h1>'
        '<h3 class="alert alert-error">Không tìm thấy</h3>Tài nguyên không được tìm thấy.<br />'
        f'<code class="lfr-url-error">https://{office.host}{target}</code></section>'
    )
    return base.html(_frame(office, "Trạng thái", "Trạng thái", main))


def _register_list(office: Office) -> Response:
    rows = "".join(
        f"<tr><td>{base.text(next(iter(entry.fields.values())))}</td>"
        f'<td><a href="{base.text(entry_path(entry))}">{base.text(entry.fields["Trích dẫn"])}</a></td></tr>'
        for entry in office.register
    )
    main = f'<table class="table vbpq-list"><tr><th>Số hiệu</th><th>Trích yếu</th></tr>{rows}</table>'
    return base.html(_frame(office, "Văn bản pháp quy", "Văn bản pháp quy", main, f"/{REGISTER}"))


def _register_entry(office: Office, entry: RegisterEntry) -> Response:
    rows = "".join(
        f'<tr><td class="vbpq-detail-col1"> {label} </td><td>{base.text(value)}</td></tr>'
        for label, value in entry.fields.items()
    )
    others_ = "".join(
        f'<li><a href="{base.text(entry_path(other))}">{base.text(other.fields["Trích dẫn"])}</a></li>'
        for other in office.register
        if other.number != entry.number
    )
    main = (
        f'<div class="vbpq-detail"><table style="width: 100%;">{rows}</table></div>'
        f'<div class="vbpq-attachfile"><div class="vbpq-tldk">Tệp đính kèm</div>'
        f'<table><tr><td><a href="{file_address(entry.file)}">{entry.file}</a></td></tr></table></div>'
        f'<div class="vbpq-attachfile"><div class="vbpq-tldk">Văn bản khác</div><ul>{others_}</ul></div>'
    )
    return base.html(_frame(office, "Văn bản pháp quy", "Văn bản pháp quy", main, f"/{REGISTER}"))
