"""What the scheduler does: the jobs that follow from settings, declarations, history and ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from commands.jobs.rhythm import (
    LOOKED_BACK,
    CrawlTimes,
    after_failures,
    closing_minute,
    minute_of,
    rhythm_of,
)
from commands.jobs.times import DAY, OFF, ZONE, Cron, When, midnight, read_cron
from crawler.hours import is_open
from crawler.portal import Portal, Window
from search.digest.periods import Period, Rhythm
from settings import Settings
from store.database import Store
from store.deliveries import State
from store.slots import Slot

KEPT = dt.timedelta(days=7)  # how long a slot that was missed is made up for
KEPT_DIGESTS = dt.timedelta(days=28)
CLEAN_UP = "clean-up"
DIGEST_RETRY = "digest retry"
DIGESTS: Mapping[str, Rhythm] = {"digest day": "day", "digest week": "week", "digest month": "month"}
_NO_DIGEST = 7 * 60  # where there is no weekly digest: the minute of Monday until which portals are closed

Published: TypeAlias = Mapping[str, Sequence[tuple[dt.date, int]]]


@dataclass(frozen=True, slots=True)
class Job:
    """A command of ours and when it is due.

    `each`: every slot that was missed is made up for, as each is for another period; else the newest one.
    """

    name: str
    command: tuple[str, ...]
    when: When
    each: bool = False
    window: Window | None = None  # the only hours in which it may begin
    more: Mapping[str, str] = field(default_factory=dict, hash=False)  # for its environment

    @property
    def is_crawl(self) -> bool:
        return self.command[:1] == ("crawl",)

    @property
    def kept(self) -> dt.timedelta:
        return KEPT_DIGESTS if self.each else KEPT

    def call(self, slot: dt.datetime) -> tuple[str, ...]:
        """The command of one slot: a digest is that of the last period that had ended then."""
        rhythm = DIGESTS.get(self.name)
        return (
            self.command
            if rhythm is None
            else (*self.command, "--period", Period.last_full(rhythm, slot).key)
        )

    def may_begin(self, now: dt.datetime) -> bool:
        return is_open(self.window, now)


@dataclass(frozen=True, slots=True)
class Due:
    """The slots to run now, oldest first, and those that were missed for good, by the reason."""

    run: tuple[dt.datetime, ...] = ()
    missed: Mapping[str, Sequence[dt.datetime]] = field(default_factory=dict)


def due(job: Job, known: Sequence[Slot], now: dt.datetime, first: dt.datetime | None) -> Due:
    """What is due of a job whose slots in the ledger are `known` (those within `job.kept` at least).

    `first` is the earliest slot that the ledger ever had: what was due before is nobody's digest, and nothing
    was missed. Without one, only the newest slot is run, and no digest.
    """
    by_moment = {slot.due_at: slot for slot in known}
    slots = job.when.slots(now - job.kept, now)
    newest = slots[-1:]
    if first is None:
        return Due(missed={"it was due before the first start": newest}) if job.each else Due(tuple(newest))
    open_ = [slot for slot in slots if slot not in by_moment or by_moment[slot].is_open]
    if job.each:
        return Due(tuple(slot for slot in open_ if slot > first))
    older = [slot for slot in open_ if first < slot < newest[0] and slot not in by_moment]
    return Due(
        tuple(slot for slot in newest if slot in open_), {"only the newest one was made up for": older}
    )


def make_plan(
    portals: Iterable[Portal], settings: Settings, store: Store, now: dt.datetime, *, published: Published,
    commands: Collection[str] | None = None,
) -> list[Job]:  # fmt: skip
    """The jobs in the order in which they are run at once; `commands`: those that there are, None: all."""
    jobs = [*_crawls(portals, settings, store, now, published), *_care(settings, store)]
    return [job for job in jobs if commands is None or job.command[0] in commands]


def published_lately(store: Store, now: dt.datetime) -> Published:
    """On which days each portal published how much, as far as its rhythm follows from it."""
    return store.documents.published_days((now - LOOKED_BACK).astimezone(ZONE).date())


def _crawls(
    portals: Iterable[Portal], settings: Settings, store: Store, now: dt.datetime, published: Published
) -> list[Job]:
    # A clock that was far ahead once must not keep a portal waiting until then.
    last, recent = store.slots.newest_run(now + 2 * DAY), store.slots.since(now - KEPT)
    digest, today = digest_minute(settings, now), now.astimezone(ZONE).date()
    jobs = []
    for portal in portals:
        if not portal.enabled:
            continue
        name, window = f"crawl {portal.id}", portal.crawl.window
        days = [(day, count) for day, count in published.get(portal.id, ()) if day <= today]
        rhythm = rhythm_of(days, portal.expects.gap_days, has_window=window is not None)
        rhythm = after_failures(rhythm, failures(recent.get(name, ())))
        times = CrawlTimes(
            minute_of(portal.id, window), rhythm, last.get(name), closing_minute(portal.id, window, digest)
        )
        command = ("crawl", portal.id, "--no-index", "--json")
        jobs.append(Job(name, command, times, window=window, more=_share(settings)))
    return jobs


def _care(settings: Settings, store: Store) -> list[Job]:
    """Everything but crawls. What a crawl fetches again to find edits and removals is part of each crawl."""
    waits = any(store.deliveries.count(state) for state in undelivered(settings))
    lines = (
        ("index sync", ("index", "sync"), settings.index_at),
        *((name, ("digest", "send"), getattr(settings, f"{name.replace(' ', '_')}_at")) for name in DIGESTS),
        (DIGEST_RETRY, ("digest", "send", "--waiting"), settings.digest_retry_at if waits else OFF),
        ("verify", ("verify", "--quick"), settings.verify_at),
        ("backup", _backup(settings), settings.backup_at if settings.backup_to else OFF),
        (CLEAN_UP, ("clean",), settings.clean_up_at),
    )
    found = [(name, command, read_cron(line)) for name, command, line in lines]
    return [Job(name, command, when, each=name in DIGESTS) for name, command, when in found if when]


def undelivered(settings: Settings) -> tuple[State, ...]:
    """The states of digests that are on their way."""
    return ("pending", "data", "unknown") if settings.unknown_delivery == "resend" else ("pending", "data")


def _backup(settings: Settings) -> tuple[str, ...]:
    return "backup", f"{settings.backup_to}/", "--keep", str(settings.backup_keep)


def digest_minute(settings: Settings, now: dt.datetime) -> int:
    """The minute of Monday at which the weekly digest is sent; the whole day where it comes later."""
    weekly = read_cron(settings.digest_week_at)
    if weekly is None:
        return _NO_DIGEST
    return _after_monday(weekly, now)


def _after_monday(weekly: Cron, now: dt.datetime) -> int:
    day = now.astimezone(ZONE).date()
    monday = midnight(day - dt.timedelta(days=day.weekday()))
    slot = weekly.next(monday)
    minutes = 24 * 60 if slot is None else int((slot - monday).total_seconds() // 60)
    return min(minutes, 24 * 60)


def failures(known: Sequence[Slot]) -> int:
    """How often a job failed since it last did not."""
    count = 0
    for slot in reversed([slot for slot in known if slot.ran]):
        if slot.state not in {"failed", "timed_out"}:
            break
        count += 1
    return count


def _share(settings: Settings) -> dict[str, str]:
    """A crawl beside others takes its share of the processes that read pages, not one for each core."""
    workers = settings.workers or max(1, settings.worker_count // settings.jobs_at_once)
    return {"REFORMWATCH_WORKERS": str(workers)}
