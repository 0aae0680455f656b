"""Who is owed which digest now: one group for each that is to be written, and nobody twice."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from search.digest.frozen import freeze
from search.digest.mail import Mail
from search.digest.periods import Period
from store.database import Store
from store.deliveries import KEPT, Due, State
from store.subscribers import Language, Subscriber


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call names; None: the last full period of each, everybody, all that each follows."""

    period: Period | None = None
    to: Subscriber | None = None
    watch: str | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Subscribers who get the same digest; `is_late`: it is noted, and not sent unless somebody says so."""

    period: Period
    watches: tuple[str, ...]
    watch: str  # of the ledger: empty where it is of all that they follow
    language: Language
    subscribers: tuple[str, ...]
    is_late: bool = False


Write: TypeAlias = Callable[[Group], Mail]


def groups(store: Store, asked: Asked, now: dt.datetime) -> list[Group]:
    """What is to be written, in the order of periods."""
    newest, known = store.deliveries.newest(), dict[tuple[str, str], set[str]]()
    found: dict[tuple[Period, tuple[str, ...], Language, bool], list[str]] = {}
    watch = asked.watch or ""
    for subscriber, period in _wanted(_asked_for(store, asked), asked, now):
        key = (period.key, watch)
        if key not in known:
            known[key] = store.deliveries.known(*key)
        if subscriber.id in known[key]:
            continue
        last = newest.get((subscriber.id, watch))
        # A clock that was set back must not bring up what is long past.
        if asked.period is None and last is not None and last > period.end:
            continue
        is_late = period.end + KEPT <= now and not asked.force
        watches = (asked.watch,) if asked.watch else subscriber.wishes.watches
        found.setdefault((period, watches, subscriber.wishes.language, is_late), []).append(subscriber.id)
    made = (
        Group(period, watches, watch, language, tuple(ids), is_late)
        for (period, watches, language, is_late), ids in found.items()
    )
    return sorted(made, key=lambda group: (group.period.end, group.watches, group.language))


def write_all(
    store: Store, written: Iterable[Group], write: Write, now: dt.datetime, *, skip_empty: bool
) -> Counter[str]:
    """Writes and freezes what each group gets, one after the other: a crash leaves whole ones behind.

    How many subscribers have a delivery in which state by this.
    """
    made = Counter[str]()
    for group in written:
        mail = write(group)
        state: State = "late" if group.is_late else "skipped" if skip_empty and mail.is_empty else "pending"
        due = Due(group.period.key, group.watch, group.period.end)
        store.deliveries.freeze(due, freeze(mail), group.subscribers, now, state)
        made[state] += len(group.subscribers)
    return made


def _asked_for(store: Store, asked: Asked) -> Iterator[Subscriber]:
    for subscriber in [asked.to] if asked.to else store.subscribers.all():
        if subscriber.is_active and (
            asked.watch is None or asked.to or asked.watch in subscriber.wishes.watches
        ):
            yield subscriber


def _wanted(
    subscribers: Iterable[Subscriber], asked: Asked, now: dt.datetime
) -> Iterator[tuple[Subscriber, Period]]:
    for subscriber in subscribers:
        period = asked.period or Period.last_full(subscriber.wishes.period, now)
        if asked.to is None and period.rhythm != subscriber.wishes.period:
            continue
        if asked.force or _is_owed(subscriber, period, asked, now):
            yield subscriber, period


def _is_owed(subscriber: Subscriber, period: Period, asked: Asked, now: dt.datetime) -> bool:
    if subscriber.done_until is not None and period.end <= subscriber.done_until:
        return False
    # Who came after a period gets it while it is new; nobody owes them what was old then.
    return asked.period is not None or period.end + KEPT > now or subscriber.consent.at < period.end
