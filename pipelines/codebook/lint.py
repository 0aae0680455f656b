"""What is wrong with a codebook that can be read: its phrases against each other and against its guide.

The sentences of the guide are matched like any document, so that an example shows that a phrase is found and
a counter-example that it is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipelines.codebook import Codebook
from pipelines.codebook.entries import CASED, STRENGTHS, Entry, entries
from pipelines.codebook.narrowing import narrowed
from pipelines.codebook.parsing import TERM_LISTS
from pipelines.coding import code
from pipelines.gapped import SIGN, parts
from pipelines.matching import Match, Matches, match
from pipelines.words import TOKEN, exact_tokens

_REGEX_SIGNS = frozenset("\\^$*+?[]{}()|")
_GUIDE = ("definition", "label_en", "inclusion", "exclusion", "examples", "counter_examples", "source")


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: duplicate, shadowed, unmatched, unused, counter_example, regex, missing or unknown_phrase."""

    kind: str
    entry: str
    line: int
    phrase: str | None
    message: str


def lint(book: Codebook) -> list[Finding]:
    """Everything to be mended, by line. An empty list: the codebook is clean."""
    return sorted(_Linter(book).findings(), key=lambda one: (one.line, one.entry, one.kind, one.phrase or ""))


class _Linter:
    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._matched = narrowed(book, _sentences(book))
        self._entries = list(entries(book))
        self._traps = {_key(trap) for trap in book.traps}
        self._shared = {_key(phrase) for phrase in book.shared}
        self._ranks = {entry.path: _ranks(entry) for entry in self._entries}
        self._shields = {
            entry.path: self._traps | {_key(one) for one in entry.terms.exclude} for entry in self._entries
        }
        self._holders: dict[tuple[str, str], list[Entry]] = defaultdict(list)  # by layer and phrase
        for entry in self._entries:
            for name in TERM_LISTS[:-1]:
                for phrase in getattr(entry.terms, name):
                    self._holders[entry.layer, _key(phrase)].append(entry)

    def findings(self) -> Iterator[Finding]:
        yield from self._shared_by_none()
        yield from self._verdicts()
        reform = self._book.reform
        everywhere = _Used(
            match(one, one, self._matched) for one in (*reform.examples, *reform.counter_examples)
        )
        guided = [
            (entry, [match(one, one, self._matched) for one in entry.guide.examples])
            for entry in self._entries
        ]
        for _, examples in guided:
            everywhere.add(examples)
        for entry, examples in guided:
            yield from self._missing(entry)
            yield from self._phrases(entry)
            yield from self._examples(entry, examples)
            yield from self._unused(entry, everywhere if entry.is_rule else _Used(examples))
            yield from self._counter_examples(entry)

    def _shared_by_none(self) -> Iterator[Finding]:
        for phrase in self._book.shared:
            if not any(
                len({one.path for one in held}) > 1
                for (_, key), held in self._holders.items()
                if key == _key(phrase)
            ):
                line = self._book.lines.get(("codebook", phrase), 1)
                text = f"{phrase!r} is listed as shared and no two entries have it"
                yield Finding("unknown_phrase", "shared_phrases", line, phrase, text)

    def _verdicts(self) -> Iterator[Finding]:
        """Titles alone, judged as documents."""
        reform = self._book.reform
        cases = [(title, True, "unmatched", "example") for title in reform.examples]
        cases += [(title, False, "counter_example", "counter-example") for title in reform.counter_examples]
        for title, expected, kind, name in cases:
            if code(title, "", self._matched).is_reform is not expected:
                text = f"the {name} {title!r} is judged {'no reform' if expected else 'reform'}"
                yield Finding(kind, "reform", self._book.lines.get(("reform", title), 1), title, text)

    def _missing(self, entry: Entry) -> Iterator[Finding]:
        if entry.is_rule:
            return
        guide = {"definition": entry.definition} | {name: getattr(entry.guide, name) for name in _GUIDE[1:]}
        absent = [name.replace("label_en", "en") for name, value in guide.items() if not value]
        if absent:
            yield self._finding("missing", entry, None, f"has no {', '.join(absent)}")

    def _phrases(self, entry: Entry) -> Iterator[Finding]:
        seen: set[str] = set()
        for name in TERM_LISTS[:-1]:
            for phrase in getattr(entry.terms, name):
                # As written for abbreviations: PAR INDEX and Par Index are two, SIPAS and sipas one.
                keys = {_key(phrase)} if name not in CASED else {f"as written: {_written(phrase)}"}
                if seen & (keys | {_key(phrase)}):
                    yield self._finding("duplicate", entry, phrase, f"{phrase!r} stands there twice")
                seen |= keys
                yield from self._elsewhere(entry, phrase)
                yield from self._shadowed(entry, name, phrase)
        for phrase in (phrase for name in TERM_LISTS for phrase in getattr(entry.terms, name)):
            if not _REGEX_SIGNS.isdisjoint(phrase):
                signs = "".join(sorted(_REGEX_SIGNS.intersection(phrase)))
                text = (
                    f"{phrase!r} is taken literally: {signs} are no pattern here, only its words are matched"
                )
                yield self._finding("regex", entry, phrase, text)

    def _elsewhere(self, entry: Entry, phrase: str) -> Iterator[Finding]:
        first = self._holders[entry.layer, _key(phrase)][0]
        if first.path != entry.path and _key(phrase) not in self._shared:
            text = f"{phrase!r} stands in {first.path} too; shared_phrases lists those that are meant to"
            yield self._finding("duplicate", entry, phrase, text)

    def _shadowed(self, entry: Entry, name: str, phrase: str) -> Iterator[Finding]:
        if _key(phrase) in self._shields[entry.path]:
            yield self._finding("shadowed", entry, phrase, f"{phrase!r} never counts: it is excluded itself")
            return
        own, ranks, shields = _key(phrase), self._ranks[entry.path], self._shields[entry.path]
        parts = _parts(own)
        shorter = [part for part in parts if ranks.get(part, 0) >= STRENGTHS[name] and part != own]
        if not shorter or not shields.isdisjoint(parts):
            return  # or without the longer phrase the shorter would be shielded here
        foreign = [part for part in parts if self._is_held_elsewhere(entry, part)]
        for part in shorter:
            if all(_holds(part, one) for one in foreign):
                text = f"{phrase!r} adds nothing: {part!r} of the same entry is found wherever it is"
                yield self._finding("shadowed", entry, phrase, text)
                return

    def _is_held_elsewhere(self, entry: Entry, part: str) -> bool:
        return any(one.path != entry.path for one in self._holders.get((entry.layer, part), ()))

    def _examples(self, entry: Entry, examples: Iterable[Matches]) -> Iterator[Finding]:
        for sentence, found in zip(entry.guide.examples, examples, strict=True):
            if not any(entry.is_target(one.hit.rule) for one in _counting(found, entry)):
                yield self._finding(
                    "unmatched", entry, sentence, f"no phrase is found in the example {sentence!r}"
                )

    def _unused(self, entry: Entry, used: _Used) -> Iterator[Finding]:
        for name in TERM_LISTS[:-1]:
            for phrase in getattr(entry.terms, name):
                if (entry.layer, entry.name, entry.subtheme, phrase, name in CASED) not in used.phrases:
                    yield self._finding("unused", entry, phrase, f"{phrase!r} is found in no example")

    def _counter_examples(self, entry: Entry) -> Iterator[Finding]:
        for sentence in entry.guide.counter_examples:
            for one in _counting(match("", sentence, self._matched), entry):
                if entry.is_target(one.hit.rule) and one.hit.rule.strength == "strong":
                    phrase = one.hit.rule.phrase
                    text = f"{phrase!r} is found in the counter-example {sentence!r}"
                    yield self._finding("counter_example", entry, phrase, text)

    def _finding(self, kind: str, entry: Entry, phrase: str | None, message: str) -> Finding:
        lines = self._book.lines
        line = lines.get((entry.path, phrase or ""), lines.get((entry.path, ""), 1))
        return Finding(kind, entry.path, line, phrase, message)


