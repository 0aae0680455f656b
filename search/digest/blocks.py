"""The entries of a digest in one language: every document, change, deadline and portal as lines and links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.kinds import NEWS
from search.digest.clean import link, piece, plain
from search.digest.fair import fair
from search.digest.records import (
    Change,
    Content,
    Deadline,
    Deadlines,
    Group,
    Item,
    Piece,
    Reason,
    Silent,
    Source,
    Unseen,
)
from search.digest.words import Words
from store.validation_records import Rate

_MOST_COPIES = 5
_LONG = 400  # characters of a task, of an edit


@dataclass(frozen=True, slots=True)
class Named:
    """A text with the address it leads to; None: it leads nowhere."""

    text: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """`label: names`, each with its address."""

    label: str
    names: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    title: Named
    facts: str
    excerpt: tuple[Piece, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Entries below a title of their own, of `total` that there are; without a title all of a block."""

    title: str
    total: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Block:
    title: str
    lead: str
    parts: tuple[Part, ...]

    @property
    def total(self) -> int:
        return sum(part.total for part in self.parts)

    @property
    def hidden(self) -> int:
        return self.total - sum(len(part.entries) for part in self.parts)


def cut(block: Block, most: int) -> Block:
    """The same with at most so many entries, divided fairly among its parts."""
    shown = fair([len(part.entries) for part in block.parts], most)
    parts = (
        replace(part, entries=part.entries[:count]) for part, count in zip(block.parts, shown, strict=True)
    )
    return replace(block, parts=tuple(parts))


def rate(value: float | None, interval: Iterable[float | None] | None, words: Words) -> str:
    """An error rate with its interval; what a sample tells nothing of is not known, and not zero."""
    if value is None:
        return words("unknown_rate")
    within = f" [{'; '.join(map(words.share, interval))}]" if interval else ""
    return f"{words.share(value)}{within}"


