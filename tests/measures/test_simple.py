"""Salience, diversity, breadth, distinctiveness, delay and channels: each by an example worked by hand."""

from __future__ import annotations

import datetime as dt
import gc
import subprocess
import sys
from math import log
from typing import Any

import pytest

from search.measures.computing import _uncollected
from search.measures.delay import working_days
from search.measures.diversity import entropy
from search.measures.results import MeasureError, MeasureRow
from search.measures.wordings import log_odds
from store.database import Store
from store.filters import Filters
from store.records import Act, Citation, PartialDate, Tag, identity
from tests.measures.corpus import document, measured, portal

HUE = {"mau": portal("mau", "D63:482")}


def save(store: Store, *made: Any) -> None:
    for one in made:
        store.documents.save(one)


def only(found: Any) -> MeasureRow:
    (row,) = found.rows
    return row  # type: ignore[no-any-return]


# --- Salience --------------------------------------------------------------------------------------------


def test_salience_is_the_share_of_reform_among_all_with_its_wilson_interval(store: Store) -> None:
    save(
        store,
        *(document(f"d{n}", is_reform=n < 2, themes={"tthc": 1.0} if n == 0 else {}) for n in range(10)),
    )
    row = only(measured(store, "salience", portals=HUE))
    assert (row.value, row.n, row.denominator, len(row.documents)) == (0.2, 2, 10, 2)
    # Wilson for 2 of 10: (0.2 + 1.92/10 ± 1.96 √(0.016 + 0.0096)) / 1.384 by hand.
    assert [row.low, row.high] == pytest.approx([0.0567, 0.5098], abs=1e-4)
    # A theme narrows what is counted, not what it is counted among.
    narrow = only(measured(store, "salience", portals=HUE, filters=Filters(theme=("tthc",))))
    assert (narrow.n, narrow.denominator) == (1, 10)
    words = only(measured(store, "salience", portals=HUE, ids={identity("d1"), identity("d9")}))
    assert (words.n, words.denominator) == (1, 10)


@pytest.mark.parametrize(
    ("portals", "of", "flag"),
    [
        ({"mau": portal("mau", "D63:482", scope="sections", sections=[{"path": "/a/", "name": "A"}])}, "mau",
         "scope_sections"),
        ({}, "mau", "portal_not_declared"),
        (HUE, None, "no_portal"),
    ],
)  # fmt: skip
def test_salience_is_null_where_nobody_knows_all_that_was_published(
    store: Store, portals: Any, of: str | None, flag: str
) -> None:
    save(store, document("a", portal=of), document("b", portal=of, is_reform=False))
    row = only(measured(store, "salience", portals=portals))
    assert (row.value, row.low, row.high, row.n, row.denominator) == (None, None, None, 1, 2)
    assert row.flags == (flag,)


def test_salience_of_what_is_not_reform_is_refused(store: Store) -> None:
    with pytest.raises(MeasureError, match="--not-reform"):
        measured(store, "salience", filters=Filters(reform=False))


def test_a_reform_file_of_a_copy_counts_for_the_first_page(store: Store) -> None:
    save(store, document("trang", is_reform=False))
    save(store, document("ban-sao", is_reform=False, title="trang", text="trang"))
    save(store, document("tep", parent=identity("ban-sao")))
    row = only(measured(store, "salience", portals=HUE))
    assert (row.value, row.documents) == (1.0, (identity("trang"),))


# --- Diversity and breadth -------------------------------------------------------------------------------


def test_diversity_of_a_half_and_two_quarters(store: Store) -> None:
    assert round(entropy((0.5, 0.25, 0.25)), 4) == 1.0397
    assert round(entropy((0.5, 0.25, 0.25)) / log(10), 4) == 0.4515
    assert (entropy((1.0,)), entropy(())) == (0.0, 0.0)
    save(store, document("a", themes={"tthc": 0.5, "the_che": 0.25, "cong_vu": 0.25}))
    row = only(measured(store, "diversity"))
    assert row.value == pytest.approx(1.0397, abs=1e-4)
    assert row.more["themes"] == 10
    assert row.more["normalised"] == pytest.approx(0.4515, abs=1e-4)
    assert row.more["effective"] == pytest.approx(2.828, abs=1e-3)


def test_breadth_counts_the_themes_of_enough_publications(store: Store) -> None:
    save(store, *(document(f"a{n}", themes={"tthc": 0.5, "cong_vu": 0.5}) for n in range(3)))
    save(store, document("b", themes={"the_che": 1.0}))
    row = only(measured(store, "breadth"))
    assert [row.value, row.n, row.more["at_three"]] == pytest.approx([0.3, 4, 0.2])
    more = only(measured(store, "breadth", settings={"m": 2}))
    assert more.value == pytest.approx(0.2)
    assert set(more.more["themes"]) == {"tthc", "cong_vu"}


