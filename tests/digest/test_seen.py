"""What a digest says of what it did not see: silent, blocked, broken and unseen are four different things."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawler.advice import ADVICE
from search.digest.rendering import render
from search.digest.window import window
from search.digest.words import Language, table
from store.database import Store
from tests.digest.corpus import CAN_THO, HUE, NOW, PORTALS, WEEK, at, built, news, observe_all, watch
from tests.measures.corpus import keep, portal, run


def states(store: Store, *watches: object, **more: object) -> dict[str, int]:
    return dict(built(store, *watches, **more).covered.states)  # type: ignore[arg-type]


def test_locality_is_observed_by_a_run_after_the_week(store: Store) -> None:
    observe_all(store)
    found = built(store)
    assert dict(found.covered.states) == {"observed": 3}
    assert (found.covered.portals_seen, found.covered.portals, found.unseen) == (3, 3, ())
    assert found.covered.seen_until is None


def test_run_before_the_end_of_the_week_saw_a_part_and_until_when(store: Store) -> None:
    keep(store, run("hue", "2026-11-20T03:00", back="2026-11-01"))
    found = built(store)
    assert dict(found.covered.states) == {"partial": 1}
    assert found.covered.seen_until == at("2026-11-20T03:00")
    assert [(one.portal, one.state, one.since) for one in found.unseen] == [
        ("hue", "partial", at("2026-11-20T02:00"))
    ]


def test_silent_blocked_broken_and_unseen_read_differently(store: Store) -> None:
    declared = PORTALS | {one.id: one for one in (portal("laocai", "P34:15"), portal("hanoi", "P34:01"))}
    for name in ("hue", "cantho", "quangninh", "laocai"):
        keep(store, run(name, "2026-10-26T03:00", back="2026-10-01"))
    keep(store, run("hue", "2026-11-23T03:00", back="2026-11-01"))  # seen, and nothing new for weeks
    store.documents.save(news("cũ", seen="2026-10-25T08:00"))
    keep(store, run("cantho", "2026-11-18T03:00", verdict="blocked"))
    keep(store, run("quangninh", "2026-11-18T03:00", verdict="broken"))
    found = built(store, portals=declared)
    assert dict(found.covered.states) == {"observed": 1, "blocked": 1, "down": 1, "not_covered": 1}
    assert [(one.place.code, one.days, one.rhythm_days) for one in found.silent] == [(HUE, 28, 7)]
    unseen = {one.portal: (one.state, one.since) for one in found.unseen}
    last = at("2026-10-26T02:00")
    assert unseen == {
        "cantho": ("blocked", last),
        "quangninh": ("down", last),
        "laocai": ("not_covered", last),
    }
    # A portal that was declared and never crawled says nothing of any week.
    assert "hanoi" not in unseen


def test_place_that_nobody_watches_is_told_to_who_asks_for_it(store: Store) -> None:
    observe_all(store)
    found = built(store, watch(locality=("P34:15",)))
    assert dict(found.covered.states) == {"not_covered": 1}
    assert [(one.portal, one.place and one.place.code) for one in found.unseen] == [("", "P34:15")]


def test_watch_of_some_places_hears_of_their_coverage_only(store: Store) -> None:
    observe_all(store)
    assert states(store, watch(locality=(HUE,))) == {"observed": 1}
    assert states(store, watch(locality=(HUE,)), watch("hai", locality=(CAN_THO,))) == {"observed": 2}
    assert states(store, watch(query="một cửa")) == {"observed": 3}


def test_place_with_two_portals_is_observed_only_by_both(store: Store) -> None:
    declared = PORTALS | {"hue2": portal("hue2", HUE)}
    observe_all(store)
    keep(store, run("hue2", "2026-11-20T03:00", back="2026-11-01"))
    assert states(store, watch(locality=(HUE,)), portals=declared) == {"partial": 1}


def test_busy_place_is_not_silent(store: Store) -> None:
    observe_all(store)
    store.documents.save(news("mới"))
    found = built(store)
    assert HUE not in {one.place.code for one in found.silent}


def test_rhythm_is_the_portals_own(store: Store) -> None:
    keep(store, run("hue", "2026-10-20T03:00", back="2026-10-01"))
    keep(store, run("hue", "2026-11-23T03:00", back="2026-11-01"))
    slow = {"hue": portal("hue", HUE, expects={"gap_days": 60})}
    assert built(store, portals=slow).silent == ()
    assert [one.days for one in built(store).silent] == [33]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_new_an_empty_store_and_nobody_who_looked_read_differently(
    store: Store, language: Language
) -> None:
    said = [render(built(store), language)]
    store.documents.save(news("cũ", seen="2026-11-02T08:00"))
    said.append(render(built(store), language))
    keep(store, run("hue", "2026-11-20T03:00", back="2026-11-01"))
    said.append(render(built(store), language))
    observe_all(store)
    said.append(render(built(store), language))
    assert all(mail.is_empty for mail in said)
    assert len({mail.text.splitlines()[3] for mail in said}) == 4
    assert len({mail.subject for mail in said}) == 3
    assert all(len(mail.html) < 5000 for mail in said)
    assert ("3/3 địa phương" if language == "vi" else "3 of 3 localities") in said[-1].text


def test_news_of_the_week_that_came_too_late_for_its_digest_are_not_nothing_new(store: Store) -> None:
    observe_all(store)
    window(store, WEEK, NOW, is_kept=True)  # its digest was written, and somebody else gets it later
    store.documents.save(news("chủ nhật", seen="2026-11-23T08:00", day="2026-11-22"))
    store.documents.save(news("thứ hai", seen="2026-11-23T08:00", day="2026-11-23"))
    store.documents.save(news("rất cũ", seen="2026-11-23T08:00", day="2026-10-01"))
    found = built(store, now=at("2026-11-23T09:00"))
    assert (found.is_empty, found.covered.seen_after) == (True, 1)
    mail = render(found)
    assert "sau đó đã thấy 1 tài liệu đăng trong kỳ" in mail.text
    assert "không có gì mới" not in mail.subject + mail.text
    assert "afterwards documents published in it were: 1" in " ".join(render(found, "en").text.split())
    # A watch that does not find it hears nothing of it; once its own week is told it is news.
    assert built(store, watch(query="một cửa")).covered.seen_after == 0
    assert built(store, period=WEEK.of("week", NOW.date()), now=at("2026-11-30T07:00")).news.total == 2


def test_share_of_zero_is_claimed_only_where_all_was_observed(store: Store) -> None:
    store.documents.save(news("a", theme="tthc", day="2026-11-17"))
    store.documents.save(news("b", theme="the_che", day="2026-11-03", seen="2026-11-04T08:00"))

    def claims_zero() -> bool:
        return "0 % nghĩa là chưa thấy" not in " ".join(render(built(store)).text.split())

    for name in PORTALS:
        keep(store, run(name, "2026-11-20T03:00", back="2026-10-01"))
    assert not claims_zero()  # the week goes on
    observe_all(store)
    assert claims_zero()
    keep(store, run("hue", "2026-11-24T03:00", back="2026-11-10"))
    assert claims_zero()


def test_weeks_before_the_first_look_claim_no_zero_either(store: Store) -> None:
    store.documents.save(news("a", theme="tthc", day="2026-11-17"))
    for name in PORTALS:
        keep(store, run(name, "2026-11-23T03:00", back="2026-11-10"))
    found = built(store)
    assert (found.covered.is_whole, found.covered.whole_before) == (True, False)
    assert "0 % means that none was seen" in " ".join(render(found, "en").text.split())


def test_reason_is_told_in_words_and_is_that_of_the_run_that_failed(store: Store) -> None:
    keep(store, replace(run("hue", "2026-11-18T03:00", back="2026-11-01"), reason="limits"))
    keep(store, replace(run("cantho", "2026-11-18T03:00", "blocked"), reason="challenge"))
    keep(store, replace(run("quangninh", "2026-11-18T03:00", "broken"), reason="http_503"))
    found = built(store)
    assert {one.portal: one.reason for one in found.unseen} == {
        "hue": None, "cantho": "challenge", "quangninh": "http_503"
    }  # fmt: skip
    text = render(found).text
    assert "lý do: cổng yêu cầu xác minh người dùng" in " ".join(text.split())
    assert "http_503" in text


def test_every_reason_of_a_run_has_words() -> None:
    assert table()["vi"]["run_reasons"].keys() == ADVICE.keys()


def test_coverage_of_a_week_agrees_with_the_measures(store: Store) -> None:
    keep(store, run("hue", "2026-11-23T03:00", back="2026-11-01"))
    keep(store, run("cantho", "2026-11-18T03:00", back="2026-11-01"))
    keep(store, run("quangninh", "2026-11-17T03:00", verdict="blocked"))
    spans = store.coverage.spans()
    told = {one.portal: one.state for one in built(store, now=NOW).unseen}
    for name in ("cantho", "quangninh"):
        assert told[name] == next(
            span.state for span in spans[name] if span.first <= at("2026-11-16").date() <= span.last
        )
