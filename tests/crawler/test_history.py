"""Whether a run showed what the portal's own history lets expect."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from crawler.history import Evidence, bounds, has_fallen, unexpected
from crawler.portal import Expects
from crawler.rules import ITEM_PAGES, LIST_ITEM, LIST_PAGES, READ_BY_LAYOUT, RuleCounts
from crawler.sametext import SameText
from store.records import Assertion, FieldCounts, Run, Verdict
from tests.store.samples import make

NOW = dt.datetime(2026, 11, 20, 6, 0, tzinfo=dt.UTC)
RULES = {ITEM_PAGES: 20, READ_BY_LAYOUT: 20, "skin.title": 20, "skin.body": 20, "skin.date": 20,
         LIST_PAGES: 5, LIST_ITEM: 5}  # fmt: skip
WHOLE = FieldCounts(20, 20, 20, 20, 2000)


def run(days_ago: int = 0, seen: int = 100, verdict: Verdict = "ok", **keys: object) -> Run:
    base = Run(f"r{days_ago}", "huyen", NOW - dt.timedelta(days=days_ago), NOW, verdict, seen=seen, new=2)
    base = replace(base, fields=WHOLE, rules=RULES)
    return replace(base, **keys)  # type: ignore[arg-type]


GOOD = [run(day) for day in range(1, 9)]


def found(now: Run, good: list[Run] = GOOD, expects: Expects = Expects(), **evidence: object) -> list[str]:  # noqa: B008
    return [each.code for each in unexpected(now, good, expects, Evidence(**evidence))]  # type: ignore[arg-type]


def first(now: Run, good: list[Run] = GOOD, **evidence: object) -> Assertion:
    return unexpected(now, good, Expects(), Evidence(**evidence))[0]  # type: ignore[arg-type]


def test_a_run_like_those_before_it_is_as_expected() -> None:
    assert found(run()) == []


@pytest.mark.parametrize(
    ("seen", "codes"), [(69, ["items_fell"]), (71, []), (199, []), (201, ["items_rose"]), (1, ["items_fell"])]
)
def test_items_are_held_against_median_and_spread(seen: int, codes: list[str]) -> None:
    assert found(run(seen=seen)) == codes


def test_a_run_that_left_lists_is_judged_by_no_number_and_is_no_measure_of_one() -> None:
    assert found(run(seen=20, lists_left=3)) == []
    assert found(run(seen=20, lists_left=3), expects=Expects(items_per_run=(50, 500))) == []
    assert found(run(seen=201, lists_left=3)) == ["items_rose"]  # so many were seen, and perhaps more
    small = [run(day, seen=20, lists_left=3) for day in range(1, 9)]
    whole = [run(day, seen=100) for day in range(9, 12)]
    assert found(run(seen=100), small) == []
    assert found(run(seen=20), [*small, *whole]) == ["items_fell"]


def test_the_assertion_tells_what_was_expected_and_what_was_seen() -> None:
    told = first(run(seen=20))
    assert (told.code, told.expected, told.seen, told.lowers) == ("items_fell", (70, 200), 20, True)
    assert told.unit == "items"


def test_an_article_under_several_addresses_may_be_edited() -> None:
    one, three = SameText(), SameText()
    for number in range(3):
        document = make(f"huyen.example/tin/{number}", title="Tin", text="Lời")
        one.changed(document, "as before")
        three.changed(document, f"as {number} before")
    assert found(run(), same=one, compared=9) == []
    noted = first(run(), same=three, compared=9)
    assert (noted.code, noted.seen, noted.lowers) == ("same_text", 3, False)
    assert first(run(), same=three, compared=6).lowers


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_first_runs_have_no_history(runs: int) -> None:
    assert found(run(seen=1), GOOD[:runs]) == []


def test_a_portal_that_swings_is_allowed_to() -> None:
    swinging = [run(day, seen=seen) for day, seen in enumerate((20, 180, 90, 40, 150, 60, 120, 100), 1)]
    assert found(run(seen=10), swinging) == []


@pytest.mark.parametrize("seen", [1, 3, 8])
def test_below_ten_items_no_number_is_too_few(seen: int) -> None:
    assert found(run(seen=seen), [run(day, seen=9) for day in range(1, 9)]) == []


def test_a_run_that_was_cut_short_has_no_number_to_judge() -> None:
    assert found(run(seen=5), is_complete=False) == []


def test_a_window_is_compared_with_runs_of_the_same_window() -> None:
    assert found(run(seen=5, since=dt.date(2026, 11, 1))) == []


def test_only_the_last_eight_runs_count() -> None:
    assert found(run(seen=20), [run(day, seen=20) for day in range(1, 9)] + GOOD) == []


def test_declared_bounds_hold_from_the_first_run_on() -> None:
    expects = Expects(items_per_run=(50, 300))
    assert found(run(seen=49), [], expects) == ["items_fell"]
    assert found(run(seen=50), [], expects) == []
    (rose,) = unexpected(run(seen=301), [], expects, Evidence())
    assert (rose.code, rose.lowers) == ("items_rose", False)
    assert found(run(seen=301), []) == [], "the bounds that nobody declared are no bounds"


@pytest.mark.parametrize(
    ("fields", "code"),
    [(FieldCounts(20, 20, 0, 20, 2000), "dates_missing"), (FieldCounts(20, 0, 20, 20, 2000), "title_missing"),
     (FieldCounts(20, 20, 20, 8, 2000), "text_missing"), (FieldCounts(3, 3, 0, 3, 2000), "dates_missing")],
)  # fmt: skip
def test_a_field_that_articles_had_and_lack_now_is_missing(fields: FieldCounts, code: str) -> None:
    assert first(run(fields=fields), examples={"date": "https://a", "title": "https://a"}).code == code


def test_one_or_two_odd_articles_never_count() -> None:
    assert found(run(fields=FieldCounts(2, 2, 0, 2, 2000))) == []
    assert found(run(fields=FieldCounts(20, 20, 18, 18, 2000))) == []


def test_a_field_that_half_the_articles_ever_had_may_be_missing_by_chance() -> None:
    half = [run(day, fields=FieldCounts(10, 10, 5, 10, 2000)) for day in range(1, 9)]
    assert found(run(fields=FieldCounts(10, 10, 2, 10, 2000)), half) == []
    assert not has_fallen(2, 10, 40, 80)


def test_texts_that_shrank_to_scraps_are_missing() -> None:
    assert found(run(fields=FieldCounts(20, 20, 20, 20, 90))) == ["text_missing"]
    shrunk, lost = (
        first(run(fields=FieldCounts(20, 20, 20, 20, 90))),
        first(run(fields=FieldCounts(20, 20, 20, 8))),
    )
    assert (shrunk.code, shrunk.unit, lost.code, lost.unit) == (
        "text_missing",
        "characters",
        "text_missing",
        "share",
    )


def test_both_what_reads_articles_and_what_finds_them_is_named() -> None:
    told = unexpected(run(rules={ITEM_PAGES: 10, LIST_PAGES: 10}), GOOD, Expects(), Evidence())
    assert [each.rules for each in told if each.code == "selectors_missing"] == [
        ("skin.body", "skin.title"), (LIST_ITEM,),
    ]  # fmt: skip


def test_stored_documents_that_lost_a_field_tell_without_any_history() -> None:
    lost = {"date": ["https://a/1", "https://a/2", "https://a/3"]}
    told = first(run(), [], compared=4, lost=lost)
    assert (told.code, told.lowers, told.example) == ("dates_missing", True, "https://a/1")
    # Of a hundred, three are articles that were edited.
    assert found(run(), [], compared=100, lost=lost) == ["fields_lost"]
    assert found(run(), [], compared=2, lost={"text": ["https://a/1", "https://a/2"]}) == ["fields_lost"]


def test_a_layout_that_fits_no_page_any_more_is_named_with_a_page() -> None:
    counts = RuleCounts()
    for number in range(10):
        counts.add(f"https://huyen.example/tin/{number}", (), is_list=False)
    told = first(run(rules=counts.counts), samples=counts.samples)
    assert (told.code, told.lowers) == ("selectors_missing", True)
    assert told.rules == ("skin.body", "skin.title")
    assert told.example == "https://huyen.example/tin/0"


def test_another_layout_that_is_known_is_no_rot() -> None:
    assert found(run(rules={ITEM_PAGES: 10, READ_BY_LAYOUT: 10, "new.title": 10})) == []


def test_a_broken_run_names_the_selectors_even_of_a_single_page() -> None:
    broken = run(verdict="broken", seen=1, rules={ITEM_PAGES: 1}, fields=FieldCounts())
    assert "selectors_missing" in found(broken, GOOD)


def test_a_missing_date_names_its_selector() -> None:
    rules = {**RULES, "skin.date": 0}
    told = first(run(fields=FieldCounts(20, 20, 0, 20, 2000), rules=rules))
    assert (told.code, told.rules) == ("dates_missing", ("skin.date",))


def test_a_date_that_is_found_in_another_place_is_only_noted() -> None:
    (told,) = unexpected(run(rules={**RULES, "skin.date": 0}), GOOD, Expects(), Evidence())
    assert (told.code, told.lowers, told.rules) == ("selectors_missing", False, ("skin.date",))


def test_lists_without_items_name_the_selector_of_lists() -> None:
    rules = {**RULES, LIST_ITEM: 0}
    told = first(run(rules=rules))
    assert (told.code, told.rules) == ("selectors_missing", (LIST_ITEM,))


def test_a_quiet_portal_is_noted_and_not_lowered() -> None:
    quiet = run(new=0)
    long_ago = NOW - dt.timedelta(days=30)
    told = first(quiet, last_new=long_ago)
    assert (told.code, told.expected, told.seen, told.lowers) == ("no_news", (None, 7), 30, False)
    assert told.unit == "days"
    assert found(quiet, last_new=NOW - dt.timedelta(days=6)) == []
    # One that publishes once a month is quiet after two.
    monthly = [run(30 * number) for number in range(1, 5)]
    assert found(quiet, monthly, last_new=NOW - dt.timedelta(days=50)) == []


def test_bounds_never_say_that_a_count_may_not_move() -> None:
    assert bounds([100] * 8) == (70, 200)
    low, high = bounds([4, 4, 4])
    assert low < 0
    assert high == 10
