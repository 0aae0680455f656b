"""Crontab lines with named weekdays, in Vietnam's time."""

from __future__ import annotations

import datetime as dt

import pytest

from commands.jobs.times import Cron, local, read_cron
from tests.scheduler.homes import at


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("0 7 * * 1", "weekday by number"),
        ("0 7 * * 1-5", "weekday by number"),
        ("0 7 * * */2", "weekday by number"),
        ("0 7 * *", "five fields"),
        ("0 7 1 * mon", "one of the two"),
        ("0 25 * * *", "no time of a crontab"),
        ("0 7 * * monday", "no time of a crontab"),
        ("0 7 30 feb *", "never comes"),
        ("soon", "five fields"),
    ],
)
def test_a_line_that_would_mislead_is_refused_with_the_reason(line: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_cron(line)


def test_slots_follow_the_line_in_vietnam() -> None:
    weekly = read_cron("0 7 * * Mon")
    assert weekly is not None
    assert weekly.next(at(0)) == at(0, 7)
    assert weekly.next(at(0, 7)) == at(7, 7)
    assert weekly.slots(at(0, 7), at(21, 7)) == [at(7, 7), at(14, 7), at(21, 7)]
    assert read_cron(" OFF ") is None
    assert Cron("55 * * * *").slots(at(0), at(0, 3)) == [at(0, hour, 55) for hour in range(3)]


def test_moments_are_told_in_local_time_with_the_name_of_the_day() -> None:
    moment = dt.datetime(2026, 11, 22, 1, 30, tzinfo=dt.UTC)
    assert local(moment) == "Sun 22 Nov 2026 08:30 (Hà Nội)"
