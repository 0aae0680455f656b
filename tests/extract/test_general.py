"""Pages of portals whose platform is unknown: as good as trafilatura, and articles told from lists."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

import pytest
import trafilatura

from pipelines.blocks import blocks
from pipelines.general import body_text
from pipelines.tree import parse_tree
from store.records import PageKind

from .pages import BODY, END, FOOT, LEAD, MENU, TITLE, document, read

THIRD = (
    "Trong quý tới, huyện sẽ mở thêm ba điểm hỗ trợ nộp hồ sơ trực tuyến tại các chợ đầu mối, mỗi điểm có hai"
    " đoàn viên trực từ sáng đến chiều để hướng dẫn bà con tạo tài khoản và ký số từ xa."
)
RELATED = """<div class='tin-lien-quan'><h3>Tin liên quan</h3><ul>
<li><a href='/xa-binh-minh-4411.html'>Xã Bình Minh đưa vào dùng kiốt tra cứu</a> (01/06/2024)</li>
<li><a href='/tap-huan-4412.html'>Tập huấn kỹ năng số cho tổ công nghệ</a> (30/05/2024)</li></ul></div>"""
TEXT = [LEAD, BODY, THIRD, END]


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def page(main: str, head: str = "", title: str = f"{TITLE} | Cổng thông tin huyện Thuận An") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{MENU}{main}{FOOT}</body></html>"


MODERN = page(
    f"""<article><h1 class='entry-title'>{TITLE}</h1>
    <div class='meta'><time datetime='2024-06-12T14:05:00+07:00'>12/06/2024 14:05</time> Lượt xem: 91</div>
    <div class='entry-content'>{paragraphs(*TEXT)}</div></article>{RELATED}""",
    head="<meta property='og:type' content='article'>",
)
NUKEVIET = page(
    f"""<div class='news_column'><h1>{TITLE}</h1><span class='h5'>Thứ tư - 12/06/2024 14:05</span>
    <div class='hometext'>{LEAD}</div><div id='news-bodyhtml'>{paragraphs(*TEXT[1:])}</div></div>{RELATED}""",
    title=f"{TITLE} - Thuận An",
)
VNPT = page(
    f"""<div class='detail'><h2 class='title-detail'>{TITLE}</h2><div class='ngay-dang'>12/06/2024</div>
    <div class='sapo'><b>{LEAD}</b></div>
    <div class='noi-dung-chi-tiet'>{paragraphs(*TEXT[1:])}</div></div>{RELATED}"""
)
TABLES = f"""<html><head><title>Trang thông tin huyện Thuận An</title></head><body><form><table width='980'>
<tr><td><table><tr><td><a href='/'>Trang chủ</a></td><td><a href='/t'>Tin tức</a></td></tr></table></td></tr>
<tr><td><font size='1'>Thứ bảy, 15/06/2024 9:12:00 SA</font></td></tr>
<tr><td><table><tr><td><b>THÔNG BÁO</b></td></tr><tr><td><a href='/d?c=1'>Lịch tiếp dân</a></td></tr></table>
</td><td><table><tr><td><span class='tieudechitiet'><b>{TITLE}</b></span></td></tr>
<tr><td><font size='1'>Cập nhật lúc: 14:05 | 12/06/2024</font></td></tr><tr><td><b>{LEAD}</b></td></tr>
<tr><td>{paragraphs(*TEXT[1:])}</td></tr><tr><td>Số lần xem: 229</td></tr></table>
<table><tr><td><b>CÁC TIN KHÁC</b></td></tr>
<tr><td><a href='/c?id=9'>Xã Bình Minh họp dân</a> (10/06/2024)</td></tr></table></td></tr>
<tr><td>Số người truy cập: 1.204.551</td></tr></table></form></body></html>"""
SKINS = {"modern": MODERN, "nukeviet": NUKEVIET, "vnpt": VNPT, "tables": TABLES}
PATH = "/tin-tuc/so-ket-cong-tac-cai-cach-hanh-chinh-88.html"


def f1(text: str, truth: str) -> float:
    found, wanted = (Counter(re.findall(r"\w+", side.lower())) for side in (text, truth))
    return 2 * sum((found & wanted).values()) / ((sum(found.values()) + sum(wanted.values())) or 1)


@pytest.mark.parametrize("skin", SKINS)
def test_an_article_of_unknown_layout(skin: str) -> None:
    reading = read(SKINS[skin], "generic", PATH)
    article = document(reading)
    assert reading.kind is PageKind.ARTICLE
    assert article.title == TITLE
    assert article.published is not None
    assert (str(article.published.date), article.published.time) in {
        ("2024-06-12", "14:05"),
        ("2024-06-12", None),
    }
    assert article.text == "\n\n".join(TEXT)


@pytest.mark.parametrize("skin", SKINS)
def test_its_text_is_not_worse_than_trafilaturas(skin: str) -> None:
    ours = document(read(SKINS[skin], "generic", PATH)).text
    theirs = trafilatura.extract(SKINS[skin]) or ""
    assert f1(ours, " ".join(TEXT)) >= f1(theirs, " ".join(TEXT))


@pytest.mark.parametrize("meta", ["", "<meta charset='windows-1258'>", "<meta charset='iso-8859-1'>"])
def test_what_a_page_says_of_its_encoding_spoils_no_letter(meta: str) -> None:
    text, flags = body_text(parse_tree(page(f"<article>{paragraphs(*TEXT)}</article>", head=meta)))
    assert (text, flags) == ("\n\n".join(TEXT), ())


def test_a_short_notice_is_an_article() -> None:
    title = "Thông báo tạm ngừng cấp điện tại thôn Đông"
    notice = "Điện lực huyện tạm ngừng cấp điện tại thôn Đông từ 7 giờ đến 11 giờ ngày 20/6 để sửa đường dây."
    html = page(f"<h1>{title}</h1><p>Ngày đăng: 12/06/2024</p><div><p>{notice}</p></div>", title=title)
    article = document(read(html, "generic", "/thong-bao-tam-ngung-cap-dien-tai-thon-dong"))
    assert notice in article.text


def test_an_article_deeper_than_trafilatura_reads() -> None:
    html = page("<div>" * 400 + f"<h1>{TITLE}</h1>{paragraphs(*TEXT)}" + "</div>" * 400)
    reading = read(html, "generic", PATH)
    assert document(reading).text == "\n\n".join(TEXT)
    assert "deep_nesting" in reading.flags


def test_an_article_with_a_huge_table_is_not_given_up() -> None:
    rows = "".join(f"<tr><td>{n}</td><td>Hồ sơ số {n}</td></tr>" for n in range(12_000))
    article = document(
        read(page(f"<h1>{TITLE}</h1>{paragraphs(*TEXT)}<table>{rows}</table>"), "generic", PATH)
    )
    assert article.text.startswith(LEAD)
    assert article.text.endswith("11999\tHồ sơ số 11999")


def test_a_day_in_a_table_of_tasks_is_not_the_page_s() -> None:
    row = "<tr><td>1</td><td>Rà soát thủ tục</td><td>Phòng Nội vụ</td><td>30/8/2024</td></tr>"
    html = page(f"<article><h1>{TITLE}</h1>{paragraphs(*TEXT)}<table>{row * 3}</table></article>")
    assert document(read(html, "generic", PATH)).published is None


def test_what_a_page_declares_is_its_date() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "2024-06-11T20:00:00Z"}'
    linked = f'<script type="application/ld+json">{data}</script>'
    html = page(f"<div><h1>{TITLE}</h1>{paragraphs(*TEXT)}</div>", head=linked)
    published = document(read(html, "generic", PATH)).published
    assert published is not None
    assert (str(published.date), published.time, published.source) == ("2024-06-12", "03:00", "meta")


def test_a_date_of_the_text_is_no_publication_date() -> None:
    text = "Ngày 01/02/2020, huyện đã ban hành kế hoạch; đến nay các xã đã rà soát xong và báo cáo về huyện."
    html = page(f"<div><h1>{TITLE}</h1>{paragraphs(*TEXT, text)}</div>")
    reading = read(html, "generic", PATH)
    assert document(reading).published is None


def test_the_files_of_a_page_are_kept_menus_aside() -> None:
    html = MODERN.replace("</article>", "<p><a href='/tep/12-KH.pdf'>Kế hoạch số 12</a></p></article>")
    assert [file.name for file in document(read(html, "generic", PATH)).attachments] == ["Kế hoạch số 12"]


ROW = """<li><h3><a href='/bai-{0}'>Xã số {0} tổ chức đối thoại với người dân về thủ tục</a></h3>
<span>1{0}/06/2024</span><p>Hội nghị nghe ý kiến của bà con về việc cấp giấy phép, đất đai và hộ tịch ở xã
số {0}, do lãnh đạo xã chủ trì.</p></li>"""
ROWS = "".join(map(ROW.format, range(8)))


@pytest.mark.parametrize("path", ["/tin-tuc", "/tin-tuc/page/2", "/chuyen-muc-cai-cach-hanh-chinh-cua-huyen"])
def test_a_list_is_no_article(path: str) -> None:
    pager = "<div class='pagination'><a href='?p=2'>2</a><a href='?p=3'>3</a></div>"
    html = page(f"<h1>Tin tức</h1><ul class='ds'>{ROWS}</ul>{pager}", title="Tin tức - Thuận An")
    reading = read(html, "generic", path)
    assert (reading.kind, reading.document) == (PageKind.LISTING, None)
    items = [link for link in reading.links if link.role == "item"]
    assert len(items) == 8
    assert items[0].published == "10/06/2024"


def test_a_home_page_is_no_article() -> None:
    assert read(MODERN, "generic", "/").kind is PageKind.LISTING


@pytest.mark.parametrize("heading", ["404 - Không tìm thấy trang", "Trang bạn yêu cầu không tồn tại"])
def test_a_page_that_says_it_is_not_there(heading: str) -> None:
    html = page(
        f"<h1>{heading}</h1>{paragraphs('Mời bạn quay lại trang chủ để tiếp tục tra cứu thông tin.')}",
        title="Thuận An",
    )
    assert read(html, "generic", PATH).kind is PageKind.SOFT_404


def test_blocks_of_trafilaturas_tree_are_blocks_too() -> None:
    tree = parse_tree(MODERN, rich=True)
    assert tree is not None
    found = trafilatura.bare_extraction(tree.root)
    assert found is not None
    assert BODY in [block.text for block in blocks(found.body)]  # type: ignore[union-attr]


LISTED = [
    "Phòng Nội vụ in 5.000 tờ rơi, cấp cho các ấp trước ngày 15/5.",
    "Huyện đoàn lập tổ tình nguyện hỗ trợ bà con vào sáng thứ Bảy hằng tuần.",
]


def test_a_list_between_paragraphs_is_kept_where_no_container_is_known() -> None:
    """Where the body alone holds the article, trafilatura gathers its paragraphs and leaves its lists out."""
    items = "".join(f"<li><b>{text[:10]}</b>{text[10:]}</li>\n" for text in LISTED)
    links = (
        "<ul><li><a href='/a-1.html'>Xã Bình Minh đưa vào dùng kiốt tra cứu hồ sơ ở trụ sở mới</a></li></ul>"
    )
    shares = "<ul><li>Zalo</li><li>In trang</li></ul>"
    main = paragraphs(LEAD, BODY) + f"<ul>{items}</ul>" + paragraphs(THIRD) + links + paragraphs(END) + shares
    whole = page(
        f"<h1>{TITLE}</h1><p>12/06/2024</p>{main}", head="<meta property='og:type' content='article'>"
    )
    article = document(read(whole, "generic", PATH))
    blocks_read = article.text.split("\n\n")
    assert blocks_read[blocks_read.index(BODY) : blocks_read.index(THIRD) + 1] == [BODY, *LISTED, THIRD]
    assert "kiốt" not in article.text
    assert "Zalo" not in article.text
