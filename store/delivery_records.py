"""What a delivery is, what it is of, and which ones a sender looks at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from store.subscribers import Kind, Subscriber

State: TypeAlias = Literal["pending", "data", "sent", "failed", "unknown", "late", "skipped"]
Policy: TypeAlias = Literal["resend", "hold"]


@dataclass(frozen=True, slots=True)
class Due:
    """What a delivery is known by; `watch` is empty where it is of all that the subscriber follows."""

    period: str
    watch: str
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """`mail` is the key of what is sent; `refusals` counts answers that are about the address."""

    subscriber: Subscriber
    period: str
    watch: str
    mail: str
    built_at: dt.datetime
    ends_at: dt.datetime
    state: State
    attempts: int
    refusals: int
    code: int | None
    reply: str | None
    next_at: dt.datetime | None
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries a sender looks at; None: any."""

    subscriber: str | None = None
    periods: tuple[str, ...] | None = None
    watch: str | None = None
    force: bool = False  # those that are older than KEPT too
    kind: Kind | None = None
