"""What the benchmark asks, and how long the answers take."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.corpus import Corpus
from bench.engines import Leg
from search.answer import answer, answer_json
from search.entries import words
from search.index import FACETS, SearchIndex, SearchRequest
from search.query import parse
from store.database import Store
from store.filters import Filters

ROUNDS = 3


@dataclass(frozen=True)
class Question:
    text: str
    request: SearchRequest


@dataclass(frozen=True)
class Times:
    """Milliseconds, one for each question, the best of a few rounds: ours, our engine's, the library's."""

    answer: tuple[float, ...]
    engine: tuple[float, ...]
    raw: tuple[float, ...]


def questions(corpus: Corpus, count: int) -> Mapping[str, list[Question]]:
    """Words, phrases and filtered searches that some document of the corpus answers; half are unmarked."""
    pick = random.Random(f"questions/{corpus.seed}")
    made = {"words": _words, "phrase": _phrase, "filter + facets": _filtered}
    return {
        kind: [make(corpus, pick, marked=number % 2 == 0) for number in range(count)]
        for kind, make in made.items()
    }


def measure(leg: Leg, store: Store, index: SearchIndex, asked: Sequence[Question]) -> Times:
    times: list[list[float]] = [[], [], []]
    for question in asked:
        calls = (
            lambda one=question: answer_json(answer(store, index, one.request, one.text)),
            lambda one=question: index.search(one.request),
            leg.raw(question.request),
        )
        for found, call in zip(times, calls, strict=True):
            call()
            found.append(min(_time(call) for _ in range(ROUNDS)))
    return Times(*map(tuple, times))


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(round(share * (len(values) - 1)), len(values) - 1)]


def _words(corpus: Corpus, pick: random.Random, *, marked: bool) -> Question:
    text = " ".join(pick.sample(_sentence(corpus, pick, marked=marked), 2))
    return Question(text, SearchRequest(parse(text)))


def _phrase(corpus: Corpus, pick: random.Random, *, marked: bool) -> Question:
    found = _sentence(corpus, pick, marked=marked)
    start = pick.randrange(len(found) - 3)
    text = f'"{" ".join(found[start : start + 4])}"'
    return Question(text, SearchRequest(parse(text)))


def _filtered(corpus: Corpus, pick: random.Random, *, marked: bool) -> Question:
    document = corpus.document(pick.randrange(corpus.count))
    one = _words(corpus, pick, marked=marked)
    text = one.text.split()[0]
    province = (document.locality.province.code,) if document.locality else ()
    year = (document.published.date.year,) if document.published else ()
    filters = Filters(province=province, year=year)
    return Question(text, replace(one.request, query=parse(text), filters=filters, facets=FACETS))


def _sentence(corpus: Corpus, pick: random.Random, *, marked: bool) -> list[str]:
    """The words of a sentence long enough to ask for."""
    while True:
        text = corpus.document(pick.randrange(corpus.count)).text
        found = words(pick.choice(text.replace("\n", " ").split(". ")))
        if len(found) >= 5:
            return [word.exact if marked else word.folded for word in found]


def _time(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
