"""Sends what the ledger holds: one delivery after the other, each claimed, tried once and noted."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, TypeAlias, get_args

from search.digest.channels import mask
from search.digest.frozen import thaw
from search.digest.message import Letterhead, message, text_of
from search.digest.sending import MailUnusable, Outcome, Sender
from store.database import Store
from store.deliveries import SUSPENDED, UNSUBSCRIBED, Delivery, Policy, State, Wanted
from store.subscribers import Kind

log = logging.getLogger(__name__)

# After the first try, the second …; what is put off once more then has failed.
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 24 * 60))
Clock: TypeAlias = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class Sent:
    """What became of the deliveries of one call, by result; `stopped` says why it ended before its time."""

    counts: Counter[str] = field(default_factory=Counter)
    suspended: list[str] = field(default_factory=list)
    stopped: str | None = None

    @property
    def failures(self) -> int:
        return sum(self.counts[name] for name in ("failed", "later", "unknown"))


class Courier:
    """Sends for one store over one connection; `policy` says what is done with deliveries of unknown fate."""

    def __init__(
        self, store: Store, sender: Sender, head: Letterhead, policy: Policy, clock: Clock = utc_now
    ) -> None:
        self._store, self._sender, self._head = store, sender, head
        self._policy, self._clock = policy, clock
        self._mail = lru_cache(maxsize=8)(lambda sha256: thaw(store.deliveries.mail(sha256)))

    def deliver(self, wanted: Wanted) -> Sent:
        """Tries each delivery that is due once. Raises StoreError where the ledger cannot be written."""
        done = Sent()
        for kind in get_args(Kind):  # a mail server that is down holds no channel up
            self._deliver(replace(wanted, kind=kind), done)
        return done

    def _deliver(self, wanted: Wanted, done: Sent) -> None:
        while delivery := self._store.deliveries.claim(wanted, self._policy, self._clock()):
            quiet = _quiet(delivery)
            if quiet is not None:
                self._finish(delivery, "skipped", reply=quiet, tried=False)
                done.counts["skipped"] += 1
                continue
            try:
                outcome = self._try(delivery)
            except MailUnusable as error:
                # As it was: the next call begins with it.
                self._finish(delivery, delivery.state, reply=str(error), next_at=self._clock(), tried=False)
                done.stopped = str(error)
                return
            self._note(delivery, outcome, done)

    def _try(self, delivery: Delivery) -> Outcome:
        mail, address = self._mail(delivery.mail), delivery.subscriber.address

        def begin() -> None:
            self._store.deliveries.begin(delivery, self._clock())

        if delivery.subscriber.kind == "channel":
            return self._sender.notify(address, mail.subject, text_of(mail, delivery, self._head), begin)
        self._sender.check()
        try:
            made = message(mail, delivery, self._head)
        except ValueError as error:  # one address that no header holds stops no other
            return Outcome("refused", None, f"no mail can be written to this address: {error}")
        return self._sender.send(made, address, begin)

    def _note(self, delivery: Delivery, outcome: Outcome, done: Sent) -> None:
        state, next_at = _verdict(delivery, outcome, self._policy, self._clock())
        is_suspended = self._finish(
            delivery,
            state,
            code=outcome.code,
            reply=outcome.reply,
            next_at=next_at,
            is_refused=outcome.result == "refused" and outcome.is_address,
        )
        done.counts[state if state in _FINAL else "later"] += 1
        if state != "sent":
            # By its id: an address in a log outlives its erasure, and servers repeat it in what they say.
            log.warning("%s for %s: %s (%s)", delivery.period, delivery.subscriber.id, state, outcome.code)
        if is_suspended:
            done.suspended.append(mask(delivery.subscriber.address))

    def _finish(self, delivery: Delivery, state: State, **told: Any) -> bool:
        return self._store.deliveries.finish(delivery, state, self._clock(), **told)


_FINAL = ("sent", "failed", "unknown")


def _quiet(delivery: Delivery) -> str | None:
    """Why nothing is sent, where somebody left after the digest was built."""
    if delivery.subscriber.unsubscribed_at is not None:
        return UNSUBSCRIBED
    return SUSPENDED if delivery.subscriber.suspended_at is not None else None


def _verdict(
    delivery: Delivery, outcome: Outcome, policy: Policy, now: dt.datetime
) -> tuple[State, dt.datetime | None]:
    """The state of a delivery after a try, and when the next one is."""
    last = delivery.attempts >= len(WAITS)
    if outcome.result == "sent":
        return "sent", None
    if outcome.result == "unknown":
        return "unknown", now + WAITS[min(delivery.attempts, len(WAITS) - 1)] if policy == "resend" else None
    if outcome.result == "refused" or last:
        return "failed", None
    # What may have arrived before stays of unknown fate when the server only says: not now.
    return delivery.state, now + WAITS[delivery.attempts]
