"""What digests cost: seconds of processor time until those of many watches are built and written.

    python -m bench.digest [--documents 100000] [--watches 100] [--new 2000] [--store FOLDER] [--most S]

The store of `bench.country`, of which `--new` documents were seen first in the week told of, and so many
different watches: words, places, themes, or two of these. However many people follow a watch, what it tells
is built once. `--store` keeps the documents for the next run; with `--most` the run ends with exit code 1
where it takes longer.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import create_engine, select, update

from bench import country
from crawler import gazetteer
from pipelines import codebook
from search.digest.content import Builder
from search.digest.frozen import freeze
from search.digest.periods import Period
from search.digest.rendering import render
from search.watches import Watch
from store.database import Store, open_store
from store.filters import Filters
from store.tables import documents, versions

WEEK = Period.parse("2025-W45")  # one whose days have publications, so that shares are drawn
NOW = WEEK.end + dt.timedelta(hours=7)
WORDS = ("một cửa", '"cải cách hành chính"', "hồ sơ OR thủ tục", "công chức -họp", '"dịch vụ công"', "chỉ số")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--watches", type=int, default=100)
    parser.add_argument("--new", type=int, default=2_000, help="documents of the week")
    parser.add_argument("--store", type=Path, help="a folder that keeps the documents")
    parser.add_argument("--most", type=float, help="seconds of processor time that all of it may take")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        file = country.stored(given.documents, given.store or Path(temporary))
        with open_store(f"sqlite:///{file}") as store:
            _date(store, given.new)
            seconds = report(store, list(watches(given.watches)))
    return int(given.most is not None and seconds > given.most)


def _date(store: Store, count: int) -> None:
    """Makes some documents those of the week, and all others older."""
    engine = create_engine(store.url)
    newest = select(documents.c.id).order_by(documents.c.id.desc()).limit(count)
    old, new = WEEK.start - dt.timedelta(days=30), WEEK.start + dt.timedelta(days=2)
    with engine.begin() as connection:
        for table, key, column in (
            (documents, documents.c.id, "first_seen"),
            (versions, versions.c.document_id, "seen_at"),
        ):
            connection.execute(update(table).values({column: old}))
            connection.execute(update(table).where(key.in_(newest)).values({column: new}))
    engine.dispose()


def watches(count: int) -> Iterator[Watch]:
    """Different ones: each has its words, its place or theme, or two of these."""
    pick = random.Random(0)
    places = [unit.code for unit in gazetteer.load().provinces("P34")]
    themes = [theme.id for theme in codebook.load().themes]
    for number in range(count):
        kind = number % 5
        yield Watch(
            f"theo-doi-{number}",
            pick.choice(WORDS) if kind in {0, 1, 4} else "",
            Filters(
                province=tuple(pick.sample(places, pick.randint(1, 4))) if kind in {1, 2, 4} else (),
                theme=tuple(pick.sample(themes, pick.randint(1, 3))) if kind in {3, 4} else (),
                reform=True if number % 2 else None,
            ),
        )


def report(store: Store, asked: Sequence[Watch]) -> float:
    """Prints what each step took; gives all of it."""
    spent = {"content": 0.0, "written": 0.0, "frozen": 0.0}
    size, items = 0, 0
    begun, wall = (
        time.process_time(),
        time.perf_counter(),
    )  # other programs on the machine count in the latter
    with Builder(store, WEEK, NOW, {}) as builder:
        for number, watch in enumerate(asked):
            start = time.process_time()
            content = builder.build([watch])
            built = time.process_time()
            mail = render(content, "en" if number % 3 == 0 else "vi", "https://reformwatch.example")
            written = time.process_time()
            size += len(freeze(mail))
            items += content.acts.total + content.news.total + content.late.total
            spent["content"] += built - start
            spent["written"] += written - built
            spent["frozen"] += time.process_time() - written
            if not number:
                print(f"first digest, with what all share  {time.process_time() - begun:6.1f} s")
    whole = time.process_time() - begun
    print(
        f"{len(asked)} digests over {store.documents.count()} documents  {whole:6.1f} s"
        f" of processor time, {time.perf_counter() - wall:.1f} s in all"
    )
    for name, seconds in spent.items():
        print(f"  {name:10} {seconds:6.1f} s")
    print(f"  {items / len(asked):.0f} documents and {size / len(asked) / 1000:.0f} kB each")
    print(f"  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB of memory at most")
    return whole


if __name__ == "__main__":
    raise SystemExit(main())
