"""The ledger of digests: one delivery for each subscriber and period, and what became of it.

    pending → data → sent | failed | unknown            late, skipped: never tried

`data` is written before the first byte of a mail leaves, so that a sender that dies leaves one of two things
behind: `pending`, which nobody got, or `data`, of which nobody knows; that becomes `unknown`. What is sent
is frozen with the row: another try sends the same.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, update

from store.delivery_records import Delivery, Due, Policy, State, Wanted
from store.delivery_tables import deliveries, mails, subscribers
from store.engine import Database, upsert
from store.errors import DeliveryLost
from store.processes import is_dead, this_host, this_process
from store.subscribers import subscriber_of, suspend

__all__ = ["Deliveries", "Delivery", "Due", "Policy", "State", "Wanted"]

KEPT = dt.timedelta(days=3)  # a digest that ended longer ago is not sent unless somebody says so
LEASE = dt.timedelta(hours=1)  # a sender on another host that holds one delivery for so long is gone
NOTHING_NEW, UNSUBSCRIBED, SUSPENDED, RESTORED = "nothing new", "unsubscribed", "suspended", "restored"
_MOST_REFUSALS, _IN_DIGESTS = 3, 2  # answers of 5xx about an address, and in how many digests
_OPEN = ("pending", "data", "unknown")


class Deliveries:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._me = secrets.token_hex(16)

    def freeze(
        self, due: Due, mail: bytes, subscriber_ids: Iterable[str], built_at: dt.datetime,
        state: State = "pending",
    ) -> None:  # fmt: skip
        """Keeps what these subscribers get for the period; who has a delivery for it keeps that one.

        `state` is `skipped` where it has nothing new, `late` where it is too old: neither is sent.
        """
        sha256, is_pending = hashlib.sha256(mail).hexdigest(), state == "pending"
        common: dict[str, Any] = {
            "period": due.period, "watch": due.watch, "mail": sha256, "built_at": built_at,
            "ends_at": due.ends_at, "state": state, "attempts": 0, "refusals": 0,
            "reply": NOTHING_NEW if state == "skipped" else None,
            "next_at": built_at if is_pending else None, "changed_at": built_at,
        }  # fmt: skip
        with self._database.write() as connection:
            upsert(connection, mails, [{"sha256": sha256, "built_at": built_at, "body": mail}])
            upsert(connection, deliveries, [common | {"subscriber_id": id_} for id_ in subscriber_ids])

    def mail(self, sha256: str) -> bytes:
        """What was frozen under this key."""
        with self._database.read() as connection:
            body: bytes = connection.execute(
                select(mails.c.body).where(mails.c.sha256 == sha256)
            ).scalar_one()
        return body

    def newest(self) -> Mapping[tuple[str, str], dt.datetime]:
        """The end of the newest period that each (subscriber, watch) has a delivery of."""
        statement = select(deliveries.c.subscriber_id, deliveries.c.watch, deliveries.c.ends_at)
        found: dict[tuple[str, str], dt.datetime] = {}
        with self._database.read() as connection:
            for id_, watch, ends_at in connection.execute(statement.order_by(deliveries.c.ends_at)):
                found[id_, watch] = ends_at
        return found

    def known(self, period: str, watch: str) -> set[str]:
        """The subscribers that have a delivery of this period."""
        statement = select(deliveries.c.subscriber_id).where(
            deliveries.c.period == period, deliveries.c.watch == watch
        )
        with self._database.read() as connection:
            return set(connection.scalars(statement))

    def count(self, state: State) -> int:
        """How many deliveries are in a state."""
        statement = select(func.count()).where(deliveries.c.state == state)
        with self._database.read() as connection:
            return connection.execute(statement).scalar_one()

    def bury(self, now: dt.datetime) -> int:
        """Lets go what dead senders held; how many of it may have been sent: these are unknown now."""
        held = select(deliveries).where(deliveries.c.owner.is_not(None))
        with self._database.write() as connection:
            rows = connection.execute(held.with_for_update()).all()
            over = [row for row in rows if _is_over(row, now)]
            for row in over:
                free: dict[str, Any] = {"owner": None, "host": None, "process": None}
                if row.state == "data":
                    free |= {"state": "unknown", "reply": "the sender ended before an answer", "code": None,
                             "next_at": now, "changed_at": now}  # fmt: skip
                connection.execute(update(deliveries).where(*_at(row)).values(free))
        return sum(row.state == "data" for row in over)

    def expire(self, now: dt.datetime) -> int:
        """Marks as late what was never sent and is older than KEPT; how many that were."""
        old = and_(deliveries.c.state == "pending", deliveries.c.ends_at <= now - KEPT, _FREE)
        with self._database.write() as connection:
            told = update(deliveries).where(old).values(state="late", next_at=None, changed_at=now)
            return connection.execute(told).rowcount

    def reopen(self, wanted: Wanted, now: dt.datetime) -> int:
        """Lets what is late or has failed be tried once more; how many that is."""
        over = and_(deliveries.c.state.in_(("late", "failed")), _FREE, *_asked_for(wanted))
        with self._database.write() as connection:
            told = update(deliveries).where(over).values(state="pending", next_at=now, changed_at=now)
            return connection.execute(told).rowcount

    def claim(self, wanted: Wanted, policy: Policy, now: dt.datetime) -> Delivery | None:
        """Takes the next delivery that may be tried for this sender; None: there is none.

        What is `unknown` may be tried under the policy `resend`, and is never under `hold`.
        """
        statement = (
            select(deliveries)
            .where(_FREE, _may_be_tried(wanted, policy, now), *_asked_for(wanted))
            .order_by(deliveries.c.ends_at, deliveries.c.subscriber_id, deliveries.c.watch)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._database.write() as connection:
            row = connection.execute(statement).one_or_none()
            if row is None:
                return None
            taken = {"owner": self._me, "host": this_host(), "process": this_process(), "changed_at": now}
            connection.execute(update(deliveries).where(*_at(row)).values(taken))
            return _delivery(connection.execute(_WHOLE.where(*_at(row))).one())

    def begin(self, delivery: Delivery, now: dt.datetime) -> None:
        """Notes that bytes leave from now on. Raises DeliveryLost if the delivery is somebody else's."""
        values = {"state": "data", "attempts": delivery.attempts + 1, "changed_at": now}
        mine = and_(*_of(delivery), deliveries.c.owner == self._me, deliveries.c.state == delivery.state)
        with self._database.write() as connection:
            if connection.execute(update(deliveries).where(mine).values(values)).rowcount == 0:
                raise DeliveryLost("Another sender took this delivery over.")

    def finish(
        self,
        delivery: Delivery,
        state: State,
        now: dt.datetime,
        *,
        code: int | None = None,
        reply: str | None = None,
        next_at: dt.datetime | None = None,
        tried: bool = True,
        is_refused: bool = False,
    ) -> bool:
        """Notes what became of a delivery that this sender holds, and lets it go.

        `tried` is False where it was let go untouched; `is_refused`: the answer is about the address. True
        if the subscriber is suspended by this.
        """
        values = {
            "state": state, "code": code, "reply": reply, "next_at": next_at, "changed_at": now,
            "attempts": delivery.attempts + tried, "refusals": delivery.refusals + is_refused, "owner": None,
            "host": None, "process": None,
        }  # fmt: skip
        with self._database.write() as connection:
            mine = and_(*_of(delivery), deliveries.c.owner == self._me)
            connection.execute(update(deliveries).where(mine).values(values))
            if not is_refused or not _is_dead_address(connection, delivery.subscriber.id):
                return False
            suspend(connection, delivery.subscriber.id, now, f"{code} {reply}"[:500])
            return True

    def close_past(self, now: dt.datetime) -> int:
        """After a restore: nothing of periods that have ended is sent any more, here or by another try.

        The store was set back, so what is open in it may have been sent since. How many were open.
        """
        with self._database.write() as connection:
            connection.execute(update(subscribers).values(done_until=now))
            told = {"state": "skipped", "reply": RESTORED, "next_at": None, "owner": None, "host": None,
                    "process": None, "changed_at": now}  # fmt: skip
            opened = deliveries.c.state.in_(_OPEN)
            return connection.execute(update(deliveries).where(opened).values(told)).rowcount

    def history(self, wanted: Wanted | None = None) -> list[Delivery]:
        """Deliveries, those of the newest period first, then by address."""
        statement = _WHOLE.where(*_asked_for(wanted or Wanted())).order_by(
            deliveries.c.ends_at.desc(), subscribers.c.key, deliveries.c.watch
        )
        with self._database.read() as connection:
            return [_delivery(row) for row in connection.execute(statement)]


