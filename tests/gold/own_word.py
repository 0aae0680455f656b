"""The Word files among our own plans, written anew each time: `python -m tests.gold.own_word FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Word

_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def write_word_plans(folder: Path) -> None:
    """Both plans into `folder`, under the names that the labels give them."""
    (folder / "second").mkdir(parents=True, exist_ok=True)
    _health_department().save(str(folder / "second" / "thanhhoa-soyte.docx"))
    _steering_committee().save(str(folder / "second" / "quangbinh-bcd.docx"))


def _health_department() -> Word:
    """A department's plan whose head and whose tasks are tables with merged cells."""
    word = Document()
    _head(word, ("UBND TỈNH THANH HÓA", "SỞ Y TẾ", "Số: 2045/KH-SYT"), "Thanh Hóa, ngày 11 tháng 5 năm 2022")
    _paragraphs(
        word,
        "KẾ HOẠCH",
        "Nâng cao chất lượng phục vụ người bệnh và cải cách thủ tục hành chính ngành y tế năm 2022",
        "Sở Y tế ban hành kế hoạch gồm các việc theo bảng sau:",
    )
    _table(
        word,
        (
            ("Số TT", "Việc cần làm", "Người, đơn vị thực hiện", "", "Tiến độ"),
            ("", "", "Chủ trì", "Phối hợp", ""),
            ("1", "Bảo đảm 100% thủ tục được niêm yết tại bộ phận trả kết quả và trang web của Sở",
             "Văn phòng Sở", "Phòng Nghiệp vụ Y", "Trước 30/6/2022"),
            ("2", "Khảo sát người bệnh nội trú, ngoại trú bằng phiếu điện tử",
             "Các bệnh viện công lập", "Phòng Nghiệp vụ Y", "Quý II và quý IV"),
            ("3", "Tập huấn quy tắc ứng xử cho nhân viên y tế, bảo vệ",
             "Phòng Tổ chức cán bộ", "Công đoàn ngành Y tế", "Tháng 8, tháng 9"),
            ("4", "Kiểm tra việc chấp hành giờ giấc, trang phục", "Thanh tra Sở", "", "Đột xuất"),
        ),
        merged=(((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((0, 4), (1, 4))),
    )  # fmt: skip
    _paragraphs(
        word,
        "Các đơn vị gửi báo cáo kết quả về Sở Y tế (qua Văn phòng Sở) định kỳ trước ngày 15 của tháng cuối"
        " quý; báo cáo năm gửi chậm nhất ngày 05/12/2022.",
        "GIÁM ĐỐC",
        "Trịnh Hữu Lâm",
    )
    return word


def _steering_committee() -> Word:
    """A steering committee's plan in numbered paragraphs and bullets of the word processor."""
    word = Document()
    _head(
        word,
        ("UBND TỈNH QUẢNG BÌNH", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Số: 09/KH-BCĐ"),
        "Quảng Bình, ngày 28 tháng 02 năm 2023",
    )
    _paragraphs(
        word,
        "KẾ HOẠCH",
        "Hoạt động của Ban Chỉ đạo chuyển đổi số tỉnh năm 2023",
        "1. Các thành viên Ban Chỉ đạo theo lĩnh vực phụ trách, chủ động đề xuất nhiệm vụ,"
        " gửi Cơ quan thường trực trước ngày 10 hằng tháng.",
        "2. Sở Thông tin và Truyền thông (Cơ quan thường trực)",
    )
    _bullets(
        word,
        "Chủ trì, phối hợp với Sở Nội vụ, Sở Tài chính trình UBND tỉnh bộ tiêu chí đánh giá, hoàn thành trong"
        " quý 2/2023.",
        "Tổ chức tọa đàm với các nhà khoa học, doanh nghiệp công nghệ số vào tháng 10 năm 2023, hưởng ứng"
        " Ngày Chuyển đổi số quốc gia.",
    )
    _paragraphs(word, "3. Sở Giáo dục và Đào tạo")
    _bullets(
        word,
        "Triển khai học bạ số tại các trường tiểu học từ năm học 2023 - 2024; phổ biến tới giáo viên, phụ"
        " huynh qua sổ liên lạc điện tử.",
    )
    _paragraphs(word, "4. Tỉnh đoàn Quảng Bình")
    _bullets(
        word,
        "Thành lập 151 đội hình thanh niên tình nguyện, đến từng ngõ, gõ từng nhà giúp dân cài đặt ứng dụng;"
        " xong trước tháng 7/2023.",
    )
    _paragraphs(
        word,
        "5. Ủy ban nhân dân các huyện, thị xã, thành phố: kiện toàn Ban Chỉ đạo cùng cấp,"
        " báo cáo về Sở Thông tin và Truyền thông trong vòng 15 ngày, kể từ ngày ban hành Kế hoạch này.",
        "6. Văn phòng UBND tỉnh bố trí lịch họp Ban Chỉ đạo mỗi quý một lần.",
        "KT. TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "Hoàng Thị Bích Liên",
    )
    return word


def _head(word: Word, issuer: Sequence[str], place_line: str) -> None:
    left, right = word.add_table(rows=1, cols=2).rows[0].cells
    left.text = "\n".join(issuer)
    right.text = "\n".join((*_MOTTO, place_line))


def _paragraphs(word: Word, *texts: str) -> None:
    for text in texts:
        word.add_paragraph(text)


def _bullets(word: Word, *texts: str) -> None:
    for text in texts:
        word.add_paragraph(text, style="List Bullet")


def _table(
    word: Word, rows: Sequence[Sequence[str]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    table = word.add_table(rows=len(rows), cols=len(rows[0]))
    for first, last in merged:
        table.cell(*first).merge(table.cell(*last))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                table.cell(number, column).text = text


if __name__ == "__main__":
    write_word_plans(Path(sys.argv[1]))
