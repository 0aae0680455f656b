"""By when: one item of a plan each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.plans import read_plan
from tests.plans.cases import act

FRAMES = yaml.safe_load((Path(__file__).parent / "frames.yml").read_text(encoding="utf-8"))
AHEAD = yaml.safe_load((Path(__file__).parent / "ahead.yml").read_text(encoding="utf-8"))
ITEMS = yaml.safe_load((Path(__file__).parent / "due.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ITEMS, ids=lambda case: case["text"][:40])
def test_by_when_it_is_to_be_done(case: dict[str, Any]) -> None:
    text = f"UBND huyện đã ban hành kế hoạch.\n\n- Xây dựng quy chế làm việc.\n\n- {case['text']}"
    plan = read_plan("Kế hoạch cải cách hành chính năm 2024", text, act(status="announced"), None)
    found = {f"{one.date}/{one.precision}" for one in plan.deadlines} if plan else set()
    assert found == set(case["deadlines"])


@pytest.mark.parametrize("case", FRAMES, ids=lambda case: f"{case['class']}: {case['text'][:40]}")
def test_by_when_an_act_sets_it(case: dict[str, Any]) -> None:
    text = f"UBND huyện ban hành kế hoạch sau.\n\n- {case['text']}"
    issued = case.get("issued")
    title = f"Kế hoạch cải cách hành chính năm {issued.year if issued else 2024}"
    plan = read_plan(title, text, act(issued=issued), None)
    found = {f"{one.date}/{one.precision}" for one in plan.deadlines} if plan else set()
    assert found == set(case["deadlines"])


@pytest.mark.parametrize(
    "words",
    ["chốt", "chốt số liệu", "chốt danh sách", "chốt sổ", "hạn chót", "đóng cổng", "không để quá", "hoàn tất",
     "trong dịp", "trong cả", "trong nửa", "vào khoảng", "trong tuần", "vào cuối", "trong đầu", "vào giữa"],
)  # fmt: skip
def test_the_cheap_look_lets_every_frame_of_a_deadline_through(words: str) -> None:
    text = f"Kế hoạch như sau.\n\n- Ra quân {words} tháng 7/2024 tại các thôn."
    plan = read_plan("Kế hoạch cải cách hành chính năm 2024", text, act(), None)
    assert plan is not None
    assert [one.date.isoformat() for one in plan.deadlines] == ["2024-07-01"]


@pytest.mark.parametrize("group", AHEAD)
def test_what_an_act_sets_for_a_time_after_its_day(group: str) -> None:
    wrong = []
    for case in AHEAD[group]:
        text = f"UBND huyện ban hành kế hoạch sau.\n\n- {case['text']}"
        issued = act(issued=dt.date(2025, 2, 10))
        plan = read_plan("Kế hoạch cải cách hành chính năm 2025", text, issued, None)
        found = {f"{one.date}/{one.precision}" for one in plan.deadlines} if plan else set()
        if found != set(case.get("due", [])):
            wrong.append((case["text"], found))
    assert not wrong


HAPPENS = [
    "Cơn bão số 5 trong tháng 9 gây thiệt hại.",
    "Hàng xóm bán đất trước Tết Nguyên đán (29/1).",
    "Án mạng xảy ra trước ngày khai giảng 05/9.",
    "Ca sĩ mất trước Quốc khánh 02/9.",
    "Bị cáo có đến ngày 20/5 để kháng cáo.",
    "Nhiều gia đình có đến hết tháng 5 để nộp học phí cho trường tư.",
    "Người bán hàng nói có đến hết tháng 5 để trả nợ.",
    "Lễ hội dự kiến tổ chức vào ngày 15/3.",
    "Đại hội dự kiến tổ chức vào ngày 20/5 tại Hà Nội.",
]


def test_news_sets_nothing_by_the_order_of_its_words_alone() -> None:
    told = [
        case["text"]
        for case in AHEAD["handed in on a day"] + AHEAD["a month or quarter that opens a clause"]
        if case.get("due")
    ]
    wrong = []
    for one in told + HAPPENS:
        text = f"UBND huyện đã ban hành kế hoạch.\n\n- Xây dựng quy chế làm việc.\n\n- {one}"
        told_of = act(status="announced", issued=dt.date(2025, 2, 10))
        plan = read_plan("Kế hoạch cải cách hành chính năm 2025", text, told_of, None)
        if plan is None or plan.deadlines:
            wrong.append(one)
    assert not wrong


INVITES = "Kính mời Quý cơ quan dự tọa đàm.\n\nThời gian: 8 giờ 30, thứ Ba, ngày 18/3/2025.\n\n"


@pytest.mark.parametrize(
    ("kind", "status", "title", "text", "due"),
    [
        ("giay_moi", "self", "Giấy mời dự tọa đàm", INVITES + "- Phòng Y tế soạn bài, gửi trước ngày 14/3.",
         ["2025-03-14"]),
        ("giay_moi", "self", "Giấy mời dự tọa đàm", INVITES + "- Phòng Y tế soạn bài.", []),
        ("quy_dinh", "announced", "Lấy ý kiến dự thảo quy định về vỉa hè",
         "Ý kiến góp ý gửi về Sở Xây dựng trước ngày 09/5/2025.", ["2025-05-09"]),
        ("luat", "announced", "Luật Đất đai mới",
         "Luật đã được lấy ý kiến toàn dân. Hộ dân đăng ký đất trước ngày 15/10/1993.", []),
        ("nghi_dinh", "announced", "Người dân góp ý nghị định",
         "Ca sĩ nộp phạt trước ngày 20/4/2025. Công an huyện kiểm tra quán.", []),
        ("ban_an", "announced", "Tòa án xét xử", "Tòa xin ý kiến. Bị đơn nộp tiền trước ngày 20/4/2025.", []),
        ("luat", "announced", "Lấy ý kiến dự thảo luật",
         "Bị đơn nộp tiền trước ngày 20/4/2025. Góp ý gửi về Sở Tư pháp.", []),
        ("luat", "announced", "Lấy ý kiến dự thảo luật", "Ý kiến đã gửi về Bộ trước ngày 20/4/2023.", []),
        ("quy_dinh", "announced", "Quy định mới về vỉa hè", "Hộ kinh doanh nộp đơn trước ngày 9/5/2025.", []),
        ("ke_hoach", "announced", "Sửa lời hẹn với dân",
         "Sở ban hành kế hoạch sau kết quả đo hài lòng năm 2024. Các phòng phải nộp bài trước ngày 30/6.",
         ["2025-06-30"]),
    ],
)  # fmt: skip
def test_invitations_drafts_and_years_that_are_looked_back_at(
    kind: str, status: str, title: str, text: str, due: list[str]
) -> None:
    plan = read_plan(title, text, act(kind, status, dt.date(2025, 2, 10)), dt.date(2025, 2, 12))
    assert (plan is not None) is (due != [] or kind == "giay_moi")
    assert [one.date.isoformat() for one in (plan.deadlines if plan else ())] == due
