"""Words that set texts apart: log-odds with an informative Dirichlet prior.

B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' Words", Political Analysis 16(4), 2008, equations 16,
18 and 22: the prior of a word is its share of all texts, so that a rare word needs many uses to stand out.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from pipelines.words import exact_tokens
from search.measures.publications import Publication


@dataclass(frozen=True, slots=True)
class Wording:
    """`here` and `elsewhere` count its uses; `publications` are those here that use it."""

    words: str
    z: float
    log_odds: float
    here: int
    elsewhere: int
    publications: tuple[str, ...]


def log_odds(here: int, of_here: int, elsewhere: int, of_elsewhere: int, prior: float) -> tuple[float, float]:
    """δ and its z score, for a word used `here` times among the `of_here` words of a group, and elsewhere.

    `prior` is α_0; α_w is its part that falls to the word.
    """
    share = (here + elsewhere) / (of_here + of_elsewhere)
    alpha = prior * share
    delta = _logit(here + alpha, of_here + prior) - _logit(elsewhere + alpha, of_elsewhere + prior)
    return delta, delta / sqrt(1 / (here + alpha) + 1 / (elsewhere + alpha))


def most_distinctive(
    groups: Sequence[Sequence[Publication]],
    words: Callable[[Iterable[Publication]], Iterable[tuple[str, str]]],
    *,
    grams: int,
    prior: float,
    least: int,
    most: int,
) -> list[list[Wording]]:
    """For each group the `most` words with the highest z above 0, of those used `least` times in all groups.

    `words` gives the texts of publications with their ids, the parts of one publication apart.
    """
    read = [_Texts(words(members), grams) for members in groups]
    everywhere: Counter[str] = Counter()
    for texts in read:
        everywhere.update(texts.counts)
    return [texts.wordings(everywhere, prior, least=least, most=most) for texts in read]


class _Texts:
    """The words of one group, and which publication uses which."""

    def __init__(self, texts: Iterable[tuple[str, str]], grams: int) -> None:
        self.counts: Counter[str] = Counter()
        self._numbers: dict[str, int] = {}
        self._used: list[tuple[str, array[int]]] = []  # words by number: sets of them take 30 times more
        for id_, text in texts:
            counted = Counter(_grams(text, grams))
            self.counts.update(counted)
            numbers = (self._numbers.setdefault(word, len(self._numbers)) for word in counted)
            self._used.append((id_, array("I", numbers)))
        self.total = self.counts.total()

    def wordings(self, everywhere: Counter[str], prior: float, *, least: int, most: int) -> list[Wording]:
        whole = everywhere.total()
        if whole == self.total or len(everywhere) == 1:  # nothing to compare with
            return []
        scores = []
        for word, here in self.counts.items():
            if everywhere[word] >= least:
                elsewhere = everywhere[word] - here
                delta, z = log_odds(here, self.total, elsewhere, whole - self.total, prior)
                scores.append((-z, word, delta))
        top = [(word, -z, delta) for z, word, delta in sorted(scores)[:most] if z < 0]
        using = self._using(word for word, _, _ in top)
        return [
            Wording(word, z, delta, self.counts[word], everywhere[word] - self.counts[word], using[word])
            for word, z, delta in top
        ]

    def _using(self, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
        found: dict[int, dict[str, None]] = {self._numbers[word]: {} for word in words}
        for id_, numbers in self._used:
            for number in found.keys() & set(numbers):
                found[number][id_] = None
        names = {number: word for word, number in self._numbers.items() if number in found}
        return {names[number]: tuple(sorted(ids)) for number, ids in found.items()}


def _grams(text: str, size: int) -> Iterator[str]:
    """The words of each line: tokens, or runs of `size` of them; bare numbers are none."""
    for line in text.splitlines():
        tokens = [token for token in exact_tokens(line) if not token.isdigit()]
        if size == 1:
            yield from tokens
        else:
            shifted = (tokens[start:] for start in range(size))
            yield from map(" ".join, zip(*shifted, strict=False))


def _logit(count: float, of: float) -> float:
    return log(count / (of - count))
