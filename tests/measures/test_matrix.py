"""The table that people read first: a zero only where it was observed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from search.measures.matrix import ZERO_MEANS, matrix, render
from search.measures.results import MeasureRow, Seen
from store.database import Store
from tests.growth import grows_linearly
from tests.measures.corpus import document, rows


def covered(rows: Iterable[MeasureRow], seen: Mapping[str | None, Seen]) -> list[MeasureRow]:
    return [row.beside(seen.get(row.key["locality"]), compared=True) for row in rows]


def test_matrix_shows_localities_by_themes(store: Store) -> None:
    for made in (
        document("a", themes={"tthc": 0.5, "the_che": 0.5}),
        document("b", "P63:46", themes={"tthc": 1.0}),
        document("c", None, themes={"tthc": 1.0}),
    ):
        store.documents.save(made)
    seen = {"D63:482": Seen(2, 2, {}), "P63:46": Seen(1, 2, {"partial": 1})}
    found = matrix(covered(rows(store), seen))
    assert found.localities == (("D63:482", "Phú Lộc"), ("P63:46", "Thừa Thiên Huế"), (None, "(không rõ)"))
    assert [theme for theme, _ in found.themes] == ["tthc", "the_che"]
    lines = render(found).splitlines()
    assert lines[0].split() == ["n", "weeks", "tthc", "the_che"]
    assert lines[1].split() == ["Phú", "Lộc", "1", "2/2", "50%", "50%"]
    assert lines[2].split() == ["Thừa", "Thiên", "Huế", "1", "1/2", "100%", "·"]
    assert lines[3].split() == ["(không", "rõ)", "1", "not", "covered", "100%", "·"]
    assert len({len(line) for line in lines[:2]}) == 1
    assert "no zero is claimed" in lines[-1]
    assert ZERO_MEANS not in lines  # no zero stands in it
    with pytest.raises(ValueError, match="period"):
        matrix([*rows(store, "locality", "theme", "period"), *rows(store)])
    assert render(matrix([])).split() == ["n", "weeks", "weeks:", "observed,", "of", "all"]


def test_a_matrix_of_many_themes_takes_no_longer_for_each_row() -> None:
    """Fifty sub-themes for each of hundreds of localities."""

    def work(localities: str) -> object:
        return matrix(
            MeasureRow({"locality": f"P63:{place}", "theme": f"tthc/{theme}"}, 0.02, n=1, denominator=50)
            for place in range(len(localities))
            for theme in range(50)
        )

    assert grows_linearly(work, "x", 60)


def test_a_zero_is_printed_where_every_week_was_observed(store: Store) -> None:
    store.documents.save(document("a", themes={"tthc": 1.0}))
    store.documents.save(document("b", "P63:46", themes={"the_che": 0.998, "cong_vu": 0.002}))
    observed = matrix(covered(rows(store), dict.fromkeys(("D63:482", "P63:46"), Seen(1, 1, {}))))
    assert [observed.cell("D63:482", theme) for theme in ("tthc", "the_che")] == ["100%", "0%"]
    assert [observed.cell("P63:46", theme) for theme in ("cong_vu", "tthc")] == ["<1%", "0%"]
    assert "claimed" not in render(observed)
    assert render(observed).splitlines()[-1] == ZERO_MEANS
    unseen = matrix(rows(store))
    assert [unseen.cell("P63:46", theme) for theme in ("cong_vu", "tthc")] == ["<1%", "·"]
