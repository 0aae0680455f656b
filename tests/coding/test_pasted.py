from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.chrome import is_chrome
from pipelines.headers import read_header
from pipelines.pasted import act_title, read_pasted
from pipelines.signatures import Signature
from pipelines.words import nfc
from store.records import PartialDate

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
BODY = [
    "Sáng 3/4, xã An Phú khai trương bộ phận một cửa.",
    "",
    "Bà con không còn phải chờ lâu; hồ sơ đất đai được trả trong ngày.",
    "- Có 3 quầy tiếp nhận.",
]
HEAD = ["Tìm kiếm", "Đăng nhập", "Chung nhan Tin Nhiem Mang", "image banner", "Trang chủ > Tin tức", "."]
FOOT = [
    "Các tin khác",
    "Ra quân diệt lăng quăng (02/04/2024)",
    "Đăng nhập",
    "Thống kê truy cập",
    "• Đang online: 12",
    "Hôm nay: 3.204",
    "CỔNG THÔNG TIN ĐIỆN TỬ XÃ AN PHÚ",
    "Cơ quan chủ quản: UBND xã An Phú - Giấy phép số:    /GP-TTĐT",
    "Địa chỉ: Thôn 2. Điện thoại: 0256.123",
    'Ghi rõ nguồn "https://anphu.gialai.gov.vn"',
]
TITLE = "Xã An Phú khai trương bộ phận một cửa hiện đại"


def page(*parts: list[str]) -> str:
    return "\n".join(line for part in parts for line in part)


def test_the_page_around_an_article_comes_off() -> None:
    pasted = read_pasted(
        page(HEAD, [TITLE, "03/04/2024 08:15:AM", "Lượt xem: 94"], BODY, ["Thu Hà"], FOOT), NOW
    )
    article = pasted.article
    assert article.title == TITLE
    assert article.text == "\n".join(BODY)
    assert article.published is not None
    assert (article.published.date, article.published.time) == (dt.date(2024, 4, 3), "08:15")
    assert article.author == "Thu Hà"
    assert pasted.hosts == ("anphu.gialai.gov.vn",)


def test_a_page_without_anything_around_is_left_alone() -> None:
    article = read_pasted(page([TITLE, ""], BODY), NOW).article
    assert (article.title, article.text, article.author) == (TITLE, "\n".join(BODY), None)


def test_without_a_headline_the_first_words_are_the_title_and_stay_in_the_text() -> None:
    article = read_pasted(page(["Chi tiết - Sở Nội vụ", ""], BODY), NOW).article
    assert article.title == BODY[0]
    assert article.text == "\n".join(BODY)
    assert "title_from_text" in article.flags


def test_a_sentence_about_searches_and_visits_is_no_chrome() -> None:
    lines = [
        "Tìm kiếm nạn nhân mất tích trên sông.",
        "Trang chủ của huyện đạt 12.000 lượt truy cập trong tháng.",
        "Hôm nay 3 xã ra quân.",
        "Tin tức từ biên giới",
    ]
    assert [line for line in lines if is_chrome(line)] == []


def test_a_heading_of_related_news_inside_an_article_does_not_end_it() -> None:
    long = "Người dân phấn khởi vì thủ tục gọn hơn, đi lại ít hơn và cán bộ niềm nở hơn trước. " * 3
    article = read_pasted(page([TITLE], ["Đoạn đầu.", "Văn bản đính kèm:", long.strip()]), NOW).article
    assert article.text.endswith(long.strip())


def test_lines_broken_by_their_width_are_joined() -> None:
    wrapped = "Ủy ban nhân dân xã giao công chức tư pháp theo dõi,\nđôn đốc việc niêm yết thủ tục tại trụ sở."
    article = read_pasted(f"{TITLE}\n\n{wrapped}", NOW).article
    assert article.text == wrapped.replace("\n", " ")


def test_table_rows_and_list_items_keep_their_lines() -> None:
    rows = "STT\tNội dung\n1\tniêm yết thủ tục\n2\tlập sổ theo dõi"
    assert read_pasted(f"{TITLE}\n\n{rows}", NOW).article.text == rows


def test_the_title_of_an_act_is_its_kind_and_abstract() -> None:
    head = "Số: 7/KH-UBND\nAn Phú, ngày 3 tháng 4 năm 2024\nKẾ HOẠCH"
    act = f"{head}\nNiêm yết thủ tục hành chính\nnăm 2024\n\nI. MỤC ĐÍCH"
    article = read_pasted(act, NOW).article
    assert article.title == "KẾ HOẠCH Niêm yết thủ tục hành chính năm 2024"
    assert article.text == act


def test_damage_is_repaired_and_flagged() -> None:
    article = read_pasted(f"{TITLE}\n\nHo\u0300a giải\u00a0ở cơ sở.\u200b", NOW).article
    assert article.text == "Hòa giải ở cơ sở."
    assert {"nfc", "nbsp", "zero_width"} <= set(article.flags)


@pytest.mark.parametrize("text", ["", "\n\n", "Đăng nhập\nLượt xem: 3\nTìm kiếm"])
def test_nothing_but_page_leaves_no_text(text: str) -> None:
    assert read_pasted(text, NOW).article.text.strip() == ""


@given(st.lists(st.sampled_from([*HEAD, *FOOT, *BODY, TITLE]), max_size=25))
def test_no_order_of_lines_is_an_error(lines: list[str]) -> None:
    read_pasted("\n".join(lines), NOW)


