"""Counts, intervals and floors."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.evaluation.floors import Floors, FloorsError, read_floors, sha256
from pipelines.evaluation.intervals import percentiles, resamples, wilson
from pipelines.evaluation.labels import read_gold
from pipelines.evaluation.records import Item, Judgement
from pipelines.evaluation.scoring import score
from tests.evaluation.gold import FLOWERS, PLAN, report


def judged(
    document: int, field: str, right: int, missed: int, extra: int, *, single: bool = False
) -> Judgement:
    items = [tuple(Item(f"{place}{name}", name) for place in range(size))
             for name, size in (("right", right), ("missed", missed), ("extra", extra))]  # fmt: skip
    return Judgement(str(document), field, *items, single=single)


def test_precision_recall_and_f1() -> None:
    row = score([judged(1, "citations", 3, 1, 0), judged(2, "citations", 1, 0, 2)])["fields"]["citations"]
    assert (row["right"], row["missed"], row["extra"], row["n"], row["documents"]) == (4, 1, 2, 5, 2)
    assert (row["precision"], row["recall"], row["f1"]) == (0.6667, 0.8, 0.7273)


def test_nothing_to_find_and_nothing_found_is_no_f1() -> None:
    row = score([judged(1, "citations", 0, 0, 0)])["fields"]["citations"]
    assert [row[key] for key in ("precision", "recall", "f1", "low", "high")] == [None] * 5


def test_macro_is_over_themes_with_enough_documents_micro_over_all() -> None:
    often = [judged(place, "themes.tthc", 1, 0, 0) for place in range(5)]
    figures = score([*often, judged(9, "themes.the_che", 0, 1, 0)])
    assert (figures["macro_f1"], figures["macro_themes"]) == (1.0, ["tthc"])
    assert figures["micro_f1"] == pytest.approx(10 / 11, abs=1e-4)
    assert figures["themes"]["the_che"]["f1"] == 0


def test_where_no_theme_has_enough_all_are_in_the_mean() -> None:
    figures = score([judged(1, "themes.tthc", 1, 0, 0), judged(1, "themes.the_che", 0, 1, 0)])
    assert (figures["macro_f1"], figures["macro_themes"]) == (0.5, ["the_che", "tthc"])


def test_wilsons_interval() -> None:
    # Worked example: 0 of 9, upper bound z² / (n + z²).
    low, high = wilson(0, 9) or (9.0, 9.0)
    assert (round(low, 4), round(high, 4)) == (0.0, 0.2991)
    assert wilson(0, 0) is None


def test_wilsons_interval_ends_where_a_share_of_nothing_or_all_does() -> None:
    """Sums miss 0 and 1 by a bit at many sizes, which reads `<0.1%` and `>99.9%`."""
    sizes = range(1, 500)
    assert {(wilson(0, of) or (None,))[0] for of in sizes} == {0.0}
    assert {(wilson(of, of) or (None,))[-1] for of in sizes} == {1.0}
    ends = [bound for of in sizes[1:] for bound in wilson(1, of) or ()]
    assert all(0 < bound < 1 for bound in ends)


def test_samples_are_the_same_each_time_and_hold_as_many_documents() -> None:
    one, two = list(resamples(7)), list(resamples(7))
    assert one == two
    assert {sum(weights) for weights in one} == {7}
    assert len({tuple(weights) for weights in one}) > 100


def test_an_interval_holds_its_figure_and_narrows_with_more_documents() -> None:
    def interval(size: int) -> tuple[float, float]:
        ones = [judged(place, "citations", 1, int(place % 4 == 0), 0) for place in range(size)]
        row = score(ones)["fields"]["citations"]
        assert row["low"] < row["f1"] < row["high"]
        return row["low"], row["high"]

    few, many = interval(12), interval(120)
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_a_handful_of_documents_has_no_interval() -> None:
    row = score([judged(place, "citations", 1, 0, 0) for place in range(4)])["fields"]["citations"]
    assert (row["f1"], row["low"], row["high"]) == (1.0, None, None)


def test_a_figure_that_most_samples_lack_has_no_interval() -> None:
    assert percentiles([None, None, 1.0, 1.0]) is None
    assert percentiles([0.0, None, 1.0]) == (0.0, 1.0)


# --- Floors -------------------------------------------------------------------------------------------------


def faults(folder: Path, **bounds: dict[str, float]) -> list[str]:
    found = report(
        folder, PLAN | {"doc_number": "22/KH-UBND", "is_reform": True}, FLOWERS | {"is_reform": False}
    )
    gold = read_gold(folder / "gold.jsonl")
    pins = {"gold.jsonl": sha256(gold.path)}
    return Floors(pins, bounds.get("floors", {}), bounds.get("ceilings", {})).faults(found, [gold])


def test_figures_above_their_floors_are_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, floors={"fields.is_reform.rate": 1.0}, ceilings={"false_reform": 0.02}) == []


def test_a_figure_below_its_floor_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, floors={"fields.act_number.f1": 0.98}) == [
        "fields.act_number.f1 is 0.0, the floor is 0.98"
    ]


def test_a_figure_that_is_not_measured_is_a_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, floors={"fields.deadlines.f1": 0.1}, ceilings={"themes.x.f1": 1}) == [
        "fields.deadlines.f1 is not measured, the floor is 0.1",
        "themes.x.f1 is not measured, the ceiling is 1",
    ]


def test_gold_that_changed_needs_a_new_pin(tmp_path: Path) -> None:
    found = report(tmp_path, PLAN)
    gold = read_gold(tmp_path / "gold.jsonl")
    (fault,) = Floors({"gold.jsonl": "0" * 64}, {}, {}).faults(found, [gold])
    assert f"pin gold.jsonl: {sha256(gold.path)}" in fault
    assert len(Floors({"other.jsonl": "0"}, {}, {}).faults(found, [gold])) == 2


@pytest.mark.parametrize(
    "text", ["[", "floors: {}", "gold: {}\nfloors: {a: high}", "gold: {}\nfloors: {}\nx: 1"]
)
def test_a_file_that_holds_no_floors_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FloorsError, match=r"floors\.yml"):
        read_floors(path)
