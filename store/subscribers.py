"""Who asked for digests: address, wishes, what was agreed to and when, and whether anything is sent."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from store.delivery_tables import subscribers
from store.engine import Database

Kind: TypeAlias = Literal["mail", "channel"]
Language: TypeAlias = Literal["vi", "en"]
Rhythm: TypeAlias = Literal["day", "week", "month"]


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: when, by which version of the text, and for what."""

    at: dt.datetime
    text: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Wishes:
    """Which digests a person wants; without `watches` the one of everything."""

    language: Language = "vi"
    period: Rhythm = "week"
    watches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`done_until`: no digest of a period that ended by then is due any more."""

    id: str
    address: str
    kind: Kind
    wishes: Wishes
    consent: Consent
    suspended_at: dt.datetime | None
    suspended_reason: str | None
    unsubscribed_at: dt.datetime | None
    done_until: dt.datetime | None

    @property
    def is_active(self) -> bool:
        return self.suspended_at is None and self.unsubscribed_at is None


class Subscribers:
    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, address: str, key: str, kind: Kind, wishes: Wishes, consent: Consent) -> Subscriber:
        """Keeps a subscriber; `key` is the address in one spelling.

        One that is there takes the new wishes and the new consent, and is sent to again.
        """
        values = {
            "address": address,
            "kind": kind,
            "language": wishes.language,
            "rhythm": wishes.period,
            "watches": list(wishes.watches),
            "consent_at": consent.at,
            "consent_text": consent.text,
            "consent_purpose": consent.purpose,
            "suspended_at": None,
            "suspended_reason": None,
            "unsubscribed_at": None,
        }
        with self._database.write() as connection:
            known = _one(connection, subscribers.c.key == key)
            id_ = known.id if known else secrets.token_hex(8)
            if known:
                connection.execute(update(subscribers).where(subscribers.c.id == id_).values(values))
            else:
                connection.execute(insert(subscribers).values(values | {"id": id_, "key": key}))
            added = _one(connection, subscribers.c.id == id_)
        assert added is not None
        return added

    def all(self) -> list[Subscriber]:
        """Every subscriber, by address."""
        with self._database.read() as connection:
            return [subscriber_of(row) for row in connection.execute(_BY_ADDRESS)]

    def get(self, key: str) -> Subscriber | None:
        with self._database.read() as connection:
            return _one(connection, subscribers.c.key == key)

    def by_id(self, id_: str) -> Subscriber | None:
        with self._database.read() as connection:
            return _one(connection, subscribers.c.id == id_)

    def unsubscribe(self, id_: str, at: dt.datetime) -> bool:
        """Nothing is sent any more; the time is that of the first call. False where there is no such one."""
        mine = subscribers.c.id == id_
        with self._database.write() as connection:
            first = update(subscribers).where(mine, subscribers.c.unsubscribed_at.is_(None))
            connection.execute(first.values(unsubscribed_at=at))
            return _one(connection, mine) is not None

    def remove(self, id_: str) -> bool:
        """Erases a subscriber with all that was kept of deliveries; False where there is no such one."""
        with self._database.write() as connection:
            return connection.execute(delete(subscribers).where(subscribers.c.id == id_)).rowcount > 0


def suspend(connection: Connection, id_: str, at: dt.datetime, reason: str) -> None:
    told: Mapping[str, Any] = {"suspended_at": at, "suspended_reason": reason}
    connection.execute(update(subscribers).where(subscribers.c.id == id_).values(told))


def subscriber_of(row: Row[Any]) -> Subscriber:
    """The subscriber of a row that has all columns of the table."""
    return Subscriber(
        id=row.id,
        address=row.address,
        kind=row.kind,
        wishes=Wishes(row.language, row.rhythm, tuple(row.watches)),
        consent=Consent(row.consent_at, row.consent_text, row.consent_purpose),
        suspended_at=row.suspended_at,
        suspended_reason=row.suspended_reason,
        unsubscribed_at=row.unsubscribed_at,
        done_until=row.done_until,
    )


_BY_ADDRESS = select(subscribers).order_by(subscribers.c.key)


def _one(connection: Connection, wanted: ColumnElement[bool]) -> Subscriber | None:
    row = connection.execute(select(subscribers).where(wanted)).one_or_none()
    return None if row is None else subscriber_of(row)