_WHOLE = select(deliveries, subscribers).join(subscribers, subscribers.c.id == deliveries.c.subscriber_id)
_FREE = deliveries.c.owner.is_(None)


def _may_be_tried(wanted: Wanted, policy: Policy, now: dt.datetime) -> ColumnElement[bool]:
    states = ("pending", "unknown") if policy == "resend" else ("pending",)
    ready = and_(deliveries.c.state.in_(states), deliveries.c.next_at <= now)
    return ready if wanted.force else and_(ready, deliveries.c.ends_at > now - KEPT)


def _asked_for(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.subscriber is not None:
        found.append(deliveries.c.subscriber_id == wanted.subscriber)
    if wanted.periods is not None:
        found.append(deliveries.c.period.in_(wanted.periods))
    if wanted.watch is not None:
        found.append(deliveries.c.watch == wanted.watch)
    if wanted.kind is not None:
        of_kind = select(subscribers.c.id).where(subscribers.c.kind == wanted.kind)
        found.append(deliveries.c.subscriber_id.in_(of_kind))
    return found


def _is_over(row: Row[Any], now: dt.datetime) -> bool:
    return is_dead(row.host, row.process) or (row.host != this_host() and now - row.changed_at > LEASE)


def _at(row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.subscriber_id == row.subscriber_id,
        deliveries.c.period == row.period,
        deliveries.c.watch == row.watch,
    )


def _of(delivery: Delivery) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.subscriber_id == delivery.subscriber.id,
        deliveries.c.period == delivery.period,
        deliveries.c.watch == delivery.watch,
    )


def _is_dead_address(connection: Connection, id_: str) -> bool:
    """Whether an address refused too often since something last arrived."""
    tries = select(deliveries.c.state, deliveries.c.refusals).where(deliveries.c.subscriber_id == id_)
    refused: list[int] = []
    for state, refusals in connection.execute(tries.order_by(deliveries.c.ends_at.desc())):
        if state == "sent":
            break
        refused += [refusals] if refusals else []
    return sum(refused) >= _MOST_REFUSALS and len(refused) >= _IN_DIGESTS


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        subscriber=subscriber_of(row),
        period=row.period,
        watch=row.watch,
        mail=row.mail,
        built_at=row.built_at,
        ends_at=row.ends_at,
        state=row.state,
        attempts=row.attempts,
        refusals=row.refusals,
        code=row.code,
        reply=row.reply,
        next_at=row.next_at,
        changed_at=row.changed_at,
    )
