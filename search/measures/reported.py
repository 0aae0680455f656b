"""Which later documents tell of a task: those that have most of its words, close to each other.

A find is a guess from words. What it is worth is known only where people coded a sample of what the rule
found and left (`search.tracker_sample`); figures belong to one RULE.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from math import ceil
from typing import NamedTuple, TypeAlias

from pipelines.words import folded_tokens, tokens

# Of what this file finds: a change of it is a new rule, of which people have coded nothing yet.
RULE = "1"
# What tells that something was done; plans and orders repeat the words of tasks that are still to be done.
# Kinds of documents that may tell what became of a task, with what the formula calls them.
REPORT_NAMES = {"bao_cao": "report", "thong_bao": "notice", "tin_bai": "news article"}
REPORTS = tuple(REPORT_NAMES)
LEAST_SHARE = 0.6  # of the pairs of neighbouring words of a task that a document must have
LEAST_PAIRS = 5  # a task of fewer words is found everywhere
MOST_EVIDENCE = 3
_ROOM, _LEAST_ROOM = 3, 60  # words among which they must stand: so many times the task's, and at least these

Pair: TypeAlias = tuple[str, str]


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


class Reading:
    """A title and a text as their words; where each stands is only read when it is asked for."""

    def __init__(self, title: str, text: str) -> None:
        self._title, self._text = title, text

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        return pairs(self._title) | pairs(self._text)

    @cached_property
    def _places(self) -> list[tuple[str, str, int, int]]:
        return [
            (one.folded, field, one.start, one.end)
            for field, text in (("title", self._title), ("text", self._text))
            for one in tokens(text)
        ]

    def closest(self, wanted: frozenset[Pair]) -> Evidence:
        """Where most of the wanted pairs stand together; the id is for the caller to set."""
        hits = [
            (place, pair)
            for place, pair in enumerate(pairwise(each[0] for each in self._places))
            if pair in wanted and self._places[place][1] == self._places[place + 1][1]
        ]
        first, last, count = _densest(hits, max(_LEAST_ROOM, _ROOM * len(wanted)))
        spans = tuple(self._spans([place for place, _ in hits[first:last]]))
        return Evidence("", count / len(wanted), spans)

    def _spans(self, places: list[int]) -> Iterator[Span]:
        """Runs of neighbouring pairs as one span each."""
        runs: list[list[int]] = []
        for place in places:
            joins = runs and runs[-1][1] == place and self._places[runs[-1][0]][1] == self._places[place][1]
            if joins:
                runs[-1][1] = place + 1
            else:
                runs.append([place, place + 1])
        for begin, end in runs:
            _, field, start, _ = self._places[begin]
            stop = self._places[end][3]
            yield Span(field, start, stop, (self._title if field == "title" else self._text)[start:stop])


class Likely:
    """Which tasks a reading can hold enough of, without a look at each of them.

    Of n pairs a report has at least k; so whatever n - k + 1 of them are chosen, it has one of these (prefix
    filtering: Chaudhuri, Ganti and Kaushik, ICDE 2006). The rarest among the tasks are chosen.
    """

    def __init__(self, tasks: Sequence[frozenset[Pair]]) -> None:
        often = Counter(chain.from_iterable(tasks))
        self._having: dict[Pair, list[int]] = {}
        for number, asked in enumerate(tasks):
            spare = len(asked) - ceil(LEAST_SHARE * len(asked))
            for pair in sorted(asked, key=often.__getitem__)[: spare + 1]:
                self._having.setdefault(pair, []).append(number)

    def of(self, reading: Reading) -> list[int]:
        """The numbers of these tasks, ascending: all of which `found_in` finds evidence, and some others."""
        shared = self._having.keys() & reading.pairs
        return sorted(set(chain.from_iterable(map(self._having.__getitem__, shared))))


def pairs(text: str) -> frozenset[Pair]:
    """The neighbouring words of a text, without marks: one syllable alone says little in Vietnamese."""
    return frozenset(pairwise(folded_tokens(text)))


def wanted(task: str) -> frozenset[Pair]:
    """The pairs by which a task is known; none where its words are too few."""
    found = pairs(task)
    return found if len(found) >= LEAST_PAIRS else frozenset()


def found_in(asked: frozenset[Pair], reading: Reading) -> Evidence | None:
    """The evidence that a document holds of a task's pairs; None where it is too little."""
    if len(asked & reading.pairs) < LEAST_SHARE * len(asked):
        return None
    found = reading.closest(asked)
    return found if found.share >= LEAST_SHARE else None


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
