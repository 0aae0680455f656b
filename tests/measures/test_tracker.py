"""From plan to delivery: which tasks later documents report, which days passed without, in our own words."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise
from typing import Any

import pytest

from search.measures.reported import Likely, Reading, found_in, wanted
from search.measures.results import MeasureRow
from search.tracker_validated import NOT_VALIDATED
from store.database import Store
from store.filters import Filters
from store.records import Document, Due, Plan, Task
from tests.measures.corpus import document, keep, measured, portal, run

FORUM = "Tổ chức hội nghị đối thoại với doanh nghiệp về thủ tục đầu tư"
DESK = "Niêm yết công khai bộ thủ tục hành chính tại trụ sở ủy ban"
SURVEY = "Khảo sát mức độ hài lòng của người dân tại bộ phận một cửa"
PORTALS = {"mau": portal("mau", "D63:482")}
TASKS = ((FORUM, "2022-09-30"), (DESK, "2022-10-31"), (SURVEY, None))


def plan(name: str = "kế hoạch", tasks: Any = TASKS, **fields: Any) -> Document:
    made = tuple(
        Task(order, text, ("Văn phòng",), (), _due(day)) for order, (text, day) in enumerate(tasks, 1)
    )
    text = "\n".join(text for text, _ in tasks)
    return document(
        name, **{"day": "2022-05-30", "kind": "ke_hoach", "text": text, "plan": Plan(2022, made, ())} | fields
    )


def _due(day: str | None) -> Due | None:
    return Due(dt.date.fromisoformat(day), "day", day, recurring=False) if day else None


def news(name: str, text: str, **fields: Any) -> Document:
    return document(
        name, **{"day": "2022-09-12", "text": text, "kind": "tin_bai", "is_reform": False} | fields
    )


def observed(store: Store) -> None:
    keep(store, run("mau", "2023-06-01T08:00", complete=True))


def answer(store: Store, *by: str, **asked: Any) -> list[MeasureRow]:
    return list(measured(store, "tracker", by=by or ("locality",), portals=PORTALS, **asked).rows)


def standings(store: Store, **asked: Any) -> list[Any]:
    return [row.more["standing"] for row in answer(store, "locality", "plan", "task", **asked)]


def test_share_is_of_tasks_whose_day_passed_under_observation(store: Store) -> None:
    """One of two tasks with a day was reported: D = 1 / 2."""
    made = plan()
    store.documents.save(made)
    store.documents.save(news("tin", f"Sáng 12/9, huyện đã {FORUM.lower()}."))
    observed(store)
    (row,) = answer(store)
    assert (row.value, row.n, row.denominator, row.documents) == (0.5, 1, 2, (made.id,))
    assert {name: row.more[name] for name in ("tasks", "reported", "passed", "without_day", "late")} == {
        "tasks": 3, "reported": 1, "passed": 1, "without_day": 1, "late": 0,
    }  # fmt: skip
    assert row.coverage is not None


def test_each_task_stands_with_its_evidence(store: Store) -> None:
    store.documents.save(plan())
    text = f"Tin vắn. Sáng 12/9, huyện đã {FORUM.lower()}."
    told = news("tin", text)
    store.documents.save(told)
    observed(store)
    first, second, third = answer(store, "locality", "plan", "task")
    assert [row.value for row in (first, second, third)] == [1.0, 0.0, None]
    assert [row.more["standing"] for row in (first, second, third)] == ["reported", "passed", "without_day"]
    (report,) = first.more["reports"]
    assert (report["document"], report["date"], report["share"]) == (told.id, "2022-09-12", 1.0)
    (span,) = report["evidence"]
    assert text[span["start"] : span["end"]] == span["text"] == FORUM.lower()


def test_without_observation_no_deadline_is_said_to_have_passed(store: Store) -> None:
    store.documents.save(plan())
    (row,) = answer(store)
    assert (row.value, row.flags) == (None, ("weeks_not_observed",))
    assert standings(store) == ["not_observed", "not_observed", "without_day"]


@pytest.mark.parametrize(
    "fields",
    [
        {"day": "2022-05-30"},  # of the day of the plan
        {"day": "2023-09-12"},  # a year after its day: of another plan
        {"locality": "D63:474"},
        {"kind": "ke_hoach"},  # repeats the task for the next year
        {"day": None},
    ],
)
def test_what_is_no_report(store: Store, fields: dict[str, Any]) -> None:
    store.documents.save(plan())
    store.documents.save(news("tin", f"Huyện đã {FORUM.lower()}.", **fields))
    observed(store)
    assert standings(store)[0] == "passed"


def test_words_strewn_over_a_long_text_are_no_report() -> None:
    words = FORUM.split()
    filler = " ".join(f"từ{number}" for number in range(40))
    strewn = f" {filler} ".join(f"{one} {two}" for one, two in pairwise(words))
    asked = wanted(FORUM)
    assert asked <= Reading("", strewn).pairs
    assert found_in(asked, Reading("", strewn)) is None
    assert found_in(asked, Reading("", FORUM)) is not None


def test_none_that_has_enough_is_passed_over() -> None:
    """Tasks of 5 to 40 words beside texts with any part of them, on either side of the least share."""
    chance = random.Random(8)
    words = [f"tu{number}" for number in range(60)]
    asked = [wanted(" ".join(chance.choices(words, k=chance.randint(6, 40)))) for _ in range(40)]
    likely, looked, told = Likely(asked), 0, 0
    for _ in range(200):
        mine = sorted(chance.choice(asked))
        kept = chance.sample(mine, max(1, round(len(mine) * chance.uniform(0.4, 0.8))))
        reading = Reading("", ". x ".join(" ".join(pair) for pair in kept))
        found = [number for number, one in enumerate(asked) if found_in(one, reading)]
        assert set(found) <= set(likely.of(reading))
        looked, told = looked + len(likely.of(reading)), told + len(found)
    assert 0 < told < looked < 200 * len(asked)
    assert Likely(()).of(Reading("", FORUM)) == []


def test_task_is_not_compared_with_texts_of_other_words() -> None:
    likely = Likely([wanted(FORUM), wanted(DESK)])
    assert likely.of(Reading("", "Giá lúa hôm nay tăng ở các chợ đầu mối")) == []
    assert likely.of(Reading("", f"Tin: {DESK}.")) == [1]


def test_evidence_in_a_title_is_of_the_title() -> None:
    found = found_in(wanted(FORUM), Reading(f"Phú Lộc: {FORUM}", "Ảnh và tin của phóng viên."))
    assert found is not None
    assert {(span.field, span.text) for span in found.spans} == {("title", FORUM)}


def test_late_report_is_a_report_and_said_to_be_late(store: Store) -> None:
    store.documents.save(plan())
    store.documents.save(news("tin", f"Huyện đã {FORUM.lower()}.", day="2022-11-20"))
    observed(store)
    (row,) = answer(store)
    assert (row.value, row.more["late"]) == (0.5, 1)


def test_page_and_its_file_hold_one_plan(store: Store) -> None:
    page = plan()
    store.documents.save(page)
    store.documents.save(plan("tệp", parent=page.id))
    observed(store)
    (row,) = answer(store)
    assert (row.n, row.more["tasks"], row.more["passed"]) == (1, 3, 2)


def test_only_the_plans_asked_for_are_read_in_whatever_batches(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [plan(f"kế hoạch {number}") for number in range(5)]
    for one in (*made, news("tin", FORUM)):
        store.documents.save(one)
    monkeypatch.setattr("store.tracker._BATCH", 2)
    wanted_ids = {one.id for one in made[1:]} | {news("tin", FORUM).id, "nobody"}
    found = store.tracker.plans(wanted_ids)
    assert found == {one.id: one.plan for one in made[1:]}
    assert store.tracker.plans(()) == {}


def test_short_tasks_undated_plans_and_unknown_places_are_no_zero(store: Store) -> None:
    store.documents.save(plan("ngắn", [("Báo cáo quý", "2022-09-30")]))
    store.documents.save(plan("không ngày", [(FORUM, "2022-09-30")], day=None))
    store.documents.save(plan("không nơi", [(DESK, "2022-09-30")], locality=None, portal="khac"))
    observed(store)
    assert sorted(standings(store)) == ["place_unknown", "plan_undated", "too_short"]
    assert {row.value for row in answer(store)} == {None}


def test_day_to_come_is_no_miss(store: Store) -> None:
    store.documents.save(plan("mới", [(FORUM, "2026-12-31")], day="2026-11-02"))
    observed(store)
    (row,) = answer(store)
    assert (row.value, row.more["due"], row.flags) == (None, 1, ("no_deadline_passed",))


def test_document_without_its_text_may_have_been_the_report(store: Store) -> None:
    store.documents.save(plan(tasks=[(FORUM, "2022-09-30")]))
    store.documents.save(news("trống", "", title=""))
    observed(store)
    assert standings(store) == ["not_held"]


def test_no_plan_gives_a_row_that_says_so(store: Store) -> None:
    store.documents.save(news("tin", "Một bài về cải cách hành chính.", is_reform=True))
    observed(store)
    (row,) = answer(store)
    assert (row.value, row.n, row.flags) == (None, 0, ("nothing_to_measure",))


def test_document_of_another_place_changes_nothing(store: Store) -> None:
    store.documents.save(plan())
    observed(store)
    before = answer(store, filters=Filters(locality=("D63:482",)))
    store.documents.save(news("xa", f"Huyện đã {FORUM.lower()}.", locality="D63:474", is_reform=True))
    store.documents.save(plan("xa kế hoạch", locality="D63:474"))
    assert answer(store, filters=Filters(locality=("D63:482",))) == before


def test_notes_say_that_nobody_validated_it(store: Store) -> None:
    store.documents.save(plan())
    assert NOT_VALIDATED in measured(store, "tracker", portals=PORTALS).notes
