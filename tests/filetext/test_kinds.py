"""Every kind of file is read as what its bytes are, and says what was wrong with it."""

from __future__ import annotations

import io

import pytest

from pipelines.filedocuments import offered
from pipelines.filetext import FileText
from pipelines.filetext.reading import read_bytes
from tests.filetext.makers import LINES, Pdf, cell, compound, doc, docx, paragraph, pdf, table, zipped

TEXT = "\n\n".join(LINES)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def test_a_text_layer_is_read() -> None:
    read = read_bytes(pdf(*LINES), "a.pdf")
    assert (read.media_type, read.text, read.pages) == ("application/pdf", TEXT, 1)
    assert (read.text_source, read.flags, read.confidence) == ("layer", (), None)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (pdf(*LINES), "application/pdf"),
        (
            docx("".join(map(paragraph, LINES))),
            DOCX,
        ),
        (doc("\r".join(LINES) + "\r"), "application/msword"),
        (("<html><body>" + "".join(f"<p>{line}</p>" for line in LINES)).encode(), "text/html"),
        (TEXT.encode(), "text/plain"),
        (("\ufeff" + TEXT).encode("utf-16-le"), "text/plain"),
    ],
)
def test_the_bytes_decide_not_the_name(body: bytes, kind: str) -> None:
    for name in (
        "file.pdf",
        "file.html",
        "file.doc",
        "file.docx",
        "file.txt",
        "no suffix",
        "../../etc/passwd",
    ):
        read = read_bytes(body, name)
        assert (read.media_type, read.text) == (kind, TEXT)
        assert ("type_mismatch" in read.flags) == _lies(name, kind)


def _lies(name: str, kind: str) -> bool:
    kinds = {"pdf": "pdf", "html": "html", "doc": "msword", "docx": "wordprocessingml", "txt": "plain"}
    told = kinds.get(name.rpartition(".")[2])
    return told is not None and told not in kind


def test_letters_of_two_fonts_are_put_together_by_place() -> None:
    file = Pdf()
    first = [
        file.text(72 + 6 * place, 700, letter) for place, letter in enumerate("thủ tục") if letter.isascii()
    ]
    later = [
        file.text(72 + 6 * place, 700, letter)
        for place, letter in enumerate("thủ tục")
        if not letter.isascii()
    ]
    file.page(*first, *later)
    assert read_bytes(file.bytes(), "a.pdf").text == "thủ tục"


def test_lines_become_paragraphs_and_a_hyphen_at_their_end_stays() -> None:
    file = Pdf()
    lines = [
        (100, "Theo đề nghị của Văn phòng tại Tờ trình số 15/TTr-"),
        (72, "VP về kế hoạch rà soát thủ tục của các xã trong quý hai"),
        (72, "năm nay,"),
        (100, "Điều 1. Các phòng nộp báo cáo."),
    ]
    file.page(*(file.text(x, 700 - 20 * number, line) for number, (x, line) in enumerate(lines)))
    assert read_bytes(file.bytes(), "a.pdf").text == (
        "Theo đề nghị của Văn phòng tại Tờ trình số 15/TTr-VP về kế hoạch rà soát thủ tục của các xã trong "
        "quý hai năm nay,\n\nĐiều 1. Các phòng nộp báo cáo."
    )