class Maker:
    """Makes the blocks of a content, in the order in which they are read."""

    def __init__(self, words: Words, public_url: str) -> None:
        self._words, self._public = words, public_url if link(public_url) else ""

    def blocks(self, content: Content) -> Iterator[Block]:
        words = self._words
        yield Block(words("acts"), "", tuple(self._part(group, "province") for group in content.acts.groups))
        yield Block(words("news"), "", tuple(self._part(group, "theme") for group in content.news.groups))
        yield self._block("changes", content.changes.total, map(self._change, content.changes.listed))
        deadlines = content.deadlines
        lead = self._how_good(deadlines) if any(one.evidence for one in deadlines.listed) else ""
        yield self._block("deadlines", deadlines.total, map(self._deadline, deadlines.listed), lead)
        late = tuple(self._part(group, "province") for group in content.late.groups)
        yield Block(words("late"), words("late_lead"), late)
        lead = words("silent_lead")
        yield self._block("silent", len(content.silent), map(self._silent, content.silent), lead)
        lead = words("unseen_lead")
        yield self._block("unseen", len(content.unseen), map(self._unseen, content.unseen), lead)

    def _how_good(self, deadlines: Deadlines) -> str:
        found = deadlines.validated
        if found is None:
            return self._words("deadlines_lead")
        return self._words(
            "deadlines_known", n=found.decided, precision=self._rate(found.precision),
            recall=self._rate(found.recall),
        )  # fmt: skip

    def _rate(self, found: Rate) -> str:
        return rate(found.value, None if found.low is None else (found.low, found.high), self._words)

    def _block(self, name: str, total: int, entries: Iterable[Entry], lead: str = "") -> Block:
        return Block(self._words(name), lead, (Part("", total, tuple(entries)),))

    def _part(self, group: Group, key: str) -> Part:
        if key == "province":
            title = self._words.place(group.key) if group.key else self._words("no_place")
        else:
            title = self._words.theme(group.key) if group.key else self._words("no_theme")
        return Part(title, group.total, tuple(map(self._item, group.items)))

    def _item(self, item: Item) -> Entry:
        words, notes = self._words, [self._why(item.reasons)]
        if item.copy_of:
            notes.append(Note(words("copy_of"), (self._numbered(item.copy_of),)))
        if item.copies_total:
            shown = [self._elsewhere(one) for one in item.copies[:_MOST_COPIES]]
            if item.copies_total > len(shown):
                shown.append(Named(words("and_more", n=item.copies_total - len(shown))))
            notes.append(Note(words("copies"), tuple(shown)))
        excerpt = tuple(Piece(piece(one.text), one.marked) for one in item.excerpt)
        return self._entry(item.source, self._facts(item.source), excerpt, notes)

    def _change(self, change: Change) -> Entry:
        words = self._words
        kind = "silent" if change.silent else change.kind
        facts = [words(f"kinds_change.{kind}", status=change.status)]
        facts.append(words("seen_at", at=words.on(change.seen_at)))
        notes = [self._why(change.reasons)]
        if change.fields:
            fields = ", ".join(words(f"fields.{name}") for name in change.fields)
            removed, added = words.number(change.words_removed), words.number(change.words_added)
            notes.insert(0, Note(words("changed", fields=fields, removed=removed, added=added)))
        excerpt = (Piece(plain(change.excerpt, _LONG)),) if change.excerpt else ()
        return self._entry(change.source, " · ".join([*facts, self._facts(change.source)]), excerpt, notes)

    def _deadline(self, deadline: Deadline) -> Entry:
        words, plan = self._words, deadline.plan
        standing = words(f"standings.{deadline.standing}", due=words.day(deadline.due))
        notes = [Note(words("in_plan"), (self._numbered(plan),))]
        if deadline.lead:
            names = ", ".join(plain(name, 100) for name in deadline.lead)
            notes.append(Note(words("lead_agency", names=plain(names, _LONG))))
        if deadline.evidence:
            notes.append(Note(words("maybe"), tuple(map(self._named, deadline.evidence))))
        notes.append(self._why(deadline.reasons))
        written = [] if deadline.precision == "day" else [plain(deadline.raw, 100)]
        facts = [standing, *written, *([plain(plan.place.name)] if plan.place else [])]
        return Entry(
            Named(plain(deadline.task, _LONG)), " · ".join(facts), (), tuple(notes), self._links(plan)
        )

    def _silent(self, silent: Silent) -> Entry:
        words = self._words
        if silent.last_new:
            last = words.on(silent.last_new)
            told = words("silent_row", days=silent.days, rhythm=silent.rhythm_days, last=last)
        else:
            told = words("silent_never", days=silent.days, rhythm=silent.rhythm_days)
        return Entry(Named(words.place(silent.place.code)), told)

    def _unseen(self, unseen: Unseen) -> Entry:
        words = self._words
        told = [words(f"states.{unseen.state}")]
        if not unseen.portal:
            told.append(words("no_portal"))
        else:
            told.append(words("since", at=words.on(unseen.since)) if unseen.since else words("never"))
        if unseen.reason:
            told.append(words("reason", reason=words.run_reason(unseen.reason)))
        place = words.place(unseen.place.code) if unseen.place else ""
        return Entry(Named(plain(" – ".join(filter(None, (place, unseen.name))))), " · ".join(told))

    def _entry(self, source: Source, facts: str, excerpt: tuple[Piece, ...], notes: Sequence[Note]) -> Entry:
        return Entry(self._named(source), facts, excerpt, tuple(notes), self._links(source))

    def _named(self, source: Source) -> Named:
        return Named(plain(source.title) or self._words("no_title"), link(source.url))

    def _numbered(self, source: Source) -> Named:
        named, number = self._named(source), plain(source.number or "", 100)
        return (
            replace(named, text=f"{named.text} ({number})") if number and number not in named.text else named
        )

    def _links(self, source: Source) -> tuple[Named, ...]:
        """The source, and our own page of it."""
        words, url = self._words, link(source.url)
        found = [Named(words("source"), url) if url else Named(words("no_source"))]
        if self._public:
            found.append(Named(words("page"), f"{self._public}/documents/{source.id}"))
        return tuple(found)

    def _elsewhere(self, source: Source) -> Named:
        return Named(
            plain(source.place.name if source.place else source.portal or source.id), link(source.url)
        )

    def _facts(self, source: Source) -> str:
        words = self._words
        day = words.day(source.published, source.precision or "day") if source.published else words("undated")
        if source.published is None and source.issued:
            day = words("issued", day=words.day(source.issued))
        kind, number = words.kind(source.kind), plain(source.number or "", 100)
        if number:  # of an article it is that of the act it tells of, not its own
            kind = words("of_act" if source.kind == NEWS else "act", kind=kind, number=number)
        return " · ".join(
            filter(None, (plain(source.place.name) if source.place else words("no_place"), kind, day))
        )

    def _why(self, reasons: Sequence[Reason]) -> Note:
        return Note(self._words("why", reasons="; ".join(map(self._reason, reasons))))

    def _reason(self, reason: Reason) -> str:
        words = self._words
        if reason.watch is None:
            return words("why_all")
        told = [words("why_watch", name=plain(reason.watch))]
        if reason.words:
            told.append(words("why_words", words=", ".join(f"“{plain(one, 60)}”" for one in reason.words)))
        if reason.themes:
            told.append(words("why_themes", themes=", ".join(map(words.theme, reason.themes))))
        if reason.places:
            told.append(words("why_places", places=", ".join(map(words.place, reason.places))))
        if reason.file:
            told.append(words("why_file", file=f"“{plain(reason.file, 100)}”"))
        return ", ".join(told)
