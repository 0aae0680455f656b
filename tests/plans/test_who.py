"""Who is to do what: one sentence of the news, of a directive or of a plan each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.plans import read_plan
from tests.plans.cases import act, folded

DOERS = yaml.safe_load((Path(__file__).parent / "doers.yml").read_text(encoding="utf-8"))
CONSTRUCTIONS = yaml.safe_load((Path(__file__).parent / "constructions.yml").read_text(encoding="utf-8"))
GUESSED = yaml.safe_load((Path(__file__).parent / "guessed.yml").read_text(encoding="utf-8"))
SENTENCES = yaml.safe_load((Path(__file__).parent / "who.yml").read_text(encoding="utf-8"))


def told(text: str, status: str = "announced", issued: dt.date | None = None) -> tuple[set[str], set[str]]:
    """Who is to do something, and with whom."""
    title = f"Kế hoạch cải cách hành chính năm {issued.year if issued else 2024}"
    plan = read_plan(title, text, act(status=status, issued=issued), None)
    tasks = plan.tasks if plan else ()
    return folded(name for task in tasks for name in task.lead), folded(
        name for task in tasks for name in task.with_
    )


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["text"][:40])
def test_who_is_to_do_it_and_with_whom(case: dict[str, Any]) -> None:
    lead, with_ = told(f"UBND huyện đã ban hành kế hoạch.\n\n{case['text']}")
    assert (lead, with_) == (folded(case["lead"]), folded(case.get("with", ())))


@pytest.mark.parametrize("case", DOERS, ids=lambda case: f"{case['class']}: {case['text'][:40]}")
def test_whom_an_act_charges(case: dict[str, Any]) -> None:
    lead, with_ = told(f"UBND huyện ban hành kế hoạch sau.\n\n{case['text']}", "self", case.get("issued"))
    assert (lead, with_) == (folded(case["lead"]), folded(case.get("with", ())))


@pytest.mark.parametrize("case", CONSTRUCTIONS, ids=lambda case: case["class"])
def test_a_class_of_constructions_is_read_in_other_words(case: dict[str, Any]) -> None:
    wrong = []
    for one in case["sentences"]:
        read = told(f"UBND huyện ban hành kế hoạch sau.\n\n{one['text']}", "self")
        if read != (folded(one["lead"]), folded(one.get("with", ()))):
            wrong.append((one["text"], read))
    assert not wrong


def test_nobody_is_guessed_and_nobody_lost() -> None:
    one = dataclasses.replace(act(issued=dt.date(2025, 2, 10)), issuer="Ủy ban nhân dân huyện Kim Sơn")
    wrong = []
    for case in [*({"text": text, "lead": []} for text in GUESSED["nothing"]), *GUESSED["read"]]:
        plan = read_plan(
            "Kế hoạch cải cách hành chính năm 2025", f"Kế hoạch như sau.\n\n{case['text']}", one, None
        )
        tasks = plan.tasks if plan else ()
        lead = folded(name for task in tasks for name in task.lead)
        with_ = folded(name for task in tasks for name in task.with_)
        if (lead, with_) != (folded(case["lead"]), folded(case.get("with", ()))):
            wrong.append((case["text"], lead, with_))
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        "Các cơ quan chức năng phải kiểm tra thường xuyên.",
        "Các cấp, các ngành cần vào cuộc.",
        "Chương trình nhằm phân công nhiệm vụ cho các sở rõ hơn.",
        "Hội thi do Sở Văn hóa phát động đã kết thúc.",
    ],
)
def test_whom_nobody_tells_is_given_no_task(text: str) -> None:
    assert told(text)[0] == set()


def test_a_group_gives_way_to_those_that_are_named_behind_it() -> None:
    lead, _ = told(
        "UBND tỉnh giao nhiệm vụ cho các đơn vị khác như: Công an tỉnh; các kho hàng đang giữ hóa chất; "
        "Sở Y tế… Sở Xây dựng lập báo cáo."
    )
    assert folded(["Công an tỉnh", "Sở Y tế", "Sở Xây dựng"]) <= lead
    assert folded(["các đơn vị khác"]).isdisjoint(lead)


@pytest.mark.parametrize(
    ("issuer", "text"),
    [
        ("Hội đồng nhân dân tỉnh Hà Nam", "HĐND tỉnh dọn kho hồ sơ cũ."),
        ("Sở Giáo dục và Đào tạo", "Sở GD&ĐT dọn kho hồ sơ cũ."),
        ("Ủy ban nhân dân tỉnh Hà Nam", "Ubnd tỉnh dọn kho hồ sơ cũ."),
    ],
)
def test_the_issuer_is_known_by_its_short_name(issuer: str, text: str) -> None:
    one = dataclasses.replace(act(), issuer=issuer)
    plan = read_plan("Kế hoạch cải cách hành chính năm 2024", f"Kế hoạch như sau.\n\n{text}", one, None)
    assert plan is not None
    assert [task.lead for task in plan.tasks] == []
    other = dataclasses.replace(act(), issuer="Bộ Nội vụ")
    plan = read_plan("Kế hoạch cải cách hành chính năm 2024", f"Kế hoạch như sau.\n\n{text}", other, None)
    assert plan is not None
    assert len(plan.tasks) == 1
