from __future__ import annotations

import datetime as dt
import tracemalloc
from dataclasses import replace
from typing import Any

import pytest

from store.database import Store
from store.filters import Filters
from store.records import Code, identity
from tests.store.samples import NOON, TEXT, evidence, full, later, make, place, published

DAY = dt.date.fromisoformat


def coded(*codes: tuple[str, str | None]) -> tuple[Code, ...]:
    return tuple(
        Code(theme, subtheme, 1 / len(codes), (evidence(TEXT, "một cửa"),)) for theme, subtheme in codes
    )


PLACES = {
    "province then": place("P63:46", "province", "P63:46", "P34:46"),
    "district then": place("D63:482", "district", "P63:46", "P34:46"),
    "merged province": place("P63:67", "province", "P63:67", "P34:66"),
    "province today": place("P34:66", "province", "P34:66", "P34:66"),
    "commune today": place("C34:24688", "commune", "P34:66", "P34:66"),
    "nowhere": None,
}


def keys(store: Store, filters: Filters) -> set[str]:
    found = [document.key for document in store.documents.find(filters)]
    assert len(found) == len(set(found)) == store.documents.count(filters)
    assert {row.id for row in store.documents.coded(filters)} == {make(key).id for key in found}
    return set(found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"province": ("P63:46",)}, {"province then", "district then"}),
        ({"province": ("P34:46",)}, {"province then", "district then"}),
        ({"province": ("P34:66",)}, {"merged province", "province today", "commune today"}),
        (
            {"province": ("P34:66",), "geography": "today"},
            {"merged province", "province today", "commune today"},
        ),
        ({"province": ("P63:67",)}, {"merged province"}),
        ({"province": ("P63:46", "P63:67")}, {"province then", "district then", "merged province"}),
        ({"locality": ("D63:482",)}, {"district then"}),
        ({"locality": ("C34:24688",)}, {"commune today"}),
        ({"locality": ("P34:66",)}, {"merged province", "province today", "commune today"}),
        ({"locality": ("P63:46",)}, {"province then", "district then"}),
        ({"province": ("P63:46",), "level": ("province",)}, {"province then"}),
        ({"level": ("district", "commune")}, {"district then", "commune today"}),
        ({"province": ("P63:99",)}, set()),
        ({}, set(PLACES)),
    ],
)
def test_places_match_then_and_today(store: Store, given: dict[str, Any], expected: set[str]) -> None:
    for key, locality in PLACES.items():
        store.documents.save(make(key, locality=locality))
    assert keys(store, Filters(**given)) == expected


@pytest.mark.parametrize(
    ("themes", "expected"),
    [
        (("tthc",), {"one", "two", "plain"}),
        (("tthc/mot_cua",), {"one", "two"}),
        (("tthc/cat_giam",), set()),
        (("cong_vu", "tthc/mot_cua"), {"one", "two", "other"}),
        (("tthc/",), {"one", "two", "plain"}),
        (("%",), set()),
    ],
)
def test_themes_match_with_and_without_a_sub_theme(
    store: Store, themes: tuple[str, ...], expected: set[str]
) -> None:
    store.documents.save(make("one", codes=coded(("tthc", "mot_cua"))))
    store.documents.save(make("two", codes=coded(("tthc", "mot_cua"), ("tthc", None), ("cong_vu", None))))
    store.documents.save(make("plain", codes=coded(("tthc", None))))
    store.documents.save(make("other", codes=coded(("cong_vu", None))))
    store.documents.save(make("none", codes=()))
    assert keys(store, Filters(theme=themes)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"since": DAY("2024-01-01")}, {"2024-01-01", "2024-12-31"}),
        ({"until": DAY("2023-12-31")}, {"2022-06-15", "2023-12-31"}),
        ({"since": DAY("2023-12-31"), "until": DAY("2024-01-01")}, {"2023-12-31", "2024-01-01"}),
        ({"year": (2024,)}, {"2024-01-01", "2024-12-31"}),
        ({"year": (2022, 2024)}, {"2022-06-15", "2024-01-01", "2024-12-31"}),
        ({"year": (2024,), "until": DAY("2024-06-30")}, {"2024-01-01"}),
        ({}, {"2022-06-15", "2023-12-31", "2024-01-01", "2024-12-31", "undated"}),
    ],
)
def test_days_are_inclusive_and_leave_the_undated_out(
    store: Store, given: dict[str, Any], expected: set[str]
) -> None:
    for day in ("2022-06-15", "2023-12-31", "2024-01-01", "2024-12-31"):
        store.documents.save(make(day, published=published(day)))
    store.documents.save(make("undated", published=None))
    assert keys(store, Filters(**given)) == expected


def test_portal_kind_and_reform_must_all_hold(store: Store) -> None:
    store.documents.save(make("a", portal="x", kind="ke_hoach", is_reform=True))
    store.documents.save(make("b", portal="x", kind="tin_bai", is_reform=False))
    store.documents.save(make("c", portal="y", kind="ke_hoach", is_reform=False))
    assert keys(store, Filters(portal=("x",))) == {"a", "b"}
    assert keys(store, Filters(portal=("x", "y"), kind=("ke_hoach",))) == {"a", "c"}
    assert keys(store, Filters(reform=True)) == {"a"}
    assert keys(store, Filters(reform=False)) == {"b", "c"}
    assert keys(store, Filters(portal=("y",), reform=True)) == set()


def test_a_filter_is_a_value_and_no_sql(store: Store) -> None:
    store.documents.save(make("a"))
    assert keys(store, Filters(portal=("x' OR '1'='1",), theme=("t'--",), kind=("\x00",))) == set()


