"""Finds the phrases of a rule set in a text: whole syllables, three readings of it, offsets into the text.

One automaton reads the exact tokens. What it finds of an abbreviation counts where the text writes it so.
What it finds of a folded phrase has no mark at all, and counts for phrases of three or more syllables: that
is OCR or unaccented text, and the hit says so. No phrase crosses the end of a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import AhoCorasick, Implementation

from pipelines.words import TOKEN, exact_tokens, folded_tokens, forms, nfc

_Form: TypeAlias = int  # in the order in which equal hits come
_EXACT, _WRITTEN, _FOLDED = 0, 1, 2

_SENTENCE = r".;:!?…|\n\t\r\u2028\u2029"
_PIECES = re.compile(rf"{TOKEN.pattern}|[{_SENTENCE}]+")
_ENDS = re.compile(rf"[{_SENTENCE}]")
_BREAK = re.compile("\n")
_END = "\n"  # the token that stands for signs that end a sentence: no phrase has it
_SPACED = " \n "  # so that the words around a line break are known words
_LONGEST, _MOST = 40, 1 << 17  # of words that are remembered
_ETH = str.maketrans({"Ð": "Đ"})
_UNACCENTED_SYLLABLES = 3


class Rule(NamedTuple):
    """A phrase and what it stands for: `layer` theme, channel, gate …; `name` the id within it."""

    layer: str
    name: str
    phrase: str
    subtheme: str | None = None
    strength: str = "strong"  # strong, weak, exclude
    cased: bool = False


class Hit(NamedTuple):
    """`text[start:end]` earned the rule; `unaccented`: it was read without its marks."""

    start: int
    end: int
    rule: Rule
    unaccented: bool


class Reading:
    """A text as one stream of its exact tokens, a space around each, and the way back to its characters.

    Texts repeat their words: what stands between two spaces is read once, and found in a cache from then on.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._spaced = text.replace("\n", _SPACED)
        self._words = self._spaced.split(" ")
        self._read = list(map(_READ.__getitem__, self._words))
        self.stream = "".join(self._read) + " "

    def start(self, at: int) -> int:
        """Where in the text the token begins that begins at a character of the stream."""
        number = bisect_right(self._read_starts, at) - 1
        begin = self._start_of(number)
        return begin if self._words[number].isalnum() else begin + self._piece(number, at).start()

    def end(self, at: int) -> int:
        """Where in the text the token ends that ends before a character of the stream."""
        number = bisect_left(self._read_starts, at) - 1
        begin, word = self._start_of(number), self._words[number]
        return begin + (len(word) if word.isalnum() else self._piece(number, at - 1).end())

    def _piece(self, number: int, at: int) -> re.Match[str]:
        """The token of a word that holds signs too."""
        before = self.stream.count(" ", self._read_starts[number], at)
        return next(islice(_PIECES.finditer(self._words[number]), before - 1, None))

    @cached_property
    def _read_starts(self) -> list[int]:
        return list(accumulate(map(len, self._read), initial=0))

    @cached_property
    def _lengths(self) -> list[int]:
        return list(accumulate(map(len, self._words), initial=0))

    @cached_property
    def _breaks(self) -> list[int]:
        return [found.start() for found in _BREAK.finditer(self._spaced)]

    def _start_of(self, number: int) -> int:
        """Where a word begins in the text, which has no spaces around its line breaks."""
        begin = self._lengths[number] + number
        return begin - 2 * bisect_left(self._breaks, begin)


class _Cache(dict[str, str]):
    """The tokens of what stands between two spaces, each behind a space."""

    def __missing__(self, word: str) -> str:
        read = "".join(
            f" {_END if _ENDS.match(piece) else forms(piece)[0]}" for piece in _PIECES.findall(word)
        )
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = read
        return read


_READ = _Cache()


class PhraseSet:
    """Compiled rules; building takes milliseconds, finding is linear in the text."""

    def __init__(self, rules: Iterable[Rule], slips: Sequence[tuple[str, str]] = ()) -> None:
        held: dict[str, dict[tuple[Rule, _Form, str], None]] = {}
        for rule in rules:
            for phrase in _variants(rule, slips):
                for form, tokens, written in _patterns(phrase, rule):
                    held.setdefault(_joined(tokens), {})[rule, form, written] = None
        self._held = [tuple(rules) for rules in held.values()]
        self._automaton = AhoCorasick(list(held), implementation=Implementation.ContiguousNFA)

    def find(self, reading: Reading) -> list[Hit]:
        """Every hit, by start and then longest first; overlapping ones too: the caller judges."""
        found = sorted(self._found(reading), key=_order)
        return [hit for hit, _ in found]

    def _found(self, reading: Reading) -> Iterator[tuple[Hit, _Form]]:
        for number, first, end in self._automaton.find_matches_as_indexes(reading.stream, overlapping=True):
            start, stop = reading.start(first + 1), reading.end(end - 1)
            for rule, form, written in self._held[number]:
                if form != _WRITTEN or _is_written(reading.text[start:stop], written):
                    yield Hit(start, stop, rule, form == _FOLDED), form


def _order(found: tuple[Hit, _Form]) -> tuple[int, int, tuple[str, ...], _Form]:
    hit, form = found
    return hit.start, -hit.end, hit.rule[:3], form


def keep_longest(hits: Sequence[Hit]) -> list[Hit]:
    """Without those inside a longer one; equal spans stay together. `hits` as `find` sorts them."""
    kept: list[Hit] = []
    reach, start_of_reach = -1, -1
    for hit in hits:
        if hit.end <= reach and (hit.start, hit.end) != (start_of_reach, reach):
            continue
        kept.append(hit)
        if hit.end > reach:
            start_of_reach, reach = hit.start, hit.end
    return kept


def _patterns(phrase: str, rule: Rule) -> Iterator[tuple[_Form, list[str], str]]:
    """The tokens that a phrase is found by, and how an abbreviation must be written."""
    if rule.cased:
        yield _WRITTEN, exact_tokens(phrase), " ".join(TOKEN.findall(nfc(phrase)))
        return
    yield _EXACT, exact_tokens(phrase), ""
    if _readable_unaccented(phrase):
        yield _FOLDED, folded_tokens(phrase), ""


def _is_written(words: str, written: str) -> bool:
    return words == written or " ".join(TOKEN.findall(words.translate(_ETH))) == written


def _joined(words: Iterable[str]) -> str:
    """With a space before the first and after the last, so that only whole syllables match."""
    return f" {' '.join(words)} "


def _readable_unaccented(phrase: str) -> bool:
    exact, folded = exact_tokens(phrase), folded_tokens(phrase)
    return len(exact) >= _UNACCENTED_SYLLABLES and exact != folded


def _variants(rule: Rule, slips: Sequence[tuple[str, str]]) -> Iterable[str]:
    yield rule.phrase
    if not rule.cased:
        yield from (rule.phrase.replace(meant, wrong) for wrong, meant in slips if meant in rule.phrase)
