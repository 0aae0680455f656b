"""`show` of an act, and `acts missing`: the cascade as a person reads it, and as rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import pytest

from store.database import open_store
from store.records import Act, Citation, Deadline, Due, FileFacts, PartialDate, Plan, Task
from tests.cli.conftest import Call
from tests.store.samples import make

ABOVE, OWN = make("tinh"), make("huyen")


def citation(number: str, relation: str, issued: dt.date | None, start: int) -> Citation:
    return Citation(
        number, number, "ke_hoach", "UBND tỉnh", PartialDate(issued) if issued else None, relation,  # type: ignore[arg-type]
        None, start, start + 4, locality="P63:46",
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A plan of a province, one of a district that carries it out, and news that names an unseen act."""
    province = Act("170/KH-UBND", "170/KH-UBND", "ke_hoach", "UBND tỉnh", PartialDate(dt.date(2022, 4, 25)),
                   None, "self", locality="P63:46")  # fmt: skip
    district = Act(
        "131/KH-UBND", "131/KH-UBND", "ke_hoach", "UBND huyện Phú Lộc", PartialDate(dt.date(2022, 5, 24)),
        "Lê Văn An", "self", locality="D63:482", authority="KT", signer_title="PHÓ CHỦ TỊCH",
        abstract="tuyên truyền năm 2022", place="Phú Lộc",
    )  # fmt: skip
    cited = (
        citation("170/KH-UBND", "implements", dt.date(2022, 4, 26), 0),
        citation("09/CT-UBND", "refers", dt.date(2022, 1, 4), 9),
    )
    tasks = (
        Task(1, "Đăng [tin] mới", ("Phòng Nội vụ",), ("các xã",), Due(None, None, "Thường xuyên", True)),
    )
    with open_store(f"sqlite:///{tmp_path / 'home' / 'reformwatch.sqlite'}") as store:
        store.documents.save(replace(ABOVE, act=province))
        store.documents.save(replace(OWN, act=district, citations=cited, plan=Plan(2022, tasks, ())))
        store.documents.save(make("tin", citations=cited[1:], portal="khac"))
    return tmp_path / "home"


def test_an_act_is_shown_with_its_head_cascade_and_tasks(home: Path, reformwatch: Call) -> None:
    shown = reformwatch("show", OWN.id).out
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert "act Kế hoạch 131/KH-UBND (the act itself)" in lines
    assert "issuer UBND huyện Phú Lộc (D63:482)" in lines
    assert "issued 2022-05-24, Phú Lộc" in lines
    assert "signed KT. PHÓ CHỦ TỊCH Lê Văn An" in lines
    assert "about tuyên truyền năm 2022" in lines
    at = lines.index("implements 170/KH-UBND (UBND tỉnh, 2022-04-26)")
    assert lines[at + 1] == f"{ABOVE.id} {ABOVE.title}; it bears another date"
    at = lines.index("refers to 09/CT-UBND (UBND tỉnh, 2022-01-04)")
    assert lines[at + 1] == "not in the store"
    (task,) = (line for line in lines if "Đăng [tin] mới" in line)
    assert [cell.strip() for cell in task.split("│")][3:6] == ["Phòng Nội vụ", "các xã", "Thường xuyên"]


def test_a_superior_act_is_shown_with_those_that_name_it(home: Path, reformwatch: Call) -> None:
    shown = reformwatch("show", ABOVE.id).out
    assert "Documents that name it (1)" in shown
    assert f"implements     2024-05-29  {OWN.id}  131/KH-UBND  {OWN.title}" in shown


def test_the_link_is_in_the_json(home: Path, reformwatch: Call) -> None:
    first, second = reformwatch("show", OWN.id, "--json").json["citations"]
    assert (first["document"], first["flags"]) == (ABOVE.id, ["date_disagrees"])
    assert (second["document"], second["flags"]) == (None, [])


def test_what_is_cited_and_was_never_seen(home: Path, reformwatch: Call) -> None:
    found = reformwatch("acts", "missing", "--json").json
    assert found["total"] == 1
    assert found["acts"][0] | {"cited_by": None} == {
        "number": "09/CT-UBND", "kind": "ke_hoach", "issuer": "UBND tỉnh", "locality": "P63:46", "year": 2022,
        "count": 2, "cited_by": None, "candidates": [],
    }  # fmt: skip
    assert set(found["acts"][0]["cited_by"]) == {OWN.id, make("tin").id}
    (row,) = csv.DictReader(io.StringIO(reformwatch("acts", "missing", "--portal", "khac", "--csv").out))
    assert (row["number"], row["count"], row["cited_by"]) == ("09/CT-UBND", "1", make("tin").id)
    assert "09/CT-UBND" in reformwatch("acts", "missing").out
    assert reformwatch("acts", "missing", "--until", "2020", "--json").json == {"total": 0, "acts": []}


def test_a_plan_is_a_table_in_a_pipe_and_says_no_more_than_is_known(
    tmp_path: Path, reformwatch: Call
) -> None:
    quarter = Due(dt.date(2022, 7, 1), "quarter", "Quý III", recurring=False)
    task = Task(1, "Công khai thủ tục ở xã " * 20, ("Phòng Nội vụ",), (), quarter, flags=("merged_cell",))
    deadline = Deadline(dt.date(2022, 9, 1), "month", "tháng 9", 0, 7)
    plan = Plan(2022, (task,), (deadline,), flags=("deadline_other_year",))
    file = FileFacts("kế hoạch.docx", "application/msword", bytes=1200)
    with open_store(f"sqlite:///{tmp_path / 'home' / 'reformwatch.sqlite'}") as store:
        store.documents.save(replace(OWN, plan=plan, file=file))
    shown = reformwatch("show", OWN.id).out
    rows = [line for line in shown.splitlines() if line.startswith("│")]
    assert len(rows) > 5
    assert max(map(len, rows)) < 160
    assert "2022-Q3 (Quý III)" in rows[0]
    assert "(merged_cell)" in "".join(rows)
    assert "deadline   2022-09  tháng 9\nplan flags deadline_other_year\n" in shown
    assert "as file    kế hoạch.docx: application/msword, 1,200 bytes" in shown


def test_a_hit_in_a_file_names_the_page_that_offers_it(tmp_path: Path, reformwatch: Call) -> None:
    with open_store(f"sqlite:///{tmp_path / 'home' / 'reformwatch.sqlite'}") as store:
        store.documents.save(ABOVE)
        store.documents.save(replace(OWN, parent=ABOVE.id))
    reformwatch("index", "rebuild")
    hits = reformwatch("search", "--no-facets").out
    assert hits.count(f"file of {ABOVE.id}") == 1
