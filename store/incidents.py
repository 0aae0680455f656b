"""Incidents: what is wrong now, told once when it begins and once when it is over.

`observe` compares what is wrong now with what was wrong before; what comes of it waits as notices, one for
each channel, until it was delivered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Row, delete, insert, select, update

from store.engine import Database, upsert
from store.incident_tables import incidents, notices

Event: TypeAlias = Literal["open", "over"]

AGAIN = tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))  # then once in the last of them
_GOES_ON = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong at this moment; it is told once it has lasted for `patience`."""

    kind: str
    subject: str
    words: str
    patience: dt.timedelta = dt.timedelta(0)


@dataclass(frozen=True, slots=True)
class Incident:
    """A trouble that was told, or will be; `over_at` is None while it lasts."""

    id: int
    kind: str
    subject: str
    words: str
    noticed_at: dt.datetime
    opened_at: dt.datetime | None
    over_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell through one channel."""

    incident: int
    event: Event
    channel: str
    words: str
    noted_at: dt.datetime
    attempts: int
    error: str | None


class Incidents:
    def __init__(self, database: Database) -> None:
        self._database = database

    def observe(self, troubles: Iterable[Trouble], channels: Sequence[str], now: dt.datetime) -> None:
        """Opens what is new, ends what is no more, and notes for each channel what it is to tell."""
        seen = {(trouble.kind, trouble.subject): trouble for trouble in troubles}
        with self._database.write() as connection:
            going = connection.execute(select(incidents).where(incidents.c.ended == _GOES_ON)).all()
            known = {(row.kind, row.subject): row for row in going}
            for key in known.keys() - seen.keys():
                _end(connection, known[key], channels, now)
            for key, trouble in seen.items():
                row = known.get(key) or _notice(connection, trouble, now)
                _lasts(connection, row, trouble, channels, now)

    def going(self) -> list[Incident]:
        """What was told and is not over, the oldest first."""
        wanted = (incidents.c.ended == _GOES_ON, incidents.c.opened_at.is_not(None))
        return self._read(select(incidents).where(*wanted).order_by(incidents.c.opened_at, incidents.c.id))

    def ended(self, n: int) -> list[Incident]:
        """The newest that are over, the newest first."""
        over = select(incidents).where(incidents.c.ended != _GOES_ON, incidents.c.opened_at.is_not(None))
        return self._read(over.order_by(incidents.c.over_at.desc(), incidents.c.id.desc()).limit(n))

    def waiting(self, due: dt.datetime | None = None) -> list[Notice]:
        """The notices that were not delivered, oldest first; `due`: those that are to be tried then."""
        statement = select(notices).where(notices.c.sent_at.is_(None))
        if due is not None:
            statement = statement.where(notices.c.next_at <= due)
        with self._database.read() as connection:
            rows = connection.execute(statement.order_by(notices.c.noted_at, notices.c.incident)).all()
        return [
            Notice(row.incident, row.event, row.channel, row.words, row.noted_at, row.attempts, row.error)
            for row in rows
        ]

    def sent(self, told: Iterable[Notice], now: dt.datetime) -> None:
        self._told(told, {"sent_at": now, "error": None})

    def failed(self, told: Sequence[Notice], error: str, now: dt.datetime) -> None:
        """Keeps them for later: each failure in a row makes the wait longer, four hours at most."""
        for notice in told:
            wait = AGAIN[min(notice.attempts, len(AGAIN) - 1)]
            self._told([notice], {"next_at": now + wait, "error": error})

    def drop(self, channels: Iterable[str]) -> int:
        """Forgets what waits for other channels than these: nobody has them any more."""
        gone = notices.c.sent_at.is_(None) & notices.c.channel.not_in(list(channels))
        with self._database.write() as connection:
            return connection.execute(delete(notices).where(gone)).rowcount

    def clean(self, before: dt.datetime) -> int:
        """Removes what was over before; gives back how many incidents that were."""
        old = select(incidents.c.id).where(incidents.c.over_at < before)
        with self._database.write() as connection:
            connection.execute(delete(notices).where(notices.c.incident.in_(old)))
            return connection.execute(delete(incidents).where(incidents.c.over_at < before)).rowcount

    def _told(self, told: Iterable[Notice], what: dict[str, Any]) -> None:
        with self._database.write() as connection:
            for notice in told:
                mine = (notices.c.incident == notice.incident, notices.c.event == notice.event,
                        notices.c.channel == notice.channel)  # fmt: skip
                values = what | {"attempts": notices.c.attempts + 1}
                connection.execute(update(notices).where(*mine).values(values))

    def _read(self, statement: Any) -> list[Incident]:
        with self._database.read() as connection:
            return [
                Incident(row.id, row.kind, row.subject, row.words, row.noticed_at, row.opened_at, row.over_at)
                for row in connection.execute(statement)
            ]


def _notice(connection: Connection, trouble: Trouble, now: dt.datetime) -> Row[Any]:
    row = {"kind": trouble.kind, "subject": trouble.subject, "words": trouble.words, "noticed_at": now,
           "ended": _GOES_ON}  # fmt: skip
    connection.execute(insert(incidents).values(row))
    mine = (incidents.c.kind == trouble.kind, incidents.c.subject == trouble.subject)
    return connection.execute(select(incidents).where(*mine, incidents.c.ended == _GOES_ON)).one()


def _lasts(
    connection: Connection, row: Row[Any], trouble: Trouble, channels: Sequence[str], now: dt.datetime
) -> None:
    values: dict[str, Any] = {"words": trouble.words}
    if row.opened_at is None and now - row.noticed_at >= trouble.patience:
        values["opened_at"] = now
        _note(connection, row, "open", trouble.words, channels, now=now)
    connection.execute(update(incidents).where(incidents.c.id == row.id).values(values))


def _end(connection: Connection, row: Row[Any], channels: Sequence[str], now: dt.datetime) -> None:
    if row.opened_at is None:  # it passed before anybody was told
        connection.execute(delete(incidents).where(incidents.c.id == row.id))
        return
    ended = {"over_at": now, "ended": row.id}
    connection.execute(update(incidents).where(incidents.c.id == row.id).values(ended))
    _note(connection, row, "over", row.words, channels, now=now)


def _note(
    connection: Connection, told: Row[Any], event: Event, words: str,
    channels: Sequence[str], *, now: dt.datetime,
) -> None:  # fmt: skip
    rows = [
        {"incident": told.id, "event": event, "channel": channel, "words": words, "noted_at": now,
         "attempts": 0, "next_at": now}
        for channel in channels
    ]  # fmt: skip
    upsert(connection, notices, rows)
