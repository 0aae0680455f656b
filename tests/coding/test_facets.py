"""Channels and audiences count where something is made known, and to whom."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines import codebook
from pipelines.codebook import Facet, Terms
from pipelines.coding import code
from tests.growth import grows_linearly

HERE = Path(__file__).parent
SENTENCES = yaml.safe_load((HERE / "facets.yml").read_text(encoding="utf-8"))
TOLD = yaml.safe_load((HERE / "told.yml").read_text(encoding="utf-8"))
REACH = yaml.safe_load((HERE / "reach.yml").read_text(encoding="utf-8"))
LOOKALIKES = yaml.safe_load((HERE / "lookalikes.yml").read_text(encoding="utf-8"))


def named(text: str) -> tuple[set[str], set[str]]:
    coding = code("Kế hoạch", text)
    return {tag.id for tag in coding.channels}, {tag.id for tag in coding.audiences}


@pytest.mark.parametrize(
    ("text", "channels"),
    [
        ("Đăng tin, bài trên Cổng thông tin điện tử của huyện.", {"cong_trang_thong_tin"}),
        ("Nâng cấp hạ tầng của Cổng thông tin điện tử.", set()),
        ("Treo băng rôn, áp phích tại trụ sở.", {"truc_quan"}),
        ("Tuyên truyền tại hội nghị, cuộc họp thôn.", {"hoi_nghi_hop"}),
        ("Chủ tịch phát biểu tại hội nghị.", set()),
        (
            "Phối hợp tuyên truyền với Báo Hà Nam và đài truyền thanh.",
            {"bao_in_bao_dien_tu", "truyen_thanh_co_so"},
        ),
        ("Giải quyết thủ tục thuộc lĩnh vực báo chí, xuất bản và công khai kết quả.", set()),
        ("Niêm yết thủ tục tại bộ phận một cửa.", {"niem_yet_mot_cua"}),
        ("Người dân nộp hồ sơ tại bộ phận một cửa.", set()),
        ("Việc chậm công khai, niêm yết thủ tục phải bị phê bình.", set()),
        ("Thông tư về quản lý, cung cấp thông tin trên trang thông tin điện tử và mạng xã hội.", set()),
        ("Giao ban theo chuyên đề đầu tư.", {"hoi_nghi_hop"}),
        ("Mở chuyên đề về cải cách hành chính.", {"chuyen_trang_chuyen_muc"}),
        ("Tổ chức đào tạo kỹ năng số cho công chức xã.", {"tap_huan_lop_hoc"}),
        ("Đưa tin về kết quả trên kênh VTV1.", {"phat_thanh_truyen_hinh"}),
        ("Đăng liên kết của cuộc thi tại trang chủ.", {"cuoc_thi", "cong_trang_thong_tin"}),
        ("Điều tra xã hội học về mức độ hài lòng.", {"khao_sat_hai_long"}),
        ("Định kỳ đối thoại với tổ chức, công dân.", {"toa_dam_doi_thoai"}),
        ("Đài Truyền hình tỉnh; Báo Nam Sơn; Sở Y tế đẩy mạnh tuyên truyền.", {"phat_thanh_truyen_hinh"}),
        ("Thủ tục cấp giấy phép thiết lập trang thông tin điện tử tổng hợp được công bố.", set()),
        ("Sở Thông tin và Truyền thông nâng cấp máy chủ của cổng thông tin điện tử.", set()),
        ("Phát huy cơ quan truyền thông trong tuyên truyền về đề án.", {"bao_in_bao_dien_tu"}),
    ],
)
def test_a_channel_is_one_through_which_something_is_made_known(text: str, channels: set[str]) -> None:
    assert named(text)[0] == channels


@pytest.mark.parametrize(
    ("text", "audiences"),
    [
        ("Tuyên truyền đến người dân, doanh nghiệp.", {"nguoi_dan", "doanh_nghiep"}),
        ("Tuyên truyền sâu rộng đến mọi tầng lớp nhân dân về lợi ích của hồ sơ điện tử.", {"nguoi_dan"}),
        ("Giúp tổ chức, cá nhân biết và lựa chọn nộp hồ sơ qua mạng.", {"nguoi_dan"}),
        ("Mở lớp tập huấn cho công chức bộ phận một cửa các xã.", {"can_bo_cong_chuc"}),
        ("Lớp tập huấn có 60 học viên là công chức văn phòng - thống kê của các xã.", {"can_bo_cong_chuc"}),
        (
            "Tổ chức tập huấn kỹ năng số cho cán bộ thôn, tổ công nghệ số cộng đồng.",
            {"can_bo_cong_chuc", "nguoi_dan"},
        ),
        (
            "Phát động cuộc thi tìm hiểu pháp luật dành cho đoàn viên, hội viên và người lao động.",
            {"can_bo_cong_chuc", "thanh_nien"},
        ),
        ("Đối tượng dự thi: công dân Việt Nam từ 18 tuổi trở lên.", {"nguoi_dan"}),
        ("Khảo sát ý kiến người dân, doanh nghiệp về thái độ phục vụ.", {"doanh_nghiep", "nguoi_dan"}),
        ("Điều tra mức độ hài lòng của cá nhân, tổ chức khi làm thủ tục đất đai.", {"nguoi_dan"}),
        ("Khuyến khích các doanh nghiệp khai thuế điện tử.", {"doanh_nghiep"}),
        ("Vận động các hộ kinh doanh dùng hóa đơn điện tử.", {"doanh_nghiep"}),
        ("Đối thoại với doanh nghiệp, hợp tác xã mỗi quý một lần.", {"doanh_nghiep"}),
        ("Cung cấp thông tin cho các cơ quan báo chí theo quy chế phát ngôn.", {"bao_chi"}),
        (
            "Nâng cao nhận thức cho lãnh đạo các cấp và cán bộ, công chức về chuyển đổi số.",
            {"can_bo_cong_chuc", "lanh_dao_nguoi_dung_dau"},
        ),
        (
            "Nâng cao nhận thức, trách nhiệm của cấp ủy, chính quyền, người đứng đầu trong cải cách.",
            {"lanh_dao_nguoi_dung_dau"},
        ),
        ("Tạo sự đồng thuận trong nhân dân khi sắp xếp lại các xã.", {"nguoi_dan"}),
        ("Quán triệt nghị quyết đến toàn thể cán bộ, đảng viên.", {"can_bo_cong_chuc"}),
        ("Niêm yết thủ tục để nhân dân biết, giám sát.", {"nguoi_dan"}),
        ("Hướng dẫn người dân tạo tài khoản trên cổng dịch vụ công.", {"nguoi_dan"}),
        ("Phổ biến tới từng hộ gia đình cách phân loại rác.", {"nguoi_dan"}),
        ("Gửi tin nhắn thông báo tới thuê bao di động trên địa bàn.", {"nguoi_dan"}),
        ("Truyền thông tới bà con vùng sâu, vùng xa bằng tiếng dân tộc.", {"dong_bao_dtts", "nguoi_dan"}),
        ("Tuyên truyền trong học sinh, sinh viên về an toàn mạng.", {"thanh_nien"}),
        ("Cảnh báo người dân về các cuộc gọi giả danh.", {"nguoi_dan"}),
        ("Lấy ý kiến của nhân dân về đề án sáp nhập.", {"nguoi_dan"}),
        ("Bồi dưỡng nghiệp vụ cho đội ngũ báo cáo viên, tuyên truyền viên.", {"can_bo_cong_chuc"}),
        ("Giới thiệu môi trường đầu tư của tỉnh đến các nhà đầu tư trong và ngoài nước.", {"nha_dau_tu"}),
        ("Nâng cao ý thức chấp hành của người tham gia giao thông.", {"nguoi_dan"}),
        (
            "Thông tin đến các tổ chức, doanh nghiệp và người dân về thủ tục mới.",
            {"doanh_nghiep", "nguoi_dan"},
        ),
        ("Kêu gọi các tổ chức, cá nhân ủng hộ đồng bào vùng lũ.", {"nguoi_dan"}),
        ("Sở Nội vụ kiểm tra việc phục vụ người dân tại bộ phận một cửa.", set()),
        ("Rút ngắn thời gian giải quyết cho người dân, doanh nghiệp.", set()),
        ("Thủ trưởng các đơn vị báo cáo trước ngày 5/6.", set()),
        ("Hỗ trợ doanh nghiệp vay vốn ưu đãi.", set()),
        ("Tiếp nhận phản ánh, kiến nghị của người dân, doanh nghiệp.", set()),
        ("Cán bộ, công chức phải đeo thẻ khi làm việc.", set()),
        ("Ủy ban nhân dân các xã trả lương cho cán bộ không chuyên trách.", set()),
        ("Bầu đại biểu Hội đồng nhân dân các cấp.", set()),
        ("Tăng cường gắn bó giữa Đảng với nhân dân, tăng cường sự đồng thuận trong đơn vị.", set()),
        ("Nâng cao năng lực, nhận thức, thái độ ứng xử của đội ngũ công chức.", set()),
        ("Tuyên truyền vai trò, trách nhiệm của cấp ủy, chính quyền, của người đứng đầu.", set()),
        ("Phổ biến cách giải quyết khiếu nại của người sử dụng dịch vụ.", set()),
        ("Nâng cao nhận thức của cán bộ, công chức.", {"can_bo_cong_chuc"}),
        ("Nâng cao chất lượng phục vụ người dân, doanh nghiệp.", set()),
        ("Ủy ban nhân dân xã phổ biến quy chế.", set()),
        ("Yêu cầu Thủ trưởng các sở tuyên truyền kế hoạch.", set()),
        ("Đề nghị các cơ quan báo chí đưa tin.", set()),
        ("Cung cấp thông tin cho các cơ quan báo chí.", {"bao_chi"}),
        ("Kịp thời cung cấp thông tin cho báo chí.", {"bao_chi"}),
        ("Tuyên truyền về doanh nghiệp.", set()),
        ("Tuyên truyền vai trò, trách nhiệm của người dân.", set()),
        ("Hướng dẫn tính lương của cán bộ, công chức.", set()),
        ("Hướng dẫn người dân nộp hồ sơ trực tuyến.", {"nguoi_dan"}),
        ("Quy định mức chi cho đối tượng hưởng lương của đơn vị là cán bộ, công chức.", set()),
        ("Tập huấn cho cán bộ đầu mối.", {"can_bo_cong_chuc"}),
        ("Thông báo tới người tiêu dùng.", {"nguoi_dan"}),
        ("Tập huấn cho người đứng đầu cơ quan, đơn vị.", {"lanh_dao_nguoi_dung_dau"}),
    ],
)
def test_an_audience_is_told_and_not_served_or_tasked(text: str, audiences: set[str]) -> None:
    assert named(text)[1] == audiences


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:40])
def test_whom_a_sentence_wants_to_reach_and_how(case: dict[str, Any]) -> None:
    channels, audiences = named(case["text"])
    assert (audiences if "audiences" in case else channels) == set(
        case["audiences"] if "audiences" in case else case["channels"]
    )


@pytest.mark.parametrize("case", LOOKALIKES, ids=lambda case: case["text"][:40])
def test_words_that_only_look_like_a_channel_or_an_audience(case: dict[str, Any]) -> None:
    assert named(case["text"]) == (set(case["channels"]), set(case["audiences"]))


@pytest.mark.parametrize("case", REACH, ids=lambda case: case["text"][:40])
def test_everyday_words_of_telling(case: dict[str, Any]) -> None:
    assert named(case["text"]) == (set(case["channels"]), set(case["audiences"]))


UNIONISTS = "Công đoàn cơ sở phát động đoàn viên cài đặt ứng dụng."


def test_members_of_a_union_are_staff_only_where_the_codebook_has_an_audience_for_those() -> None:
    book = codebook.load()
    staff = next(one for one in book.audiences if one.id == "can_bo_cong_chuc")
    without = replace(book, audiences=tuple(one for one in book.audiences if one != staff))
    other = replace(book, audiences=(staff, Facet("hoi_vien", "Hội viên", Terms(phrases=("đoàn viên",)))))
    ids = [{tag.id for tag in code("", UNIONISTS, one).audiences} for one in (book, without, other)]
    assert ids == [{"can_bo_cong_chuc"}, {"thanh_nien"}, {"hoi_vien"}]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["cổng thông tin, ", "người dân, ", "đài truyền hình; ", "hội nghị, ", "Vận động đoàn viên. "]
)
def test_names_without_an_end_cost_no_more_than_their_length(piece: str) -> None:
    assert grows_linearly(lambda text: code("", text), piece, 8_000)


@pytest.mark.parametrize("group", TOLD)
def test_a_class_of_telling_and_what_only_looks_like_it(group: str) -> None:
    wrong = []
    for case in TOLD[group]:
        found = dict(zip(("channels", "audiences"), named(case["text"]), strict=True))
        wrong += [(case["text"], found[key]) for key in found if key in case and found[key] != set(case[key])]
    assert not wrong
