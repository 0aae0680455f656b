"""What another codebook would change is told as the measures will say it after the switch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.codebook_diff import Difference, compare
from search.measures.attention import attention
from store.coding_records import Coding, written
from store.database import Store, open_store
from store.filters import Filters
from store.records import Change, Code, identity
from tests.coding.books import source
from tests.store.samples import NOON, make, place

PHU_LOC, HUE = (
    place("D63:482", "district", "P63:46", "P34:46"),
    place("P63:46", "province", "P63:46", "P34:46"),
)


def codes(**weights: float) -> tuple[Code, ...]:
    return tuple(Code(theme, None, weight, ()) for theme, weight in weights.items())


OLD = {
    "a": (PHU_LOC, codes(tthc=1.0)),
    "b": (PHU_LOC, codes(tthc=0.5, cong_vu=0.5)),
    "c": (HUE, codes(chinh_quyen_so=1.0)),
    "d": (HUE, ()),
}
NEW = {
    "a": codes(tthc=1.0),
    "b": codes(tthc=0.25, cong_vu=0.75),
    "c": (),
    "d": codes(tthc=1.0),
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        for key, (locality, given) in OLD.items():
            opened.documents.save(
                make(key, text=f"Văn bản {key}.", locality=locality, codes=given, is_reform=bool(given),
                     codebook="1")
            )  # fmt: skip
        opened.codings.keep_codebook("1", source("1"), NOON)
        opened.codings.keep_codebook("2", source("2", without=("chinh_quyen_so",)), NOON)
        for batch in opened.codings.uncoded("2"):
            names = {identity(key): given for key, given in NEW.items()}
            found = [(one, names[one.id]) for one in batch]
            opened.codings.keep(
                "2",
                None,
                [(one, written(Coding(bool(given), None, given, (), (), ()))) for one, given in found],
            )
        yield opened


def figures(found: Difference) -> dict[tuple[str, str | None, str | None], tuple[float | None, float | None]]:
    return {
        (move.figure, move.key.get("locality"), move.key.get("theme")): (move.old, move.new)
        for move in found.moves
    }


def test_documents_and_figures_move_as_they_were_coded(store: Store) -> None:
    before = list(store.documents.find())
    found = compare(store, "1", "2")
    assert (found.documents, found.unmoved) == (4, 1)
    changes = {one.id: list(one.told()) for one in found.changes}
    assert changes == {
        identity("b"): ["weights move by up to 0.25"],
        identity("c"): ["is no reform any more", "-chinh_quyen_so"],
        identity("d"): ["becomes reform", "+tthc"],
    }
    assert figures(found) == {
        ("attention", None, "chinh_quyen_so"): (pytest.approx(1 / 3), 0.0),
        ("attention", None, "tthc"): (pytest.approx(1.5 / 3), pytest.approx(2.25 / 3)),
        ("attention", None, "cong_vu"): (pytest.approx(0.5 / 3), pytest.approx(0.75 / 3)),
        ("attention", "D63:482", "tthc"): (0.75, pytest.approx(1.25 / 2)),
        ("attention", "D63:482", "cong_vu"): (0.25, pytest.approx(0.75 / 2)),
        ("attention", "P63:46", "chinh_quyen_so"): (1.0, 0.0),
        ("attention", "P63:46", "tthc"): (0.0, 1.0),
    }
    assert [abs(move.move or 0) for move in found.moves] == sorted(
        (abs(move.move or 0) for move in found.moves), reverse=True
    )
    assert (dict(found.removed_themes), dict(found.added_themes)) == ({"chinh_quyen_so": 1}, {})
    assert compare(store, None, "2").removed_themes == found.removed_themes, "a recode says so too"
    assert list(store.documents.find()) == before, "a look changes nothing"


def test_after_the_switch_the_measure_says_what_the_difference_said(store: Store) -> None:
    told = {key: new for (figure, *key), (_, new) in figures(compare(store, None, "2")).items()
            if figure == "attention" for key in [tuple(key)]}  # fmt: skip
    store.codings.use("2")
    result = attention(store, {}, Filters(), by=("locality", "theme"), now=dt.datetime.now(dt.UTC))
    measured = {(row.key["locality"], row.key["theme"]): row.value for row in result.rows}
    assert result.codebook == "2"
    for key, value in measured.items():
        if key in told:
            assert told[key] == pytest.approx(value)
    assert {key for key, value in told.items() if key[0] and value} <= measured.keys()
    assert compare(store, None, "2").changes == ()
    back = compare(store, "2", "1")
    assert dict(back.added_themes) == {"chinh_quyen_so": 1}


def test_the_share_of_reform_moves_with_the_verdicts(store: Store) -> None:
    store.documents.save(make("e", text="Văn bản e.", locality=HUE, codes=(), is_reform=False, codebook="2"))
    store.codings.keep(
        "1", None, [(next(iter(store.codings.uncoded("1")))[0], written(Coding(True, None, (), (), (), ())))]
    )
    found = figures(compare(store, "1", "2"))
    assert found["reform_share", None, None] == (0.8, 0.6)
    assert found["reform_share", "P63:46", None] == (pytest.approx(2 / 3), pytest.approx(1 / 3))


def test_corrections_count_on_both_sides_and_those_on_lost_themes_are_named(store: Store) -> None:
    for key in ("a", "c"):
        change = Change(remove=("tthc",), add=("chinh_quyen_so",)) if key == "a" else Change(reform=False)
        store.corrections.add(identity(key), change, by="Lan", why="đọc lại", at=NOON)
    found = compare(store, "1", "2")
    assert {one.id for one in found.changes} == {identity("b"), identity("d")}
    assert found.corrections_kept == [{"correction": 1, "document": identity("a"), "theme": "chinh_quyen_so"}]
    assert figures(found)["attention", "P63:46", "tthc"] == (None, 1.0)
    text = found.as_json()
    assert [
        move["move"] for move in text["moves"] if move["key"] == {"locality": "P63:46", "theme": "tthc"}
    ] == [None]
