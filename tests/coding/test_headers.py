"""Acts of every house, as their papers look: header, number, place and date, abstract, signature."""

# ruff: noqa: E501 papers stand here line by line

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from pipelines.acts import read_acts
from pipelines.article import Article, Origin
from pipelines.describe import describe
from pipelines.headers import read_header
from pipelines.kinds import kind_at_head
from pipelines.signatures import read_signature
from store.records import Act, Document

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM\n"
BODY = (
    "Nội dung triển khai gồm các việc sau đây, giao các đơn vị thực hiện.\n1. Rà soát hồ sơ.\n2. Báo cáo.\n"
)


def described(text: str, title: str = "") -> Document:
    return describe(Article(title, text), Origin("i", "k", None, NOW))


def act(text: str, title: str = "") -> Act:
    found = described(text, title).act
    assert found is not None
    assert found.status == "self"
    return found


@dataclass(frozen=True)
class Paper:
    text: str
    kind: str
    number: str | None
    issuer: str
    issued: str
    locality: str | None
    abstract: str
    signer: str | None = None
    authority: str | None = None
    title: str | None = None


PAPERS = {
    "province": Paper(
        "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG TRỊ\n" + MOTTO +
        "Số: 35 /KH-UBND\nQuảng Trị, ngày 07 tháng 02 năm 2024\n"
        "KẾ HOẠCH\nTruyền thông về cải cách hành chính năm 2024\n\n" + BODY +
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLê Văn Bốn",
        "ke_hoach", "35/KH-UBND", "ỦY BAN NHÂN DÂN TỈNH QUẢNG TRỊ", "2024-02-07", "P63:45",
        "Truyền thông về cải cách hành chính năm 2024", "Lê Văn Bốn", "KT", "PHÓ CHỦ TỊCH",
    ),
    "department in two columns": Paper(
        "  UBND TỈNH GIA LAI            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "     SỞ NỘI VỤ                     Độc lập - Tự do - Hạnh phúc\n"
        "   Số: 12/BC-SNV               Gia Lai, ngày 3 tháng 4 năm 2023\n\n"
        "                      BÁO CÁO\n          Kết quả rà soát hồ sơ quý I năm 2023\n\n" + BODY +
        "Nơi nhận:                              KT. GIÁM ĐỐC\n- Như trên;                            PHÓ GIÁM ĐỐC\n"
        "- Lưu: VT.\n                                        Trần Thị Năm",
        "bao_cao", "12/BC-SNV", "SỞ NỘI VỤ TỈNH GIA LAI", "2023-04-03", "P63:64",
        "Kết quả rà soát hồ sơ quý I năm 2023", "Trần Thị Năm", "KT", "PHÓ GIÁM ĐỐC",
    ),
    "office of a district": Paper(
        "UBND HUYỆN PHÚ LỘC\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nPHÒNG NỘI VỤ\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 08/TB-PNV\tPhú Lộc, ngày 15 tháng 6 năm 2022\nTHÔNG BÁO\nLịch kiểm tra công vụ\n\n" + BODY +
        "Nơi nhận:\tTRƯỞNG PHÒNG\n- Lưu: VT.\n\tHồ Văn Sáu",
        "thong_bao", "08/TB-PNV", "PHÒNG NỘI VỤ HUYỆN PHÚ LỘC", "2022-06-15", "D63:482",
        "Lịch kiểm tra công vụ", "Hồ Văn Sáu", None, "TRƯỞNG PHÒNG",
    ),
    "assembly": Paper(
        "HỘI ĐỒNG NHÂN DÂN\nTỈNH SƠN LA\n" + MOTTO + "Số: 21/2023/NQ-HĐND\nSơn La, ngày 8 tháng 12 năm 2023\n"
        "NGHỊ QUYẾT\nQuy định mức thu lệ phí\n\nHỘI ĐỒNG NHÂN DÂN TỈNH SƠN LA\n" + BODY +
        "Nơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\n(Đã ký)\nNguyễn Văn Bảy",
        "nghi_quyet", "21/2023/NQ-HĐND", "HỘI ĐỒNG NHÂN DÂN TỈNH SƠN LA", "2023-12-08", "P63:14",
        "Quy định mức thu lệ phí", "Nguyễn Văn Bảy", None, "CHỦ TỊCH",
    ),
    "provincial committee of the Party": Paper(
        "TỈNH ỦY QUẢNG NINH\n*\nSố 17-NQ/TU\n" + PARTY + "Hạ Long, ngày 31 tháng 8 năm 2021\nNGHỊ QUYẾT\n"
        "về đẩy mạnh cải cách hành chính\n\n" + BODY + "Nơi nhận:\n- Lưu Văn phòng.\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\n\nPhạm Văn Tám",
        "nghi_quyet", "17-NQ/TU", "TỈNH ỦY QUẢNG NINH", "2021-08-31", "P63:22",
        "về đẩy mạnh cải cách hành chính", "Phạm Văn Tám", "TM", "BÍ THƯ",
    ),
    "district committee of the Party": Paper(
        "ĐẢNG BỘ TỈNH SƠN LA\nHUYỆN ỦY PHÙ YÊN\n*\nSố 73-KH/HU\n" + PARTY + "Phù Yên, ngày 12 tháng 10 năm 2021\n"
        "KẾ HOẠCH\nhọc tập nghị quyết\n\n" + BODY + "K/T BÍ THƯ\nPHÓ BÍ THƯ\nĐinh Văn Chín",
        "ke_hoach", "73-KH/HU", "HUYỆN ỦY PHÙ YÊN", "2021-10-12", "D63:122",
        "học tập nghị quyết", "Đinh Văn Chín", "KT", "PHÓ BÍ THƯ",
    ),
    "Party committee of a commune": Paper(
        "ĐẢNG BỘ THÀNH PHỐ HUẾ\nĐẢNG ỦY XÃ PHÚ LỘC\n*\nSố 05-CTr/ĐU\n" + PARTY + "Phú Lộc, ngày 5 tháng 8 năm 2025\n"
        "CHƯƠNG TRÌNH HÀNH ĐỘNG\nthực hiện nghị quyết đại hội\n\n" + BODY + "T/M ĐẢNG ỦY\nBÍ THƯ\nLê Thị Mười",
        "chuong_trinh", "05-CTr/ĐU", "ĐẢNG ỦY XÃ PHÚ LỘC", "2025-08-05", "C34:20107",
        "thực hiện nghị quyết đại hội", "Lê Thị Mười", "TM", "BÍ THƯ",
    ),
    "commune since 2025": Paper(
        "ỦY BAN NHÂN DÂN\nXÃ TUY PHƯỚC\n" + MOTTO + "Số: 14/KH-UBND\nTuy Phước, ngày 20 tháng 7 năm 2025\nKẾ HOẠCH\n"
        "Tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công\n\n" + BODY + "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nVõ Văn An",
        "ke_hoach", "14/KH-UBND", "ỦY BAN NHÂN DÂN XÃ TUY PHƯỚC", "2025-07-20", "C34:21952",
        "Tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công", "Võ Văn An", "TM", "CHỦ TỊCH",
    ),
    "steering committee": Paper(
        "UBND TỈNH LÀO CAI\nBAN CHỈ ĐẠO\nCẢI CÁCH HÀNH CHÍNH\n" + MOTTO + "Số: 02/KH-BCĐ\nLào Cai, ngày 9 tháng 1 năm 2024\n"
        "KẾ HOẠCH\nHoạt động của Ban Chỉ đạo năm 2024\n\n" + BODY + "KT. TRƯỞNG BAN\nPHÓ TRƯỞNG BAN\nĐỗ Văn Bình",
        "ke_hoach", "02/KH-BCĐ", "BAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH TỈNH LÀO CAI", "2024-01-09", "P63:10",
        "Hoạt động của Ban Chỉ đạo năm 2024", "Đỗ Văn Bình", "KT", "PHÓ TRƯỞNG BAN",
    ),
    "letter": Paper(
        "UBND TỈNH SƠN LA\nVĂN PHÒNG\n" + MOTTO + "Số: 77/VP-KSTT\nV/v rà soát thủ tục\nhành chính năm 2024\n"
        "Sơn La, ngày 2 tháng 5 năm 2024\nKính gửi: Các sở, ban, ngành.\n" + BODY + "TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\nHà Văn Công",
        "cong_van", "77/VP-KSTT", "VĂN PHÒNG UBND TỈNH SƠN LA", "2024-05-02", "P63:14",
        "rà soát thủ tục hành chính năm 2024", "Hà Văn Công", "TL", "CHÁNH VĂN PHÒNG",
    ),
    "ministry": Paper(
        "BỘ NỘI VỤ\n" + MOTTO + "Số: 905/QĐ-BNV\nHà Nội, ngày 1 tháng 12 năm 2022\nQUYẾT ĐỊNH\nVề việc phê duyệt Đề án đo lường\n"
        "BỘ TRƯỞNG BỘ NỘI VỤ\nCăn cứ Nghị định số 63/2022/NĐ-CP ngày 12/9/2022 của Chính phủ;\nQUYẾT ĐỊNH:\n" + BODY +
        "BỘ TRƯỞNG\nPhạm Thị Dung",
        "quyet_dinh", "905/QĐ-BNV", "BỘ NỘI VỤ", "2022-12-01", "VN",
        "Về việc phê duyệt Đề án đo lường", "Phạm Thị Dung", None, "BỘ TRƯỞNG",
    ),
    "stamp of a digital signature, number broken at its line's end": Paper(
        "Người ký: Sở Tư pháp\nEmail: stp@example.gov.vn\nThời gian ký: 30.12.2023 08:00:00 +07:00\n"
        "UBND TỈNH LÀO CAI\nSỞ TƯ PHÁP\n" + MOTTO + "Số: 1245/KH-\nSTP\nLào Cai, ngày 28 tháng 12 năm 2023\nK Ế H O Ạ C H\n"
        "Phổ biến pháp luật năm 2024\n\n" + BODY + "GIÁM ĐỐC\nNgười ký: Sở Tư pháp\nCơ quan: Tỉnh Lào Cai",
        "ke_hoach", "1245/KH-STP", "SỞ TƯ PHÁP TỈNH LÀO CAI", "2023-12-28", "P63:10",
        "Phổ biến pháp luật năm 2024", None, None, "GIÁM ĐỐC",
    ),
    "hyphen lost, title in the same capitals": Paper(
        "UBND HUYỆN TUY PHƯỚC\n" + MOTTO + "Số: 09/KHUBND\nTuy Phước, ngày 4 tháng 3 năm 2023\n"
        "KẾ HOẠCH RÀ SOÁT HỒ SƠ NĂM 2023\n\n" + BODY + "TUQ. CHỦ TỊCH\nTRƯỞNG PHÒNG NỘI VỤ\nBùi Văn Đông",
        "ke_hoach", "09/KH-UBND", "UBND HUYỆN TUY PHƯỚC", "2023-03-04", "D63:550",
        "KẾ HOẠCH RÀ SOÁT HỒ SƠ NĂM 2023", "Bùi Văn Đông", "TUQ", "TRƯỞNG PHÒNG NỘI VỤ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_read_whole(name: str) -> None:
    paper = PAPERS[name]
    found = act(paper.text)
    issued = found.issued.date.isoformat() if found.issued else None
    assert (found.kind, found.number, found.issuer, issued) == (
        paper.kind, paper.number, paper.issuer, paper.issued,
    )  # fmt: skip
    assert found.locality == paper.locality
    assert found.abstract == paper.abstract
    assert (found.signer, found.authority, found.signer_title) == (paper.signer, paper.authority, paper.title)


def test_a_number_left_blank_stays_blank_whoever_issues() -> None:
    for line, kind in (
        ("Số:      /KH-UBND", "ke_hoach"),
        ("Số      -KH/HU", "ke_hoach"),
        ("Số: …/UBND-NV", "cong_van"),
    ):
        text = f"ỦY BAN NHÂN DÂN\nHUYỆN PHÚ LỘC\n{MOTTO}{line}\nPhú Lộc, ngày     tháng     năm 2023\n{BODY}"
        found = act(text)
        assert (found.number, found.kind) == (None, kind)
        assert {"number_blank", "date_incomplete"} <= set(found.flags)


def test_a_joint_circular_is_issued_by_all_its_bodies() -> None:
    text = (
        f"BỘ TÀI CHÍNH - BỘ NỘI VỤ\n{MOTTO}Số: 12/2014/TTLT-BTC-BNV\nHà Nội, ngày 3 tháng 3 năm 2014\n"
        f"THÔNG TƯ LIÊN TỊCH\nHướng dẫn kinh phí\n\n{BODY}KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nLê Văn Em"
    )
    found = act(text)
    assert (found.kind, found.number, found.locality) == ("thong_tu_lien_tich", "12/2014/TTLT-BTC-BNV", "VN")


def test_news_that_quotes_a_line_of_an_act_is_news() -> None:
    document = described("Sáng 5/6, huyện họp.\nNơi nhận hồ sơ: bộ phận một cửa.\nCHỦ TỊCH phát biểu.")
    assert (document.kind, document.act) == ("tin_bai", None)


def test_a_table_with_a_lone_letter_has_no_signature() -> None:
    assert read_signature(["Mã\tTên", "Q\tMỘT", "Q\tHAI", "TL\tBA"]) is None


def test_the_signature_of_a_decision_stands_before_what_it_issues() -> None:
    act = ["QUYẾT ĐỊNH", *["Điều 1. Ban hành kế hoạch."] * 8, "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Văn Hòa"]
    plan = ["KẾ HOẠCH", *["1. Rà soát hồ sơ của các phường."] * 14]
    found = read_signature([*act, *plan])
    assert found is not None
    assert (found.signer, found.title, found.authority) == ("Lê Văn Hòa", "PHÓ CHỦ TỊCH", "KT")
    assert read_signature([*act[:-1], *plan]) is None
    assert read_signature(["CHỦ TỊCH", "Lê Văn Hòa", *act[1:-3], *plan]) is None


@pytest.mark.parametrize(
    ("lead", "issuer", "locality"),
    [
        ("UBND huyện Phú Lộc ban hành Kế hoạch số 1/KH-UBND về việc học.", "UBND huyện Phú Lộc", "D63:482"),
        ("Chủ tịch UBND tỉnh Sơn La Lê Văn An đã ký Quyết định số 2/QĐ-UBND.", "Chủ tịch UBND tỉnh Sơn La", "P63:14"),
        ("Chủ tịch UBND quận Lê Chân đã ký Quyết định số 2/QĐ-UBND.", "Chủ tịch UBND quận Lê Chân", "D63:305"),
        ("Huyện ủy Phù Yên ban hành Kế hoạch số 3-KH/HU về học tập.", "Huyện ủy Phù Yên", "D63:122"),
        ("Thủ tướng Chính phủ ban hành Chỉ thị số 4/CT-TTg.", "Thủ tướng Chính phủ", "VN"),
        ("Sở Tài chính Lào Cai ban hành Công văn số 5/STC-NS.", "Sở Tài chính Lào Cai", "P63:10"),
    ],
)  # fmt: skip
def test_whose_act_is_announced(lead: str, issuer: str, locality: str) -> None:
    text = f"Ngày 5/6/2023, {lead}"
    found = described(text, "Tin trong tuần").act
    assert found is not None
    assert (found.issuer, found.locality) == (issuer, locality)


def test_what_an_announced_act_is_about() -> None:
    text = (
        "Ngày 5/6/2023, UBND tỉnh Sơn La ban hành Kế hoạch số 8/KH-UBND về việc rà soát hồ sơ; giao các sở."
    )
    found = described(text).act
    assert found is not None
    assert found.abstract == "rà soát hồ sơ"


def test_the_level_of_a_cited_body_follows_the_place_of_the_document() -> None:
    text = PAPERS["office of a district"].text.replace(
        BODY,
        "Thực hiện Kế hoạch số 1/KH-UBND ngày 3/1/2022 của UBND tỉnh, Kế hoạch số 2/KH-UBND ngày 4/2/2022 của UBND "
        "huyện, Công văn số 3/SNV-CC ngày 5/3/2022, Quyết định số 4/QĐ-UBND ngày 6/3/2022 của UBND tỉnh Bình Định và "
        "Nghị quyết số 5/NQ-CP ngày 7/3/2022 của Chính phủ, Phòng Nội vụ thông báo.\n",
    )
    cited = {citation.number: citation.locality for citation in described(text).citations}
    assert cited == {
        "01/KH-UBND": "P63:46",
        "02/KH-UBND": "D63:482",
        "03/SNV-CC": "P63:46",
        "04/QĐ-UBND": "P63:52",
        "05/NQ-CP": "VN",
    }


def test_a_number_whose_handwriting_was_misread_is_no_number() -> None:
    text = """UBND TỈNH SƠN LA
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Só:⁄202/QĐ-UBND
Sơn La, ngày 3 tháng 4 năm 2019
Căn cứ Luật Tổ chức chính quyền địa phương;"""
    number = read_header(text).number
    assert number is not None
    assert (number.number, number.raw, number.kind) == (None, "⁄202/QĐ-UBND", "quyet_dinh")
    assert number.flags == ("number_unread",)
    assert read_header(text.replace("Só:⁄202", "Số: 202")).number.number == "202/QĐ-UBND"  # type: ignore[union-attr]
    act = read_acts("", text)
    assert act.citations == ()


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("HỘI ĐỒNG NHÂN DÂN\nHUYỆN TÂN BIÊN\nTHƯỜNG TRỰC", "THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN HUYỆN TÂN BIÊN"),
        ("HỘI ĐỒNG NHÂN DÂN\nHUYỆN TÂN BIÊN\nBAN PHÁP CHẾ", "BAN PHÁP CHẾ HỘI ĐỒNG NHÂN DÂN HUYỆN TÂN BIÊN"),
        ("LIÊN ĐOÀN LAO ĐỘNG THÀNH PHỐ HẢI PHÒNG", "LIÊN ĐOÀN LAO ĐỘNG THÀNH PHỐ HẢI PHÒNG"),
        ("HỘI NÔNG DÂN TỈNH TÂY NINH\nBAN THƯỜNG VỤ", "BAN THƯỜNG VỤ HỘI NÔNG DÂN TỈNH TÂY NINH"),
        ("HỘI NÔNG DÂN VIỆT NAM\nBAN CHẤP HÀNH TỈNH TÂY NINH", "BAN CHẤP HÀNH HỘI NÔNG DÂN TỈNH TÂY NINH"),
    ],
)
def test_an_organ_bears_the_name_of_the_body_above_it(head: str, issuer: str) -> None:
    text = f"{head}\nSố: 12/KH-TT\n\n{MOTTO}Tân Biên, ngày 5 tháng 3 năm 2024\n\nKẾ HOẠCH\nGiám sát\n\n{BODY}"
    assert read_header(text).issuer == issuer
    assert act(text).issuer == issuer


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("THÔNG TRI số 5", "thong_tri"),
        ("Thông tri số 5", "thong_tri"),
        ("Thông trı số 5", None),
        ("THÔNG TRİ số 5", "thong_tri"),
    ],
)
def test_letters_that_only_look_like_an_i_end_no_reading(title: str, kind: str | None) -> None:
    assert kind_at_head(title) == kind
