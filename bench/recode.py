"""What a recode costs: documents a second of one process, and as a ratio to reading them from the store.

    python -m bench.recode [--documents 2000] [--most RATIO]

Documents are made prose (`prose.py`) of about 600 words. Reading, coding and keeping are counted in CPU
seconds, apart, so that other programs on the machine say little. With `--most` the run ends with exit code 1
where they cost more than so many times the reading of whole documents.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import yaml

from bench.prose import Prose
from pipelines import codebook
from pipelines.coding import CODER
from pipelines.inheriting import bases_of
from pipelines.recoding import code_all
from store.database import Store, open_store
from store.records import Document, identity

T = TypeVar("T")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument(
        "--most", type=float, help="times the cost of reading that coding and keeping may take"
    )
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/bench.sqlite") as store:
        fill(store, given.documents)
        size = Path(folder, "bench.sqlite").stat().st_size
        ratio = measure(store, given.documents)
        print(f"{given.documents} documents, {size / 1e6:.0f} MB of store")
    return int(given.most is not None and ratio > given.most)


def fill(store: Store, count: int) -> None:
    prose, pick = Prose(1), random.Random(1)
    now = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    for number in range(count):
        key = f"bench.example/{number}"
        title = prose.text(pick).partition(".")[0][:120]
        store.documents.save(
            Document(identity(key), key, f"https://{key}", "bench", title, prose.text(pick), now)
        )


def measure(store: Store, count: int) -> float:
    """Prints what each part costs; how many times the reading of whole documents a recode of all takes."""
    source = codebook.BUILTIN.read_text(encoding="utf-8")
    whole, _ = timed(lambda: sum(1 for _ in store.documents.find()))
    print(f"{'reading whole documents':34} {whole / count * 1e3:7.3f} ms a document")
    recode = recoded(store, "bench", source, count)
    recoded(store, "bench-2", edited(source), count)
    switching, _ = timed(lambda: store.codings.use("bench"))
    print(f"{'switching':34} {switching / count * 1e3:7.3f} ms a document")
    print(f"a recode of all is {recode / whole:.1f} times the reading of whole documents")
    return recode / whole


def edited(source: str) -> str:
    """The codebook without a phrase of three sub-themes, and with another one each."""
    raw = yaml.safe_load(source)
    for place, theme in enumerate(raw["themes"][:3]):
        theme["sub"][0]["phrases"][-1] = f"sổ theo dõi mới {place}"
    return yaml.safe_dump(raw, allow_unicode=True)


def recoded(store: Store, version: str, source: str, count: int) -> float:
    """Prints what each part of a recode costs, and how many codings it takes over; the CPU seconds."""
    book = store.codings.keep_codebook(version, source, dt.datetime.now(dt.UTC))
    bases = bases_of(book, store.codings.codebooks())
    work = functools.partial(code_all, book.source, version, {base.version: base.source for base in bases})
    work((("warm", "up", None),))
    texts, batches = timed(lambda: list(store.codings.uncoded(version, CODER)))
    looking, at_hand = timed(lambda: [store.codings.at_hand(batch, CODER, bases) for batch in batches])
    jobs = [
        tuple((one.title, one.text, found[one.id].version if one.id in found else None) for one in batch)
        for batch, found in zip(batches, at_hand, strict=True)
    ]
    coding, codings = timed(lambda: [work(job) for job in jobs])
    done = [
        [(one, new or found[one.id].coding) for one, new in zip(batch, coded, strict=True)]
        for batch, coded, found in zip(batches, codings, at_hand, strict=True)
    ]
    keeping, _ = timed(lambda: [store.codings.keep(version, CODER, batch, book.digest) for batch in done])
    taken = sum(new is None for coded in codings for new in coded)
    parts = {"reading texts": texts, "codings at hand": looking, "coding": coding, "keeping": keeping}
    for name, seconds in parts.items():
        print(f"{version + ': ' + name:34} {seconds / count * 1e3:7.3f} ms a document")
    whole = sum(parts.values())
    print(f"{version}: {count / whole:.0f} documents a second and core, {taken} of {count} taken over")
    return whole


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds, and what came of it."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


if __name__ == "__main__":
    raise SystemExit(main())
