"""Whole pages of the known platforms: kind, parts, files."""

from __future__ import annotations

import re

import pytest

from store.records import PageKind

from .pages import (
    BODY,
    END,
    LEAD,
    TITLE,
    document,
    intro,
    liferay,
    liferay_article,
    listed,
    news,
    read,
)

ARTICLE_PATH = "/tin/-/view_content/88-so-ket-cai-cach.html"


def test_a_liferay_article() -> None:
    reading = read(liferay_article(), "liferay_asset", ARTICLE_PATH)
    article = document(reading)
    assert reading.kind is PageKind.ARTICLE
    assert article.title == TITLE
    assert article.text == f"{LEAD}\n\n{BODY}\n\n{END}"
    assert article.published is not None
    assert (str(article.published.date), article.published.time) == ("2024-06-12", "14:05")
    assert article.published.source == "selector"
    assert (article.section, article.author) == ("Cải cách hành chính", "Lê Thị Thu")
    assert article.extractor == "liferay_asset/1"
    assert reading.flags == ()


def test_the_account_of_an_editor_is_no_author() -> None:
    html = liferay_article().replace("Lê Thị Thu", "admin admin")
    assert document(read(html, "liferay_asset", ARTICLE_PATH)).author is None


def test_the_english_twin_says_the_same() -> None:
    html = liferay_article("Publish date 12/06/2024 | 2:05 PM | View count: 45")
    twin = document(read(html, "liferay_asset", "/en" + ARTICLE_PATH))
    assert twin.published is not None
    assert str(twin.published.date) == "2024-06-12"
    assert twin.id == document(read(liferay_article(), "liferay_asset", ARTICLE_PATH)).id


def test_the_news_skin_of_sharepoint() -> None:
    reading = read(news(f"<p>{BODY}</p><div>{END}</div>"), "sharepoint_lacviet")
    article = document(reading)
    assert reading.kind is PageKind.ARTICLE
    assert article.title == TITLE
    assert article.text == f"{LEAD}\n\n{BODY}\n\n{END}"
    assert article.published is not None
    assert (str(article.published.date), article.published.time) == ("2024-06-12", "14:05")
    assert article.section == "Cải cách hành chính"


def test_another_cms_pasted_into_the_body_is_body() -> None:
    pasted = f"""<div class='asset-content' id='_101_57'>
    <div class='sapo-wrapper'><p class='sapo'>{LEAD}</p></div>
    <div class='journal-content-article'><p>{BODY}</p></div></div>"""
    article = document(read(news(pasted), "sharepoint_lacviet"))
    assert article.title == TITLE
    assert article.text.endswith(BODY)
    assert article.extractor == "sharepoint_lacviet/1"


def test_the_intro_skin_of_sharepoint_has_no_date_of_its_own() -> None:
    reading = read(intro(f"<p>{BODY}</p>"), "sharepoint_lacviet")
    article = document(reading)
    assert (article.title, article.text, article.published) == (TITLE, BODY, None)
    assert "date_missing" in reading.flags


def test_the_date_of_a_list_counts_where_the_page_shows_none() -> None:
    page = read(intro(f"<p>{BODY}</p>"), "sharepoint_lacviet", listed=listed("(12.06.2024 14:05)"))
    published = document(page).published
    assert published is not None
    assert (str(published.date), published.source) == ("2024-06-12", "feed")
    shown = document(read(news(BODY), "sharepoint_lacviet", listed=listed("(01.01.2020 08:00)"))).published
    assert shown is not None
    assert shown.source == "selector"


def test_an_address_may_name_the_day() -> None:
    path = "/tintuc/Lists/Posts/Post.aspx?ItemID=31&PublishedDate=2024-03-28T18:35:00Z"
    published = document(read(intro(f"<p>{BODY}</p>"), "sharepoint_lacviet", path)).published
    assert published is not None
    assert (str(published.date), published.source) == ("2024-03-29", "url")


def test_an_impossible_date_is_rejected_and_the_clock_never_taken() -> None:
    reading = read(news(f"<p>{BODY}</p>", time="31/02/2024"), "sharepoint_lacviet")
    assert document(reading).published is None
    assert "date_rejected" in reading.flags


