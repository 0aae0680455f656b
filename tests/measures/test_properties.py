"""What must hold of every measure, whatever is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.database import Store, open_store
from store.filters import Filters
from store.records import Act, PartialDate, Tag, identity
from tests.measures.corpus import OWN, document, keep, measured, portal, run

DECLARED = {"mau": portal("mau", "D63:482"), "khac": portal("khac", "P63:46")}
OF_ITS_OWN = tuple(name for name in OWN if name != "distinctiveness")  # that one compares places
PLACES = ("D63:482", "P63:46", None)
# Few in each run, as an example takes half a second; where somebody explores, as many as that profile says.
EXAMPLES = 8 if settings.default.derandomize else settings.default.max_examples

_DOCUMENT = st.fixed_dictionaries({
    "locality": st.sampled_from(PLACES),
    "day": st.sampled_from(["2022-05-30", "2023-01-02", "2024-02-05", None]),
    "themes": st.sets(st.sampled_from(["tthc", "the_che", "cong_vu"]), max_size=3),
    "reform": st.booleans(),
    "channels": st.sets(st.sampled_from(["truc_quan", "cuoc_thi"])),
    "issued": st.sampled_from(["2022-05-24", "2023-01-01", None]),
    "parent": st.one_of(st.none(), st.integers(0, 3)),
    "copy": st.booleans(),
})  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One store for all examples, emptied for each: making one takes longer than measuring."""
    file = tmp_path_factory.mktemp("properties") / "store.sqlite"
    with open_store(f"sqlite:///{file}") as opened:
        keep(opened, run("mau", "2026-11-16T06:00", back="2021-01-01"))
        yield opened


def fill(store: Store, made: list[dict[str, Any]]) -> None:
    for held in list(store.documents.coded()):
        store.documents.delete(held.id)
    for number, one in enumerate(made):
        store.documents.save(_document(number, one))


def _document(number: int, one: dict[str, Any]) -> Any:
    themes = {theme: 1 / len(one["themes"]) for theme in sorted(one["themes"])}
    act = None
    if one["issued"]:
        issued = PartialDate(dt.date.fromisoformat(one["issued"]))
        act = Act(f"{number}/KH-UBND", None, "ke_hoach", None, issued, None, "self", locality=one["locality"])
    parent = identity(f"d{one['parent']}") if one["parent"] is not None and one["parent"] < number else None
    made = document(
        f"d{number}", one["locality"], one["day"], themes, is_reform=one["reform"], act=act, parent=parent,
        channels=tuple(Tag(name, ()) for name in sorted(one["channels"])),
    )  # fmt: skip
    return replace(made, title="d0", text="d0") if one["copy"] else made


def told(store: Store, name: str, **asked: Any) -> Any:
    return measured(store, name, portals=DECLARED, **asked).rows


@given(made=st.lists(_DOCUMENT, max_size=6))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_holds_of_every_measure(store: Store, made: list[dict[str, Any]]) -> None:
    fill(store, made)
    before = {name: told(store, name) for name in OF_ITS_OWN}
    for rows in before.values():
        for row in rows:
            assert len(set(row.documents)) == len(row.documents) == row.n <= row.denominator
            assert row.low is None or row.low <= (row.value or 0.0) <= (row.high or 0.0)
    for name in ("attention", "channels"):
        sums: dict[str | None, float] = {}
        for row in (row for row in before[name] if row.denominator):
            sums[row.key["locality"]] = sums.get(row.key["locality"], 0.0) + (row.value or 0.0)
        assert all(abs(total - 1) < 1e-9 for total in sums.values())
    _a_wider_filter_never_lowers_a_count(store, before)
    elsewhere = document(
        "noi-khac", "D63:550", "2021-02-01", {"chinh_quyen_so": 1.0}, portal="khac",
        channels=(Tag("mang_xa_hoi", ()),),
    )  # fmt: skip
    store.documents.save(elsewhere)
    for name, rows in before.items():
        after = [row for row in told(store, name) if row.key["locality"] != "D63:550"]
        assert after == list(rows), name


def _a_wider_filter_never_lowers_a_count(store: Store, wide: dict[str, Any]) -> None:
    for filters in (
        Filters(year=(2022,)), Filters(theme=("tthc",)), Filters(locality=("D63:482",)),
        Filters(level=("district",), until=dt.date(2023, 1, 2)),
    ):  # fmt: skip
        for name in OF_ITS_OWN:
            counts = {tuple(row.key.values()): row.n for row in wide[name]}
            for row in told(store, name, filters=filters):
                assert row.n <= counts.get(tuple(row.key.values()), 0), (name, filters)


def test_copies_count_once_whatever_is_asked_for(store: Store) -> None:
    fill(store, [])
    shared: Any = {
        "themes": {"tthc": 1.0}, "channels": (Tag("cuoc_thi", ()),),
        "act": Act("1/KH-UBND", None, "ke_hoach", None, PartialDate(dt.date(2022, 5, 24)), None, "self"),
    }  # fmt: skip
    store.documents.save(document("a", kind="ke_hoach", **shared))
    store.documents.save(document("b", title="a", text="a", **shared))
    assert {row.id for row in store.documents.coded() if row.duplicate_of} == {identity("a")}
    for filters in (Filters(), Filters(kind=("ke_hoach",)), Filters(year=(2022,))):
        for name in OF_ITS_OWN:
            (row,) = (row for row in told(store, name, filters=filters) if row.n)
            assert (row.n, row.denominator, row.documents) == (1, 1, (identity("b"),)), name
