"""Who is owed which digest: case D6 of the fault matrix."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from search.digest.periods import Period
from search.digest.planning import Asked, groups, write_all
from store.database import Store, open_store
from store.deliveries import NOTHING_NEW, RESTORED
from tests.delivery.office import MONDAY, WEEK, post, server_at, silent, states, subscribe, write
from tests.delivery.server import Mailbox

A, B = "a@office.example", "b@office.example"
DAY = dt.timedelta(days=1)


def test_each_rhythm_has_its_own_last_full_period(store: Store) -> None:
    subscribe(store, A, period="day")
    subscribe(store, B, period="month")
    subscribe(store, "c@office.example")
    now = MONDAY + DAY  # Tuesday, 1 December
    assert [group.period.key for group in groups(store, Asked(), now)] == [
        "2026-W48",
        "2026-11-30",
        "2026-11",
    ]


def test_those_who_follow_the_same_get_one_digest_written_once(store: Store) -> None:
    subscribe(store, A, B)
    subscribe(store, "c@office.example", watches=("mot-cua",))
    found = groups(store, Asked(), MONDAY)
    assert [(group.watches, len(group.subscribers)) for group in found] == [((), 2), (("mot-cua",), 1)]
    write(store)
    assert len({delivery.mail for delivery in store.deliveries.history()}) == 2


def test_one_watch_goes_to_those_who_follow_it_beside_the_rest(store: Store) -> None:
    subscribe(store, A, watches=("mot-cua", "hue"))
    subscribe(store, B)
    write(store)
    write(store, asked=Asked(watch="hue"))
    found = [(each.subscriber.address, each.watch) for each in store.deliveries.history()]
    assert found == [(A, ""), (A, "hue"), (B, "")]


@pytest.mark.case("D6", guard="set-back")
def test_a_clock_that_is_set_back_a_day_brings_nothing_up(store: Store, port: int, mailbox: Mailbox) -> None:
    subscribe(store, A)
    subscribe(store, B, period="day")
    write(store)
    post(store, server_at(port))
    write(store, MONDAY - DAY)
    assert post(store, server_at(port), MONDAY - DAY).counts == {}
    write(store)
    assert post(store, server_at(port)).counts == {}
    assert len(mailbox.arrived) == 2


@pytest.mark.case("D6", guard="restored")
def test_a_restored_store_sends_nothing_that_went_out_since(
    store: Store, port: int, mailbox: Mailbox, tmp_path: Path
) -> None:
    subscribe(store, A, B)
    write(store)  # written, and not sent yet when the copy is made
    store._database.checkpoint()
    shutil.copy(tmp_path / "store.sqlite", tmp_path / "copy.sqlite")
    post(store, server_at(port))
    later = MONDAY + 7 * DAY
    write(store, later)
    post(store, server_at(port), later)
    assert len(mailbox.arrived) == 4
    with open_store(f"sqlite:///{tmp_path / 'copy.sqlite'}") as copy:
        assert copy.deliveries.close_past(later + DAY) == 2
        write(copy, later + DAY)
        assert post(copy, server_at(port), later + DAY).counts == {}
        assert {each.reply for each in copy.deliveries.history()} == {RESTORED}
        write(copy, later + 7 * DAY)
        assert post(copy, server_at(port), later + 7 * DAY).counts == {"sent": 2}
    assert len(mailbox.arrived) == 6


@pytest.mark.case("D6", guard="nothing-new")
def test_a_week_without_news_is_one_short_mail_or_none(store: Store, port: int, mailbox: Mailbox) -> None:
    subscribe(store, A)
    write_all(store, groups(store, Asked(), MONDAY), silent, MONDAY, skip_empty=True)
    assert post(store, server_at(port)).counts == {}
    (skipped,) = store.deliveries.history()
    assert (skipped.state, skipped.reply) == ("skipped", NOTHING_NEW)
    later = MONDAY + 7 * DAY
    write_all(store, groups(store, Asked(), later), silent, later, skip_empty=False)
    assert post(store, server_at(port), later).counts == {"sent": 1}


def test_old_news_are_noted_as_late_and_only_sent_by_force(store: Store) -> None:
    subscribe(store, A)
    thursday = WEEK.end + 3 * DAY
    assert [group.is_late for group in groups(store, Asked(), thursday)] == [True]
    assert [group.is_late for group in groups(store, Asked(), thursday - DAY)] == [False]
    write(store, thursday)
    assert states(store) == {A: "late"}
    assert groups(store, Asked(force=True), thursday) == []


def test_who_came_after_a_period_is_owed_it_only_while_it_is_new(store: Store) -> None:
    subscribe(store, A, at=WEEK.end + 2 * DAY)
    assert len(groups(store, Asked(), WEEK.end + 2 * DAY)) == 1
    assert groups(store, Asked(), WEEK.end + 4 * DAY) == []


def test_a_named_period_goes_to_its_own_rhythm_and_to_one_who_is_named(store: Store) -> None:
    subscribe(store, A)
    (monthly,) = subscribe(store, B, period="month")
    asked = Asked(period=Period.parse("2026-W48"))
    assert [len(group.subscribers) for group in groups(store, asked, MONDAY)] == [1]
    named = Asked(period=Period.parse("2026-W48"), to=monthly)
    assert [group.subscribers for group in groups(store, named, MONDAY)] == [(monthly.id,)]


def test_nobody_who_left_or_is_suspended_is_owed_anything(store: Store) -> None:
    (left,) = subscribe(store, A)
    store.subscribers.unsubscribe(left.id, MONDAY)
    assert groups(store, Asked(), MONDAY) == []
    subscribe(store, A)
    assert len(groups(store, Asked(), MONDAY)) == 1
