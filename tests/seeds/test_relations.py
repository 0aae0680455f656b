"""Figures of relations between the five real documents, against those counted beside their texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ingest import read_file
from pipelines.shingles import containment, grams, jaccard
from search.measures import MeasureResult, get
from search.measures.computing import compute
from store.database import Store, open_store
from store.filters import Filters

pytestmark = pytest.mark.shared

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
JACCARD = {(0, 1): 0.0597, (1, 4): 0.0389, (0, 4): 0.0450, (2, 3): 0.0088}


@pytest.fixture(scope="module")
def seeds(shared: Path) -> list[Path]:
    return sorted((shared / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def store(seeds: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('seeds') / 'store.sqlite'}") as store:
        for path in seeds:
            (item,) = read_file(path, fetched_at=NOW)
            assert item.document is not None
            store.documents.save(item.document)
        yield store


def measured(store: Store, name: str, **asked: str) -> MeasureResult:
    return compute(get(name), store, {}, Filters(), settings=asked, now=NOW)


def test_shared_grams_of_the_files_as_they_are(seeds: list[Path]) -> None:
    sets = [set(grams([path.read_text(encoding="utf-8")])) for path in seeds]
    found = {(one, other): jaccard(sets[one], sets[other]) for one, other in JACCARD}
    assert found == pytest.approx(JACCARD, abs=5e-5)
    assert containment(sets[0], sets[1]) == pytest.approx(0.1917, abs=5e-5)


def test_phu_loc_followed_the_province_after_29_days(store: Store) -> None:
    rows = {row.key["superior"]: row for row in measured(store, "cascade").rows}
    found = rows["170/KH-UBND, P63:46, 2022"]
    assert (found.value, found.n) == (29, 1)


def test_reuse_of_the_documents_without_what_stands_around_them(store: Store, seeds: list[Path]) -> None:
    """The documents leave out what a page has around its article, so that the figures differ a little."""
    ids = [item.document.id for path in seeds for item in read_file(path, fetched_at=NOW) if item.document]
    rows = measured(store, "reuse").rows
    found = {tuple(sorted(ids.index(str(id_)) for id_ in row.key.values())): row for row in rows}
    assert len(found) == 10
    for pair, figure in JACCARD.items():
        assert found[pair].value == pytest.approx(figure, abs=0.003)
    first = found[0, 1]
    assert (first.key["from"], first.more["origin"]) == (ids[0], "level")
    assert first.more["containment"] == pytest.approx(0.1917, abs=0.003)
    assert first.more["net"] is None  # five localities are too few to tell set phrases
    assert [row.value for row in rows] == sorted((row.value for row in rows), reverse=True)
