"""Which later documents tell of a task: those that have most of its words, close to each other.

A find is a guess from words. What it is worth is known only where people coded a sample of what the rule
found and left (`search.tracker_sample`); figures belong to one RULE.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple, TypeAlias

from pipelines.pieces import Pieces
from pipelines.words import TOKEN, folded_tokens

# Of what this file finds: a change of it is a new rule, of which people have coded nothing yet.
RULE = "1"
# What tells that something was done; plans and orders repeat the words of tasks that are still to be done.
REPORTS = ("bao_cao", "thong_bao", "tin_bai")
LEAST_SHARE = 0.6  # of the pairs of neighbouring words of a task that a document must have
LEAST_PAIRS = 5  # a task of fewer words is found everywhere
MOST_EVIDENCE = 3
_ROOM, _LEAST_ROOM = 3, 60  # words among which they must stand: so many times the task's, and at least these

Pair: TypeAlias = tuple[str, str]
_FOLDED = Pieces(folded_tokens)


class Span(NamedTuple):
    """Words of a task in a document: `[start:end]` of its field is `text`."""

    field: str  # title or text
    start: int
    end: int
    text: str


class Evidence(NamedTuple):
    """A later document with the share of the task's pairs of words that it has in one place."""

    id: str
    share: float
    spans: tuple[Span, ...] = ()


class Lookup:
    """Many tasks by their pairs, so that a document is compared with all of them at once."""

    def __init__(self, tasks: Sequence[frozenset[Pair]]) -> None:
        self._tasks = tasks
        self._all = frozenset(chain.from_iterable(tasks))
        self._holders: dict[Pair, list[int]] = {}
        for place, asked in enumerate(tasks):
            for pair in asked:
                self._holders.setdefault(pair, []).append(place)

    def shared(self, reading: Reading) -> Counter[int]:
        """How many of its pairs a document has, by the place of each task that shares any."""
        return Counter(chain.from_iterable(map(self._holders.__getitem__, reading.of(self._all))))

    def told(self, reading: Reading) -> Iterator[tuple[int, Evidence]]:
        """The places of the tasks that a document tells of, in order, with the evidence."""
        for place, count in sorted(self.shared(reading).items()):
            if has_enough(count, self._tasks[place]) and (found := placed(self._tasks[place], reading)):
                yield place, found


class Reading:
    """A title and a text as their words; where each stands is only read when it is asked for."""

    def __init__(self, title: str, text: str) -> None:
        self._title, self._text = title, text

    @cached_property
    def _title_words(self) -> tuple[str, ...]:
        return tuple(_FOLDED.of(self._title))

    @cached_property
    def _text_words(self) -> tuple[str, ...]:
        return tuple(_FOLDED.of(self._text))

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        return frozenset(pairwise(self._title_words)) | frozenset(pairwise(self._text_words))

    def of(self, asked: frozenset[Pair]) -> set[Pair]:
        """Those of the pairs that stand in it, which is faster than `pairs` for who asks once."""
        in_title = asked.intersection(pairwise(self._title_words))
        return {*in_title, *asked.intersection(pairwise(self._text_words))}

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        """Where each word of the title begins and ends, then each of the text."""
        return [found.span() for part in (self._title, self._text) for found in TOKEN.finditer(part)]

    def closest(self, wanted: frozenset[Pair]) -> tuple[float, Sequence[int]]:
        """The share of the wanted pairs that stand together where most do, and the places of these."""
        hits = [(place, pair) for place, pair in enumerate(pairwise(self._title_words)) if pair in wanted]
        text = enumerate(pairwise(self._text_words), len(self._title_words))
        hits += [(place, pair) for place, pair in text if pair in wanted]
        first, last, count = _densest(hits, max(_LEAST_ROOM, _ROOM * len(wanted)))
        return count / len(wanted), [place for place, _ in hits[first:last]]

    def spans(self, places: Iterable[int]) -> Iterator[Span]:
        """Runs of neighbouring pairs as one span each."""
        words_of_title = len(self._title_words)
        runs: list[list[int]] = []
        for place in places:
            if runs and runs[-1][1] == place != words_of_title:
                runs[-1][1] = place + 1
            else:
                runs.append([place, place + 1])
        for begin, end in runs:
            field, text = ("title", self._title) if begin < words_of_title else ("text", self._text)
            start, stop = self._places[begin][0], self._places[end][1]
            yield Span(field, start, stop, text[start:stop])


def pairs(text: str) -> frozenset[Pair]:
    """The neighbouring words of a text, without marks: one syllable alone says little in Vietnamese."""
    return frozenset(pairwise(_FOLDED.of(text)))


def wanted(task: str) -> frozenset[Pair]:
    """The pairs by which a task is known; none where its words are too few."""
    found = pairs(task)
    return found if len(found) >= LEAST_PAIRS else frozenset()


def found_in(asked: frozenset[Pair], reading: Reading) -> Evidence | None:
    """The evidence that a document holds of a task's pairs; None where it is too little."""
    return placed(asked, reading) if has_enough(len(asked & reading.pairs), asked) else None


def has_enough(shared: int, asked: frozenset[Pair]) -> bool:
    """Whether a document with so many of a task's pairs may tell of it."""
    return shared >= LEAST_SHARE * len(asked)


def placed(asked: frozenset[Pair], reading: Reading) -> Evidence | None:
    """The evidence of a document that has enough pairs; None where they do not stand together."""
    share, places = reading.closest(asked)
    return Evidence("", share, tuple(reading.spans(places))) if share >= LEAST_SHARE else None


def evidence(task: str, later: Iterable[tuple[str, Reading]]) -> list[Evidence]:
    """The documents that tell of a task, the best first; none for a task of few words."""
    asked = wanted(task)
    if not asked:
        return []
    found = ((id_, found_in(asked, reading)) for id_, reading in later)
    likely = [one._replace(id=id_) for id_, one in found if one is not None]
    return sorted(likely, key=lambda one: (-one.share, one.id))[:MOST_EVIDENCE]


def _densest(hits: list[tuple[int, Pair]], room: int) -> tuple[int, int, int]:
    """The slice of hits with the most different pairs among `room` words, and how many these are."""
    inside: deque[tuple[int, Pair]] = deque()
    counts: Counter[Pair] = Counter()
    best = (0, 0, 0)
    for number, (place, pair) in enumerate(hits, 1):
        inside.append((place, pair))
        counts[pair] += 1
        while place - inside[0][0] >= room:
            left = inside.popleft()[1]
            counts[left] -= 1
            if not counts[left]:
                del counts[left]
        if len(counts) > best[2]:
            best = (number - len(inside), number, len(counts))
    return best