def act(number: str, locality: str, day: str, **fields: Any) -> Act:
    issued = PartialDate(dt.date.fromisoformat(day))
    return Act(number, number, "ke_hoach", None, issued, None, "self", locality=locality, **fields)


def test_a_plan_covers_a_share_of_the_themes_of_the_plan_it_implements(store: Store) -> None:
    above = document(
        "tinh", "P63:46", "2022-04-26", {"tthc": 0.5, "cong_vu": 0.25, "the_che": 0.25},
        act=act("170/KH-UBND", "P63:46", "2022-04-25"),
    )  # fmt: skip
    cited = Citation(
        "170/KH-UBND", "170/KH-UBND", "ke_hoach", None, PartialDate(dt.date(2022, 4, 25)), "implements", None,
        0, 11, locality="P63:46",
    )  # fmt: skip
    local = document("huyen", themes={"tthc": 0.5, "chinh_quyen_so": 0.5}, citations=(cited,))
    save(store, above, local)
    asked = {"by": ("locality", "plan", "superior"), "filters": Filters(locality=("D63:482",))}
    row = only(measured(store, "breadth", **asked))
    assert row.key == {"locality": "D63:482", "plan": local.id, "superior": above.id}
    assert row.value == pytest.approx(1 / 3)
    assert (row.n, row.documents) == (1, (local.id,))
    assert (row.more["themes"], row.more["missing"]) == (["tthc"], ["cong_vu", "the_che"])
    with pytest.raises(MeasureError, match="go together"):
        measured(store, "breadth", by=("plan",))


# --- Distinctiveness -------------------------------------------------------------------------------------


def test_a_location_quotient_needs_ten_publications(store: Store) -> None:
    save(store, *(document(f"a{n}", themes={"tthc": 1.0} if n < 10 else {"cong_vu": 1.0}) for n in range(12)))
    save(store, *(document(f"b{n}", "P63:46", themes={"cong_vu": 1.0}) for n in range(12)))
    found = {tuple(row.key.values()): row for row in measured(store, "distinctiveness").rows}
    # 10/12 of Phú Lộc and 10/24 of both speak of procedures.
    assert found["D63:482", "tthc"].value == pytest.approx((10 / 12) / (10 / 24))
    assert found["P63:46", "cong_vu"].value == pytest.approx(1 / (14 / 24))
    few = found["D63:482", "cong_vu"]
    assert (few.value, few.n, few.flags) == (None, 2, ("too_few",))
    for by in (("theme",), ("locality",), ("locality", "theme", "word")):
        with pytest.raises(MeasureError, match="by"):
            measured(store, "distinctiveness", by=by)


def test_words_that_set_a_place_apart(store: Store) -> None:
    # Of 100 words here 10 are w, of 100 elsewhere none; the prior weighs 100 words, 5 of them w.
    delta, z = log_odds(10, 100, 0, 100, 100)
    assert delta == pytest.approx(log(15 / 185) - log(5 / 195))
    assert z == pytest.approx(delta / (1 / 15 + 1 / 5) ** 0.5)
    save(
        store, *(document(f"a{n}", themes={"tthc": 1.0}, text="khai báo tạm trú qua mạng") for n in range(12))
    )
    save(
        store,
        *(document(f"b{n}", "P63:46", themes={"tthc": 1.0}, text="khai báo qua mạng") for n in range(12)),
    )
    found = measured(store, "distinctiveness", by=("locality", "word"), settings={"most": 2, "grams": 2})
    assert found.unit == "z"
    ours = [row for row in found.rows if row.key["locality"] == "D63:482"]
    assert {row.key["word"] for row in ours} < {"báo tạm", "tạm trú", "trú qua"}
    assert (ours[0].n, ours[0].more["here"], ours[0].more["elsewhere"]) == (12, 12, 0)
    assert next(row.key["word"] for row in found.rows if row.key["locality"] == "P63:46") == "báo qua"


# --- Delay -----------------------------------------------------------------------------------------------


def test_working_days_leave_out_saturdays_and_sundays() -> None:
    tuesday = dt.date(2022, 5, 24)
    days = [working_days(tuesday, tuesday + dt.timedelta(days=n)) for n in (0, 1, 3, 4, 5, 6, 7, 13)]
    assert days == [0, 1, 3, 3, 3, 4, 5, 9]


