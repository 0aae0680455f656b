"""The frozen records of acts and plans; `store.records` gives them to whoever needs them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

Precision: TypeAlias = Literal["day", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precise as its source: the first day of the month, quarter or year it names."""

    date: dt.date
    precision: Precision = "day"


@dataclass(frozen=True, slots=True)
class Act:
    """The administrative document that a page is (`self`) or announces (`announced`).

    `locality` is whose act it is: a code of the gazetteer, `VN` for a body of the nation, None where the
    words do not tell. `authority` is in whose name the signer signs: TM, KT, TL, TUQ or Q.
    """

    number: str | None
    raw: str | None
    kind: str
    issuer: str | None
    issued: PartialDate | None
    signer: str | None
    status: Literal["announced", "self"]
    flags: tuple[str, ...] = ()
    locality: str | None = None
    authority: str | None = None
    signer_title: str | None = None
    abstract: str | None = None
    place: str | None = None  # of the place and date line: a seat, not always the speaker


@dataclass(frozen=True, slots=True)
class Citation:
    """An act that the text names, or only the title (`field`). `document`, `candidates` and the flag
    `date_disagrees` are the store's to fill: the document that is this act, or several that may be it;
    `locality` is as in `Act`.
    """

    number: str
    raw: str
    kind: str
    issuer: str | None
    issued: PartialDate | None
    relation: Literal["implements", "legal_basis", "replaces", "amends", "issued_with", "refers"]
    document: str | None
    start: int
    end: int
    locality: str | None = None
    flags: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    field: Literal["title", "text"] = "text"


@dataclass(frozen=True, slots=True)
class Due:
    date: dt.date | None
    precision: Precision | None
    raw: str
    recurring: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody is to do; `document.text[start:end]` is where it is said and `text` its words,
    which are the same unless a page broke the row of a table."""

    order: int
    text: str
    lead: tuple[str, ...]
    with_: tuple[str, ...]  # `with` in JSON
    due: Due | None
    products: tuple[str, ...] = ()
    section: str | None = None  # the heading that it stands below
    start: int = 0
    end: int = 0
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    date: dt.date
    precision: Precision
    raw: str
    start: int
    end: int
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document: `document.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan, or another act that assigns tasks, says; `period`: its first and last year, if several."""

    year: int | None
    tasks: tuple[Task, ...]
    deadlines: tuple[Deadline, ...]
    period: tuple[int, int] | None = None
    purposes: tuple[Passage, ...] = ()
    funding: tuple[Passage, ...] = ()
    reports: tuple[Passage, ...] = ()  # who reports to whom, and when
    unread_dates: tuple[Passage, ...] = ()  # written as dates, and no calendar has them
    flags: tuple[str, ...] = ()
