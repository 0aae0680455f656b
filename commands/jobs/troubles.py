"""What is wrong now and is the operator's to know: portals, held runs, index, disk, backups, jobs."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.health import day, portal_rows
from commands.jobs.plan import DIGEST_RETRY, DIGESTS, KEPT_DIGESTS, failures, undelivered
from commands.jobs.times import local
from commands.options import index_home
from crawler.portal import Declarations
from search.indexer import status as index_status
from search.numbers import counted
from settings import Settings
from store.database import Store
from store.incidents import Trouble
from store.slots import Slot

BEHIND = dt.timedelta(hours=3)  # the index is brought up to date every hour
REPEATEDLY = 3  # failures in a row

_CRAWLED = {0, 1, 3, 75}  # what a crawl that came to a verdict ends with: then the portal's trouble says it
_SUBJECT = 200  # characters of a subject


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at, and when."""

    store: Store
    declared: Declarations
    settings: Settings
    now: dt.datetime


def troubles(look: Look) -> list[Trouble]:
    """Everything that is wrong now. Raises StoreError where the store cannot be read."""
    slots = look.store.slots.since(look.now - KEPT_DIGESTS)
    return [*_portals(look), *_index(look), *_disk(look), *_backup(look), *_jobs(look, slots)]


def _portals(look: Look) -> Iterator[Trouble]:
    for row in portal_rows(look.store, look.declared):
        if not row["enabled"]:
            continue
        if row["verdict"] in {"broken", "blocked"}:
            yield Trouble("portal", row["id"], _portal_words(row))
        if row["quarantine"]:
            run, changes = row["quarantine"]["run"], row["quarantine"]["changes"]
            words = f"A bad run of {row['id']} is held with {changes} changes: reformwatch quarantine list"
            yield Trouble("quarantine", run, words)


def _portal_words(row: Mapping[str, Any]) -> str:
    since = f" since {day(row['bad_since'])}" if row["bad_since"] else ""
    why = f": {row['reason']}" if row["reason"] else ""
    return f"Portal {row['id']} is {row['verdict']}{since}{why}. {row['advice'] or ''}".strip()


def _index(look: Look) -> Iterator[Trouble]:
    found = index_status(look.store, index_home())
    if found.behind:
        told = found.error or "reformwatch index sync"
        yield Trouble("index", found.engine, f"The index is {found.behind} changes behind: {told}", BEHIND)


def _disk(look: Look) -> Iterator[Trouble]:
    free = shutil.disk_usage(look.settings.home).free // 1_000_000
    if free < look.settings.disk_low_mb:
        words = f"{free} MB are free where the data folder lies, less than {look.settings.disk_low_mb}"
        yield Trouble("disk", "home", f"{words}; below {look.settings.min_free_mb} MB no crawl starts")


def _backup(look: Look) -> Iterator[Trouble]:
    most = dt.timedelta(days=look.settings.backup_max_days)
    if not most or look.settings.backup_to is None:
        return
    newest = look.store.backups.last()
    if newest is None:
        yield Trouble("backup", "backup", "No backup was ever made", most)
    elif look.now - newest.at > most:
        yield Trouble("backup", "backup", f"The last backup was made on {local(newest.at)}")


def _jobs(look: Look, slots: Mapping[str, Sequence[Slot]]) -> Iterator[Trouble]:
    waits = any(look.store.deliveries.count(state) for state in undelivered(look.settings))
    delivered = None if waits else _last_good(slots.get(DIGEST_RETRY, ()))
    for job, known in slots.items():
        ran = [slot for slot in known if slot.ran]
        if not ran or not (words := _job_words(job, ran)):
            continue
        if job not in DIGESTS:
            yield Trouble("job", job[:_SUBJECT], words)
        elif delivered is None or delivered < ran[-1].due_at:
            yield Trouble("digest", job, words)


def _last_good(known: Sequence[Slot]) -> dt.datetime | None:
    """When what had to wait was delivered after all."""
    return max((slot.due_at for slot in known if slot.code == 0), default=None)


def _job_words(job: str, ran: Sequence[Slot]) -> str | None:
    """What is wrong with a job whose slots ended so, the newest last."""
    last = ran[-1]
    due = f"{job}, due {local(last.due_at)},"
    why = f": {last.reason}" if last.reason else ""
    if last.state == "timed_out":
        return f"{due} took too long and was ended"
    if last.state in {"killed", "stopped"}:
        return f"{due} was cut short {counted(last.attempts, 'time')} and is given up"
    if job in DIGESTS and (last.state == "failed" or last.code == 3):
        return f"{due} {'reached some recipients only' if last.code == 3 else 'failed'}{why}"
    if job == "verify" and (last.state == "failed" or last.code == 3):
        return f"{due} found faults: reformwatch verify"
    if job.startswith("crawl ") and last.code in _CRAWLED:
        return None
    count = failures(ran)
    return f"{due} failed, the {count}th time in a row{why}" if count >= REPEATEDLY else None
