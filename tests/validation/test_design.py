from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.validation.design import (
    DesignError,
    Draw,
    allocate,
    assign,
    draw,
    heaviest_theme,
    stratum_of,
)
from tests.validation.material import row

FRAME = [
    *(row(f"tthc {n}", {"tthc": 0.6, "cong_vu": 0.4}) for n in range(60)),
    *(row(f"cong_vu {n}", {"cong_vu": 1.0}) for n in range(9)),
    *(row(f"khac {n}") for n in range(300)),
]


def drawn(size: int = 40, seed: int = 1, **design: Any) -> Draw:
    frame = design.pop("frame", FRAME)
    return draw(
        frame, size=size, seed=seed, **{"by": ("theme",), "allocation": "root", "double": 0.25} | design
    )


def test_each_document_has_the_probability_of_its_stratum() -> None:
    found = drawn()
    assert len(found.drawn) == len({one.document for one in found.drawn}) == 40
    by_name = {stratum.name: stratum for stratum in found.strata}
    assert {name: stratum.population for name, stratum in by_name.items()} == {
        "theme=cong_vu": 9, "theme=not_reform": 300, "theme=tthc": 60,
    }  # fmt: skip
    taken = Counter(one.stratum for one in found.drawn)
    for one in found.drawn:
        stratum = by_name[one.stratum]
        assert taken[one.stratum] == stratum.sampled
        assert one.probability == stratum.sampled / stratum.population
    assert sum(1 / one.probability for one in found.drawn) == pytest.approx(len(FRAME))


def test_the_same_seed_gives_the_same_sample_whatever_the_order_of_the_store() -> None:
    assert drawn() == drawn(frame=FRAME[::-1])
    other = {one.document for one in drawn(seed=2).drawn}
    assert len(other & {one.document for one in drawn().drawn}) < 20


def test_every_document_is_drawn_about_as_often_as_another_of_its_stratum() -> None:
    """Over 400 seeds, 9 of 60: 60 times each, give or take four standard errors."""
    counts = Counter(
        one.document for seed in range(400) for one in drawn(9, seed, frame=FRAME[:60], by=()).drawn
    )
    assert len(counts) == 60
    assert max(abs(count - 60) for count in counts.values()) < 4 * (400 * 0.15 * 0.85) ** 0.5


def test_the_order_of_a_sheet_does_not_tell_the_strata() -> None:
    names = [one.stratum for one in drawn(60).drawn]
    assert sum(a != b for a, b in pairwise(names)) > 20


def test_the_double_coded_are_a_share_of_the_sample() -> None:
    assert sum(one.is_double for one in drawn(40, double=0.25).drawn) == 10
    assert sum(one.is_double for one in drawn(40, double=0.001).drawn) == 1
    assert not any(one.is_double for one in drawn(40, double=0).drawn)


def test_attachments_and_copies_are_no_part_of_the_frame_and_are_counted() -> None:
    extra = [row("tệp", parent="a" * 16), row("chép", duplicate_of="b" * 16)]
    found = drawn(1000, frame=[*FRAME, *extra])
    assert len(found.drawn) == len(FRAME)
    assert found.left_out == {"attachments": 1, "copies": 1}
    assert {one.probability for one in found.drawn} == {1.0}


def test_a_size_that_would_leave_a_stratum_without_any_is_refused() -> None:
    with pytest.raises(DesignError, match="2 leaves some of the 3 strata"):
        drawn(2)
    with pytest.raises(DesignError, match="No documents"):
        drawn(2, frame=[])


@given(
    st.dictionaries(st.text("abc", min_size=1), st.integers(1, 500), min_size=1, max_size=9),
    st.integers(1, 400),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_an_allocation_gives_all_of_the_size_and_to_each_stratum_some(
    populations: dict[str, int], size: int, power: float
) -> None:
    if size < len(populations):
        with pytest.raises(DesignError):
            allocate(populations, size, power)
        return
    given_ = allocate(populations, size, power)
    assert sum(given_.values()) == min(size, sum(populations.values()))
    assert all(1 <= given_[name] <= count for name, count in populations.items())


def test_allocations_lie_between_totals_and_strata() -> None:
    populations = {"a": 900, "b": 100}
    assert allocate(populations, 100, 1.0) == {"a": 90, "b": 10}
    assert allocate(populations, 100, 0.5) == {"a": 75, "b": 25}
    assert allocate(populations, 100, 0.0) == {"a": 50, "b": 50}
    assert allocate({"a": 900, "b": 1}, 3, 1.0) == {"a": 2, "b": 1}


def test_strata_go_by_what_is_known_of_a_document() -> None:
    two = row("a", {"tthc": 0.5, "cong_vu": 0.5})
    assert stratum_of(two, ("theme", "province", "level", "year"), "then") == (
        "theme=cong_vu|province=P63:46|level=district|year=2022"
    )
    assert stratum_of(two, ("province",), "today") == "province=P34:46"
    bare = row("b", None, published=None, province=None, portal=None, is_reform=True)
    assert stratum_of(bare, ("theme", "province", "year", "portal"), "then") == (
        "theme=no_theme|province=unknown|year=unknown|portal=unknown"
    )
    assert stratum_of(row("c", published=dt.date(2020, 1, 1)), (), "then") == "all"
    assert heaviest_theme(row("d", {"tthc": 0.4}, is_reform=False)) == "not_reform"


def test_coders_take_turns_and_two_of_them_a_double() -> None:
    found = drawn(40, double=0.5).drawn
    asked = assign(found, ("An", "Bình", "Chi"))
    assert all(
        len(set(names)) == (2 if one.is_double else 1) for one, names in zip(found, asked, strict=True)
    )
    load = Counter(name for names in asked for name in names)
    assert max(load.values()) - min(load.values()) <= 1
    assert set(assign(found, ())) == {()}
    assert set(assign(found, ("An",))) == {("An",)}
