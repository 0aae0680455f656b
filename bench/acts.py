"""What it costs to read acts, citations and places: microseconds of CPU per document of about 600 words.

    python -m bench.acts [--documents 200] [--rounds 5]

Documents are made prose (`prose.py`) under the header of an act, with no portal that says where they are
from: the dearest case. Beside it stands what a plain scan of the same texts for numbers costs, so that a slow
machine can be told from slow rules.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import re
import time
from collections.abc import Callable, Sequence

from bench.prose import Prose
from pipelines.actplaces import placed
from pipelines.acts import read_acts
from pipelines.article import Article, Origin
from pipelines.places import resolve

WORDS = 600
HEAD = (
    "UBND HUYỆN PHÚ LỘC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-UBND\n"
    "Phú Lộc, ngày 3 tháng 4 năm 2023\nKẾ HOẠCH\nRà soát hồ sơ\n\n"
)
_ORIGIN = Origin("i", "k", None, dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
_NUMBER = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]{2,}-[A-ZĐ]{2,}")


def texts(count: int) -> list[str]:
    prose, pick = Prose(1), random.Random(1)
    found: list[str] = []
    while len(found) < count:
        words = prose.text(pick).split(" ")
        if len(words) >= WORDS:
            found.append(HEAD + " ".join(words[:WORDS]))
    return found


def read(text: str) -> None:
    reading = read_acts("Rà soát hồ sơ", text)
    place = resolve(Article("Rà soát hồ sơ", text), _ORIGIN, reading.act, reading.place, above=reading.above)
    placed(reading, place.locality)


def scan(text: str) -> None:
    for _ in _NUMBER.finditer(text):
        pass


def cost(work: Callable[[str], None], documents: Sequence[str], rounds: int) -> float:
    """Microseconds per document, the best round."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for text in documents:
            work(text)
        best = min(best, time.process_time() - start)
    return best / len(documents) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    documents = texts(given.documents)
    ours, plain = (cost(work, documents, given.rounds) for work in (read, scan))
    print(f"acts, citations, places: {ours:.0f} us per document")
    print(f"a plain scan of the same: {plain:.0f} us, {ours / plain:.0f} times less")


if __name__ == "__main__":
    main()
