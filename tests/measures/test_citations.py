"""The network of citations: in-degrees, which way links point, bases of plans, ages, intervals."""

from __future__ import annotations

import pytest

from search.measures import MeasureError, MeasureResult, get
from search.measures.computing import compute
from search.measures.network import direction
from store.database import Store
from store.filters import Filters
from store.records import Citation, identity
from tests.measures.acts import act, citation
from tests.measures.corpus import NOW, document

HUE, PHU_LOC, PHU_VANG = "P63:46", "D63:482", "D63:478"
NATIONAL = citation("76/NQ-CP", "2021-07-15", "VN", "refers")
LAW = citation("42/2022/NĐ-CP", "2022-06-24", "VN", "legal_basis")
PROVINCIAL = citation("170/KH-UBND", "2022-04-25", HUE)
OWN = citation("12/KH-UBND", "2022-01-10", PHU_LOC, "replaces")
SIBLING = citation("15/KH-UBND", "2022-01-10", PHU_VANG, "refers")


def citations(store: Store, *by: str, **settings: object) -> MeasureResult:
    return compute(get("citations"), store, {}, Filters(), by=by or None, settings=settings, now=NOW)


def save(store: Store, name: str, place: str, *cited: Citation, **fields: object) -> str:
    made = document(name, place, citations=cited, **fields)
    store.documents.save(made)
    return made.id


def test_the_most_cited_superior_acts_come_first(store: Store) -> None:
    first = save(store, "a", PHU_LOC, NATIONAL, PROVINCIAL, OWN)
    second = save(store, "b", PHU_VANG, NATIONAL, SIBLING)
    save(store, "c", PHU_VANG)
    rows = citations(store).rows
    assert [(row.key["superior"], row.value, row.n, row.denominator) for row in rows] == [
        ("76/NQ-CP, VN, 2021", 2, 2, 2), ("170/KH-UBND, P63:46, 2022", 1, 1, 2),
    ]  # fmt: skip
    assert set(rows[0].documents) == {first, second}
    assert (rows[0].more["relations"], rows[1].more["issued"]) == ({"refers": 2}, "2022-04-25")


def test_a_page_and_its_file_cite_once(store: Store) -> None:
    page = save(store, "a", PHU_LOC, NATIONAL, NATIONAL)
    save(store, "tep", PHU_LOC, NATIONAL, parent=page)
    (row,) = citations(store).rows
    assert (row.value, row.documents) == (1, (page,))


@pytest.mark.parametrize("relations", [("refers", "legal_basis"), ("legal_basis", "refers")])
def test_an_act_cited_twice_is_cited_as_what_a_page_rests_on(
    store: Store, relations: tuple[str, str]
) -> None:
    """A page that refers to a law and its file that is based on it rest on the law, in whichever order."""
    page, file = (citation("42/2022/NĐ-CP", "2022-06-24", "VN", relation) for relation in relations)
    parent = save(store, "trang", PHU_LOC, page, kind="ke_hoach")
    save(store, "tep", PHU_LOC, file, parent=parent, kind="ke_hoach")
    (row,) = citations(store, "locality", figure="basis").rows
    assert (row.value, row.n) == (1.0, 1)


@pytest.mark.parametrize("relations", [("refers", "refers"), ("legal_basis", "implements")])
def test_of_two_citations_of_one_act_that_say_as_much_the_page_s_stands(
    store: Store, relations: tuple[str, str]
) -> None:
    """They give it two days of one year: 10 and 20 days before the page's."""
    days = ("2022-05-20", "2022-05-10")
    page, file = (
        citation("42/2022/NĐ-CP", day, "VN", each) for day, each in zip(days, relations, strict=True)
    )
    parent = save(store, "trang", PHU_LOC, page)
    save(store, "tep", PHU_LOC, file, parent=parent)
    (row,) = citations(store, "locality", figure="age").rows
    assert row.value == 10.0


def test_the_share_of_links_that_point_up(store: Store) -> None:
    """Two of four known links: to the nation and the province; an issuer nobody knows is in neither count."""
    unknown = citation("9/QĐ-ABC", "2022-01-10", None, "refers")
    save(store, "a", PHU_LOC, NATIONAL, PROVINCIAL, OWN, SIBLING, unknown)
    (row,) = [row for row in citations(store, "locality", figure="vertical").rows if row.n]
    assert (row.value, row.n, row.denominator) == (0.5, 1, 1)
    assert [row.more[way] for way in ("vertical", "own", "horizontal", "unknown")] == [2, 1, 1, 1]


def test_which_way_a_link_points() -> None:
    assert direction(PHU_LOC, HUE) == direction(HUE, "VN") == "vertical"
    assert direction(HUE, PHU_LOC) == direction(PHU_LOC, "P63:45") == "horizontal"
    assert direction(PHU_LOC, PHU_LOC) == "own"
    assert direction(None, "VN") == direction(PHU_LOC, None) == "unknown"


def test_plans_that_name_a_basis(store: Store) -> None:
    """Of three plans one names a law and one a superior plan; news and reports are no plans."""
    ids = [
        save(store, name, PHU_LOC, link, kind="ke_hoach") for name, link in (("a", LAW), ("b", PROVINCIAL))
    ]
    save(store, "c", PHU_LOC, NATIONAL, kind="ke_hoach")
    save(store, "d", PHU_LOC, LAW)
    (row,) = [row for row in citations(store, "locality", figure="basis").rows if row.n]
    assert (row.value, row.n, row.denominator) == (pytest.approx(2 / 3), 2, 3)
    assert set(row.documents) == set(ids)
    assert row.more["interval"] == "Wilson"
    assert (row.low, row.high) == (pytest.approx(0.2077, abs=1e-4), pytest.approx(0.9385, abs=1e-4))


def test_the_age_of_what_is_cited_is_the_median_of_days(store: Store) -> None:
    own = act("131/KH-UBND", "2022-05-24", PHU_LOC)
    slip = citation("1/KH-UBND", "2023-01-01", HUE, "refers")
    save(store, "a", PHU_LOC, NATIONAL, PROVINCIAL, slip, act=own)
    (row,) = [row for row in citations(store, "locality", figure="age").rows if row.n]
    assert row.value == (313 + 29) / 2


def test_an_aggregate_has_an_interval_over_its_localities(store: Store) -> None:
    for number, code in enumerate(("D63:474", "D63:476", "D63:477", "D63:478", "D63:482")):
        links = (LAW,) if number < 2 else (NATIONAL,)
        for each in range(4):
            save(store, f"{code}-{each}", code, *links, kind="ke_hoach")
    (row,) = [row for row in citations(store, "province", figure="basis").rows if row.n]
    assert row.value == 0.4
    assert row.more["interval"] == "bootstrap over 5 localities, percentiles of 1000 samples, seed 20260101"
    assert (row.low, row.high) == (0.0, 0.8)
    assert (
        citations(store, "province", figure="basis").rows == citations(store, "province", figure="basis").rows
    )


def test_in_degrees_go_by_act_alone(store: Store) -> None:
    with pytest.raises(MeasureError, match="superior alone"):
        citations(store, "superior", "locality")
    with pytest.raises(MeasureError, match="figure is one of age, basis, vertical"):
        citations(store, "locality", figure="colour")


def test_documents_that_cite_nothing_give_no_rows(store: Store) -> None:
    assert citations(store).rows == ()
    save(store, "a", PHU_LOC)
    assert citations(store).rows == ()
    assert identity("a") in {row.id for row in store.documents.coded()}
