"""Who, with whom and by when in tables, whatever their columns are called and in which order they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.plans import read_plan
from store.records import Due
from tests.plans.cases import act

TABLES = yaml.safe_load((Path(__file__).parent / "tables.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case["table"].partition("\n")[0][:60])
def test_rows_of_a_table(case: dict[str, Any]) -> None:
    rows = ("\t".join(cell.strip() for cell in row.split("|")) for row in case["table"].split("\n"))
    text = "PHỤ LỤC\n\n" + "\n".join(rows)
    plan = read_plan("Kế hoạch cải cách hành chính năm 2024", text, act(), None)
    found = [["; ".join(one.lead), "; ".join(one.with_), said(one.due)] for one in plan.tasks] if plan else []
    assert found == case["tasks"]


def test_beside_what_an_index_asks_the_tasks_are_what_is_done_about_it() -> None:
    rows = (
        "TT\tNội dung chỉ số\tGiải pháp\tChủ trì\tThời hạn",
        "1\tCông khai\tĐăng quy hoạch trên cổng\tSở Xây dựng\tQuý II",
        "2\tTham nhũng\tBố trí hòm thư\tThanh tra tỉnh\tTháng 6",
    )
    plan = read_plan("Kế hoạch năm 2024", "\n".join(rows), act(), None)
    assert plan is not None
    assert [task.text for task in plan.tasks] == ["Đăng quy hoạch trên cổng", "Bố trí hòm thư"]


def said(due: Due | None) -> str:
    if due is not None and due.recurring:
        return "recurring"
    return f"{due.date}/{due.precision}" if due and due.date else "none"