def _sentences(book: Codebook) -> list[str]:
    guides = (entry.guide for entry in entries(book))
    found = [one for guide in guides for one in (*guide.examples, *guide.counter_examples)]
    return [*found, *book.reform.examples, *book.reform.counter_examples]


class _Used:
    """The phrases that were found in sentences."""

    def __init__(self, examples: Iterable[Matches] = ()) -> None:
        self.phrases: set[tuple[str, str, str | None, str, bool]] = set()
        self.add(examples)

    def add(self, examples: Iterable[Matches]) -> None:
        for found in examples:
            for matches in found.layers.values():
                self.phrases.update(
                    (*_target(one), one.hit.rule.phrase, one.hit.rule.cased) for one in matches
                )


def _target(one: Match) -> tuple[str, str, str | None]:
    return one.hit.rule.layer, one.hit.rule.name, one.hit.rule.subtheme


def _counting(found: Matches, entry: Entry) -> list[Match]:
    return found.of(entry.layer) if entry.is_rule else found.scoring(entry.layer)


def _ranks(entry: Entry) -> dict[str, int]:
    """How strong the entry has each phrase. Not its abbreviations: they are found in one spelling only."""
    lists = sorted((rank, name) for name, rank in STRENGTHS.items() if name not in CASED)
    return {_key(phrase): rank for rank, name in lists for phrase in getattr(entry.terms, name)}


def _parts(key: str) -> list[str]:
    """All runs of its words, by where they begin and then shortest first."""
    words = key.split(" ")
    return [" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)]


def _holds(key: str, other: str) -> bool:
    return f" {other} " in f" {key} "


def _written(phrase: str) -> str:
    return " ".join(TOKEN.findall(phrase))


@lru_cache(maxsize=1 << 17)  # each step asks for those of all phrases again
def _key(phrase: str) -> str:
    return f" {SIGN} ".join(" ".join(exact_tokens(part)) for part in parts(phrase))
