"""Where a page leads."""

from __future__ import annotations

from crawler.platforms.base import ListMarks
from pipelines.links import Base, page_links
from pipelines.tree import parse_tree
from store.records import Link

from .pages import liferay, liferay_article, read

URL = "https://thuan-an.example/vi/tin-tuc/"


def links(html: str, *, lists: ListMarks | None = None, next_page: str | None = None) -> dict[str, Link]:
    tree = parse_tree(f"<html><body>{html}</body></html>")
    assert tree is not None
    found = page_links(tree, Base(URL, tree), lists or ListMarks(), next_page=next_page)
    return {link.url.removeprefix("https://thuan-an.example"): link for link in found}


def test_addresses_become_absolute() -> None:
    html = """<a href="/a#b">1</a><a href="b.html">2</a><a href="../../c">3</a><a href="?p=2">4</a>
    <a href="./d/../e">5</a>
    <a href="//khac.example/x">6</a><a href=" /f\n g ">7</a><a href="/tệp mới">8</a>"""
    assert list(links(html)) == [
        "/a", "/vi/tin-tuc/b.html", "/c", "/vi/tin-tuc/?p=2", "/vi/tin-tuc/e", "https://khac.example/x",
        "/f%20g", "/t%E1%BB%87p%20m%E1%BB%9Bi",
    ]  # fmt: skip


def test_a_base_element_counts() -> None:
    tree = parse_tree("<head><base href='/goc/'></head><body><a href='a'>x</a></body>")
    assert tree is not None
    assert Base(URL, tree).absolute("a") == "https://thuan-an.example/goc/a"


def test_what_leads_to_no_page_is_left_out() -> None:
    html = """<a href="#x">1</a><a href="javascript:void(0)">2</a><a href="mailto:a@b.example">3</a><a>4</a>
    <a href="">5</a><a href="tel:0241234">6</a><a href="http://[::1">7</a>"""
    assert links(html) == {}


def test_an_address_is_named_once_with_its_strongest_role() -> None:
    found = links("<a href='/hop-dan'><img></a><h3><a href='/hop-dan'>Xã Bình Minh họp dân</a></h3>")
    assert found["/hop-dan"] == Link("https://thuan-an.example/hop-dan", "Xã Bình Minh họp dân", None, "item")


def test_the_date_of_its_own_row_belongs_to_an_item() -> None:
    html = """<ul>
    <li><a href="/mot">Họp báo về ngày 20/5/2024 tại huyện</a> <span>(12/06/2024)</span></li>
    <li><a href="/hai">Tập huấn cho cán bộ một cửa</a><p>Ngày đăng 11/06/2024 | Lượt xem: 45</p></li>
    <li><a href="/ba">Thông báo tuyển dụng công chức<span class="ShowDate">(10.06.2024 08:15)</span></a></li>
    <li><h4><a href="/bon">Kế hoạch kiểm tra công vụ</a></h4><p>Theo quyết định ngày 9/6/2024 của huyện, đoàn
    kiểm tra sẽ làm việc với từng xã trong tháng sau.</p></li></ul>"""
    found = links(html)
    assert {url: (link.role, link.published) for url, link in found.items()} == {
        "/mot": ("item", "(12/06/2024)"),
        "/hai": ("item", "11/06/2024"),
        "/ba": ("item", "(10.06.2024 08:15)"),
        "/bon": ("item", None),
    }
    assert found["/ba"].text == "Thông báo tuyển dụng công chức"


def test_menus_are_no_items() -> None:
    html = "<div class='menu'><h3><a href='/x'>Thông tin chỉ đạo điều hành</a></h3></div>"
    assert links(html)["/x"].role == "nav"


def test_pagers_are_known_by_word_and_place() -> None:
    html = (
        "<div class='phan-trang'><a href='?p=2'>2</a><a href='?p=3'>Trang sau »</a></div><a href='/n'>2</a>"
    )
    found = links(html)
    assert [found[f"/vi/tin-tuc/?p={number}"].role for number in (2, 3)] == ["pager", "pager"]
    assert found["/n"].role == "nav"


def test_pagers_are_guessed_where_the_platforms_marks_name_items_alone() -> None:
    marks = ListMarks(item=(".tin a",), pager=(".lat a",))
    html = """<div class='tin'><a href='/mot'>Xã họp dân</a></div>
    <div class='phantrang'><a href='/muc/page/2'>2</a></div>"""
    assert links(html, lists=marks)["/muc/page/2"].role == "pager"
    html += "<div class='lat'><a href='/muc/page/3'>3</a></div>"
    found = links(html, lists=marks)
    assert [found[f"/muc/page/{number}"].role for number in (2, 3)] == ["nav", "pager"]


def test_a_next_page_that_leads_nowhere_follows_the_platforms_rule() -> None:
    turned = "https://thuan-an.example/tin-tuc/page/2"
    for href in ("/", "#", "javascript:__doPostBack('x')"):
        html = f"<ul class='pagination'><li><a href=\"{href}\">Trang sau</a></li></ul>"
        assert links(html, next_page=turned)["/tin-tuc/page/2"].role == "pager"
    assert links("<a href='/'>Trang chủ</a>", next_page=turned).keys() == {"/"}


def test_beside_an_article_nothing_is_a_list() -> None:
    extra = """<p>Xem <a href='/ke-hoach'>kế hoạch của tỉnh</a> và
    <a href='/documents/1/2/KH.pdf/ab'>văn bản</a></p>"""
    reading = read(liferay_article(extra=extra), "liferay_asset", "/tin/-/view_content/88-so-ket.html")
    roles = {link.url.rpartition("example")[2]: link.role for link in reading.links}
    assert roles["/ke-hoach"] == "body"
    assert roles["/documents/1/2/KH.pdf/ab"] == "file"
    assert roles["/tin/-/view_content/77-xa-binh-minh-ra-quan.html"] == "nav"
    assert not {"item", "pager"} & set(roles.values())


def test_items_of_a_liferay_list() -> None:
    row = """<div class='asset-abstract'>
    <h3 class='asset-title'><a href='/tin/-/view_content/{0}-x.html'>Xã {0} ra quân</a></h3>
    <div class='assetPublishDate block_timer'>Ngày đăng 0{0}/06/2024 | 8:00 AM | Lượt xem: 4</div>
    <div class='asset-summary'>Theo kế hoạch ngày 01/01/2024, xã đã tổ chức hội nghị.</div></div>"""
    reading = read(liferay(row.format(1) + row.format(2)), "liferay_asset", "/tin")
    items = [link for link in reading.links if link.role == "item"]
    assert [link.published for link in items] == ["01/06/2024 | 8:00 AM", "02/06/2024 | 8:00 AM"]
