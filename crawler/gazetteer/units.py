"""What the gazetteer knows of one unit, and the rows of its tables."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from store.records import Level

Row: TypeAlias = dict[str, str]
Era: TypeAlias = Literal["P63", "P34"]

# Resolution 202/2025/QH15 and the end of the district level: one day for the whole country.
LAST_DAY_OF_63 = dt.date(2025, 6, 30)
FIRST_DAY_OF_34 = dt.date(2025, 7, 1)

_FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district or commune in its era.

    `name` is bare (`Phú Lộc`; `Quận 1` keeps its type, which is part of the name), `type` the Vietnamese
    label. `province` is a code of the same era, `today` the P34 code of the province that holds the
    territory now. `since` and `until` are inclusive; None means: since before, or until after, our records.
    """

    code: str
    name: str
    full_name: str
    level: Level
    type: str
    province: str
    today: str
    since: dt.date | None
    until: dt.date | None

    def existed(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class OtherName:
    """A name that a unit also has (`alias`), or had from `since` to `until` only (`former`)."""

    code: str
    type: str
    name: str
    kind: Literal["alias", "former"]
    since: dt.date | None
    until: dt.date | None
    key: str

    def held(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def rows(table: str) -> list[Row]:
    """The rows of `<table>.csv` of this folder; all values are text, none is missing."""
    with (_FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)  # three times faster than DictReader, and start-up time counts
        head = next(lines)
        return [dict(zip(head, line, strict=True)) for line in lines]


def other_names() -> list[OtherName]:
    return [
        OtherName(
            row["code"],
            row["type"],
            row["name"],
            "former" if row["kind"] == "former" else "alias",
            day(row["since"]),
            day(row["until"]),
            row["key"],
        )
        for row in rows("other_names")
    ]


def full_name(unit_type: str, name: str) -> str:
    return name if not unit_type or name.startswith(f"{unit_type} ") else f"{unit_type} {name}"


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
