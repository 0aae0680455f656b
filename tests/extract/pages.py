"""Small pages in the shapes that portals have, with texts of our own."""

from __future__ import annotations

import datetime as dt

from crawler.platforms import get_platform
from crawler.portal import Portal, portal_from_mapping
from pipelines.reading import read_page
from store.records import Document, Listed, PageReading, RawPage, identity

FETCHED = dt.datetime(2024, 6, 15, 3, 0, tzinfo=dt.UTC)  # 10:00 in Vietnam
LEAD = "Sáng 12/6, Ủy ban nhân dân huyện họp đánh giá kết quả cải cách hành chính sáu tháng đầu năm."
BODY = (
    "Theo báo cáo, bộ phận một cửa của huyện đã tiếp nhận hơn bốn nghìn hồ sơ, trong đó hồ sơ trực tuyến"
    " chiếm bảy phần mười; tỷ lệ giải quyết đúng hạn cao hơn cùng kỳ năm trước."
)
END = "Chủ tịch huyện yêu cầu các xã niêm yết công khai thủ tục và trả lời phản ánh của dân trong ba ngày."
TITLE = "Huyện sơ kết công tác cải cách hành chính sáu tháng đầu năm 2024"


def portal(platform: str) -> Portal:
    url = "https://thuan-an.example/"
    declared = {"id": "thuanan", "name": "Cổng thử", "url": url, "platform": platform, "locality": "P63:24"}
    return portal_from_mapping(declared)


def raw(url: str, body: str | bytes, platform: str, **more: object) -> RawPage:
    key = get_platform(platform).classify(url).key
    values: dict[str, object] = {
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"),),
        "fetched_at": FETCHED,
    }
    data = body.encode() if isinstance(body, str) else body
    return RawPage(id=identity(key), key=key, url=url, portal="thuanan", body=data, **values | more)  # type: ignore[arg-type]


def read(body: str | bytes, platform: str, path: str = "/bai-viet", **more: object) -> PageReading:
    return read_page(raw(f"https://thuan-an.example{path}", body, platform, **more), portal(platform))


def document(reading: PageReading) -> Document:
    assert reading.document is not None, reading
    return reading.document


def listed(published: str) -> Listed:
    from store.records import ListSource  # noqa: PLC0415

    return Listed(ListSource.LISTING, TITLE, published)


MENU = """<div id="menu"><ul><li><a href="/gioi-thieu">Giới thiệu</a></li>
<li><a href="/tin-tuc">Tin tức sự kiện của huyện</a></li>
<li><a href="/thu-tuc-hanh-chinh">Thủ tục hành chính</a></li></ul></div>"""
FOOT = "<div class='footer'><p>Cơ quan chủ quản: Ủy ban nhân dân huyện. Lượt truy cập: 1.204.551</p></div>"


def liferay(main: str, title: str = "Tin tức - Cổng huyện", body_class: str = "") -> str:
    return f"""<html lang='vi-VN'><head><title>{title}</title></head><body class='{body_class}'>{MENU}
        <div id='main-content'>
        <div class='portlet-boundary portlet-asset-publisher'><div class='portlet-body'>{main}</div></div>
        <div class='portlet-boundary'><div class='portlet-body'><div class='journal-content-article'>
        <a href='/duong-day-nong'>Đường dây nóng tiếp nhận phản ánh</a></div></div></div></div>
        {FOOT}</body></html>"""


def liferay_article(date: str = "Ngày đăng 12/06/2024 | 2:05 PM | Lượt xem: 45", extra: str = "") -> str:
    return liferay(f"""
        <div class='dd_chuyenmuc'><span class='tintuc'><p>Cải cách hành chính</p></span></div>
        <div class='asset-full-content-title'>{TITLE}</div>
        <div class='assetPublishDate block_timer'>{date}</div>
        <div class='asset-full-content show-asset-title'><div class='asset-content' id='_101_88'>
        <div class='sapo-wrapper'><p class='sapo'><strong>{LEAD}</strong></p></div>
        <div class='journal-content-article'><p>{BODY}</p><p>{END}</p>{extra}
        <p class='view-content-author'><strong><em>Lê Thị Thu</em></strong></p></div></div></div>
        <div class='asset-control-detail'><a href='javascript:print();'>In bài viết</a></div>
        <div class='related_asset'><div class='related_asset_title'>Các tin khác</div>
        <ul class='related_asset_list'><li><a href='/tin/-/view_content/77-xa-binh-minh-ra-quan.html'>
        Xã Bình Minh ra quân làm sạch đường thôn</a></li></ul></div>""")


def news(body: str, time: str = "thứ tư, 12 06 2024 14:05", title: str = TITLE) -> str:
    """SharePoint with Lạc Việt's web parts, the news skin."""
    return f"""<html><head><meta name='GENERATOR' content='Microsoft SharePoint'></head><body>
        <form id='aspnetForm'>{MENU}<div class='time'><span id='tP'>Thứ ba, 9/4/2019-9:4 AM</span></div>
        <div class='snCenter'><table><tr class='ms-news-header'>
        <td class='FolderTitle'>Cải cách hành chính</td>
        <td class='Time'>{time}</td></tr></table><div id='part1'><table id='tableforprint'>
        <tr><td><p class='Title'>{title}</p></td></tr>
        <tr><td><b class='lv_description_mode1 allowMenu'>{LEAD}</b></td></tr>
        <tr><td><div class='ExternalClassD44D9F97'>{body}<ul class='contextMenu'><li>Soạn bài viết</li></ul>
        <div>Số lượt người xem: 212 Bản in Quay lại</div>
        <div id='part2'><table class='tbtinkhac'><tr><td>TIN ĐÃ ĐƯA</td></tr></table>
        <ul><li><a href='/lich-cong-tac'>Lịch công tác tuần của lãnh đạo huyện</a>
        <span class='ShowDate'>(10/06/2024)</span></li></ul></div></div></td></tr></table></div></div>
        {FOOT}</form></body></html>"""


def intro(body: str, title: str = TITLE) -> str:
    """The other skin: no date on the page, the title is the first paragraph, behind a zero-width space."""
    return f"""<html><body><form id='aspnetForm'>{MENU}<div class='zoneCent-GT'>
        <div class='title-gt'><p><strong>Cải cách hành chính</strong></p></div>
        <div class='gthieu'><div class='gtTitle'><div><div>&#8203;<p><strong>{title}</strong></p></div>
        <style>.img {{ width: 100% }}</style><div class='img'>{body}</div></div></div></div></div>
        {FOOT}</form></body></html>"""