def test_the_head_of_an_act_is_read_column_by_column() -> None:
    file = Pdf()
    file.page(
        file.text(72, 780, "UBND HUYỆN LÂM SƠN"),
        file.text(300, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        file.text(72, 764, "PHÒNG NỘI VỤ"),
        file.text(330, 764, "Độc lập - Tự do - Hạnh phúc"),
        file.text(72, 740, "Số: 12/KH-PNV"),
        file.text(320, 740, "Lâm Sơn, ngày 05 tháng 3 năm 2021"),
        file.text(250, 700, "KẾ HOẠCH"),
    )
    assert read_bytes(file.bytes(), "a.pdf").text.split("\n\n") == [
        "UBND HUYỆN LÂM SƠN",
        "PHÒNG NỘI VỤ",
        "Số: 12/KH-PNV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lâm Sơn, ngày 05 tháng 3 năm 2021",
        "KẾ HOẠCH",
    ]


def test_a_ruled_table_keeps_rows_and_cells() -> None:
    file = Pdf()
    rulings = [b"0.5 w"]
    rulings += [f"72 {y} m 500 {y} l S".encode() for y in (700, 660, 620)]
    rulings += [f"{x} 620 m {x} 700 l S".encode() for x in (72, 110, 300, 500)]
    file.page(
        *rulings,
        file.text(80, 680, "1"),
        file.text(120, 685, "Rà soát thủ tục"),
        file.text(120, 668, "của các xã"),
        file.text(310, 680, "Tháng 6"),
        file.text(80, 640, "2"),
        file.text(120, 640, "Báo cáo"),
        file.text(310, 640, "Tháng 12"),
    )
    assert (
        read_bytes(file.bytes(), "a.pdf").text
        == "1\tRà soát thủ tục của các xã\tTháng 6\n2\tBáo cáo\tTháng 12"
    )


def test_what_repeats_at_the_edges_of_pages_is_left_out() -> None:
    file = Pdf()
    for number in range(1, 5):
        file.page(
            file.text(72, 810, "Công báo huyện"),
            file.text(72, 500, f"Câu số {number}."),
            file.text(300, 30, str(number)),
        )
    assert read_bytes(file.bytes(), "a.pdf").text == "\n\n".join(
        f"Câu số {number}." for number in range(1, 5)
    )


def test_a_lone_number_on_one_page_stays() -> None:
    file = Pdf()
    file.page(file.text(72, 500, "Câu."), file.text(300, 30, "7"))
    assert read_bytes(file.bytes(), "a.pdf").text == "Câu.\n\n7"


def test_the_stamp_of_a_signature_does_not_stand_in_the_head() -> None:
    file = Pdf()
    body = [file.text(72, 700 - 18 * number, LINES[number % 2], 10) for number in range(20)]
    file.page(
        file.text(72, 780, "Số: 12/KH-PNV", 10),
        file.text(320, 786, "Người ký: Phòng Nội vụ", 6),
        file.text(320, 778, "Ngày ký: 05-03-2021 10:11:12 +07:00", 6),
        file.text(250, 740, "KẾ HOẠCH", 10),
        *body,
    )
    blocks = read_bytes(file.bytes(), "a.pdf").text.split("\n\n")
    assert blocks[:2] == ["Số: 12/KH-PNV", "KẾ HOẠCH"]
    assert blocks[-1] == "Người ký: Phòng Nội vụ Ngày ký: 05-03-2021 10:11:12 +07:00"


# --- Word ---------------------------------------------------------------------------------------------------


def test_paragraphs_and_tables_keep_their_order_and_merged_cells_stand_once() -> None:
    wide = "<w:gridSpan w:val='2'/>"
    body = (
        paragraph("Trước bảng")
        + table(
            [cell("TT"), cell("Nội dung"), cell("Chủ trì")],
            [cell("1"), cell("Rà soát"), cell("Sở Nội vụ", "<w:vMerge w:val='restart'/>")],
            [cell("2"), cell("Báo cáo"), cell("", "<w:vMerge/>")],
            [cell("Ghi chú", wide), cell("x")],
        )
        + paragraph("Sau bảng")
    )
    # The cell that goes on with the one above stands empty, also at the end of its row.
    rows = "TT\tNội dung\tChủ trì\n1\tRà soát\tSở Nội vụ\n2\tBáo cáo\t\nGhi chú\tx"
    assert read_bytes(docx(body), "a.docx").text == f"Trước bảng\n\n{rows}\n\nSau bảng"


def test_a_head_whose_cells_break_their_lines_is_no_table() -> None:
    left = cell("SỞ Y TẾ|Số: 2/KH-SYT").replace("|", "</w:t><w:br/><w:t>")
    body = table([left, cell("Sao Mai, ngày 3 tháng 4 năm 2022")])
    text = read_bytes(docx(body), "a.docx").text
    assert text == "SỞ Y TẾ\nSố: 2/KH-SYT\n\nSao Mai, ngày 3 tháng 4 năm 2022"


def test_tracked_and_tagged_words_are_read_deleted_ones_not() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>Thêm </w:t></w:r></w:ins><w:del><w:r><w:delText>bớt </w:delText></w:r></w:del>"
        "<w:smartTag><w:r><w:t>huyện</w:t></w:r></w:smartTag></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('Trong khung')}</w:sdtContent></w:sdt>"
    )
    assert read_bytes(docx(body), "a.docx").text == "Thêm huyện\n\nTrong khung"


