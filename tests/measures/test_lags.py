"""Lags after superior acts: worked examples, with the localities that were and were not watched."""

from __future__ import annotations

import datetime as dt
from typing import Any

from search.measures.lags import Cascade, cascades
from search.measures.superiors import is_below, superiors
from search.measures.watching import Watch
from store.coverage import Span
from store.filters import Filters
from store.relations import Link, OwnAct
from tests.measures.corpus import NOW, portal

HUE, PHU_LOC, PHU_VANG = "P63:46", "D63:482", "D63:478"
ISSUED = dt.date(2022, 4, 25)


def link(document: str, **fields: Any) -> Link:
    values = {
        "number": "170/KH-UBND", "kind": "ke_hoach", "issuer": "UBND tỉnh", "relation": "implements",
        "symbol": "170/kh/ubnd", "year": 2022, "issued": ISSUED, "locality": HUE, "target": None,
    }  # fmt: skip
    return Link(document=document, **(values | fields))


def act(document: str, issued: str | None, locality: str, symbol: str = "131/kh/ubnd") -> OwnAct:
    day = dt.date.fromisoformat(issued) if issued else None
    return OwnAct(document, symbol, 2022, day, locality, "self")


def watch(filters: Filters | None = None, **spans: tuple[str, str]) -> Watch:
    """Portals named `phuloc`, `phuvang` … with the weeks in which each was observed."""
    codes = {"phuloc": PHU_LOC, "phuvang": PHU_VANG, "quangdien": "D63:477"}
    seen = {
        name: [Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last), "observed")]
        for name, (first, last) in spans.items()
    }
    declared = {name: portal(name, code) for name, code in codes.items()}
    return Watch(declared, seen, filters or Filters(), ISSUED, NOW)


def one(links: list[Link], acts: list[OwnAct], watched: Watch | None = None) -> Cascade:
    documents = {link.document: link.document for link in links}
    places = {own.document: own.locality for own in acts}
    (found,) = cascades(links, {own.document: own for own in acts}, documents, places, watched or watch())
    return found


def test_phu_loc_followed_after_29_days() -> None:
    found = one([link("a")], [act("a", "2022-05-24", PHU_LOC)])
    assert [(lag.locality, lag.days) for lag in found.lags] == [(PHU_LOC, 29)]
    assert (found.level, found.superior.label) == ("district", "170/KH-UBND, P63:46, 2022")


def test_who_followed_on_the_day_of_the_superior_act_followed_after_no_days() -> None:
    found = one([link("a")], [act("a", ISSUED.isoformat(), PHU_LOC)])
    assert ([lag.days for lag in found.lags], found.before) == ([0], [])


def test_the_first_act_of_a_locality_counts_once() -> None:
    later, earlier = act("a", "2022-07-01", PHU_LOC, "150/kh/ubnd"), act("b", "2022-05-24", PHU_LOC)
    found = one([link("a"), link("b"), link("b")], [later, earlier])
    assert [(lag.days, lag.publication, lag.symbol) for lag in found.lags] == [(29, "b", "131/kh/ubnd")]


def test_who_was_watched_and_did_not_follow_is_censored_and_who_was_not_is_left_out() -> None:
    """Phú Vang was observed for the 10 weeks from the Monday of the act's week, Quảng Điền from later on."""
    watched = watch(phuvang=("2022-04-25", "2022-06-27"), quangdien=("2022-05-02", "2022-12-26"))
    found = one([link("a")], [act("a", "2022-05-24", PHU_LOC)], watched)
    assert found.watched == {PHU_VANG: (dt.date(2022, 7, 3) - ISSUED).days}
    # The province had nine districts: one followed, one was watched, of seven nothing is known.
    assert found.not_observed == 7


def test_a_week_that_was_not_observed_ends_the_watch() -> None:
    seen = {"phuvang": [
        Span(dt.date(2022, 4, 25), dt.date(2022, 5, 2), "observed"),
        Span(dt.date(2022, 5, 9), dt.date(2022, 5, 9), "down"),
        Span(dt.date(2022, 5, 16), dt.date(2022, 9, 26), "observed"),
    ]}  # fmt: skip
    watched = Watch({"phuvang": portal("phuvang", PHU_VANG)}, seen, Filters(), ISSUED, NOW)
    assert watched.until(PHU_VANG, ISSUED) == dt.date(2022, 5, 8)
    assert watched.until(PHU_VANG, dt.date(2022, 5, 10)) is None


