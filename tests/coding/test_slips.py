"""Slips in the words of duties are matched as they are meant; records say what is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.plans.reading import read_plan
from pipelines.slips import mended, said
from pipelines.words import lower


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Phối họp với Sở A", "Phối hợp với Sở A"),
        ("THƯC HIỆN chỉ thị", "THỰC HIỆN chỉ thị"),
        ("các cuộc họp tối", "các cuộc họp tối"),
        ("Nộp truớc ngày 3/4", "Nộp trước ngày 3/4"),
        ("Sở A chủ tri, phổi hợp với Sở B", "Sở A chủ trì, phối hợp với Sở B"),
        ("các đơn vi trực thuộc thục hiện việc này", "các đơn vị trực thuộc thực hiện việc này"),
    ],
)
def test_a_slip_is_mended_in_its_case(written: str, meant: str) -> None:
    assert mended(written) == meant
    assert said(mended(written), 0, len(written)) == written


@pytest.mark.parametrize(
    "text",
    [
        "hóa đơn vi phạm",
        "hạch toán hóa đơn vi mô",
        "làm chủ tri thức",
        "Bệnh viện Phổi hợp tác với hãng A",
        "ký phổi hợp đồng",
        "thuần thục hiện nay",
        "trường tư thục hiện có",
        "trung thực hiên ngang",
        "Ban Điều phối họp tháng 6",
        "phôi hợp lệ",
        "ađon vị, thưc hiệnx",
    ],
)
def test_ordinary_words_are_no_slips(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize("text", ["thưc hıện", "THƯC HİỆN", "tríến khaİ, đon vı"])
def test_letters_that_fold_into_others_are_left_as_they_are(text: str) -> None:
    assert mended(text) == text


@given(
    st.text(alphabet="phốiphồiợọpơ THƯCthưchiệnê,kai\u0131\u0130\u017f\u212a\u00df\u01f0\u0307", max_size=60)
)
def test_all_but_the_marks_of_slips_stays(text: str) -> None:
    read = mended(text)
    assert len(read) == len(text)
    assert said(read, 0, len(text)) == text
    changed = {(lower(one), lower(two)) for one, two in zip(text, read, strict=True) if one != two}
    assert changed <= {("ọ", "ợ"), ("ơ", "ợ"), ("ồ", "ố"), ("ô", "ố"), ("ư", "ự"), ("ê", "ệ"), ("k", "k")}


def test_who_helps_is_read_through_a_slip() -> None:
    text = "1. Sở Nội vụ chủ trì, phối họp với Sở Y tế mở ba lớp."
    plan = read_plan("Kế hoạch năm 2024", text, None, None)
    assert plan is not None
    assert plan.tasks[0].with_ == ("Sở Y tế",)
    assert plan.tasks[0].text == text[3:]


def test_a_plan_says_what_is_written() -> None:
    text = (
        "I. TRIỄN KHAI CÁC NHIỆM VỤ\n\n"
        "1. Sở Nội vụ và các đon vị trực thuộc báo cáo kết quả thưc hiện, phối họp với Sở Y tế "
        "truớc ngày 15/11/2024.\n\n"
        "2. Mở lớp tập huấn.\nCơ quan chủ trì: Sở Y tế. Sản phẩm: Báo cáo triễn khai.\n\n"
        "TT\tNội dung\tChù trì\tThời hạn\n1\tThưc hiện số hóa\tSở Y tế\ttruớc ngày 3/4\n"
    )
    plan = read_plan("Kế hoạch năm 2024", text, None, None)
    assert plan is not None
    assert [text[one.start : one.end] for one in plan.deadlines] == [one.raw for one in plan.deadlines]
    assert plan.deadlines[0].raw == "truớc ngày 15/11/2024"
    assert plan.tasks[0].due is not None
    assert plan.tasks[0].due.raw == "truớc ngày 15/11/2024"
    assert plan.tasks[0].lead == ("Sở Nội vụ", "các đon vị trực thuộc")
    assert [task.text for task in plan.tasks if "\t" not in task.text] == [
        text[task.start : task.end] for task in plan.tasks
    ]
    assert plan.tasks[1].products == ("Báo cáo triễn khai",)
    assert plan.tasks[0].section == "TRIỄN KHAI CÁC NHIỆM VỤ"
    assert plan.tasks[2].lead == ("Sở Y tế",)
    assert plan.tasks[2].due is not None
    assert (plan.tasks[2].text, plan.tasks[2].due.raw) == ("Thưc hiện số hóa", "truớc ngày 3/4")
    assert plan.reports[0].text == text[plan.reports[0].start : plan.reports[0].end]


def test_oddly_folded_letters_end_no_reading() -> None:
    text = "1. Sở Nội vụ phối họp với Sở Y tế.\n2. Sở A thưc hıện, THƯC HİỆN."
    assert read_plan("Kế hoạch năm 2024", text, None, None) is not None
