"""A sample of the plan tracker as people judge it: drawn, filled in, read back with its faults, shown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.tracker_answers import figures
from search.tracker_sample import SHARES, parts
from store.records import identity
from store.tracker_records import TrackerAnswer, TrackerSample, TrackerUnit, decided
from store.validation_records import Stratum
from tests.cli.conftest import Answer
from tests.measures.calling import home_of, run
from tests.measures.test_tracker import DESK, FORUM, news, plan

RIGHT, WRONG, MISSED = "tin đúng", "tin nhắc lại", "tin nói khác"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    documents = [
        plan(tasks=[(FORUM, "2022-09-30")]),
        news(RIGHT, f"Huyện đã {FORUM.lower()}."),
        news(WRONG, f"Tới đây các xã phải {FORUM.lower()}."),
        news(MISSED, "Buổi đối thoại với doanh nghiệp đã xong hôm qua, đông người dự."),
        *(news(f"tin {number}", f"Bà con thu hoạch vụ lúa số {number}.") for number in range(6)),
    ]
    with home_of(tmp_path / "home", documents) as made:
        yield made


@pytest.fixture
def sheet(home: Path, tmp_path: Path) -> Path:
    file = tmp_path / "mẫu.csv"
    assert run(home, "tracker", "sample", str(file), "--size", "40").code == 0
    return file


def fill(file: Path, answer: Callable[[dict[str, str]], str], coder: str = "An") -> None:
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    for row in rows:
        row["answer: đã thực hiện?"], row["coder: người mã hóa"] = answer(row), coder
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8-sig")


def truth(row: dict[str, str]) -> str:
    return "có" if row["title: tiêu đề văn bản"] in {RIGHT, MISSED} else "không"


def tell(home: Path, *more: str) -> Answer:
    return run(home, "measure", "tracker", *more)


def test_rates_stand_beside_the_figures_once_people_answered(home: Path, sheet: Path) -> None:
    """All pairs were judged: of two found one is right, of two reports one was found."""
    before = tell(home, "--json").json
    assert before["rows"][0]["validated"] is None
    assert any(note.startswith("Not validated") for note in before["notes"])
    fill(sheet, truth)
    kept = run(home, "tracker", "import", str(sheet), "--json").json
    assert (kept["new"], kept["figures"][0]["precision"], kept["figures"][0]["recall"]) == (9, 0.5, 0.5)
    told = tell(home, "--json").json
    assert told["rows"][0]["validated"]["precision"] == 0.5
    assert any("precision 0.50" in note and "recall 0.50" in note for note in told["notes"])
    assert "precision 0.50" in tell(home).out
    assert "precision 0.50" in run(home, "tracker", "status").out


def test_sheet_tells_nothing_of_the_rule(sheet: Path) -> None:
    head, *rows = csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig")))
    assert not {"stratum", "found", "share"} & {name.partition(":")[0] for name in head}
    assert {row[head.index("answer: đã thực hiện?")] for row in rows} == {""}


def test_same_seed_gives_the_same_sheet(home: Path, sheet: Path, tmp_path: Path) -> None:
    again = tmp_path / "lại.csv"
    assert run(home, "tracker", "sample", str(again), "--size", "40").code == 0
    assert again.read_bytes() == sheet.read_bytes()
    assert len(run(home, "tracker", "status", "--json").json["samples"]) == 1


def test_fewer_pairs_than_were_asked_for_are_told(home: Path, tmp_path: Path) -> None:
    told = run(home, "tracker", "sample", str(tmp_path / "nhieu.csv"), "--size", "40")
    assert "40 were asked for; all was drawn of what has fewer pairs than its part:" in told.out
    assert "found: its part is 20, there " in told.out
    few = run(home, "tracker", "sample", str(tmp_path / "ba.csv"), "--size", "3")
    assert "were asked for" not in few.out


def test_parts_sum_to_what_was_asked_for() -> None:
    """Largest remainders: 17 are 8.5, 5.1 and 3.4; 19 are 9.5, 5.7 and 3.8; of 3 each stratum has one."""
    assert [tuple(parts(size).values()) for size in (3, 4, 17, 19, 150)] == [
        (1, 1, 1), (2, 1, 1), (9, 5, 3), (9, 6, 4), (75, 45, 30),
    ]  # fmt: skip
    for size in range(3, 300):
        made = parts(size)
        assert (sum(made.values()), min(made.values()) > 0) == (size, True)
        assert all(abs(made[name] - size * share / 100) < 1 for name, share in SHARES.items())


@pytest.mark.parametrize(("size", "lacks"), [(17, ["found", "near"]), (4, []), (3, [])])
def test_only_a_stratum_that_ran_out_is_said_to_be_short(
    home: Path, tmp_path: Path, size: int, lacks: list[str]
) -> None:
    told = run(home, "tracker", "sample", str(tmp_path / "m.csv"), "--size", str(size)).out
    named = re.findall(r"^  (\w+): its part is (\d+), there (?:is|are) (\d+)$", told, re.MULTILINE)
    assert [name for name, part, there in named if int(there) < int(part)] == lacks
    assert len(named) == len(lacks)
    assert ("were asked for" in told) == bool(lacks)


def test_every_fault_has_its_row_and_nothing_is_kept(home: Path, sheet: Path) -> None:
    fill(sheet, lambda row: "có lẽ" if row["id"] == "p2" else "có")
    text = sheet.read_text(encoding="utf-8-sig").replace("thu hoạch", "gặt hái", 1)
    sheet.write_text(text, encoding="utf-8-sig")
    refused = run(home, "tracker", "import", str(sheet), "--json")
    assert refused.code == 2
    faults = json.loads(refused.out)["faults"]
    assert {each["column"] for each in faults} == {"answer", "text"}
    assert all(each["row"] >= 2 for each in faults)
    assert run(home, "tracker", "status", "--json").json["samples"][0]["coders"] == {}


def test_sheet_half_done_is_read_with_partial(home: Path, sheet: Path) -> None:
    fill(sheet, lambda row: truth(row) if int(row["id"][1:]) <= 4 else "")
    assert run(home, "tracker", "import", str(sheet)).code == 2
    kept = run(home, "tracker", "import", str(sheet), "--partial", "--json").json
    assert (kept["new"], len(kept["open_rows"]), kept["figures"][0]["open"]) == (4, 5, 5)


def test_same_answers_again_change_nothing_and_others_replace(home: Path, sheet: Path) -> None:
    fill(sheet, truth)
    run(home, "tracker", "import", str(sheet))
    assert run(home, "tracker", "import", str(sheet), "--json").json["unchanged"] == 9
    fill(sheet, lambda row: "không")
    assert run(home, "tracker", "import", str(sheet), "--json").json["replaced"] == 2


def test_no_pair_is_an_answer_and_no_sample(tmp_path: Path) -> None:
    with home_of(tmp_path / "leer", [plan(tasks=[(DESK, "2022-09-30")])]) as home:
        refused = run(home, "tracker", "sample", str(tmp_path / "x.xlsx"))
    assert (refused.code, "no pair" in refused.err) == (1, True)
    assert not (tmp_path / "x.xlsx").exists()


def test_coders_who_differ_decide_nothing() -> None:
    assert decided({"An": "yes", "Bình": "yes"}) is True
    assert decided({"An": "no"}) is False
    assert decided({"An": "yes", "Bình": "no"}) is decided({"An": "unsure"}) is decided({}) is None


def test_rates_are_weighted_by_stratum() -> None:
    """10 found of which 5 drawn, 100 others of which 10 drawn: one miss among them stands for 10.

    Precision 4 / 5; recall 8 / (8 + 10).
    """
    strata = (Stratum("found", 10, 5), Stratum("rest", 100, 10))
    units = tuple(
        TrackerUnit(
            n, identity("p"), 1, identity(str(n)), "0" * 64, "found" if n <= 5 else "rest", n <= 5, 0.5
        )
        for n in range(1, 16)
    )
    sample = TrackerSample("1", 1, 1000, {}, strata, units)
    answers = [TrackerAnswer(sample.id, n, "An", "yes" if n <= 4 or n == 6 else "no") for n in range(1, 16)]
    made = figures(sample, answers)
    assert made.precision.value == pytest.approx(4 / 5)
    assert made.recall.value == pytest.approx(8 / 18)
    assert made.precision.low < 4 / 5 < made.precision.high  # type: ignore[operator]
    assert (made.decided, made.open, made.population) == (15, 0, 110)