def test_the_watch_ends_with_the_days_that_were_asked_for() -> None:
    watched = watch(Filters(until=dt.date(2022, 5, 31)), phuvang=("2022-04-25", "2022-06-27"))
    assert watched.until(PHU_VANG, ISSUED) == dt.date(2022, 5, 31)
    assert watched.until(PHU_VANG, dt.date(2022, 6, 8)) is None


def test_only_localities_that_were_asked_for_have_to_follow() -> None:
    asked = watch(Filters(locality=(PHU_VANG,)), phuvang=("2022-04-25", "2022-06-27"))
    assert asked.below(HUE, "district", ISSUED) == {PHU_VANG}
    assert len(watch().below(HUE, "district", ISSUED)) > 5


def test_a_locality_that_implements_without_a_date_is_not_one_that_did_not() -> None:
    watched = watch(phuvang=("2022-04-25", "2022-06-27"))
    found = one([link("a")], [act("a", None, PHU_VANG)], watched)
    assert (found.lags, found.undated, found.watched) == ([], [PHU_VANG], {})


def test_an_act_dated_before_the_superior_one_has_no_lag() -> None:
    found = one([link("a")], [act("a", "2022-03-01", PHU_LOC)])
    assert (found.lags, found.before) == ([], [PHU_LOC])


def test_an_undated_superior_act_gives_no_lag_and_censors_nobody() -> None:
    watched = watch(phuvang=("2022-04-25", "2022-06-27"))
    found = one([link("a", issued=None)], [act("a", "2022-05-24", PHU_LOC)], watched)
    assert (found.superior.issued, found.lags, found.watched) == (None, [], {})


def test_the_act_itself_says_its_day_before_those_who_cite_it() -> None:
    links = [link("a", target="tinh", issued=dt.date(2022, 4, 26)), link("b", issued=dt.date(2022, 4, 26))]
    own = act("tinh", "2022-04-25", HUE, "170/kh/ubnd")
    ((superior, found),) = superiors(links, {"tinh": own})
    assert (superior.issued, superior.document, len(found)) == (ISSUED, "tinh", 2)


def test_most_of_those_who_cite_it_say_when_an_unseen_act_was_issued() -> None:
    wrong = link("c", issued=dt.date(2022, 4, 5))
    ((superior, _),) = superiors([wrong, link("a"), link("b")], {})
    assert (superior.issued, superior.disagree) == (ISSUED, True)


def test_the_same_number_of_another_issuer_or_year_is_another_act() -> None:
    links = [link("a"), link("b", locality="P63:45"), link("c", year=2023), link("d", locality=None)]
    assert len(superiors(links, {})) == 4
    ((unknown, found),) = superiors([link("a", year=None), link("b", year=None)], {})
    assert (unknown.label, len(found)) == ("170/KH-UBND, P63:46, year unknown", 2)


def test_who_has_to_follow_whom() -> None:
    assert is_below(PHU_LOC, HUE)
    assert is_below(HUE, "VN")
    assert is_below("C34:20107", "P34:46")
    assert not is_below(HUE, PHU_LOC)
    assert not is_below(PHU_LOC, "P63:45")
    assert not is_below(HUE, HUE)
    assert not is_below("P34:46", HUE)


def test_the_next_level_of_a_national_act_is_one_cascade_and_districts_another() -> None:
    links = [link(name, number="76/NQ-CP", symbol="76/nq/cp", locality="VN") for name in ("a", "b")]
    acts = {"a": act("a", "2022-06-01", HUE), "b": act("b", "2022-07-01", PHU_LOC)}
    places = {"a": HUE, "b": PHU_LOC}
    found = list(cascades(links, acts, {"a": "a", "b": "b"}, places, watch()))
    assert [(each.level, [lag.locality for lag in each.lags]) for each in found] == [
        ("district", [PHU_LOC]), ("province", [HUE]),
    ]  # fmt: skip
