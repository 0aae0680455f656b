"""Until when what was seen is news of a period: each document of one, whenever digests are written."""

from __future__ import annotations

import datetime as dt
import random
from typing import NamedTuple

import pytest
from sqlalchemy import delete, insert

from search.digest.periods import RHYTHMS, Period, Rhythm
from search.digest.rendering import render
from search.digest.window import Window, window
from store.database import Store
from store.tables import leases, runs
from tests.digest.corpus import NOW, PORTALS, WEEK, Builder, at, built, news, observe_all, titles, watch

HOUR = dt.timedelta(hours=1)
NEXT = Period.of("week", NOW.date())


class Reading(NamedTuple):
    """A run of a portal; `seen` are moments at which it fetched pages, stored somewhen before its end."""

    portal: str
    begin: dt.datetime
    end: dt.datetime
    seen: tuple[dt.datetime, ...]


def reading(store: Store, portals: dict[str, dt.datetime]) -> None:
    """Makes these portals the ones that are being read, since when each."""
    common = {"pages": 0, "seen": 0, "new": 0, "updated": 0, "unchanged": 0, "removed": 0, "held": 0,
              "attachments": 0, "complete_lists": False, "fields": {}, "rules": {},
              "assertions": []}  # fmt: skip
    with store._database.write() as connection:
        connection.execute(delete(leases))
        for portal, begin in portals.items():
            id_ = f"{begin:%Y%m%dT%H%M%S%f}-{portal}"
            connection.execute(delete(runs).where(runs.c.id == id_))
            run = common | {"id": id_, "portal": portal, "owner": "", "started_at": begin}
            connection.execute(insert(runs).values(run))
            held = {"owner": "", "host": "", "process": "", "taken_at": begin, "heartbeat_at": begin}
            connection.execute(insert(leases).values(portal=portal, run_id=id_, **held))


def sent(store: Store, period: Period, now: dt.datetime) -> list[str]:
    """What a digest that is sent tells as new."""
    with Builder(store, period, now, PORTALS, is_kept=True) as builder:
        found = builder.build([watch()])
    return sorted([*titles(found.news), *titles(found.late)])


def test_what_the_closing_runs_find_is_news_of_the_week_they_close(store: Store) -> None:
    observe_all(store)
    store.documents.save(news("chủ nhật", seen="2026-11-23T03:00", day="2026-11-22"))
    store.documents.save(news("thứ hai", seen="2026-11-23T09:00", day="2026-11-23"))
    found = built(store)
    assert (titles(found.news), found.covered.seen_after) == (["chủ nhật"], 0)
    text = " ".join(render(found, "en").text.split())
    assert "first time between 00:00 16 Nov 2026 and 07:00 23 Nov 2026" in text


def test_a_digest_that_is_written_again_tells_the_same_and_the_next_the_rest(store: Store) -> None:
    for hour in (3, 8, 20):
        store.documents.save(news(f"giờ {hour}", seen=f"2026-11-23T{hour:02}:00"))
    store.documents.save(news("thứ tư", seen="2026-11-25T08:00"))
    assert sent(store, WEEK, NOW) == ["giờ 3"]
    assert sent(store, WEEK, NOW + 40 * HOUR) == ["giờ 3"]  # somebody who subscribed later
    assert sent(store, NEXT, NEXT.end + 7 * HOUR) == ["giờ 20", "giờ 8", "thứ tư"]


def test_a_digest_that_is_written_late_takes_a_day_and_leaves_the_next_its_own(store: Store) -> None:
    for seen in ("2026-11-23T20:00", "2026-11-24T08:00"):
        store.documents.save(news(seen, seen=seen))
    assert sent(store, WEEK, NOW + 60 * HOUR) == ["2026-11-23T20:00"]
    assert sent(store, NEXT, NEXT.end + 7 * HOUR) == ["2026-11-24T08:00"]


def test_a_digest_that_is_written_after_the_next_takes_nothing_from_it(store: Store) -> None:
    store.documents.save(news("thứ hai", seen="2026-11-23T03:00"))
    assert sent(store, NEXT, NEXT.end + 7 * HOUR) == ["thứ hai"]
    assert sent(store, WEEK, NEXT.end + 8 * HOUR) == []


def test_of_a_portal_that_is_being_read_the_next_digest_tells_what_comes(store: Store) -> None:
    store.documents.save(news("trước", seen="2026-11-23T05:00"))
    store.documents.save(news("đang đọc", seen="2026-11-23T06:45"))
    store.documents.save(news("cổng khác", seen="2026-11-23T06:45", portal="cantho"))
    reading(store, {"hue": at("2026-11-23T06:30")})
    found = built(store)
    assert sorted(titles(found.news)) == ["cổng khác", "trước"]
    assert "Portals that were still being read then: 1." in " ".join(render(found, "en").text.split())
    assert sent(store, WEEK, NOW) == ["cổng khác", "trước"]
    reading(store, {})
    assert sent(store, WEEK, NOW + HOUR) == ["cổng khác", "trước"]
    assert sent(store, NEXT, NEXT.end + 7 * HOUR) == ["đang đọc"]


def test_a_preview_notes_nothing(store: Store) -> None:
    built(store)
    assert store.cuts.get(WEEK.key) is None


def test_two_who_write_at_once_get_one_cut(store: Store) -> None:
    first = window(store, WEEK, NOW, is_kept=True)
    assert window(store, WEEK, NOW + HOUR, is_kept=True) == first


@pytest.mark.parametrize("rhythm", RHYTHMS)
@pytest.mark.parametrize("seed", range(2))
def test_every_document_is_news_of_exactly_one_period(store: Store, rhythm: Rhythm, seed: int) -> None:
    pick = random.Random(f"{rhythm} {seed}")
    periods = [Period.of(rhythm, dt.date(2026, 3, 2))]
    while len(periods) < 8:
        periods.append(Period.of(rhythm, periods[-1].last + dt.timedelta(days=1)))
    everything = [one for portal in "abc" for one in _readings(pick, portal, periods)]
    # Written in the morning after, hours or days late, or after later ones; and once more somewhen.
    moments = [(one.end + pick.choice((7, 0, 1, 30, 100, 2000)) * HOUR, one) for one in periods * 2]
    holding: dict[Period, Window] = {}
    written: dict[Period, dt.datetime] = {}
    for now, period in sorted(moments, key=lambda pair: pair[0]):
        reading(store, {one.portal: one.begin for one in everything if one.begin <= now < one.end})
        found = window(store, period, now, is_kept=True)
        assert holding.setdefault(period, found) == found
        written.setdefault(period, now)
    for run in everything:
        for moment in run.seen:
            telling = [period for period, found in holding.items() if found.holds(moment, run.portal)]
            is_left = moment >= holding[periods[-1]].until.of(run.portal)  # to the next one
            assert len(telling) == (0 if is_left else 1), (run, moment, telling)
            # It is stored by the end of its run: not before, to be sure.
            assert all(run.end <= written[one] for one in telling), (run, moment, telling)


def _readings(pick: random.Random, portal: str, periods: list[Period]) -> list[Reading]:
    """Runs one after the other, from minutes to days long."""
    found, at_ = [], periods[0].start
    while at_ < periods[-1].end:
        length = pick.choice((0.2, 1, 5, 40)) * HOUR
        seen = tuple(at_ + pick.random() * length for _ in range(3))
        found.append(Reading(portal, at_, at_ + length, seen))
        at_ += length + pick.random() * 30 * HOUR
    return found