def test_delay_is_the_median_and_holds_acts_against_the_norm_of_their_time(store: Store) -> None:
    save(
        store,
        document("a", day="2022-05-30", act=act("131/KH-UBND", "D63:482", "2022-05-24")),  # 6 days, 4 working
        document("b", day="2022-05-26", act=act("132/KH-UBND", "D63:482", "2022-05-24")),  # 2
        document("c", day="2022-05-30", act=act("170/KH-UBND", "P63:46", "2022-05-17")),  # 13, from above
        document("d", day="2022-05-20", act=act("133/KH-UBND", "D63:482", "2022-05-24")),
        document("e", day=None, act=act("134/KH-UBND", "D63:482", "2022-05-24")),
        document("f"),
        document("g", day="2023-05-30", act=act("9/KH-UBND", "D63:482", "2023-05-01")),  # no norm any more
    )
    row, after, undated = measured(store, "delay", by=("locality", "period")).rows
    assert (row.key["period"], row.value, row.n, row.denominator) == ("2022", 6.0, 3, 4)
    assert (row.more["q1"], row.more["q3"], row.more["before_issue"]) == (4.0, 9.5, 1)
    assert (row.more["in_time"], row.more["judged"]) == (pytest.approx(2 / 3), 3)
    assert row.more["norm"] == "43/2011/NĐ-CP"
    assert (after.value, after.more["in_time"], after.more["norm"]) == (29.0, None, None)
    assert (undated.value, undated.more["days_unknown"], undated.flags) == (None, 1, ("undated", "no_days"))


@pytest.mark.parametrize(
    ("place", "issued", "posted", "in_time"),
    [
        ("D63:482", "2022-05-24", "2022-05-26", 1.0),  # own: 2 working days, kept on the second
        ("D63:482", "2022-05-24", "2022-05-27", 0.0),
        ("P63:46", "2022-05-24", "2022-06-07", 1.0),  # from above: 10 working days, kept on the tenth
        ("VN", "2022-05-24", "2022-06-08", 0.0),
        ("D63:482", "2011-09-30", "2011-10-03", None),  # the day before the norm was in force, and its first
        ("D63:482", "2011-10-01", "2011-10-03", 1.0),
        ("D63:482", "2022-08-14", "2022-08-15", 1.0),  # its last day, and the day after
        ("D63:482", "2022-08-15", "2022-08-16", None),
    ],
)
def test_the_norm_holds_on_its_first_and_last_day_and_up_to_its_last_working_day(
    store: Store, place: str, issued: str, posted: str, in_time: float | None
) -> None:
    save(store, document("a", day=posted, act=act("131/KH-UBND", place, issued)))
    (row,) = measured(store, "delay", by=("locality",)).rows
    assert (row.more["in_time"], row.more["judged"]) == (in_time, int(in_time is not None))


# --- Channels --------------------------------------------------------------------------------------------


def test_channels_and_audiences_have_the_voices_of_those_that_name_them(store: Store) -> None:
    def named(name: str, channels: tuple[str, ...], audiences: tuple[str, ...] = ()) -> Any:
        return document(
            name,
            channels=tuple(Tag(one, ()) for one in channels),
            audiences=tuple(Tag(one, ()) for one in audiences),
        )

    save(
        store,
        named("a", ("truc_quan", "cuoc_thi"), ("can_bo_cong_chuc",)),
        named("b", ("truc_quan",)),
        named("c", ()),
    )
    found = {row.key["channel"]: row for row in measured(store, "channels").rows}
    assert {name: row.value for name, row in found.items()} == {"truc_quan": 0.75, "cuoc_thi": 0.25}
    assert (found["truc_quan"].n, found["cuoc_thi"].n, found["cuoc_thi"].denominator) == (2, 1, 2)
    (audience,) = measured(store, "channels", by=("locality", "audience")).rows
    assert (audience.key["audience"], audience.value) == ("can_bo_cong_chuc", 1.0)
    mix = only(measured(store, "channels", by=("locality",)))
    assert [mix.value, mix.n] == pytest.approx([2 / 20, 2])
    assert mix.more["h"] == pytest.approx(entropy((0.75, 0.25)))
    assert (mix.more["audience_breadth"], mix.more["audience_publications"]) == (pytest.approx(1 / 10), 1)
    with pytest.raises(MeasureError, match="both at once"):
        measured(store, "channels", by=("channel", "audience"))


def test_a_measure_loads_what_draws_and_writes_tables_only_where_it_is_asked_for() -> None:
    """Each takes as long to load as a small measure to answer."""
    heavy = {"polars", "altair", "vl_convert", "xlsxwriter", "scrapy", "trafilatura", "tantivy"}
    code = f"import sys, cli, search.measures as all; all.measures(); print({heavy} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "set()"


def test_what_an_answer_is_made_of_is_not_looked_through_for_cycles() -> None:
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    with _uncollected():
        kept = [[place] for place in range(10_000)]
    assert gc.get_stats()[0]["collections"] == before
    assert kept
    assert gc.isenabled()


def test_what_others_froze_stays_so() -> None:
    gc.freeze()
    try:
        with _uncollected():
            pass
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
