"""Believable Vietnamese administrative prose for the benchmark: the same for the same seed, no text twice.

Words follow one another as they do in the sample texts; names of places and terms of the codebook are mixed
in, and a long tail of rare words made of Vietnamese syllables, so that frequencies fall off as in real text.
"""

from __future__ import annotations

import math
import random
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

import yaml

from crawler import gazetteer
from pipelines import codebook
from samples.content import offices

CLAUSES, RARE = 30_000, 40_000
MEAN_WORDS, SPREAD, MOST_WORDS = 600, 0.9, 30_000  # of a log-normal distribution
WORDS_OF_A_CLAUSE = 10  # on average, references included
_SYLLABLES = Path(__file__).with_name("syllables.yml")
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_STOPPED = ("\u0301", "\u0323")  # the tones of a syllable that ends in c, ch, p or t


class Prose:
    """`clause`, `title` and `text` take the words of a document from a random source of its own."""

    def __init__(self, seed: int) -> None:
        pick = random.Random(f"prose/{seed}")
        self._clauses = tuple(_clauses(pick))
        self._weights = tuple(accumulate(1 / (rank + 60) for rank in range(len(self._clauses))))

    def title(self, pick: random.Random, place: str, number: int) -> str:
        first = self._pick(pick, 1)[0]
        return f"{first[0].upper()}{first[1:]} tại {place} (số {number})"

    def text(self, pick: random.Random) -> str:
        """Paragraphs of sentences, one a line."""
        wanted = min(pick.lognormvariate(math.log(MEAN_WORDS) - SPREAD**2 / 2, SPREAD), MOST_WORDS)
        clauses = self._pick(pick, max(3, round(wanted / WORDS_OF_A_CLAUSE)))
        sentences = []
        while clauses:
            cut = pick.randint(1, 4)
            sentence = ", ".join(clauses[-cut:])
            del clauses[-cut:]
            tail = f" theo {_reference(pick)}" if pick.random() < 0.25 else ""
            sentences.append(f"{sentence[0].upper()}{sentence[1:]}{tail}.")
        lines = [" ".join(sentences[start : start + 4]) for start in range(0, len(sentences), 4)]
        return "\n".join(lines)

    def _pick(self, pick: random.Random, count: int) -> list[str]:
        return pick.choices(self._clauses, cum_weights=self._weights, k=count)


def _reference(pick: random.Random) -> str:
    kind, short = pick.choice(
        (("Kế hoạch", "KH"), ("Quyết định", "QĐ"), ("Công văn", "CV"), ("Chỉ thị", "CT"))
    )
    day = f"{pick.randint(1, 28)}/{pick.randint(1, 12)}/{pick.randint(2016, 2025)}"
    return f"{kind} số {pick.randint(1, 4999)}/{short}-UBND ngày {day}"


def _clauses(pick: random.Random) -> list[str]:
    following, starts = _chain()
    rare = _rare_words(pick)
    rare_weights = list(accumulate(1 / (rank + 20) for rank in range(len(rare))))
    names, terms = _names(), _terms()
    found = []
    for _ in range(CLAUSES):
        words, word = [], pick.choice(starts)
        for _ in range(pick.randint(4, 11)):
            chance = pick.random()
            if chance < 0.05:
                words += pick.choices(rare, cum_weights=rare_weights)
            elif chance < 0.065:
                words.append(pick.choice(names))
            elif chance < 0.08:
                words.append(pick.choice(terms))
            words.append(word)
            word = pick.choice(following.get(word) or starts)
        found.append(" ".join(words))
    return found


@lru_cache(maxsize=1)
def _chain() -> tuple[dict[str, list[str]], list[str]]:
    """Which words follow a word in the sample texts, and the words that begin their sentences."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    starts = []
    for story in (story for office in offices() for story in office.stories):
        for sentence in " ".join(story.lines).split(". "):
            words = [word.strip(".,;:()“”\"'…").lower() for word in sentence.split()]
            words = [word for word in words if word]
            starts += words[:1]
            for word, after in pairwise(words):
                following[word].append(after)
    return dict(following), starts


def _rare_words(pick: random.Random) -> list[str]:
    """Words of two syllables, each once."""
    syllables = _syllables()
    pairs = dict.fromkeys(f"{pick.choice(syllables)} {pick.choice(syllables)}" for _ in range(RARE))
    return sorted(pairs, key=lambda _: pick.random())


@lru_cache(maxsize=1)
def _syllables() -> Sequence[str]:
    parts = yaml.safe_load(_SYLLABLES.read_text(encoding="utf-8"))
    return [
        unicodedata.normalize("NFC", initial + _toned(rime, tone))
        for initial in parts["initials"].split()
        for rime in parts["rimes"].split()
        for tone in (_STOPPED if rime.endswith(("c", "ch", "p", "t")) else _TONES)
    ]


def _toned(rime: str, tone: str) -> str:
    """The tone mark stands on the last vowel that has a mark of its own, else on the first one."""
    places = [place for place, letter in enumerate(rime) if letter in "ăâêôơư"] or [0]
    return rime[: places[-1] + 1] + tone + rime[places[-1] + 1 :]


def _names() -> list[str]:
    places = gazetteer.load()
    return [unit.name for unit in (*places.provinces("P63"), *places.districts())]


def _terms() -> list[str]:
    return [phrase for _, sub in codebook.load().subthemes for phrase in sub.terms.phrases]
