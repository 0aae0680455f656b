"""Measures of the five real documents that the project began with."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.database import open_store
from tests.measures.corpus import measured
from tests.seeds.test_seeds import ingest

pytestmark = pytest.mark.shared


def test_the_plan_of_phu_loc_is_posted_after_six_days(shared: Path, tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        for path in sorted((shared / "seeds").glob("*.txt")):
            store.documents.save(ingest(path))
        delay = {row.key["locality"]: row for row in measured(store, "delay").rows}
        assert delay["D63:482"].value == 6.0
        assert (delay["D63:482"].n, delay["D63:482"].more["in_time"]) == (1, 0.0)
        attention = measured(store, "attention", by=("locality", "theme", "period")).rows
        sums: dict[tuple[str | None, str | None], float] = {}
        for row in (row for row in attention if row.n):
            place = row.key["locality"], row.key["period"]
            sums[place] = sums.get(place, 0.0) + (row.value or 0.0)
            assert len(row.documents) == row.n
        assert sums
        assert list(sums.values()) == pytest.approx([1.0] * len(sums))