def test_link_lines_are_attachments_not_text() -> None:
    body = f"""<p>{BODY}</p><p>Xem chi tiết <a href='/img/12-KH-UBND.pdf'>Tại đây</a></p>
    <p>Phụ lục: <a href='/img/Phu luc 1.xlsx'>Biểu tổng hợp chỉ tiêu của các xã</a> kèm số liệu
    chi tiết của từng đơn vị trực thuộc ủy ban</p><embed src='/img/scan.pdf'><p><a href='/'>Tại đây</a></p>"""
    article = document(read(news(body), "sharepoint_lacviet"))
    assert "Tại đây" not in article.text
    assert "Biểu tổng hợp" in article.text
    assert [(file.name, file.url.rpartition("/")[2], file.media_type) for file in article.attachments] == [
        ("12-KH-UBND.pdf", "12-KH-UBND.pdf", "application/pdf"),
        (
            "Biểu tổng hợp chỉ tiêu của các xã",
            "Phu%20luc%201.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("scan.pdf", "scan.pdf", "application/pdf"),
    ]


def test_an_article_that_is_only_a_file_is_an_article() -> None:
    html = intro("<p>Xem chi tiết <a href='/img/BC-99.pdf'>tại đây</a></p>")
    reading = read(html, "sharepoint_lacviet")
    assert reading.kind is PageKind.ARTICLE
    assert document(reading).text == ""
    assert "empty_text" in reading.flags
    assert len(document(reading).attachments) == 1


def test_damage_is_repaired_and_flagged() -> None:
    html = liferay_article(extra="<p>ldquo;Một cửardquo; cho ph;ép tra cứu&nbsp;hồ sơ</p>")
    reading = read(html, "liferay_asset", ARTICLE_PATH)
    assert document(reading).text.endswith("“Một cửa” cho phép tra cứu hồ sơ")
    assert {"entity_repaired", "nbsp"} <= set(reading.flags)
    assert set(reading.flags) <= set(document(reading).flags)


def test_a_task_table_keeps_rows_and_cells() -> None:
    table = """<table><tr><td>1</td><td>Rà soát thủ tục</td><td>Quý III</td></tr>
    <tr><td>2</td><td>Tập huấn</td></tr></table>"""
    text = document(read(liferay_article(extra=table), "liferay_asset", ARTICLE_PATH)).text
    assert text.endswith("1\tRà soát thủ tục\tQuý III\n2\tTập huấn")


# --- other skins of the same platforms ------------------------------------------------------------------


def test_liferays_own_skin() -> None:
    html = liferay(f"""<div class='taglib-header'><h1 class='header-title'><span>{TITLE}</span></h1></div>
        <div class='asset-full-content'>
        <div class='asset-metadata'><span class='metadata-publish-date'>12/06/2024</span></div>
        <div class='asset-content'><div class='journal-content-article'><p>{BODY}</p></div></div></div>""")
    reading = read(html, "liferay_asset", "/web/guest/tin/-/asset_publisher/Zx1/content/so-ket-cai-cach")
    article = document(reading)
    assert (article.title, article.text) == (TITLE, BODY)
    assert article.published is not None
    assert str(article.published.date) == "2024-06-12"


@pytest.mark.parametrize("platform", ["liferay_asset", "sharepoint_lacviet", "generic"])
def test_a_rebuild_with_slugs_in_liferays_skin(platform: str) -> None:
    html = liferay(f"""<div class='nd_detail_chitiet'><h2>{TITLE}</h2>
        <span class='time'>12/06/2024 08:30</span>
        <div class='journal-content-article'><p>{BODY}</p></div></div>""")
    reading = read(html, platform, "/so-ket-cai-cach")
    article = document(reading)
    assert (reading.kind, article.title, article.text) == (PageKind.ARTICLE, TITLE, BODY)
    assert article.published is not None


@pytest.mark.parametrize(
    ("behind", "date", "title"),
    [
        (" (2024-06-12T03:24:35.083Z)", "2024-06-12", TITLE),
        (" ( 12.06.2024 14:14 )", "2024-06-12", TITLE),
        (" (12/6/2024)", None, f"{TITLE} (12/6/2024)"),
        (" (lần 2)", None, f"{TITLE} (lần 2)"),
    ],
)
def test_a_time_stamp_behind_the_headline_is_its_date(behind: str, date: str | None, title: str) -> None:
    html = liferay(f"""<div class='nd_detail_chitiet'><h2>{TITLE}{behind}</h2>
        <div class='journal-content-article'><p>{BODY}</p></div></div>""")
    article = document(read(html, "liferay_asset", "/so-ket-cai-cach"))
    assert article.title == title
    assert (str(article.published.date) if article.published else None) == date


def test_a_liferay_article_of_unknown_skin_is_read_by_general_rules() -> None:
    html = f"""<html><head><title>{TITLE} - Cổng huyện</title></head><body><div class='khung'><h1>{TITLE}</h1>
    <p>12/06/2024</p><div><p>{LEAD}</p><p>{BODY}</p><p>{END}</p></div></div></body></html>"""
    article = document(read(html, "liferay_asset", "/-/details/20182/so-ket-cai-cach"))
    assert article.title == TITLE
    assert BODY in article.text
    assert re.fullmatch(r"trafilatura/[\d.]+\+\d+", article.extractor or "")


@pytest.mark.parametrize(
    "html",
    [
        f"""<div id='news-title'>{TITLE}</div><div id='news-des'>{LEAD}</div>
        <div id='news-detail'><p>{BODY}</p></div>""",
        f"""<h1>{TITLE}</h1><div id='divArticleDescription1'>{LEAD}</div>
        <div id='divArticleDescription2'>{BODY}</div>""",
        f"<div id='contenttin'><h1>{TITLE}</h1><p>{LEAD}</p><p>{BODY}</p></div>",
    ],
)
def test_live_sharepoint_skins(html: str) -> None:
    page = f"<html><body><form id='aspnetForm'>{html}</form></body></html>"
    article = document(read(page, "sharepoint_lacviet", "/tintuc/Pages/chi-tiet.aspx?ItemID=4"))
    assert (article.title, article.text) == (TITLE, f"{LEAD}\n\n{BODY}")


# --- pages that are no article ----------------------------------------------------------------------------


def test_a_list_beside_a_full_article_is_a_list() -> None:
    pager = "<div class='lfr-pagination'><small class='search-results'>Showing 1 of 12</small></div>"
    reading = read(
        liferay_article().replace("<div class='asset-control-detail'>", pager + "<div>"),
        "liferay_asset",
        "/dau-thau",
    )
    assert reading.kind is PageKind.LISTING
    assert reading.document is None


def test_a_list_in_another_portlet_does_not_unmake_an_article() -> None:
    other = """<div class='portlet-boundary'><div class='portlet-body'>
    <div class='asset-abstract'>tin mới</div></div></div></body>"""
    reading = read(liferay_article().replace("</body>", other), "liferay_asset", "/so-ket-cai-cach")
    assert reading.kind is PageKind.ARTICLE


def test_liferays_status_page_is_a_soft_404() -> None:
    status = """<div id='portlet_status'><h3 class='alert alert-error'>Không tìm thấy</h3>
    <code class='lfr-url-error'>/x</code></div>"""
    html = liferay(status, title="Trạng thái - Cổng huyện")
    reading = read(html, "liferay_asset", ARTICLE_PATH)
    assert (reading.kind, reading.reason, reading.document) == (PageKind.SOFT_404, "soft_404", None)


def test_a_login_form_is_a_login() -> None:
    html = liferay(
        "<section id='portlet_58'><form class='sign-in-form'><input type='password'></form></section>",
        title="Đăng nhập",
    )
    assert read(html, "liferay_asset", "/noi-bo").kind is PageKind.LOGIN


def test_a_login_box_beside_an_article_is_no_login() -> None:
    html = news(f"<p>{BODY}</p>").replace("</form>", "<input type='password'></form>")
    assert read(html, "sharepoint_lacviet").kind is PageKind.ARTICLE


def test_a_print_view_is_a_print() -> None:
    html = liferay_article().replace("<body class=''>", "<body class='portal-popup'>")
    reading = read(html, "liferay_asset", "/tin/-/view_content/pop_up/88-so-ket.html?_101_viewMode=print")
    assert (reading.kind, reading.document) == (PageKind.PRINT, None)


@pytest.mark.parametrize(
    "body", ["", "  \n ", "<h1>EasyWeb</h1><h3>Default Category Layout</h3>", "<p>Đang cập nhật</p>"]
)
def test_placeholders_are_stubs(body: str) -> None:
    reading = read(body, "sharepoint_lacviet")
    assert reading.kind is PageKind.STUB
    assert reading.reason in {"empty_body", "placeholder"}


def test_the_frame_of_an_article_without_content_is_a_stub() -> None:
    html = (
        news("", title="")
        .replace(LEAD, "")
        .replace("<ul class='contextMenu'><li>Soạn bài viết</li></ul>", "")
    )
    html = html.replace("Số lượt người xem: 212 Bản in Quay lại", "").partition("<div id='part2'>")[0]
    assert read(html + "</div></td></tr></table></div>", "sharepoint_lacviet").kind is PageKind.STUB


def test_a_list_of_the_rebuild_is_a_list() -> None:
    row = """<tr><td class='TitleFront'><a href='/tin-{0}'>Tin số {0}
    <span class='ShowDate'>(0{0}.06.2024 08:00)</span></a></td></tr>"""
    rows = "".join(map(row.format, (1, 2, 3)))
    html = f"<html><body><form id='aspnetForm'><table class='allPost'>{rows}</table></form></body></html>"
    for platform in ("sharepoint_lacviet", "generic"):
        reading = read(html * 4, platform, "/tin-tuc")
        assert reading.kind is PageKind.LISTING
    items = [link for link in read(html, "sharepoint_lacviet", "/tin-tuc").links if link.role == "item"]
    assert (items[0].text, items[0].published) == ("Tin số 1", "(01.06.2024 08:00)")


def test_a_challenge_is_no_content() -> None:
    html = "<html><head><title>Just a moment...</title></head><body><p>Checking</p></body></html>"
    reading = read(html, "generic")
    assert (reading.kind, reading.reason) == (PageKind.CHALLENGE, "challenge")


def test_a_notice_of_maintenance_is_none() -> None:
    html = "<html><body><p>Cổng thông tin điện tử đang được bảo trì, xin quay lại sau.</p></body></html>"
    assert read(html, "generic").kind is PageKind.MAINTENANCE


@pytest.mark.case("H10")
@pytest.mark.parametrize(
    ("body", "path", "content_type", "reason"),
    [
        (b"%PDF-1.7 ...", "/tin", "text/html", "type_mismatch"),
        (b"%PDF-1.7 ...", "/vb/12.pdf", "application/pdf", "not_html"),
        (b"\x89PNG\r\n", "/tin", "text/html", "type_mismatch"),
        (b"<html><body>404</body></html>", "/vb/12.pdf", "application/pdf", "type_mismatch"),
        (b'{"a": 1}', "/api", "application/json", "not_html"),
        (b"<html><body>" + b"<p>x</p>" * 700_000, "/tin", "text/html", "too_large"),
    ],
)
def test_what_is_no_page_says_why(body: bytes, path: str, content_type: str, reason: str) -> None:
    reading = read(body, "generic", path, headers=(("content-type", content_type),))
    assert (reading.kind, reading.reason) == (PageKind.UNREADABLE, reason)


def test_gone_is_gone() -> None:
    assert read(news(BODY), "sharepoint_lacviet", status=404).kind is PageKind.SOFT_404


@pytest.mark.parametrize("depth", [300, 3000])
def test_a_deeply_nested_page_is_flagged_never_fatal(depth: int) -> None:
    html = "<html><body>" + "<div>" * depth + f"<p>{BODY}</p>" + "</div>" * depth + "</body></html>"
    reading = read(html, "generic", "/bai-viet-ve-cai-cach-hanh-chinh")
    assert "deep_nesting" in reading.flags


# --- registers ----------------------------------------------------------------------------------------------


ABSTRACT = "Kế hoạch tuyên truyền cải cách hành chính"
VIETNAMESE = (
    "Số ký hiệu", "Ngày ban hành", "Ngày công bố", "Người ký", "Trích yếu", "Cơ quan ban hành",
    "Loại văn bản",
)  # fmt: skip
ENGLISH = (
    "Legislation code", "Issuing date", "Published time", "Signer", "Subject", "Agencies issued",
    "Legislation type",
)  # fmt: skip
VALUES = (
    "131/KH-UBND", "24/05/2024", "27/05/2024", "Trần Văn Mẫu", ABSTRACT, "UBND huyện Thuận An", "Kế hoạch",
)  # fmt: skip


def register(labels: tuple[str, ...]) -> str:
    row = "<tr><td class='vbpq-detail-col1'>{}</td><td>{}</td></tr>"
    rows = "".join(map(row.format, labels, VALUES))
    file = "<a href='/documents/1/2/131_KH.pdf/131_KH.pdf'>{}</a>"
    return liferay(f"""<div class='vbpq-detail'><table>{rows}</table></div><div class='vbpq-attachfile'>
        <div class='vbpq-tldk'>Tệp đính kèm</div>
        <table><tr><td>{file.format("<img>")}</td><td>{file.format("131_KH.pdf")}</td></tr></table></div>
        <ul><li><a href='/van-ban?x=1'>Kế hoạch khác của huyện nhà</a><span>(18/08/2022)</span></li></ul>""")


@pytest.mark.parametrize("labels", [VIETNAMESE, ENGLISH])
def test_a_registers_page_is_its_act_with_its_file(labels: tuple[str, ...]) -> None:
    reading = read(register(labels), "liferay_asset", "/van-ban")
    act = document(reading)
    assert reading.kind is PageKind.REGISTER
    assert act.title == ABSTRACT
    assert act.text.splitlines()[0] == "Số ký hiệu\t131/KH-UBND"
    assert "Cơ quan ban hành\tUBND huyện Thuận An" in act.text
    assert "khác" not in act.text
    assert act.published is not None
    assert str(act.published.date) == "2024-05-27"
    assert [file.name for file in act.attachments] == ["131_KH.pdf"]
    assert act.act is not None
    assert (act.act.number, act.act.issuer) == ("131/KH-UBND", "UBND huyện Thuận An")
    assert (act.kind, act.act.signer) == ("ke_hoach", "Trần Văn Mẫu")
