"""What reading costs after extraction, in milliseconds of CPU for 600 words, and beside trafilatura.

    python -m bench.reading [--rounds 5] [--most SHARE] [--shared FOLDER]

Two kinds of documents of about 600 words: the invented plans of the tests, which name tasks, bodies and
times in every line, and made prose (`prose.py`) under the header of an act, with no portal that says where
it is from. Both are read as an act that assigns tasks, the dearest way. Where the real documents are beside
the project, also the articles of the saved portals and the seeds, as what they are: their cost is that of
all their words together, for 600 of them. Of each kind: acts with citations, places, plan, and the three
together; themes, channels and audiences; and what trafilatura takes to find the same text on a bare page.
That is the yardstick: a slow machine, or a busy one, slows both. With `--most` the run ends with exit code
1 where the three cost more than that share for plans or made prose.
"""

from __future__ import annotations

import argparse
import datetime as dt
import html
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import trafilatura

from bench.prose import Prose
from pipelines.actplaces import placed
from pipelines.acts import ActReading, read_acts
from pipelines.article import Article, Origin
from pipelines.coding import code
from pipelines.places import resolve
from pipelines.plans import read_plan
from store.records import Act
from tests.plans.cases import act, cases
from tests.search.collections_of_pages import saved

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

    title: str
    text: str
    acts: ActReading
    act: Act | None  # as which the text is read for its plan
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


def real_documents(shared: Path) -> Iterator[Given]:
    """The articles of the saved portals and the seeds, each as the act that it is or announces."""
    for document in saved(shared):
        one = given(document.text, document.title)
        yield replace(one, act=one.acts.act)


def given(text: str, title: str = _TITLE) -> Given:
    body = "".join(f"<p>{html.escape(block)}</p>" for block in text.split("\n\n"))
    head = html.escape(title)
    page = f"<head><title>{head}</title></head><body><h1>{head}</h1><article>{body}</article></body>"
    return Given(title, text, read_acts(title, text), act(), f"<html>{page}</html>")


def read_places(one: Given) -> None:
    found = resolve(Article(one.title, one.text), _ORIGIN, one.acts.act, one.acts.place, above=one.acts.above)
    placed(one.acts, found.locality)


def read_all(one: Given) -> None:
    read_acts(one.title, one.text)
    read_places(one)
    read_plan(one.title, one.text, one.act, None)


WORK: dict[str, Callable[[Given], object]] = {
    "acts, citations": lambda one: read_acts(one.title, one.text),
    "places": read_places,
    "plan": lambda one: read_plan(one.title, one.text, one.act, None),
    "the three": read_all,
    "themes": lambda one: code(one.title, one.text),
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
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the real documents")
    options = parser.parse_args()
    shares = [
        _reported("plans", [given(text) for text in texts_of_plans()], options.rounds),
        _reported("prose", [given(text) for text in texts_of_prose(20)], options.rounds),
    ]
    if (options.shared / "portals").is_dir():
        _reported("saved pages", list(real_documents(options.shared)), options.rounds)
    else:
        print(f"saved pages: not measured, none are in {options.shared}")
    return int(options.most is not None and max(shares) > options.most)


def _reported(kind: str, documents: Sequence[Given], rounds: int) -> float:
    """Prints what these cost; the three as a share of trafilatura."""
    found = costs(documents, rounds)
    share = found["the three"] / found["trafilatura"]
    parts = ", ".join(f"{name} {cost:.2f}" for name, cost in found.items())
    print(f"{kind} ({len(documents)}): ms per {WORDS} words: {parts}; {share:.2f} of trafilatura")
    return share


if __name__ == "__main__":
    raise SystemExit(main())
