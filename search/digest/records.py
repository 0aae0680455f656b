"""What a digest tells, frozen when it is built: records without a language, which survive JSON as they are.

Every list holds at most `LISTED` entries and stands beside its true total. Texts of portals are kept as the
store has them: what writes them out cleans and escapes them (`search.digest.clean`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from search.digest.periods import Rhythm
from search.watch_checks import Fault
from store.codec import from_json
from store.coverage import State
from store.records import Precision, as_json
from store.tracker_records import TrackerFigures

LISTED = 1000  # entries of a section: more is no mail; totals are exact

ChangeKind: TypeAlias = Literal["edit", "removal", "return"]
Standing: TypeAlias = Literal["due", "passed", "answered"]


@dataclass(frozen=True, slots=True)
class When:
    """The period told of: its moments are in [start, end). Its news were seen in [seen_from, seen_until).

    `being_read` are portals that a run was reading then: what it brings stands in the next digest.
    """

    key: str
    rhythm: Rhythm
    start: dt.datetime
    end: dt.datetime
    seen_from: dt.datetime
    seen_until: dt.datetime
    being_read: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """A watch as it was asked; `filters` are its keys in watches.yml that were set."""

    name: str
    query: str
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    matched: int  # documents of the period
    matches_all: bool  # of those that the period brought, while there were some


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a portal's text; marked where it is what was looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is here: the watch, and what of it was found; nothing of it where it is everything."""

    watch: str | None
    words: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    file: str | None = None  # the attachment in which it was found


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    province: str
    province_name: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document that is named: what it is called and where it stands."""

    id: str
    title: str
    url: str | None
    portal: str | None
    kind: str
    number: str | None
    place: Place | None
    published: dt.date | None
    precision: Precision | None
    issued: dt.date | None = None  # of its act, where the day is known


@dataclass(frozen=True, slots=True)
class Item:
    """A document that the store saw first in this period, with the pages that took its text over."""

    source: Source
    first_seen: dt.datetime
    themes: tuple[str, ...]
    excerpt: tuple[Piece, ...]
    reasons: tuple[Reason, ...]
    copies: tuple[Source, ...] = ()  # of the period, at most 20
    copies_total: int = 0
    copy_of: Source | None = None  # an original that the store knew before


@dataclass(frozen=True, slots=True)
class Group:
    """The items of a province (its code) or of a theme; "" for those of none that is known."""

    key: str
    total: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Section:
    total: int
    groups: tuple[Group, ...] = ()

    @property
    def listed(self) -> int:
        return sum(len(group.items) for group in self.groups)


@dataclass(frozen=True, slots=True)
class Change:
    """An edit with its fields and words, a removal, or the return of what was removed."""

    kind: ChangeKind
    source: Source
    seen_at: dt.datetime
    silent: bool = False  # an edit that left the day as it was
    fields: tuple[str, ...] = ()
    words_removed: int = 0
    words_added: int = 0
    excerpt: str = ""  # `[-taken out-]` and `{+put in+}`
    status: int | None = None  # of the answer that confirmed a removal
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    total: int
    listed: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A task of a stored plan: `due` soon after the period, or with its last day in it: then `passed` with
    nothing found since, or `answered` by `evidence`.

    These are later reports of the same locality with the task's words; how good they are says `Deadlines`.
    """

    standing: Standing
    plan: Source
    task: str
    lead: tuple[str, ...]
    due: dt.date
    precision: Precision
    raw: str
    evidence: tuple[Source, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadlines:
    """`validated`: the rates of the rule that finds evidence, against people; None where nobody judged it."""

    total: int
    listed: tuple[Deadline, ...] = ()
    validated: TrackerFigures | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A theme's part of all talk about reform, in the period and before; None where there was none.

    `validated`: how good the rules of the theme are, as `search.validated.summary` has it.
    """

    theme: str
    now: float | None
    before: float | None
    n: int
    n_before: int
    validated: Mapping[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Shares:
    """By published day: of the period, and of the four weeks before it. `n` are publications with themes.

    `codebooks`: the versions that gave them; of several together no error rates are known.
    """

    first: dt.date
    last: dt.date
    before_first: dt.date
    before_last: dt.date
    n: int
    n_before: int
    rows: tuple[Share, ...] = ()
    codebooks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silent:
    """A locality that was seen whole and has said nothing new for longer than its portals do elsewise."""

    place: Place
    portals: tuple[str, ...]
    last_new: dt.datetime | None  # None: never anything
    days: int
    rhythm_days: int


@dataclass(frozen=True, slots=True)
class Unseen:
    """A portal that was not seen whole in the period; `since`: the end of its last run that was ok."""

    portal: str
    name: str
    place: Place | None
    state: State
    reason: str | None
    since: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Covered:
    """Of which localities the digest speaks: how many were observed, in part, blocked, down, not looked at.

    `seen_until` is the end of the earliest last look at a portal that was seen, where that is before the end
    of the period; `documents` is what the store holds in all. `seen_after` counts what the watches find that
    was published in the period and seen too late for this digest: a later one tells of it.
    """

    localities: int
    states: tuple[tuple[State, int], ...]
    silent: int
    portals: int
    portals_seen: int
    seen_until: dt.datetime | None
    documents: int
    seen_after: int = 0
    whole_before: bool = True  # each place in each of the four weeks before, that shares are compared with

    @property
    def is_whole(self) -> bool:
        return dict(self.states).get("observed", 0) == self.localities

    @property
    def nobody_looked(self) -> bool:
        """No portal was reached at all: that nothing is new says nothing."""
        return not any(count for state, count in self.states if state in {"observed", "partial"})


@dataclass(frozen=True, slots=True)
class Content:
    """A digest of one period for those who follow the same watches; without watches, of everything."""

    when: When
    built_at: dt.datetime
    asked: tuple[Asked, ...]
    faults: tuple[Fault, ...]
    acts: Section
    news: Section
    late: Section  # seen first now, but published before the period
    changes: Changes
    deadlines: Deadlines
    shares: Shares
    silent: tuple[Silent, ...]
    unseen: tuple[Unseen, ...]
    covered: Covered

    @property
    def is_empty(self) -> bool:
        """Nothing that happened, and nothing that the reader must mend."""
        told = (self.acts, self.news, self.late, self.changes, self.deadlines)
        return not self.faults and not any(part.total for part in told)

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = as_json(self)
        return told

    @classmethod
    def from_json(cls, value: Any) -> Content:
        """Raises ValueError that names the place for what no content is."""
        return from_json(cls, value)