@given(st.text(max_size=300))
def test_any_text_gives_nfc(text: str) -> None:
    article = read_pasted(text, NOW).article
    assert nfc(article.text) == article.text
    assert nfc(article.title) == article.title


def test_an_old_decision_is_titled_by_what_it_is_about_and_not_by_what_it_decides() -> None:
    text = """UBND TỈNH SƠN LA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/2003/QĐ-UB
Sơn La, ngày 3 tháng 4 năm 2003
QUYẾT ĐỊNH CỦA UBND TỈNH SƠN LA
V/v ban hành Quy chế trồng cây
Căn cứ Luật Tổ chức Hội đồng nhân dân;
QUYẾT ĐỊNH:
Điều 1. Ban hành Quy chế trồng cây."""
    assert act_title(text) == "QUYẾT ĐỊNH V/v ban hành Quy chế trồng cây"
    without = text.replace("QUYẾT ĐỊNH CỦA UBND TỈNH SƠN LA\n", "")
    assert act_title(without) == "QUYẾT ĐỊNH ban hành Quy chế trồng cây"


def test_a_letter_is_kept_whole_and_titled_by_what_it_is_about() -> None:
    lines = [
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "TỈNH GIA LAI Độc lập - Tự do - Hạnh phúc",
        "Số: 91/UBND-NC Pleiku, ngày 3 tháng 8 năm 2012",
        "V/v rà soát hồ sơ tồn",
        "Kính gửi: Các sở.",
        "Đề nghị các sở báo cáo trước ngày 10/8/2012.",
        "Nơi nhận:",
        "- Như trên.",
    ]
    article = read_pasted("\n".join(lines), NOW).article
    assert article.title == "V/v rà soát hồ sơ tồn"
    assert "Số: 91/UBND-NC Pleiku, ngày 3 tháng 8 năm 2012" in article.text


def test_columns_of_a_paper_stay_apart() -> None:
    paper = page(
        ["ỦY BAN NHÂN DÂN              CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["HUYỆN AN LẠC                    Độc lập - Tự do - Hạnh phúc", ""],
        ["Số: 18/UBND-NV                 An Lạc, ngày 19 tháng 01 năm 2024"],
        ["V/v giải quyết hồ sơ", "", "Kính gửi: Các phòng, ban.", ""],
        ["      Yêu cầu các phòng   xử lý hồ sơ quá hạn trước ngày 20/02/2024."] * 4,
        ["Nơi nhận:                           TM. ỦY BAN NHÂN DÂN"],
        ["- Như trên;                              KT. CHỦ TỊCH"],
        ["- Chủ tịch UBND huyện;                   PHÓ CHỦ TỊCH"],
        ["- Lưu: VT.                              Hoàng Đức Thịnh"],
    )
    article = read_pasted(paper, NOW).article
    header = read_header(article.text)
    assert header.issued == PartialDate(dt.date(2024, 1, 19))
    assert header.signature == Signature("Hoàng Đức Thịnh", "PHÓ CHỦ TỊCH", "KT")
    assert "các phòng xử lý" in article.text, "a few spaces within a sentence are one"


def test_what_is_left_free_to_be_filled_by_hand_is_no_column() -> None:
    paper = page(
        ["UBND HUYỆN AN LẠC            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số:        /KH-UBND             An Lạc, ngày       tháng 02 năm 2016", "", "KẾ HOẠCH", "Trồng cây"],
    )
    header = read_header(read_pasted(paper, NOW).article.text)
    assert header.issued == PartialDate(dt.date(2016, 2, 1), "month")
    assert header.number is not None
    assert header.number.form == "blank"


def test_an_empty_cell_between_tabs_stays() -> None:
    rows = ["STT\tNội dung\tChủ trì\tPhối hợp\tThời gian", "1\tTập huấn\tPhòng Nội vụ\t\tQuý II"]
    assert read_pasted(page([TITLE, ""], BODY, rows), NOW).article.text.endswith("\n".join(rows))


BARS = [
    "STT | Việc | Nơi làm | Hạn",
    "----|------|---------|----",
    "1 | Cấp bản sao | Phòng Tư pháp | ",
    "Việc của xã",
    "2 | Chứng thực | | 30/6/2022",
    "3 | Phát phiếu | Văn phòng | 15/7/2022",
]


def test_a_table_drawn_with_bars_has_cells() -> None:
    read = read_pasted(page([TITLE, ""], BODY, BARS), NOW).article.text
    assert read.split("\n")[-5:] == [
        "STT\tViệc\tNơi làm\tHạn",
        "1\tCấp bản sao\tPhòng Tư pháp",
        "Việc của xã",
        "2\tChứng thực\t\t30/6/2022",
        "3\tPhát phiếu\tVăn phòng\t15/7/2022",
    ]
    framed = [f"| {line} |" if "---" not in line and "|" in line else line for line in BARS]
    assert read_pasted(page([TITLE, ""], BODY, framed), NOW).article.text == read


@pytest.mark.parametrize(
    "lines",
    [
        ["Trang chủ | Tin tức | Liên hệ", "Bà con đến rất đông.", "Trang chủ | Tin tức | Liên hệ"],
        ["Số điện thoại: 123 | 456", "Số điện thoại: 124 | 457", "Số điện thoại: 125 | 458"],
        ["Một | hai | ba", "", "Một | hai | ba", "Có thêm người.", "Một | hai | ba"],
    ],
    ids=["menu", "two parts", "apart"],
)
def test_bars_elsewhere_stay(lines: list[str]) -> None:
    assert "\t" not in read_pasted(page([TITLE, ""], BODY, lines), NOW).article.text
