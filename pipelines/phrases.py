"""Finds the phrases of a rule set in a text: whole syllables, three readings of it, offsets into the text.

One automaton reads the exact tokens, as bytes. What it finds of an abbreviation counts where the text writes
it so. What it finds of a folded phrase has no mark at all, and counts for phrases of three or more syllables:
that is OCR or unaccented text, and the hit says so. No phrase crosses the end of a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, product
from typing import NamedTuple, TypeAlias

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.letters import END, GAP, NEVER, OTHER, as_bytes, as_written, writings
from pipelines.words import TOKEN, exact_tokens, forms, nfc

_Form: TypeAlias = int  # in the order in which equal hits come
_EXACT, _WRITTEN, _FOLDED = 0, 1, 2

_TWO = GAP + GAP
_END_ALONE = GAP + END + GAP
_WORD_OR_SIGN = re.compile(rf"{TOKEN.pattern}|.", re.DOTALL)
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


# A text has hundreds: half of what one costs is the call of Python that names its parts.
_hit: Callable[[tuple[int, int, Rule, bool]], Hit] = partial(tuple.__new__, Hit)


class Reading:
    """A text as one stream of its words, a space around each, and the way back to its characters.

    The stream is what `letters` reads as it is written, with one byte for all that stands between two words,
    also where a sentence ends: `find` leaves out what goes on behind that.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        is_composed = unicodedata.is_normalized("NFC", text)
        self._words = None if is_composed else _Words(text)
        self._signs = as_written(text if self._words is None else self._words.composed)
        # Each gap behind a gap is marked in its place, and then left out: C does it all.
        gaps = GAP + self._signs.replace(END, GAP) + GAP
        parts = gaps.replace(_TWO, GAP + NEVER).replace(NEVER + GAP, NEVER + NEVER).split(NEVER)
        self.stream = b"".join(parts)
        self._cuts = list(accumulate(map(len, parts)))  # where in the stream a gap was left out

    def find(self, automaton: BytesAhoCorasick, wanted: Sequence[object]) -> list[tuple[int, int, int, int]]:
        """Of each run of the automaton in one sentence: start, less its end in the text, order, number.

        Those alone of which `wanted` holds something.
        """
        cuts, words, ends_in = self._cuts, self._words, self._signs.find
        found = []
        for order, (run, first, end) in enumerate(
            automaton.find_matches_as_indexes(self.stream, overlapping=True)
        ):
            if not wanted[run]:
                continue
            # Without the gap on either side; and the stream begins with a gap that the text has not.
            cut = bisect_right(cuts, first + 1)
            start, stop = first + cut, end - 2
            stop += cut if cuts[cut] > stop else bisect_right(cuts, stop, cut)
            if ends_in(END, start, stop) < 0:
                if words is not None:
                    start, stop = words.starts[start], words.ends[stop - 1]
                found.append((start, -stop, order, run))
        found.sort()
        return found


def stream_of(text: str) -> bytes:
    """The stream of a `Reading` alone, where nobody asks for the places of its words."""
    is_composed = unicodedata.is_normalized("NFC", text)
    signs = as_bytes(text if is_composed else _Words(text).composed)
    stream = GAP + signs.replace(END, _END_ALONE) + GAP
    while _TWO in stream:
        stream = stream.replace(_TWO, GAP)
    return stream if len(stream) > 1 else _TWO


class _Words:
    """A text whose words are composed, and for each of its characters where in the text its word lies."""

    def __init__(self, text: str) -> None:
        pieces: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        for found in _WORD_OR_SIGN.finditer(text):
            pieces.append(nfc(found.group()))
            self.starts += [found.start()] * len(pieces[-1])
            self.ends += [found.end()] * len(pieces[-1])
        self.composed = "".join(pieces)


class _Held(NamedTuple):
    """A rule that a run of words stands for, and what the text must say for it to count."""

    rule: Rule
    form: _Form
    written: str  # of an abbreviation
    words: tuple[str, ...]  # of a phrase with letters that are not of Vietnamese
    is_sure: bool  # nothing of that needs a look


_held: Callable[[tuple[Rule, _Form, str, tuple[str, ...], bool]], _Held] = partial(tuple.__new__, _Held)


