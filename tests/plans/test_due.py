"""By when: one item of a plan each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.plans import read_plan
from tests.plans.cases import act

FRAMES = yaml.safe_load((Path(__file__).parent / "frames.yml").read_text(encoding="utf-8"))
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
