"""Cascade lags on a real store: acts, citations, runs and portals."""

from __future__ import annotations

from search.measures import MeasureResult, get
from search.measures.computing import compute
from store.database import Store
from store.filters import Filters
from store.records import identity
from tests.measures.acts import act, citation
from tests.measures.corpus import NOW, document, keep, portal, run

HUE, PHU_LOC, PHU_VANG, HUONG_TRA = "P63:46", "D63:482", "D63:478", "D63:480"
PROVINCIAL = citation("170/KH-UBND", "2022-04-25", HUE)
DISTRICTS = {"loc": PHU_LOC, "vang": PHU_VANG, "tra": HUONG_TRA}
PORTALS = {name: portal(name, code) for name, code in DISTRICTS.items()}


def cascade(store: Store, *by: str, **filters: object) -> MeasureResult:
    asked = Filters(**filters)  # type: ignore[arg-type]
    return compute(get("cascade"), store, PORTALS, asked, by=by or None, now=NOW)


def fill(store: Store) -> None:
    """Phú Lộc followed after 29 days, Hương Trà after 60; Phú Vang was watched for two years in vain."""
    own = act("131/KH-UBND", "2022-05-24", PHU_LOC)
    late = act("88/KH-UBND", "2022-06-24", HUONG_TRA)
    store.documents.save(document("a", PHU_LOC, portal="loc", act=own, citations=(PROVINCIAL,)))
    store.documents.save(document("b", HUONG_TRA, portal="tra", act=late, citations=(PROVINCIAL,)))
    keep(store, run("vang", "2024-05-01T08:00", back="2022-01-01"))


def test_the_median_of_those_who_followed_and_those_who_were_watched(store: Store) -> None:
    """Of three one followed after 29 days and one after 60: only then have half of them followed."""
    fill(store)
    (row,) = cascade(store).rows
    assert row.key == {"superior": "170/KH-UBND, P63:46, 2022", "level": "district"}
    assert (row.value, row.n, row.denominator) == (60, 2, 3)
    assert set(row.documents) == {identity("a"), identity("b")}
    assert (row.more["followed"], row.more["watched_without"]) == (2, 1)
    assert row.more["not_observed"] == 6  # of the province's nine districts
    assert [round(step["share"], 3) for step in row.more["curve"]] == [0.667, 0.333]


def test_one_row_for_each_locality_that_followed(store: Store) -> None:
    fill(store)
    rows = [row for row in cascade(store, "superior", "level", "locality").rows if row.n]
    assert [(row.key["locality"], row.value, row.documents) for row in rows] == [
        (HUONG_TRA, 60, (identity("b"),)), (PHU_LOC, 29, (identity("a"),)),
    ]  # fmt: skip


def test_a_day_of_one_page_and_its_file_count_once(store: Store) -> None:
    fill(store)
    own = act("131/KH-UBND", "2022-05-24", PHU_LOC)
    store.documents.save(
        document("tep", PHU_LOC, portal="loc", parent=identity("a"), act=own, citations=(PROVINCIAL,))
    )
    (row,) = cascade(store).rows
    assert (row.n, set(row.documents)) == (2, {identity("a"), identity("b")})


def test_filters_leave_out_followers_and_watched_alike(store: Store) -> None:
    fill(store)
    (row,) = cascade(store, locality=(PHU_LOC, PHU_VANG)).rows
    assert (row.value, row.n, row.denominator) == (29, 1, 2)
    assert row.more["not_observed"] == 0


def test_nobody_who_was_seen_not_to_follow_is_said(store: Store) -> None:
    own = act("131/KH-UBND", "2022-05-24", PHU_LOC)
    store.documents.save(document("a", PHU_LOC, act=own, citations=(PROVINCIAL,)))
    (row,) = cascade(store).rows
    assert (row.value, row.low, row.high) == (29, None, None)
    assert "followers_only" in row.flags


def test_the_same_input_gives_the_same_bytes(store: Store) -> None:
    fill(store)
    assert cascade(store).as_json() == cascade(store).as_json()


def test_no_documents_and_documents_without_links_give_no_rows(store: Store) -> None:
    assert cascade(store).rows == ()
    store.documents.save(document("a"))
    assert cascade(store).rows == ()
