"""What measures cost: seconds each, and as a ratio to a bare SQL scan of the rows that they are made of.

    python -m bench.measures [--documents 100000] [--store FOLDER] [--most SECONDS] [--words]

Documents with acts, themes and channels, of 400 provinces and districts over ten years, each with a portal
that was read to its end. Their texts are short: no measure reads texts but distinctiveness by word, which
`--words` adds. `--store` keeps the documents for the next run; with `--most` the run ends with exit code 1
where a measure takes more than so many seconds of processor time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from crawler import gazetteer
from crawler.portal import Portal, portal_from_mapping
from pipelines import codebook
from search.measures.computing import compute
from search.measures.registry import get
from store import saving
from store.database import Store, open_store
from store.engine import Database
from store.filters import Filters
from store.records import Act, Code, Document, Evidence, PartialDate, Published, Run, Tag, identity

NOW = dt.datetime(2025, 6, 30, 9, tzinfo=dt.timezone(dt.timedelta(hours=7)))
FIRST, DAYS, PLACES, BATCH = dt.date(2015, 1, 1), 3800, 400, 500
ASKED = (
    ("attention", ("locality", "theme")), ("attention", ("locality", "theme", "period")),
    ("salience", ("locality", "period")), ("diversity", ("locality", "period")),
    ("breadth", ("locality", "period")), ("breadth", ("locality", "plan", "superior")),
    ("distinctiveness", ("locality", "theme")), ("delay", ("locality", "period")),
    ("channels", ("locality", "channel")), ("channels", ("locality",)),
)  # fmt: skip
WORDS = ("distinctiveness", ("province", "word"))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--store", type=Path, help="a folder that keeps the documents")
    parser.add_argument("--most", type=float, help="seconds of processor time that a measure may take")
    parser.add_argument("--words", action="store_true", help="distinctiveness by word too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.store or Path(temporary)
        file = folder / f"measures-{given.documents}.sqlite"
        if not file.exists():
            fill(folder, file, given.documents)
        slowest = report(file, [*ASKED, *([WORDS] if given.words else [])])
    return int(given.most is not None and slowest > given.most)


def places() -> list[str]:
    known = gazetteer.load()
    return [unit.code for unit in (*known.provinces("P63"), *known.districts())][:PLACES]


def portals() -> dict[str, Portal]:
    return {
        f"mau_{number}": portal_from_mapping({
            "id": f"mau_{number}", "name": code, "url": f"https://mau-{number}.example/",
            "platform": "generic", "locality": code,
        })
        for number, code in enumerate(places())
    }  # fmt: skip


def fill(folder: Path, file: Path, count: int) -> None:
    part = folder / f"{file.name}.part"
    part.unlink(missing_ok=True)
    with open_store(f"sqlite:///{part}") as store:
        for name in portals():
            _read_whole(store, name)
    database = Database(f"sqlite:///{part}")
    for start in range(0, count, BATCH):
        with database.write() as connection:
            for made in documents(start, min(start + BATCH, count)):
                saving.save(connection, saving.prepare(made))
    database.checkpoint()
    database.close()
    part.rename(file)


def _read_whole(store: Store, portal: str) -> None:
    run = store.runs.start(portal, connected_to=None, owner="bench")
    store.runs.finish(Run(run.id, portal, run.started_at, finished_at=NOW, verdict="ok", complete_lists=True))


def documents(first: int, last: int) -> Iterator[Document]:
    rules, codes, known = codebook.load(), places(), gazetteer.load()
    channels = [one.id for one in rules.channels]
    themes = [theme.id for theme in rules.themes]
    for number in range(first, last):
        pick = random.Random(number)
        day = FIRST + dt.timedelta(days=pick.randrange(DAYS))
        place = int(len(codes) * pick.random() ** 2)
        text = f"Ủy ban nhân dân giao việc số {number} về cải cách hành chính. " * 5
        found = pick.sample(themes, pick.choice((0, 1, 1, 2, 3)))
        key = f"bench.example/{number}"
        yield Document(
            identity(key), key, f"https://{key}", f"mau_{place}", f"Tin số {number}", text, NOW,
            published=Published(day, None, "day", "selector", f"{day:%d/%m/%Y}"),
            locality=known.locality(codes[place], "portal", day),
            act=_act(number, day, codes[place], pick) if pick.random() < 0.3 else None,
            is_reform=bool(found), codebook=rules.version,
            codes=tuple(_code(theme, 1 / len(found), text) for theme in found),
            channels=tuple(
                Tag(name, _evidence(text)) for name in pick.sample(channels, pick.choice((0, 1, 3)))
            ),
        )  # fmt: skip


def _act(number: int, day: dt.date, place: str, pick: random.Random) -> Act:
    issued = PartialDate(day - dt.timedelta(days=pick.randrange(20)))
    symbol = f"{number}/KH-UBND"
    return Act(symbol, symbol, "ke_hoach", "UBND", issued, None, "announced", locality=place)


def _code(theme: str, weight: float, text: str) -> Code:
    return Code(theme, None, weight, _evidence(text))


def _evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence("text", start, start + 30, text[start : start + 30], "bench") for start in (0, 60))


def report(file: Path, asked: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    """Prints the processor time of each measure; gives the longest."""
    bare = min(_timed(lambda: _scan(file)) for _ in range(3))
    print(f"bare SQL scan of documents and codes  {bare:.2f} s")
    declared, slowest = portals(), 0.0
    with open_store(f"sqlite:///{file}") as store:
        for name, by in asked:
            measure, rows = get(name), 0

            def once(measure=measure, by=by) -> None:  # type: ignore[no-untyped-def]
                nonlocal rows
                rows = len(compute(measure, store, declared, Filters(), by=by, now=NOW).rows)

            seconds = _timed(once)
            slowest = max(slowest, seconds)
            print(f"{name:16} {','.join(by):26} {seconds:6.2f} s  {seconds / bare:5.1f} x  {rows} rows")
    return slowest


def _scan(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(
            "select id, parent, locality_code, today_code, portal, kind, published_date, flags, is_reform,"
            " duplicate_of from documents order by id"
        ).fetchall()
        connection.execute("select document_id, theme, weight from codes order by document_id").fetchall()


def _timed(work: Callable[[], None]) -> float:
    """Seconds of processor time: other programs on the machine say little."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    raise SystemExit(main())
