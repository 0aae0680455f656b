from __future__ import annotations

from typing import Any

import pytest

from tests.gold.agreement import alpha, compare, f1


def label(key: str, **fields: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": key, "plan": None, "citations": [], "labelled": list(fields)}
    return plain | fields


def test_alpha_of_the_textbook() -> None:
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example B: two observers, nominal.
    one, other = "aabbdcccedda", "babbbccceddd"
    assert alpha(list(zip(one, other, strict=True))) == pytest.approx(0.692, abs=0.001)


def test_alpha_says_nothing_where_nothing_varies() -> None:
    assert alpha([("a", "a"), ("a", "a")]) is None


def test_alpha_of_chance_is_about_zero() -> None:
    assert alpha([("a", "b"), ("b", "a"), ("a", "a"), ("b", "b")]) == pytest.approx(0.125)


def test_f1_counts_members() -> None:
    assert f1([(frozenset("abc"), frozenset("bcd")), (frozenset(), frozenset("x"))]) == pytest.approx(4 / 7)


def test_only_what_both_labelled_is_compared() -> None:
    a = {"1": label("1", status="self"), "2": label("2", status="none"), "3": label("3", status="self")}
    b = {"1": label("1", status="self"), "2": label("2", status="self") | {"labelled": []}}
    status = next(row for row in compare(a, b) if row.field == "status")
    assert (status.documents, status.out, status.equal) == (1, 1, 1.0)


def test_spelling_of_agencies_is_no_disagreement() -> None:
    a = {"1": label("1", lead_agencies=["Phòng Văn hoá – Thông tin"])}
    b = {"1": label("1", lead_agencies=["phòng văn hóa - thông tin"])}
    rows = {row[0]: row[1:] for row in compare(a, b)}
    assert rows["lead_agencies"] == (1, 0, 1.0, "f1", 1.0)


def test_a_task_is_its_agencies_and_its_time() -> None:
    task = {"order": 1, "at": 0.2, "lead": ["Đội thuỷ lợi"], "with": [], "due": None}
    a = {"1": label("1", plan={"year": 2020, "tasks": [task]})}
    b = {"1": label("1", plan={"year": 2021, "tasks": [task | {"at": 0.3, "order": 2}]})}
    rows = {row[0]: row[1:] for row in compare(a, b)}
    assert rows["tasks"] == (1, 0, 1.0, "f1", 1.0)
    assert rows["plan_year"][2] == 0
