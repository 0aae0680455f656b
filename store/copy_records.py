"""What is known of texts that other documents have too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

_SUPERIOR = {"province": "1", "district": "2", "commune": "3"}
_NATION, _UNKNOWN = "0", "4"
_UNDATED = "9999-99-99"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a text is told by.

    `exact`: equal for texts of the same words; `minhash`: 128 numbers of 32 bits, little-endian, None for a
    text that is too short for them; `apart`: texts that differ in it are never copies, however much alike.
    """

    exact: str
    minhash: bytes | None
    apart: str


@dataclass(frozen=True, slots=True)
class CopyFamily:
    """Documents that are copies of each other: how many there are, and the original among them."""

    first: str
    count: int


class Repeated(NamedTuple):
    """A document with copies: the first of its family, and what sorts it among them (`order_key`)."""

    first: str
    order: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A document whose likeness is not known yet; `sha256` is of its version, `act` its symbol and year."""

    id: str
    sha256: str
    act: str
    order: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """The next changes of the store: `unread` documents, ids that are `gone`; all of it up to `reached`."""

    since: int
    reached: int
    unread: tuple[Unread, ...]
    gone: tuple[str, ...]


def order_key(
    day: dt.date | None,
    precision: str | None,
    level: str | None,
    *,
    is_nation: bool = False,
    flags: Collection[str] = (),
) -> str:
    """Sorts copies, the original first: by their day, and on one day the superior body before the others.

    Where the day itself is not known, after those where it is; so is the print view of a page.
    """
    is_dated = day is not None and precision == "day" and "print_view" not in flags
    known = day.isoformat() if day is not None and is_dated else _UNDATED
    return f"{known} {_NATION if is_nation else _SUPERIOR.get(level or '', _UNKNOWN)}"
