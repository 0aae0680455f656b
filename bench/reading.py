"""What reading costs after extraction, in milliseconds of CPU for 600 words, and beside trafilatura.

    python -m bench.reading [--rounds 5] [--most SHARE]

Two kinds of documents of about 600 words: the invented plans of the tests, which name tasks, bodies and
times in every line, and made prose (`prose.py`) under the header of an act, with no portal that says where it
is from. Of each: acts with citations, places, plan, and the three together; themes, channels and audiences;
and what trafilatura takes to find the same text on a bare page. That is the yardstick: a slow machine, or a
busy one, slows both. With `--most` the run ends with exit code 1 where the three cost more than that share.
"""

from __future__ import annotations

import argparse
import datetime as dt
import html
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import trafilatura

from bench.prose import Prose
from pipelines.actplaces import placed
from pipelines.acts import ActReading, read_acts
from pipelines.article import Article, Origin
from pipelines.coding import code
from pipelines.places import resolve
from pipelines.plans import read_plan
from tests.plans.cases import act, cases

WORDS = 600
_HEAD = (
    "UBND HUYỆN PHÚ LỘC\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-UBND\n"
    "Phú Lộc, ngày 3 tháng 4 năm 2023\nKẾ HOẠCH\nRà soát hồ sơ\n\n"
)
_TITLE = "Kế hoạch cải cách hành chính năm 2024"
_ORIGIN = Origin("i", "k", None, dt.datetime(2026, 1, 5, tzinfo=dt.UTC))


@dataclass(frozen=True)
class Given:
    """A text with what earlier steps read of it, and a page that holds it."""

    text: str
    acts: ActReading
    page: str


def texts_of_plans() -> Iterator[str]:
    """The plans of the tests, whole paragraphs only, about 600 words each."""
    kept: list[str] = []
    for block in (block for case in cases() for block in case.text.split("\n\n")):
        kept.append(block)
        if sum(len(each.split()) for each in kept) >= WORDS:
            yield "\n\n".join(kept)
            kept = []


def texts_of_prose(count: int) -> Iterator[str]:
    prose, pick = Prose(1), random.Random(1)
    while count:
        words = prose.text(pick).split(" ")
        if len(words) >= WORDS:
            count -= 1
            yield _HEAD + " ".join(words[:WORDS])


def given(text: str) -> Given:
    body = "".join(f"<p>{html.escape(block)}</p>" for block in text.split("\n\n"))
    page = f"<head><title>{_TITLE}</title></head><body><h1>{_TITLE}</h1><article>{body}</article></body>"
    return Given(text, read_acts(_TITLE, text), f"<html>{page}</html>")


def read_places(one: Given) -> None:
    found = resolve(Article(_TITLE, one.text), _ORIGIN, one.acts.act, one.acts.place, above=one.acts.above)
    placed(one.acts, found.locality)


def read_all(one: Given) -> None:
    read_acts(_TITLE, one.text)
    read_places(one)
    read_plan(_TITLE, one.text, act(), None)


WORK: dict[str, Callable[[Given], object]] = {
    "acts, citations": lambda one: read_acts(_TITLE, one.text),
    "places": read_places,
    "plan": lambda one: read_plan(_TITLE, one.text, act(), None),
    "the three": read_all,
    "themes": lambda one: code(_TITLE, one.text),
    "trafilatura": lambda one: trafilatura.bare_extraction(one.page),
}


def costs(documents: Sequence[Given], rounds: int) -> dict[str, float]:
    """Milliseconds for 600 words, by kind of work: the best of rounds that take turns."""
    best = dict.fromkeys(WORK, float("inf"))
    for _ in range(rounds):
        for name, work in WORK.items():
            start = time.process_time()
            for one in documents:
                work(one)
            best[name] = min(best[name], time.process_time() - start)
    words = sum(len(one.text.split()) for one in documents)
    return {name: seconds * 1000 * WORDS / words for name, seconds in best.items()}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--most", type=float, help="share of trafilatura's time that the three may cost")
    options = parser.parse_args()
    shares = []
    for kind, texts in (("plans", texts_of_plans()), ("prose", texts_of_prose(20))):
        found = costs([given(text) for text in texts], options.rounds)
        shares.append(found["the three"] / found["trafilatura"])
        parts = ", ".join(f"{name} {cost:.2f}" for name, cost in found.items())
        print(f"{kind}: ms per {WORDS} words: {parts}; {shares[-1]:.2f} of trafilatura")
    return int(options.most is not None and max(shares) > options.most)


if __name__ == "__main__":
    raise SystemExit(main())