def test_numbers_that_word_counts_are_written_out() -> None:
    levels = "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
        for depth, form, text in ((0, "upperRoman", "%1."), (1, "decimal", "%2."), (2, "lowerLetter", "%3)"))
    )
    numbering = (
        "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        f"<w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
    )

    def item(text: str, depth: int) -> str:
        return paragraph(text, f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='1'/></w:numPr>")

    body = (
        item("Mục đích", 0)
        + item("Nhiệm vụ", 0)
        + item("Rà soát", 1)
        + item("Họp", 1)
        + item("Mời", 2)
        + item("Kinh phí", 0)
    )
    assert read_bytes(docx(body, numbering=numbering), "a.docx").text.split("\n\n") == [
        "I. Mục đích", "II. Nhiệm vụ", "1. Rà soát", "2. Họp", "a) Mời", "III. Kinh phí",
    ]  # fmt: skip


def test_rows_of_an_old_word_file_end_where_its_properties_say() -> None:
    read = read_bytes(doc("Một\rHai\x0bba\r\x13 PAGE \x147\x15\r"), "a.doc")
    assert (read.text, read.flags) == ("Một\n\nHai\nba\n\n7", ())


@pytest.mark.parametrize(
    ("body", "flag"),
    [
        (doc("Một\r", flags=0x0100), "encrypted"),
        (compound({"EncryptedPackage": b"x"}), "encrypted"),
        (compound({"PowerPoint Document": b"x"}), "unsupported_type"),
        (compound({"WordDocument": b"x"})[:600], "broken"),
        (pdf(*LINES)[:300], "broken"),
        (zipped({"word/document.xml": "no markup"}), "broken"),
        (docx(""), "empty_text"),
        (pdf(), "empty_text"),
        (b"  \n ", "empty_file"),
        (b"", "empty_file"),
        (b"\x00\x01\x02" * 50, "unsupported_type"),
        (zipped({}), "empty_text"),
        (zipped({"a.txt": "x"})[:40], "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # bytes would hold the hour of a ZIP
)
def test_no_text_is_never_silent(body: bytes, flag: str) -> None:
    read = read_bytes(body, "file")
    assert read.text == ""
    assert flag in read.flags
    assert read.text_source == "none"


def test_macros_are_flagged_and_left_alone() -> None:
    body = zipped(
        {
            "word/document.xml": "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
            f"<w:body>{paragraph('Câu')}</w:body></w:document>",
            "word/vbaProject.bin": b"Sub AutoOpen()",
        }
    )
    assert read_bytes(body, "a.docm") == FileText(
        DOCX,
        "Câu",
        None,
        "layer",
        ("has_macros",),
    )
    assert read_bytes(doc("Câu\r", Macros=b"x"), "a.doc").flags == ("has_macros",)


# --- Sheets, RTF, pages -------------------------------------------------------------------------------------


def test_rows_of_a_sheet() -> None:
    sheet = (
        "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData>"
        "<row r='1'><c r='A1' t='inlineStr'><is><t>Chỉ tiêu</t></is></c><c r='B1'><v>12</v></c></row>"
        "<row r='2'><c r='A2' t='inlineStr'><is><t>Tỷ lệ</t></is></c><c r='B2'><v>0.5</v></c></row>"
        "</sheetData></worksheet>"
    )
    body = zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}'><Relationship Id='r1' "
            f"Target='xl/workbook.xml' Type='{_OFFICE}/officeDocument'/></Relationships>",
            "xl/workbook.xml": f"<workbook xmlns='{_SHEET}' xmlns:r='{_OFFICE}'><sheets>"
            "<sheet name='Một' sheetId='1' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{_PACKAGE}'><Relationship Id='r1' "
            f"Target='worksheets/sheet1.xml' Type='{_OFFICE}/worksheet'/></Relationships>",
            "xl/worksheets/sheet1.xml": sheet,
        }
    )
    read = read_bytes(body, "a.xlsx")
    assert (read.text, read.flags) == ("Chỉ tiêu\t12\nTỷ lệ\t0.5", ())


