"""What measures cost: seconds each, and as a ratio to a bare SQL scan of the rows that they are made of.

    python -m bench.measures [--documents 100000] [--store FOLDER] [--database URL] [--most SECONDS]
                             [--times RATIO] [--all]

A store of `bench.country`: acts, citations, plans, codings, channels, copies and coverage of 700 localities
over five years. `--store` keeps it for the next run; `--database` is an empty PostgreSQL that is filled, or
one that an earlier run has filled. With `--most` the run ends with exit code 1 where a measure takes more
than so many seconds of processor time, with `--times` where one takes more than so many times the bare scan:
that carries over between machines. `--all` adds what reads texts: reuse, distinctiveness by word.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select

from bench.country import NOW, PORTALS, Country, store_of, stored
from crawler.portal import Portal, portal_from_mapping
from search.measures.computing import compute
from search.measures.registry import get
from store.database import Store, open_store
from store.filters import Filters
from store.tables import codes, documents

ASKED = (
    ("attention", ("locality", "theme")), ("attention", ("locality", "theme", "period")),
    ("salience", ("locality", "period")), ("diversity", ("locality", "period")),
    ("breadth", ("locality", "period")), ("breadth", ("locality", "plan", "superior")),
    ("distinctiveness", ("locality", "theme")), ("delay", ("locality", "period")),
    ("channels", ("locality", "channel")), ("channels", ("locality",)),
    ("cascade", ("superior", "level")), ("citations", ("superior",)), ("citations", ("period",)),
    ("openness", ("portal",)), ("completeness", ("portal",)), ("completeness", ("series",)),
)  # fmt: skip
READING_TEXTS = (("reuse", ("from", "to")), ("distinctiveness", ("province", "word")))
_SCANNED = (
    "id", "parent", "locality_code", "today_code", "portal", "kind", "published_date", "flags", "is_reform",
    "duplicate_of",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="a folder that keeps the documents")
    parser.add_argument("--database", help="the URL of a PostgreSQL, empty or filled by an earlier run")
    parser.add_argument("--most", type=float, help="seconds of processor time that a measure may take")
    parser.add_argument("--times", type=float, help="how many times the bare scan a measure may take")
    parser.add_argument("--all", action="store_true", help="reuse, and distinctiveness by word, too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        url = given.database or f"sqlite:///{stored(given.documents, given.store or Path(temporary))}"
        with open_store(url) as store:
            is_empty = not store.documents.count()
        if is_empty:
            store_of(given.documents, url)
        slowest, times = report(url, ASKED)
        if given.all:
            slowest, times = map(max, (slowest, times), report(url, READING_TEXTS))
    too_slow = given.most is not None and slowest > given.most
    return int(too_slow or (given.times is not None and times > given.times))


def declared() -> dict[str, Portal]:
    country = Country(1)
    found = [portal_from_mapping(country.declaration(number)) for number in range(PORTALS)]
    return {portal.id: portal for portal in found}


def report(url: str, asked: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[float, float]:
    """Prints the processor time of each measure; gives the longest, and as a ratio to the bare scan."""
    portals, slowest = declared(), 0.0
    with open_store(url) as store:
        bare = min(timed(lambda: _scan(store)) for _ in range(3))
        print(f"bare SQL scan of documents and codes  {bare:.2f} s")
        for name, by in asked:
            measure, rows = get(name), 0

            def once(measure=measure, by=by) -> None:  # type: ignore[no-untyped-def]
                nonlocal rows
                rows = len(compute(measure, store, portals, Filters(), by=by, now=NOW).rows)

            seconds = timed(once)
            slowest = max(slowest, seconds)
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            told = f"{seconds:6.2f} s  {seconds / bare:5.1f} x  {rows} rows, {most} MiB"
            print(f"{name:16} {','.join(by):26} {told}", flush=True)
    return slowest, slowest / bare


def _scan(store: Store) -> None:
    with store._database.read() as connection:
        wanted = select(*(documents.c[name] for name in _SCANNED)).order_by(documents.c.id)
        connection.execute(wanted).all()
        themes = select(codes.c.document_id, codes.c.theme, codes.c.weight).order_by(codes.c.document_id)
        connection.execute(themes).all()


def timed(work: Callable[[], None]) -> float:
    """Seconds of processor time: other programs on the machine say little."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    raise SystemExit(main())
