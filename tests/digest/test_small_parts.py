"""The pure parts of a digest: what is cut, how a limit is shared out, which tasks are due."""

from __future__ import annotations

import datetime as dt

import pytest

from search.digest.excerpts import LONG, Span, cut
from search.digest.fair import fair
from search.measures.reported import Reading, evidence
from search.measures.tracker import beginnings, last_day, open_tasks
from store.records import Due, Plan, Precision, Task


@pytest.mark.parametrize(
    ("counts", "most", "given"),
    [
        ([5, 5], 10, [5, 5]),
        ([1, 9], 4, [1, 3]),
        ([9, 1, 9], 5, [2, 1, 2]),
        ([3, 3, 3], 4, [2, 1, 1]),
        ([3, 3], 0, [0, 0]),
        ([], 3, []),
        ([2], 9, [2]),
    ],
)
def test_limit_is_shared_out_fairly(counts: list[int], most: int, given: list[int]) -> None:
    assert fair(counts, most) == given


def test_excerpt_is_cut_at_words_and_marks_what_was_found() -> None:
    text = "đầu " * 100 + "một cửa" + " cuối" * 100
    start = text.index("một")
    pieces = cut(text, [Span(start, start + 7, 0)])
    assert [piece.text for piece in pieces if piece.marked] == ["một cửa"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("… đầu ")
    assert whole.endswith("cuối …")
    assert len(whole) <= LONG + 6


def test_excerpt_shows_the_place_with_the_most_that_was_looked_for() -> None:
    text = "một " + "x " * 200 + "hai ba một"
    at = text.index("hai")
    spans = [Span(0, 3, 0), Span(at, at + 3, 1), Span(at + 4, at + 6, 2), Span(at + 7, at + 10, 0)]
    assert [piece.text for piece in cut(text, spans) if piece.marked] == ["hai", "ba", "một"]


def test_excerpt_without_marks_is_the_beginning() -> None:
    assert [piece.text for piece in cut("ngắn", ())] == ["ngắn"]
    assert cut("", ()) == ()


@pytest.mark.parametrize(
    ("first", "precision", "last"),
    [
        ("2026-11-05", "day", "2026-11-05"),
        ("2026-02-01", "month", "2026-02-28"),
        ("2026-10-01", "quarter", "2026-12-31"),
        ("2026-01-01", "year", "2026-12-31"),
    ],
)
def test_deadline_ends_with_its_month_quarter_or_year(first: str, precision: Precision, last: str) -> None:
    assert last_day(dt.date.fromisoformat(first), precision).isoformat() == last


def test_tasks_due_have_their_last_day_in_time_and_do_not_recur() -> None:
    def task(order: int, day: str, precision: Precision = "day", *, recurring: bool = False) -> Task:
        due = Due(dt.date.fromisoformat(day), precision, day, recurring)
        return Task(order, "việc", (), (), due)

    plan = Plan(2026, (
        task(1, "2026-11-15"), task(2, "2026-11-16"), task(3, "2026-11-22"), task(4, "2026-11-23"),
        task(5, "2026-11-20", recurring=True), task(6, "2026-11-01", "month"),
        Task(7, "không hạn", (), (), None),
        Task(8, "thường xuyên", (), (), Due(None, None, "", recurring=True)),
    ), ())  # fmt: skip
    found = open_tasks("d", plan, dt.date(2026, 11, 16), dt.date(2026, 11, 22))
    assert [one.task.order for one in found] == [2, 3]
    month_end = dt.date(2026, 11, 30)
    assert [one.task.order for one in open_tasks("d", plan, month_end, month_end)] == [6]


def test_dates_that_may_fall_due_are_looked_for_by_their_beginnings() -> None:
    assert beginnings(dt.date(2026, 11, 28), dt.date(2026, 12, 5)) == [
        "2026-01-", "2026-10-", "2026-11-", "2026-12-",
    ]  # fmt: skip


def test_evidence_shares_most_of_the_words_of_a_task() -> None:
    task = "Tổ chức hội nghị đối thoại với doanh nghiệp"
    texts = {
        "same": f"Sáng nay đã {task.lower()} tại hội trường.",
        "marks": "To chuc hoi nghi doi thoai voi doanh nghiep",
        "half": "Tổ chức hội nghị tổng kết năm",
        "other": "Giải bóng chuyền hơi",
    }
    found = evidence(task, [(name, Reading("", text)) for name, text in texts.items()])
    assert [one.id for one in found] == ["marks", "same"]
    assert evidence("Báo cáo", [("x", Reading("", "Báo cáo"))]) == []  # so few words are found everywhere
