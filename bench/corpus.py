"""Generated documents for the benchmark of search: the same for the same seed, kept in a SQLite store.

Localities, kinds and themes are real ones, dates, lengths and shares are spread as on portals, and each text
is written anew by `bench.prose`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.prose import Prose
from crawler import gazetteer
from pipelines import codebook
from pipelines.kinds import LABELS
from store import saving
from store.database import Store, open_store
from store.engine import Database
from store.records import Act, Code, Document, Evidence, Locality, PartialDate, Published, Reform, identity
from store.tables import metadata

FIRST, DAYS = dt.date(2015, 1, 1), 3900  # until September 2025: both eras of places
FETCHED = dt.datetime(2025, 11, 1, 8, tzinfo=dt.UTC)
_BATCH = 500


@dataclass(frozen=True)
class Corpus:
    count: int
    seed: int = 0

    def documents(self) -> Iterator[Document]:
        return map(self.document, range(self.count))

    def document(self, number: int) -> Document:
        pick = random.Random(f"{self.seed}/{number}")
        day = FIRST + dt.timedelta(days=round(DAYS * pick.random() ** 0.7))  # more of late than of old
        locality = self._locality(pick, day)
        text = self.prose.text(pick)
        act = _act(pick, day, locality) if pick.random() < 0.3 else None
        themes = pick.choices((0, 1, 2, 3), weights=(60, 25, 10, 5))[0]
        codes = tuple(self._code(pick, text, 1 / themes) for _ in range(themes))
        key = f"mau-{number % 700}.example/bai-viet-{number}"
        return Document(
            id=identity(key),
            key=key,
            url=f"https://{key}",
            portal=f"mau_{number % 700}",
            title=self.prose.title(pick, locality.name, number),
            text=text,
            fetched_at=FETCHED,
            published=_published(pick, day) if pick.random() < 0.97 else None,
            locality=locality if pick.random() < 0.95 else None,
            kind=act.kind if act else "tin_bai",
            act=act,
            is_reform=bool(codes),
            reform=Reform(0.9 if codes else 0.1, (), review=False),
            codes=codes,
            codebook=self.rules.version,
            extractor="bench/1",
        )

    @cached_property
    def prose(self) -> Prose:
        return Prose(self.seed)

    @cached_property
    def rules(self) -> codebook.Codebook:
        return codebook.load()

    def _locality(self, pick: random.Random, day: dt.date) -> Locality:
        """Some places publish much more than others; districts until June 2025, communes since."""
        places = gazetteer.load()
        units = self._since if day >= gazetteer.FIRST_DAY_OF_34 else self._until
        return places.locality(units[int(len(units) * pick.random() ** 2)], "portal", day)

    @cached_property
    def _until(self) -> Sequence[str]:
        places = gazetteer.load()
        return self._shuffled([*places.provinces("P63"), *places.districts()])

    @cached_property
    def _since(self) -> Sequence[str]:
        places = gazetteer.load()
        return self._shuffled([*places.provinces("P34"), *places.communes()])

    def _shuffled(self, units: Sequence[gazetteer.Unit]) -> Sequence[str]:
        codes = [unit.code for unit in units]
        random.Random(f"places/{self.seed}").shuffle(codes)
        return codes

    def _code(self, pick: random.Random, text: str, weight: float) -> Code:
        theme, sub = pick.choice(tuple(self.rules.subthemes))
        end = text.find(" ")
        found = Evidence("text", 0, end, text[:end], "bench")
        return Code(theme.id, sub.id if pick.random() < 0.8 else None, weight, (found,))


def stored(corpus: Corpus, folder: Path) -> Store:
    """The store of a corpus below `folder`, made once."""
    file = folder / f"corpus-{corpus.count}-{corpus.seed}-{_layout()}.sqlite"
    if not file.exists():
        part = file.with_suffix(".part")
        for old in folder.glob(f"{part.name}*"):
            old.unlink()
        open_store(f"sqlite:///{part}").close()
        _fill(Database(f"sqlite:///{part}"), corpus)
        part.rename(file)
    return open_store(f"sqlite:///{file}")


def _layout() -> str:
    """A name for the tables of today's program: a store that another one made is made anew."""
    columns = sorted(f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c)
    return identity("\n".join(columns))


def _fill(database: Database, corpus: Corpus) -> None:
    """Many documents a transaction, which a crawl must not do: nothing is lost here that matters."""
    for start in range(0, corpus.count, _BATCH):
        with database.write() as connection:
            for number in range(start, min(start + _BATCH, corpus.count)):
                saving.save(connection, saving.prepare(corpus.document(number)))
    database.checkpoint()
    database.close()


def _published(pick: random.Random, day: dt.date) -> Published:
    time = f"{pick.randint(7, 17):02}:{pick.randint(0, 59):02}"
    return Published(day, time, "day", "selector", f"{day:%d/%m/%Y} {time}")


def _act(pick: random.Random, day: dt.date, locality: Locality) -> Act:
    kind = pick.choice([kind for kind in LABELS if kind != "tin_bai"])
    number = f"{pick.randint(1, 4999)}/{kind[:2].upper()}-UBND"
    return Act(number, number, kind, f"UBND {locality.name}", PartialDate(day), None, "announced")
