"""An incident is told once when it begins and once when it is over, through each channel until it took it."""

from __future__ import annotations

import datetime as dt

from store.database import Store
from store.incidents import Trouble

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
BROKEN = Trouble("portal", "a", "Portal a is broken")


def events(store: Store) -> list[tuple[str, str, str]]:
    return sorted((notice.channel, notice.event, notice.words) for notice in store.incidents.waiting())


def test_what_lasts_is_told_once_and_again_when_it_is_over(store: Store) -> None:
    for hours in range(3):
        store.incidents.observe([BROKEN], ["x", "y"], NOW + hours * HOUR)
    assert events(store) == [("x", "open", BROKEN.words), ("y", "open", BROKEN.words)]
    (going,) = store.incidents.going()
    assert (going.subject, going.opened_at) == ("a", NOW)
    for hours in (3, 4):
        store.incidents.observe([], ["x", "y"], NOW + hours * HOUR)
    assert [event for _, event, _ in events(store)] == ["open", "over"] * 2
    assert store.incidents.going() == []
    assert [each.over_at for each in store.incidents.ended(5)] == [NOW + 3 * HOUR]


def test_what_comes_again_is_another_incident(store: Store) -> None:
    for hours, found in enumerate(([BROKEN], [], [BROKEN], [], [BROKEN])):
        store.incidents.observe(found, ["x"], NOW + hours * HOUR)
    assert [event for _, event, _ in events(store)].count("open") == 3
    assert len(store.incidents.ended(9)) == 2


def test_what_passes_within_its_patience_is_told_to_nobody(store: Store) -> None:
    behind = Trouble("index", "embedded", "behind", patience=3 * HOUR)
    for hours, found in enumerate(([behind], [behind], [], [behind])):
        store.incidents.observe(found, ["x"], NOW + hours * HOUR)
    assert store.incidents.waiting() == store.incidents.going() == []
    store.incidents.observe([behind], ["x"], NOW + 6 * HOUR)
    assert events(store) == [("x", "open", "behind")]


def test_what_was_not_taken_waits_longer_each_time_and_only_for_its_channel(store: Store) -> None:
    store.incidents.observe([BROKEN], ["x", "y"], NOW)
    at = NOW
    waits = []
    for _ in range(6):
        due = [notice for notice in store.incidents.waiting(at) if notice.channel == "x"]
        assert len(due) == 1
        store.incidents.failed(due, "no server", at)
        begin = at
        while not [notice for notice in store.incidents.waiting(at) if notice.channel == "x"]:
            at += dt.timedelta(minutes=5)
        waits.append((at - begin) // dt.timedelta(minutes=1))
    assert waits == [5, 15, 60, 240, 240, 240]
    store.incidents.sent([notice for notice in store.incidents.waiting() if notice.channel == "y"], at)
    (left,) = store.incidents.waiting()
    assert (left.channel, left.attempts, left.error) == ("x", 6, "no server")


def test_a_channel_that_nobody_has_any_more_holds_nothing(store: Store) -> None:
    store.incidents.observe([BROKEN], ["x", "y"], NOW)
    assert store.incidents.drop(["y"]) == 1
    assert events(store) == [("y", "open", BROKEN.words)]


def test_what_is_long_over_is_removed_with_its_notices(store: Store) -> None:
    store.incidents.observe([BROKEN], ["x"], NOW)
    store.incidents.observe([], ["x"], NOW + HOUR)
    assert store.incidents.clean(NOW) == 0
    assert store.incidents.clean(NOW + 2 * HOUR) == 1
    assert store.incidents.waiting() == store.incidents.ended(5) == []