class PhraseSet:
    """Compiled rules; building takes milliseconds, finding is linear in the text."""

    def __init__(self, rules: Iterable[Rule], slips: Sequence[tuple[str, str]] = ()) -> None:
        self._by_run = _held_by_run(rules, slips)
        runs: list[bytes] = []
        self._in_title: list[tuple[_Held, ...]] = []
        self._in_text: list[tuple[_Held, ...]] = []
        for run, known in self._by_run.items():
            written = _writings(run)
            in_text = tuple([one for one in known if one.rule.strength != "title"])
            runs += written
            self._in_title += [known] * len(written)
            self._in_text += [in_text if len(in_text) < len(known) else known] * len(written)
        self._automaton = BytesAhoCorasick(runs, implementation=Implementation.ContiguousNFA)

    def differing(self, other: PhraseSet) -> set[bytes]:
        """The runs of words that do not stand for the same rules in both: any other text reads alike."""
        mine, others = self._by_run, other._by_run
        return {run for run in mine.keys() | others.keys() if mine.get(run) != others.get(run)}

    def runs_of(self, layer: str, names: Collection[str]) -> set[bytes]:
        """The runs of words that stand for rules of these names."""
        return {
            run
            for run, held in self._by_run.items()
            if any(one.rule.layer == layer and one.rule.name in names for one in held)
        }

    def find(self, reading: Reading, *, in_title: bool = True) -> list[Hit]:
        """Every hit, by start and then longest first; overlapping ones too: the caller judges.

        Not `in_title`: without those of rules that are for titles alone.
        """
        text, rules = reading.text, self._in_title if in_title else self._in_text
        return [
            _hit((start, -less, held.rule, held.form == _FOLDED))
            for start, less, _, run in reading.find(self._automaton, rules)
            for held in rules[run]
            if held.is_sure or _is_said(held, text[start:-less])
        ]


class Runs:
    """Runs of words, of which a text may hold any."""

    def __init__(self, runs: Collection[bytes]) -> None:
        self._automaton = BytesAhoCorasick(sorted(runs), implementation=Implementation.ContiguousNFA)

    def in_text(self, text: str) -> bool:
        return bool(self._automaton.find_matches_as_indexes(stream_of(text)))


def _held_by_run(rules: Iterable[Rule], slips: Sequence[tuple[str, str]]) -> dict[bytes, tuple[_Held, ...]]:
    held: dict[bytes, tuple[_Held, ...]] = {}
    for rule in rules:
        for phrase in variants(rule.phrase, () if rule.cased else slips):
            for form, words, written in _patterns(phrase, rule):
                run = _joined(words)
                foreign = tuple(words) if OTHER in run else ()
                is_sure = form != _WRITTEN and not foreign
                one = _held((rule, form, written, foreign, is_sure))
                known = held.get(run)
                if known is None:
                    held[run] = (one,)  # nearly all
                elif one not in known:
                    held[run] = tuple(sorted((*known, one), key=_precedence))
    return held


def _writings(run: bytes) -> Sequence[bytes]:
    """The run as texts may write it, which place tone marks by one school or the other."""
    each = list(map(_written_as, run.strip(GAP).split(GAP)))
    if max(map(len, each)) == 1:
        return (run,)  # nearly all
    return [GAP + GAP.join(words) + GAP for words in product(*each)]


@lru_cache(maxsize=65536)
def _written_as(word: bytes) -> tuple[bytes, ...]:
    """`writings`; phrases repeat their syllables."""
    return tuple(writings(word))


def _precedence(held: _Held) -> tuple[str | bool | _Form, ...]:
    rule = held.rule
    return (*rule[:3], rule.subtheme or "", *rule[4:], held.form)


def _is_said(held: _Held, words: str) -> bool:
    if held.words and tuple(exact_tokens(words)) != held.words:
        return False
    return held.form != _WRITTEN or _is_written(words, held.written)


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
    read = list(map(forms, TOKEN.findall(phrase)))
    exact = [each for each, _ in read]
    yield _EXACT, exact, ""
    if len(exact) >= _UNACCENTED_SYLLABLES and (folded := [each for _, each in read]) != exact:
        yield _FOLDED, folded, ""


def _is_written(words: str, written: str) -> bool:
    return words == written or " ".join(TOKEN.findall(words.translate(_ETH))) == written


def _joined(words: Iterable[str]) -> bytes:
    """With a space before the first and after the last, so that only whole syllables match."""
    return GAP + GAP.join(map(_word, words)) + GAP


_word = lru_cache(maxsize=65536)(as_bytes)


def variants(phrase: str, slips: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The phrase, and as it is mistyped."""
    yield phrase
    yield from (phrase.replace(meant, wrong) for wrong, meant in slips if meant in phrase)
