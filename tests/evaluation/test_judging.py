"""What is compared with what, on our own sentences."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pipelines.evaluation.judging import Case, judge
from pipelines.evaluation.labels import Label, read_gold
from pipelines.evaluation.reading import Library
from pipelines.evaluation.records import Judgement
from pipelines.evaluation.report import evaluate
from store.records import Deadline, Document, Due, Plan, Task
from tests.evaluation.gold import FLOWERS, NOW, PLAN, report, write

READ: dict[str, Any] = {
    "doc_type": "tin_bai", "announced_doc_type": "ke_hoach", "doc_number": "21/KH-UBND",
    "issuer": "Ủy ban nhân dân huyện Phú Lộc", "issue_date": "2023-03-15", "cited_docs": ["905/QĐ-UBND"],
}  # fmt: skip


def fields(folder: Path, *labels: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = report(folder, *labels).figures["fields"]
    return found


def test_a_document_that_is_read_as_labelled(tmp_path: Path) -> None:
    found = fields(tmp_path, PLAN | READ)
    assert set(found) == {
        "act_number", "kind", "announced_kind", "status", "issuer", "issue_date", "citations",
    }  # fmt: skip
    assert {row["f1"] for row in found.values()} == {1.0}
    assert (found["act_number"]["correct"], found["act_number"]["n"], found["act_number"]["rate"]) == (
        1,
        1,
        1.0,
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"doc_number": "22/KH-UBND"}, "act_number"),
        ({"doc_type": "ke_hoach"}, "kind"),
        ({"announced_doc_type": "quyet_dinh"}, "announced_kind"),
        ({"announced_doc_type": "khac"}, "announced_kind"),
        ({"issuer": "UBND tỉnh Thừa Thiên Huế"}, "issuer"),
        ({"issue_date": "2023-03-16"}, "issue_date"),
        ({"issue_date": {"date": "2023-03-01", "precision": "month"}}, "issue_date"),
        ({"cited_docs": ["950/QĐ-UBND"]}, "citations"),
    ],
)
def test_what_differs_is_an_error_of_its_field_alone(
    wrong: dict[str, Any], field: str, tmp_path: Path
) -> None:
    found = report(tmp_path, PLAN | READ | wrong)
    assert {error.field for error in found.errors} == {field}


def test_a_field_that_nobody_labelled_is_absent(tmp_path: Path) -> None:
    found = report(tmp_path, PLAN | READ | {"unlabelled": ["issuer"]}).figures
    assert "issuer" not in found["fields"]
    assert "deadlines" not in found["fields"]
    assert found["themes"] == {}
    assert (found["macro_f1"], found["false_reform"]) == (None, None)


@pytest.mark.parametrize(
    ("label", "correct"),
    [
        ({"title": "BAN HÀNH kế hoạch cải cách  hành chính năm 2023"}, 1),
        ({"title": "Kế hoạch cải cách hành chính năm 2023"}, 0),
        ({"title": "Kế hoạch cải cách hành chính năm 2023", "title_note": "no headline in the text"}, 1),
    ],
)
def test_the_title_of_a_file_that_was_read(label: dict[str, Any], correct: int, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(f"{PLAN['title']}\n\n{PLAN['text']}", encoding="utf-8")
    assert fields(tmp_path, {"id": "x", "file": "plan.txt"} | label)["title"]["correct"] == correct


def test_the_title_of_a_text_that_the_label_holds_is_not_scored(tmp_path: Path) -> None:
    found = report(tmp_path, PLAN)
    assert found.figures["fields"] == {}
    assert [one.field for one in found.unscored] == ["title"]


def test_the_own_act_is_no_citation(tmp_path: Path) -> None:
    found = fields(tmp_path, PLAN | READ | {"cited_docs": ["21/KH-UBND", "905/QĐ-UBND"]})
    assert (found["citations"]["right"], found["citations"]["missed"]) == (1, 0)


def test_relations_and_dates_of_the_citations_that_both_found(tmp_path: Path) -> None:
    cited = [
        {
            "number": "905/QĐ-UBND",
            "date": {"date": "2023-02-11", "precision": "day"},
            "relation": "replaces",
        },
        {"number": "99/QĐ-UBND", "date": None, "relation": "amends"},
    ]
    found = report(tmp_path, PLAN | READ | {"citations": cited})
    rows = found.figures["fields"]
    assert (rows["citations"]["right"], rows["citations"]["missed"]) == (1, 1)
    assert (rows["relations"]["correct"], rows["relations"]["n"]) == (0, 1)
    assert (rows["citation_dates"]["correct"], rows["citation_dates"]["n"]) == (0, 1)
    (error,) = [error for error in found.errors if error.field == "citation_dates"]
    assert (error.expected, error.read) == ("905/QĐ-UBND: 2023-02-11", "905/QĐ-UBND: 2023-02-10")


def test_themes_that_were_not_looked_for_or_are_disputed_are_not_scored(tmp_path: Path) -> None:
    themes = {"themes": [], "labelled_themes": ["tthc", "cong_vu"], "disputed": ["tthc"]}
    found = report(tmp_path, PLAN | themes)
    assert set(found.figures["themes"]) == {"cong_vu"}
    assert ("themes.tthc", "the readers disagree") in [(one.field, one.reason) for one in found.unscored]


def test_false_reform_is_the_share_of_the_others(tmp_path: Path) -> None:
    none = {"is_reform": False, "themes": []}
    figures = report(tmp_path, PLAN | none, FLOWERS | none).figures
    assert (figures["false_reform"], figures["negatives"]) == (0.5, 2)
    assert figures["fields"]["is_reform"]["correct"] == 1


def test_themes_are_all_that_a_document_has(tmp_path: Path) -> None:
    found = report(tmp_path, PLAN | {"themes": ["cong_vu"]})
    themes = found.figures["themes"]
    assert (themes["cong_vu"]["missed"], themes["tthc"]["extra"]) == (1, 1)
    assert len(themes) == 10


def test_readers_who_disagree_on_the_reform_are_not_scored(tmp_path: Path) -> None:
    found = report(tmp_path, PLAN | {"is_reform": None})
    assert "is_reform" not in found.figures["fields"]
    assert ("is_reform", "the readers disagree") in [(one.field, one.reason) for one in found.unscored]


def test_free_words_of_channels_are_mapped_or_counted_as_not_scored(tmp_path: Path) -> None:
    text = {"text": "Tuyên truyền cải cách hành chính trên mạng xã hội và tại hội nghị."}
    found = report(tmp_path, PLAN | text | {"channels": ["trang mạng xã hội Zalo", "chiến dịch ra quân"]})
    row = found.figures["fields"]["channels"]
    assert (row["right"], row["missed"], row["extra"]) == (1, 0, 1)
    assert [one.value for one in found.unscored if one.field == "channels"] == ["chiến dịch ra quân"]
    assert [error.read for error in found.errors if error.field == "channels"] == ["hoi_nghi_hop"]


def test_places_are_not_scored_where_no_local_body_speaks(tmp_path: Path) -> None:
    found = report(tmp_path, PLAN | {"province": None, "district": None, "speaker_level": "central"})
    assert {one.field for one in found.unscored} == {"title", "province", "district", "level"}
    assert found.figures["fields"] == {}


def test_of_two_labels_that_of_two_readers_counts_then_the_one_named_last(tmp_path: Path) -> None:
    where = {"title": PLAN["title"], "text": PLAN["text"], "url": "https://xa.example.vn/a"}
    one = {"id": "1", **where, "is_reform": False, "doc_number": "21/KH-UBND"}
    two = {"id": "2", **where, "is_reform": True, "coder_a": {}, "coder_b": {}}
    three = {"id": "3", **where, "is_reform": False, "doc_number": "12/KH-UBND"}
    found = report(tmp_path, one, two, three)
    assert found.documents == 1
    assert [(one.field, one.counted, one.other) for one in found.conflicts] == [
        ("act_number", ("12/KH-UBND",), ("21/KH-UBND",)),
        ("is_reform", ("reform",), ()),
        ("is_reform", ("reform",), ()),
    ]
    assert found.figures["fields"]["is_reform"]["correct"] == 1
    assert found.figures["fields"]["act_number"]["correct"] == 0


def test_two_documents_of_one_id_in_two_files_stay_two(tmp_path: Path) -> None:
    golds = [
        read_gold(
            write(tmp_path / f"{name}.jsonl", label | {"id": "1", "url": name, "is_reform": name == "one"})
        )
        for name, label in (("one", PLAN), ("two", FLOWERS))
    ]
    found = evaluate(golds, Library((tmp_path,), {}, NOW))
    assert found.documents == 2
    assert {one.document for one in found.unscored} == {"1", "two/1"}
    assert found.figures["fields"]["is_reform"]["correct"] == 2


def test_a_document_that_cannot_be_read_is_missed_and_named(tmp_path: Path) -> None:
    (tmp_path / "scan.xyz").write_bytes(b"\x00\x01")
    label = {"id": "x", "file": "scan.xyz", "is_reform": False, "doc_number": None, "doc_type": "ke_hoach"}
    found = report(tmp_path, label)
    assert [(one.document, one.reason) for one in found.unread] == [("x", "unsupported_type")]
    assert found.is_empty
    figures = found.figures
    assert [figures["fields"][name]["correct"] for name in ("act_number", "kind", "is_reform")] == [0, 0, 0]
    assert (figures["false_reform"], figures["negatives"]) == (None, 0)


# --- Plans --------------------------------------------------------------------------------------------------


def planned(label: dict[str, Any], plan: Plan | None, text: str) -> dict[str, Judgement]:
    document = Document(
        id="d", key="d", url=None, portal=None, title="Kế hoạch", text=text, fetched_at=NOW, plan=plan
    )
    case = Case("d", (Label.model_validate({"id": "d", "text": text, **label}),))
    return {one.field: one for one in judge(case, document) if isinstance(one, Judgement)}


TEXT = "Sở Nội vụ chủ trì tập huấn trước ngày 30/6/2023.\nPhòng Tư pháp phối hợp tuyên truyền hằng quý.\n"


def test_agencies_deadlines_and_tasks_of_a_plan() -> None:
    due = Due(dt.date(2023, 6, 30), "day", "trước ngày 30/6/2023", recurring=False)
    later = Due(None, None, "hằng quý", recurring=True)
    lines = TEXT.splitlines()
    plan = Plan(
        2023,
        (Task(1, lines[0], ("Sở Nội vụ",), (), due), Task(2, lines[1], (), ("Phòng Tư pháp huyện",), later)),
        (Deadline(dt.date(2023, 6, 30), "day", "30/6/2023", 38, 47),),
    )
    label = {
        "plan": {"year": 2023, "tasks": (
            {"order": 1, "at": 0.0, "due": {"date": dt.date(2023, 6, 30), "precision": "day"}},
            {"order": 2, "at": 0.52, "due": {"date": None, "recurring": True}},
            {"order": 3, "at": 0.9},
        )},
        "deadlines": (
            {"date": dt.date(2023, 6, 30)}, {"date": dt.date(2023, 12, 31)}, {"date": None, "recurring": True}
        ),
        "lead_agencies": ("Sở Nội vụ",), "coordinating_agencies": ("Phòng Tư pháp", "Đoàn Thanh niên"),
    }  # fmt: skip
    found = planned(label, plan, TEXT)
    assert found["plan_year"].is_correct
    assert found["lead_agencies"].is_correct
    assert [item.shown for item in found["coordinating_agencies"].missed] == ["Đoàn Thanh niên"]
    assert [item.shown for item in found["deadlines"].missed] == ["2023-12-31"]
    assert found["deadlines"].extra == ()
    sizes = [len(items) for items in (found["tasks"].right, found["tasks"].missed, found["tasks"].extra)]
    assert sizes == [2, 1, 0]
    assert found["task_dates"].is_correct


def test_a_task_is_not_taken_for_its_neighbour() -> None:
    """Tasks that stand closer to each other than a place is told: the one missed costs no other its date."""
    items = [f"{number}. Phòng {name} nộp báo cáo." for number, name in enumerate(("A", "B", "C", "D"), 1)]
    text = "\n".join([*items, *["Các mục dưới đây chỉ nêu bối cảnh." for _ in range(40)]])
    days = [dt.date(2023, month, 1) for month in range(1, 5)]
    due = [Due(day, "day", str(day), recurring=False) for day in days]
    read = tuple(Task(place, items[place], (), (), due[place]) for place in (1, 2, 3))
    for digits in (2, 4):
        label = {"plan": {"year": 2023, "tasks": tuple(
            {"order": place, "at": round(text.find(item) / len(text), digits), "due": {"date": days[place]}}
            | ({"begins": item[:9]} if digits == 2 else {})
            for place, item in enumerate(items)
        )}}  # fmt: skip
        found = planned(label, Plan(2023, read, ()), text)
        sizes = [len(part) for part in (found["tasks"].right, found["tasks"].missed, found["tasks"].extra)]
        assert sizes == [3, 1, 0]
        assert found["task_dates"].is_correct


def test_a_plan_that_was_not_read_has_missed_everything() -> None:
    found = planned({"plan": {"year": 2023}, "lead_agencies": ("Sở Nội vụ",)}, None, TEXT)
    assert [len(one.missed) for one in found.values()] == [1, 1]


def test_a_bare_day_is_a_deadline_as_it_is_any_date() -> None:
    plan = Plan(2023, (), (Deadline(dt.date(2023, 6, 30), "day", "30/6/2023", 38, 47),))
    found = planned({"deadlines": ("2023-06-30", "2023-07-01")}, plan, TEXT)
    assert [item.shown for item in found["deadlines"].missed] == ["2023-07-01"]
    assert found["deadlines"].extra == ()


def test_deadlines_differ_by_precision() -> None:
    plan = Plan(None, (), (Deadline(dt.date(2023, 6, 1), "month", "tháng 6/2023", 0, 5),))
    found = planned({"deadlines": ({"date": dt.date(2023, 6, 1), "precision": "day"},)}, plan, TEXT)
    assert [item.shown for item in found["deadlines"].extra] == ["2023-06-01 (month)"]
