"""What a recode costs: documents a second of one process, and as a ratio to reading them from the store.

    python -m bench.recode [--documents 2000] [--most RATIO]

Documents are made prose (`prose.py`) of about 600 words. Reading, coding and keeping are counted in CPU
seconds, apart, so that other programs on the machine say little. With `--most` the run ends with exit code 1
where they cost more than so many times the reading of whole documents.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from bench.prose import Prose
from pipelines import codebook
from pipelines.coding import CODER
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
    """Prints what each part costs; how many times the reading of whole documents the recode takes."""
    source = codebook.BUILTIN.read_text(encoding="utf-8")
    book = store.codings.keep_codebook("bench", source, dt.datetime.now(dt.UTC))
    code_all(book.source, book.version, {}, (("warm", "up", None),))
    whole, _ = timed(lambda: sum(1 for _ in store.documents.find()))
    texts, batches = timed(lambda: list(store.codings.uncoded(book.version)))
    coding, found = timed(
        lambda: [
            code_all(book.source, book.version, {}, tuple((one.title, one.text, None) for one in batch))
            for batch in batches
        ]
    )
    keeping, _ = timed(
        lambda: [
            store.codings.keep(book.version, CODER, list(zip(batch, coded, strict=True)))
            for batch, coded in zip(batches, found, strict=True)
        ]
    )
    switching, _ = timed(lambda: store.codings.use(book.version))
    parts = {"reading texts": texts, "coding": coding, "keeping": keeping, "switching": switching}
    for name, seconds in {"reading whole documents": whole, **parts}.items():
        print(f"{name:24} {seconds / count * 1e3:7.3f} ms a document")
    recode = texts + coding + keeping
    print(
        f"recode: {count / recode:.0f} documents a second and core, {recode / whole:.1f} times their reading"
    )
    return recode / whole


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds, and what came of it."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


if __name__ == "__main__":
    raise SystemExit(main())
