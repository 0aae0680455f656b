"""Rows that pool several localities: their intervals are of localities drawn again."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from crawler import gazetteer
from pipelines.evaluation.intervals import SAMPLES, SEED, wilson
from search.measures.results import MeasureResult
from search.statistics.bootstrap import FEWEST, draws, over_clusters, over_sums
from store.database import Store, open_store
from store.filters import Filters
from store.records import Tag
from tests.measures.acts import act
from tests.measures.corpus import document, measured, portal

DISTRICTS = [unit.code for unit in gazetteer.load().districts()[:6]]
DECLARED = {"mau": portal("mau", DISTRICTS[0])}
METHOD = f"bootstrap over {len(DISTRICTS)} localities, percentiles of 1000 samples, seed 20260101"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Six districts: all that three of them publish is alike, and all that the other three publish."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('pooled') / 'store.sqlite'}") as opened:
        for place, code in enumerate(DISTRICTS):
            odd = place % 2 == 1
            for number in range(4):
                day = dt.date(2022, 5, 30 - number)
                issued = (day - dt.timedelta(days=20 if odd else 2)).isoformat()
                opened.documents.save(document(
                    f"{code}-{number}", code, day.isoformat(), is_reform=odd or number == 0,
                    themes={"tthc": 1.0} if odd else {"the_che": 0.5, "cong_vu": 0.5},
                    act=act(f"{place}{number}/KH-UBND", issued, code),
                    channels=(Tag("cuoc_thi" if odd else "truc_quan", ()),),
                ))  # fmt: skip
        yield opened


def found(store: Store, name: str, *by: str, **asked: Any) -> MeasureResult:
    return measured(store, name, portals=DECLARED, by=by, **asked)


def test_an_interval_over_localities_is_wider_than_one_over_publications(store: Store) -> None:
    (row,) = found(store, "salience", "level").rows
    assert (row.value, row.n, row.denominator) == (15 / 24, 15, 24)
    plain = wilson(15, 24)
    assert plain is not None
    assert row.low is not None
    assert row.high is not None
    assert row.high - row.low > plain[1] - plain[0]
    assert row.low < 15 / 24 < row.high
    assert row.more["interval"] == METHOD


@pytest.mark.parametrize(
    ("name", "by"),
    [("attention", "theme"), ("salience", "level"), ("diversity", "level"), ("delay", "level"),
     ("channels", "channel")],
)  # fmt: skip
def test_every_row_of_many_localities_has_its_interval_and_names_it(store: Store, name: str, by: str) -> None:
    rows = found(store, name, by).rows
    assert rows
    for row in rows:
        assert row.low is not None
        assert row.high is not None
        assert row.value is not None
        assert row.low <= row.value <= row.high
        assert row.low < row.high
        assert row.more["interval"] == METHOD
    assert rows == found(store, name, by).rows  # the seed is fixed


@pytest.mark.parametrize("name", ["attention", "salience", "diversity", "delay", "channels"])
def test_rows_of_one_locality_or_few_are_not_drawn_again(store: Store, name: str) -> None:
    four = Filters(locality=tuple(DISTRICTS[: FEWEST - 1]))
    key = {"attention": "theme", "channels": "channel"}.get(name)
    by = (key,) if key else ("level",)
    rows = [*found(store, name, *by, filters=four).rows, *found(store, name, "locality", *by).rows]
    assert rows
    for row in rows:
        assert "interval" not in row.more
        assert (row.low is None) is (name != "salience")


def test_breadth_has_none_and_a_share_of_all_is_not_certain(store: Store) -> None:
    assert [(row.low, row.high) for row in found(store, "breadth", "level").rows] == [(None, None)]
    (whole,) = found(store, "salience", "level", filters=Filters(since=dt.date(2022, 5, 30))).rows
    assert (whole.value, (whole.low, whole.high), "interval" in whole.more) == (1.0, wilson(6, 6), False)


def test_sums_of_clusters_give_what_their_clusters_give() -> None:
    clusters = [(1, 4), (0, 3), (2, 2), (5, 9), (0, 1), (3, 3)]

    def share(drawn: Sequence[tuple[int, int]]) -> float:
        return sum(part for part, _ in drawn) / sum(whole for _, whole in drawn)

    summed = over_sums(clusters, lambda sums: [sums[0] / sums[1], None])
    assert summed == [over_clusters(clusters, share), None]
    assert over_sums(clusters[: FEWEST - 1], lambda sums: [sums[0]]) == []


@pytest.mark.parametrize("size", [FEWEST, 300])
def test_localities_are_drawn_as_the_standard_library_draws_them(size: int) -> None:
    source = random.Random(SEED)
    expected = [source.choices(range(size), k=size) for _ in range(SAMPLES)]
    assert list(map(list, draws(size))) == expected