def test_documents_stream_by_id_and_by_day(store: Store) -> None:
    days = ["2024-03-01", None, "2022-01-01", "2024-03-01", None, "2023-05-05"]
    for number in range(250):
        day = days[number % len(days)]
        store.documents.save(make(f"k{number}", published=published(day) if day else None))
    ids = [document.id for document in store.documents.find()]
    assert ids == sorted(ids)
    assert len(set(ids)) == 250
    ordered = [
        (document.published.date.isoformat() if document.published else "9", document.id)
        for document in store.documents.find(order="published")
    ]
    assert ordered == sorted(ordered)
    assert {id_ for _, id_ in ordered} == set(ids)


def test_a_stream_lets_others_write(store: Store) -> None:
    for number in range(150):
        store.documents.save(make(f"k{number}"))
    seen = 0
    for document in store.documents.find():
        seen += 1
        assert store.documents.save(make(document.key, kind="ke_hoach")).status == "revised"
    assert seen == 150
    assert store.documents.count(Filters(kind=("ke_hoach",))) == 150


def test_memory_of_a_stream_is_constant(store: Store) -> None:
    for number in range(420):
        store.documents.save(make(f"k{number}", text=f"{number} " + TEXT * 30, codes=()))

    def peak(limit: int) -> int:
        tracemalloc.start()
        for number, _ in enumerate(store.documents.find()):
            if number + 1 >= limit:
                break
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(10)
    few, every = peak(210), peak(420)
    assert every < few * 1.3, f"{few} bytes for 210 documents, {every} for 420"


def test_by_ids_keeps_the_order_and_skips_the_unknown(store: Store) -> None:
    for number in range(230):
        store.documents.save(make(f"k{number}"))
    wanted = [make(f"k{number}").id for number in (229, 3, 100, 0)]
    found = store.documents.by_ids([*wanted[:2], "0" * 16, *wanted[2:]])
    assert [document.id for document in found] == wanted
    everything = [make(f"k{number}").id for number in range(230)]
    assert [document.id for document in store.documents.by_ids(everything)] == everything


def test_coded_rows_tell_what_measures_need(store: Store) -> None:
    store.documents.save(full())
    store.documents.save(make("bare", locality=None, published=None, codes=(), is_reform=False, portal=None))
    rich, bare = sorted(store.documents.coded(), key=lambda row: row.locality is None)
    assert (rich.id, rich.parent, rich.locality, rich.province, rich.today, rich.level) == (
        full().id, full().parent, "D63:482", "P63:46", "P34:46", "district",
    )  # fmt: skip
    assert (rich.portal, rich.kind, rich.published, rich.time, rich.precision) == (
        "huyen", "ke_hoach", DAY("2024-05-29"), full().published.time, "day",
    )  # fmt: skip
    assert (rich.codebook, bare.codebook) == (full().codebook, "0.1")
    assert rich.flags == ("mojibake_repaired", "nbsp")
    assert rich.themes == (("tthc", 0.25), ("tthc", 0.25), ("che_do_cong_vu", 0.5))
    assert (bare.locality, bare.published, bare.time, bare.precision, bare.portal) == (None,) * 5
    assert (bare.themes, bare.is_reform) == ((), False)


@pytest.mark.parametrize("count", [8, 9, 11])
def test_coded_rows_go_on_over_many_batches(
    store: Store, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.documents._LIGHT_BATCH", 4)
    for number in range(count):
        store.documents.save(make(f"k{number}", codes=coded(("tthc", None), ("cong_vu", None))))
    rows = list(store.documents.coded())
    assert len({row.id for row in rows}) == len(rows) == count
    assert all(row.themes == (("tthc", 0.5), ("cong_vu", 0.5)) for row in rows)


def test_stamps_count_the_pages_of_a_portal_that_show_a_day_and_time(store: Store) -> None:
    day, morning = published("2019-08-08"), replace(published("2019-08-08"), time="08:51")
    for key, fields in {
        "a": {"published": day}, "b": {"published": day}, "c": {"published": morning},
        "d": {"published": day, "portal": "xa"}, "e": {"published": day, "portal": None},
        "f": {"published": day, "parent": make("a").id}, "g": {"published": None},
        "h": {"published": replace(day, precision="month")},
        "a2": {"published": day, "title": make("a").title},  # a copy
    }.items():  # fmt: skip
        store.documents.save(make(key, **fields))
    assert store.documents.stamps() == {
        ("huyen", day.date, day.time): 2, ("huyen", day.date, "08:51"): 1, ("xa", day.date, day.time): 1,
    }  # fmt: skip


def test_holdings_of_each_portal(store: Store) -> None:
    store.documents.save(make("a", portal="x"))
    store.documents.save(make("b", portal="x", fetched_at=later(2)))
    store.documents.save(make("a", portal="x", kind="ke_hoach", fetched_at=later(9)))
    store.documents.save(make("c", portal=None))
    holdings = store.documents.by_portal()
    assert set(holdings) == {"x"}
    assert (holdings["x"].documents, holdings["x"].last_new) == (2, later(2))


def test_the_days_of_a_portal_come_newest_first_without_what_is_undated_or_gone(store: Store) -> None:
    days = {"a": "2024-05-01", "b": "2024-06-01", "c": "2024-04-01", "d": "2024-07-01"}
    for key, day in days.items():
        store.documents.save(make(key, published=published(day)))
    store.documents.save(make("e", published=None))
    store.documents.save(make("f", portal="xa"))
    store.documents.mark_gone(identity("d"), NOON, 410)
    found = store.documents.days("huyen")
    assert found == [(identity(key), DAY(days[key])) for key in ("b", "a", "c")]
