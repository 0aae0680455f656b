"""How many documents there are in all: from two lists of a run, and from the numbers of acts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search.measures import MeasureResult, get
from search.measures.completeness import of_lists
from search.measures.computing import compute
from store.database import Store
from store.filters import Filters
from store.lists import TwoLists
from store.records import ListSource, PageKind, RawPage, identity
from tests.measures.acts import act, citation
from tests.measures.corpus import NOW, document

HUE, PHU_LOC = "P63:46", "D63:482"


def completeness(store: Store, *by: str, **filters: object) -> MeasureResult:
    asked = Filters(**filters)  # type: ignore[arg-type]
    return compute(get("completeness"), store, {}, asked, by=by or None, now=NOW)


def crawl(store: Store, sources: dict[ListSource, range], *, lists: int = 0) -> str:
    """A run of `mau` in which lists named articles by number; the first `lists` of them are lists instead."""
    run = store.runs.start("mau", connected_to=None, owner="test")
    for source, numbers in sources.items():
        for number in numbers:
            store.pages.discovered(run.id, f"mau.example/{number}", f"https://mau.example/{number}", source)
    for number in range(lists):
        key = f"mau.example/{number}"
        page = RawPage(identity(key), key, f"https://{key}", "mau", 200, (), b"", NOW)
        store.pages.record(run.id, page, PageKind.LISTING, None, None)
    store.runs.finish(replace(run, verdict="ok", finished_at=NOW))
    return run.id


def test_chapman_from_two_lists_of_a_run(store: Store) -> None:
    """120 articles in the site map, 80 in the lists, 48 in both."""
    crawl(store, {ListSource.SITEMAP: range(120), ListSource.LISTING: range(72, 152)})
    for name in ("a", "b"):
        store.documents.save(document(name))
    (row,) = completeness(store).rows
    assert (round(row.value or 0, 1), row.n, row.denominator) == (199.0, 2, 152)
    assert (row.more["n1"], row.more["n2"], row.more["m"], row.documents) == (120, 80, 48, ())
    assert row.low is not None
    assert row.high is not None
    assert 152 <= row.low < 199 < row.high
    assert row.more["held_share"] == pytest.approx(2 / 199.0204, abs=1e-6)


def test_feed_and_site_map_are_one_list_and_pages_that_are_no_articles_are_in_none(store: Store) -> None:
    crawl(
        store,
        {ListSource.SITEMAP: range(10), ListSource.FEED: range(8, 14), ListSource.LISTING: range(20)},
        lists=4,
    )
    (row,) = completeness(store).rows
    assert (row.more["n1"], row.more["n2"], row.more["m"], row.more["unread"]) == (10, 16, 10, 16)


def test_the_newest_run_that_read_both_kinds_tells(store: Store) -> None:
    both = crawl(store, {ListSource.SITEMAP: range(4), ListSource.LISTING: range(2, 6)})
    crawl(store, {ListSource.LISTING: range(3)})
    assert completeness(store).rows[0].more["run"] == both


def test_one_list_or_none_says_so_instead_of_a_number(store: Store) -> None:
    store.documents.save(document("a"))
    (row,) = completeness(store).rows
    assert (row.value, row.n, row.flags) == (None, 1, ("no_lists",))
    crawl(store, {ListSource.LISTING: range(5)})
    (row,) = completeness(store).rows
    assert (row.value, row.flags) == (None, ("one_list_only",))


def test_lists_that_share_nothing_are_flagged() -> None:
    row = of_lists("mau", 7, TwoLists("r", 5, 5, 0, 0))
    assert (row.value, row.flags) == (35, ("lists_share_nothing",))


def test_gaps_in_the_numbers_of_an_issuer_and_year(store: Store) -> None:
    """Numbers 2 and 5 are held, 4 and 9 only cited: nobody has seen 4 and 9, nor 1, 3 and 6 to 8."""
    for name, number in (("a", "02/KH-UBND"), ("b", "5/KH-UBND")):
        store.documents.save(document(name, HUE, act=act(number, "2022-05-01", HUE)))
    cited = tuple(citation(number, "2022-06-01", HUE) for number in ("4/KH-UBND", "9/KH-UBND", "5/KH-UBND"))
    party = citation("73-KH/HU", "2022-06-01", PHU_LOC)
    store.documents.save(document("c", PHU_LOC, citations=(*cited, party)))
    (row,) = completeness(store, "series").rows
    assert row.key == {"series": "KH-UBND, P63:46, 2022"}
    assert (row.value, row.n, row.denominator, row.flags) == (9, 2, 9, ("cited_never_seen",))
    assert (row.more["cited_never_seen"], row.more["gaps"]) == ([4, 9], [[1, 1], [3, 3], [6, 8]])
    assert row.more["held_share"] == pytest.approx(2 / 9)


def test_the_series_of_another_year_or_issuer_is_another_one(store: Store) -> None:
    for name, number, issued, place in (
        ("a", "2/KH-UBND", "2022-05-01", HUE), ("b", "3/KH-UBND", "2023-05-01", HUE),
        ("c", "4/KH-UBND", "2022-05-01", PHU_LOC), ("d", "5/KH-STC", "2022-05-01", HUE),
        ("e", "48/2022/QĐ-UBND", "2022-05-01", HUE),
    ):  # fmt: skip
        store.documents.save(document(name, place, act=act(number, issued, place)))
    assert [row.key["series"] for row in completeness(store, "series").rows] == [
        "KH-UBND, D63:482, 2022", "KH-STC, P63:46, 2022", "KH-UBND, P63:46, 2022", "KH-UBND, P63:46, 2023",
        "QĐ-UBND, P63:46, 2022",
    ]  # fmt: skip


def test_an_empty_store_gives_no_rows(store: Store) -> None:
    assert completeness(store).rows == ()
    assert completeness(store, "series").rows == ()
    (named,) = completeness(store, portal=("chua-co",)).rows
    assert (named.value, named.flags) == (None, ("no_lists",))
