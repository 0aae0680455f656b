"""Finds the phrases of a rule set in a text: whole syllables, three readings of it, offsets into the text.

One automaton reads the exact tokens, one the tokens as written (abbreviations are case-sensitive), one the
folded tokens; of the last, only hits on words without any mark count, and only for phrases of three or
more syllables: that is OCR or unaccented text, and the hit says so. No phrase crosses the end of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from pipelines.words import TOKEN, exact_tokens, folded_tokens, forms, nfc

_PIECES = re.compile(rf"({TOKEN.pattern}|[.;:!?…|\n\t\r\u2028\u2029]+)")
_ETH = str.maketrans({"Ð": "Đ"})
_UNACCENTED_SYLLABLES = 3
_MARKED = "|"  # stands for a word with marks where text without any is read: no phrase has it


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
    """A text as three streams of its tokens; where a sentence ends, its signs stand as a token too."""

    def __init__(self, text: str) -> None:
        parts = _PIECES.split(text)  # what stands between the pieces, and they, by turns
        self.pieces = parts[1::2]
        self._lengths = map(len, parts)
        exact, folded = zip(*map(_read, self.pieces), strict=True) if self.pieces else ((), ())
        self.exact, self.folded = _joined(exact), _joined(folded)
        self.written = _joined(self.pieces).translate(_ETH) if "Ð" in text else _joined(self.pieces)

    @cached_property
    def bounds(self) -> list[int]:
        """Where each piece begins and ends, by turns; asked for only when something was found."""
        return list(accumulate(self._lengths))


@lru_cache(maxsize=1 << 16)
def _read(piece: str) -> tuple[str, str]:
    exact, folded = forms(piece)
    return exact, folded if exact == folded else _MARKED


class PhraseSet:
    """Compiled rules; building takes milliseconds, finding is linear in the text."""

    def __init__(self, rules: Iterable[Rule], slips: Sequence[tuple[str, str]] = ()) -> None:
        rules = tuple(rules)
        phrases = [(variant, rule) for rule in rules for variant in _variants(rule, slips)]
        plain = [(phrase, rule) for phrase, rule in phrases if not rule.cased]
        self._exact = _Automaton(plain, exact_tokens)
        self._written = _Automaton([pair for pair in phrases if pair[1].cased], _written_tokens)
        self._folded = _Automaton([pair for pair in plain if _readable_unaccented(pair[0])], folded_tokens)

    def find(self, reading: Reading) -> list[Hit]:
        """Every hit, by start and then longest first; overlapping ones too: the caller judges."""
        spans = [(*span, False) for span in self._exact.spans(reading.exact)]
        spans += [(*span, False) for span in self._written.spans(reading.written)]
        spans += [(*span, True) for span in self._folded.spans(reading.folded)]
        hits = [_hit(reading, *span) for span in spans]
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.rule[:3]))


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


class _Automaton:
    """Rules by their joined tokens; a hit is a span of positions in the token list."""

    def __init__(self, phrases: Iterable[tuple[str, Rule]], split: Callable[[str], list[str]]) -> None:
        rules: dict[str, dict[Rule, None]] = {}
        for phrase, rule in phrases:
            rules.setdefault(_joined(split(phrase)), {})[rule] = None
        self._patterns = list(rules)
        self._rules = [tuple(held) for held in rules.values()]
        self._lengths = [pattern.count(" ") - 1 for pattern in self._patterns]
        self._automaton = AhoCorasick(self._patterns)

    def spans(self, stream: str) -> Iterable[tuple[int, int, Rule]]:
        last, reached = -1, 0  # matches come in the order of their ends
        for pattern, _, end in self._automaton.find_matches_as_indexes(stream, overlapping=True):
            last += stream.count(" ", reached, end)
            reached = end
            first = last - self._lengths[pattern]
            for rule in self._rules[pattern]:
                yield first, last, rule


def _joined(words: Iterable[str]) -> str:
    """With a space before the first and after the last, so that only whole syllables match."""
    return f" {' '.join(words)} "


def _hit(reading: Reading, first: int, last: int, rule: Rule, unaccented: bool) -> Hit:
    return Hit(reading.bounds[2 * first], reading.bounds[2 * last - 1], rule, unaccented)


def _readable_unaccented(phrase: str) -> bool:
    exact, folded = exact_tokens(phrase), folded_tokens(phrase)
    return len(exact) >= _UNACCENTED_SYLLABLES and exact != folded


def _written_tokens(text: str) -> list[str]:
    return TOKEN.findall(nfc(text))


def _variants(rule: Rule, slips: Sequence[tuple[str, str]]) -> Iterable[str]:
    yield rule.phrase
    if not rule.cased:
        yield from (rule.phrase.replace(meant, wrong) for wrong, meant in slips if meant in rule.phrase)
