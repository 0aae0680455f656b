"""The invented plans, and how what was read is compared with what should have been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from pipelines.plans import read_plan
from pipelines.words import exact_tokens
from store.records import Act, PartialDate, Plan


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    text: str
    kind: str
    status: str
    year: int | None
    lead: tuple[str, ...]
    with_: tuple[str, ...]
    deadlines: tuple[str, ...]
    published: str | None = None

    @property
    def plan(self) -> Plan | None:
        published = dt.date.fromisoformat(self.published) if self.published else None
        return read_plan(self.title, self.text, act(self.kind, self.status), published)


def act(kind: str = "ke_hoach", status: str = "self", issued: dt.date | None = None) -> Act:
    day = PartialDate(issued, "day") if issued else None
    return Act("1/KH-X", "1/KH-X", kind, None, day, None, status)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    rows = yaml.safe_load((Path(__file__).parent / "invented.yml").read_text(encoding="utf-8"))
    return tuple(_case(row) for row in rows)


def _case(row: dict[str, object]) -> Case:
    named = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    text = "\n".join(_tabbed(line) for line in str(named.pop("text")).split("\n"))
    return Case(text=text, with_=named.pop("with"), **named)  # type: ignore[arg-type]


def _tabbed(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.split("|")) if "|" in line else line


def folded(names: Iterable[str]) -> set[str]:
    """Names as they compare: lower case, one school of tone marks, no punctuation."""
    return {" ".join(exact_tokens(name)) for name in names}
