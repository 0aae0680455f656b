"""Channels and audiences count where something is made known, and to whom."""

from __future__ import annotations

import pytest

from pipelines.coding import code


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
    ],
)
def test_a_channel_is_one_through_which_something_is_made_known(text: str, channels: set[str]) -> None:
    assert named(text)[0] == channels


@pytest.mark.parametrize(
    ("text", "audiences"),
    [
        ("Tuyên truyền đến người dân, doanh nghiệp.", {"nguoi_dan", "doanh_nghiep"}),
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
