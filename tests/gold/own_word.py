"""The Word files among our own plans, written anew each time: `python -m tests.gold.own_word FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.filetext.makers import cell, docx, paragraph, table

_NUMBERING = (
    "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    "<w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/><w:lvlText w:val='-'/>"
    "</w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
)
_BULLET = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
_WIDE, _BEGINS, _GOES_ON = "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def write_word_plans(folder: Path) -> None:
    """Both plans into `folder`, under the names that the labels give them."""
    (folder / "second").mkdir(parents=True, exist_ok=True)
    for name, body in (("thanhhoa-soyte", _health_department()), ("quangbinh-bcd", _steering_committee())):
        (folder / "second" / f"{name}.docx").write_bytes(docx(body, numbering=_NUMBERING))


def _health_department() -> str:
    """A department's plan whose head and whose tasks are tables with merged cells."""
    return (
        _head(
            ("UBND TỈNH THANH HÓA", "SỞ Y TẾ", "Số: 2045/KH-SYT"), "Thanh Hóa, ngày 11 tháng 5 năm 2022"
        )
        + _paragraphs(
            "KẾ HOẠCH",
            "Nâng cao chất lượng phục vụ người bệnh và cải cách thủ tục hành chính ngành y tế năm 2022",
            "Sở Y tế ban hành kế hoạch gồm các việc theo bảng sau:",
        )
        + table(
            [cell("Số TT", _BEGINS), cell("Việc cần làm", _BEGINS), cell("Người, đơn vị thực hiện", _WIDE),
             cell("Tiến độ", _BEGINS)],
            [cell("", _GOES_ON), cell("", _GOES_ON), cell("Chủ trì"), cell("Phối hợp"), cell("", _GOES_ON)],
            *(
                [cell(text) for text in row]
                for row in (
                    ("1", "Bảo đảm 100% thủ tục được niêm yết tại bộ phận trả kết quả và trang web của Sở",
                     "Văn phòng Sở", "Phòng Nghiệp vụ Y", "Trước 30/6/2022"),
                    ("2", "Khảo sát người bệnh nội trú, ngoại trú bằng phiếu điện tử",
                     "Các bệnh viện công lập", "Phòng Nghiệp vụ Y", "Quý II và quý IV"),
                    ("3", "Tập huấn quy tắc ứng xử cho nhân viên y tế, bảo vệ",
                     "Phòng Tổ chức cán bộ", "Công đoàn ngành Y tế", "Tháng 8, tháng 9"),
                    ("4", "Kiểm tra việc chấp hành giờ giấc, trang phục", "Thanh tra Sở", "", "Đột xuất"),
                )
            ),
        )
        + _paragraphs(
            "Các đơn vị gửi báo cáo kết quả về Sở Y tế (qua Văn phòng Sở) định kỳ trước ngày 15 của tháng"
            " cuối quý; báo cáo năm gửi chậm nhất ngày 05/12/2022.",
            "GIÁM ĐỐC",
            "Trịnh Hữu Lâm",
        )
    )  # fmt: skip


def _steering_committee() -> str:
    """A steering committee's plan in numbered paragraphs and bullets of the word processor."""
    return (
        _head(
            ("UBND TỈNH QUẢNG BÌNH", "BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ", "Số: 09/KH-BCĐ"),
            "Quảng Bình, ngày 28 tháng 02 năm 2023",
        )
        + _paragraphs(
            "KẾ HOẠCH",
            "Hoạt động của Ban Chỉ đạo chuyển đổi số tỉnh năm 2023",
            "1. Các thành viên Ban Chỉ đạo theo lĩnh vực phụ trách, chủ động đề xuất nhiệm vụ,"
            " gửi Cơ quan thường trực trước ngày 10 hằng tháng.",
            "2. Sở Thông tin và Truyền thông (Cơ quan thường trực)",
        )
        + _bullets(
            "Chủ trì, phối hợp với Sở Nội vụ, Sở Tài chính trình UBND tỉnh bộ tiêu chí đánh giá, hoàn thành"
            " trong quý 2/2023.",
            "Tổ chức tọa đàm với các nhà khoa học, doanh nghiệp công nghệ số vào tháng 10 năm 2023, hưởng ứng"
            " Ngày Chuyển đổi số quốc gia.",
        )
        + _paragraphs("3. Sở Giáo dục và Đào tạo")
        + _bullets(
            "Triển khai học bạ số tại các trường tiểu học từ năm học 2023 - 2024; phổ biến tới giáo viên, phụ"
            " huynh qua sổ liên lạc điện tử.",
        )
        + _paragraphs("4. Tỉnh đoàn Quảng Bình")
        + _bullets(
            "Thành lập 151 đội hình thanh niên tình nguyện, đến từng ngõ, gõ từng nhà giúp dân cài đặt ứng"
            " dụng; xong trước tháng 7/2023.",
        )
        + _paragraphs(
            "5. Ủy ban nhân dân các huyện, thị xã, thành phố: kiện toàn Ban Chỉ đạo cùng cấp,"
            " báo cáo về Sở Thông tin và Truyền thông trong vòng 15 ngày, kể từ ngày ban hành Kế hoạch này.",
            "6. Văn phòng UBND tỉnh bố trí lịch họp Ban Chỉ đạo mỗi quý một lần.",
            "KT. TRƯỞNG BAN",
            "PHÓ TRƯỞNG BAN",
            "Hoàng Thị Bích Liên",
        )
    )


def _head(issuer: Sequence[str], place_line: str) -> str:
    """Two columns side by side, the lines of each parted by breaks."""
    return table([_lines(issuer), _lines((*_MOTTO, place_line))])


def _lines(texts: Sequence[str]) -> str:
    return cell("|".join(texts)).replace("|", "</w:t><w:br/><w:t>")


def _paragraphs(*texts: str) -> str:
    return "".join(map(paragraph, texts))


def _bullets(*texts: str) -> str:
    return "".join(paragraph(text, _BULLET) for text in texts)


if __name__ == "__main__":
    write_word_plans(Path(sys.argv[1]))