def test_rtf_in_the_charset_of_its_font_with_rows_and_unicode() -> None:
    body = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset163 Times;}{\f1\fcharset0 Arial;}}"
        rb"{\*\generator X;}{\info{\title not shown}}\f0 Ph\'f4\'ecng\par "
        rb"\trowd\intbl\u272?i\u7873?u 1\cell Ghi ch\f1\'fa\cell\row\intbl 2\cell x\cell\row"
        rb"\pard {\v hidden}Sau\par}"
    )
    assert read_bytes(body, "a.rtf").text == "Phống\n\nĐiều 1\tGhi chú\n2\tx\n\nSau"


def test_a_page_under_a_paper_s_name_is_read_whole() -> None:
    rows = "<tr><td>1</td><td>Rà soát</td></tr><tr><td>2</td><td>Họp</td></tr>"
    read = read_bytes(f"<html><body><table>{rows}</table></body></html>".encode(), "ke-hoach.doc")
    assert (read.text, read.flags) == ("1\tRà soát\n2\tHọp", ("type_mismatch",))


def test_a_page_with_its_pictures_under_a_paper_s_name_is_offered() -> None:
    """A short head leaves the page's own mark among the first bytes; it is no answer in place of a file."""
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    page = f"<html><body><p>{LINES[0]}</p></body></html>"
    part = f"Content-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--x--\r\n"
    read = read_bytes((head + part).encode(), "ke-hoach.doc")
    assert (read.media_type, read.flags, read.text) == ("multipart/related", ("type_mismatch",), LINES[0])
    assert offered(read)
    assert not offered(read_bytes(b"<html><body><p>Trang</p></body></html>", "ke-hoach.doc"))


def test_old_fonts_are_read_in_every_kind() -> None:
    typed, said = "QuyÕt ®Þnh cña ñy ban nh©n d©n huyÖn", "Quyết định của ủy ban nhân dân huyện"
    for body in (docx(paragraph(typed)), doc(typed + "\r"), typed.encode("cp1252"), pdf(typed)):
        read = read_bytes(body, "a")
        assert (read.text, read.flags) == (said, ("legacy_font", "legacy_tcvn3"))
    capital = docx(paragraph("ñy ban nh©n d©n huyÖn", look="<w:rFonts w:ascii='.VnTimeH'/>"))
    assert read_bytes(capital, "a").text == "ỦY BAN NHÂN DÂN HUYỆN"


# --- Archives -----------------------------------------------------------------------------------------------


def test_members_are_listed_and_read() -> None:
    body = zipped({"../../evil.txt": TEXT, "sub/a.pdf": pdf(*LINES), "b.bin": b"\x00\x01\x02"})
    read = read_bytes(body, "a.zip")
    assert [(member.name, member.read and member.read.text) for member in read.members] == [
        ("../../evil.txt", TEXT),
        ("sub/a.pdf", TEXT),
        ("b.bin", ""),
    ]
    assert read.text == ""


def test_a_member_under_a_password_is_named() -> None:
    body = bytearray(zipped({"a.txt": "câu"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        place = body.find(mark) + (6 if mark[2] == 3 else 8)
        body[place] |= 1
    read = read_bytes(bytes(body), "a.zip")
    assert [(member.name, member.reason) for member in read.members] == [("a.txt", "encrypted")]
    assert "encrypted" in read.flags


def test_a_small_picture_is_no_page() -> None:
    from PIL import Image  # noqa: PLC0415

    stream = io.BytesIO()
    Image.new("RGB", (20, 20)).save(stream, "PNG")
    assert read_bytes(stream.getvalue(), "logo.png").flags == ("small_picture", "empty_text")


def test_letters_set_apart_are_words_where_spaces_say_so() -> None:
    file = Pdf()
    file.page(*(file.text(72 + 8.5 * place, 700, letter) for place, letter in enumerate("KẾ HOẠCH NĂM")))
    assert read_bytes(file.bytes(), "a.pdf").text == "KẾ HOẠCH NĂM"


def test_words_without_a_space_between_are_told_by_the_gap() -> None:
    file = Pdf()
    file.page(file.text(72, 700, "kế hoạch"), file.text(123, 700, "năm nay"))
    assert read_bytes(file.bytes(), "a.pdf").text == "kế hoạch năm nay"
