"""A country's store for the benchmark of measures: portals of 700 localities over five years, from one seed.

Acts pass from the nation to provinces and districts, cited by those below; plans have tasks, and hand on the
words of the plan above; texts are taken over by other portals, some of them word for word. What a portal's
lists name, its runs and the facts that they saw are there too.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, insert

from bench.prose import Prose
from crawler import gazetteer
from pipelines import codebook
from pipelines.copies import follow
from store import saving
from store.coverage import observe
from store.database import open_store
from store.engine import Database
from store.records import (
    Act,
    Citation,
    Code,
    Deadline,
    Document,
    Due,
    Evidence,
    ListSource,
    PageKind,
    PartialDate,
    Plan,
    Published,
    Reform,
    Tag,
    Task,
    identity,
)
from store.tables import discoveries, pages, run_facts, runs

PORTALS, FIRST, DAYS = 700, dt.date(2021, 1, 4), 1820
NOW = dt.datetime(2025, 12, 31, 9, tzinfo=dt.timezone(dt.timedelta(hours=7)))
_BATCH = 500
_NATIONAL = 40  # acts of the nation that everybody cites
_RECENT = 400  # texts that others may take over
_OTHER_ACTS = {"quyet_dinh": "QĐ", "cong_van": "CV", "bao_cao": "BC"}
_RELATIONS: tuple[Literal["legal_basis", "implements", "refers"], ...] = (
    "legal_basis",
    "implements",
    "refers",
)
_ACT, _PLAN, _TAKEN, _EXACT, _HANDED = 0.35, 0.12, 0.12, 0.4, 0.5


class Country:
    """`documents` come in the order of their numbers, which is that of their days."""

    def __init__(self, count: int, seed: int = 0) -> None:
        self._count = count
        self._pick = random.Random(f"country/{seed}")
        self._prose = Prose(seed)
        self._known, self._rules = gazetteer.load(), codebook.load()
        self._plans: dict[str, list[tuple[str, dt.date, str]]] = defaultdict(list)  # by province
        self._recent: list[tuple[str, str]] = []

    def documents(self) -> Iterator[Document]:
        return map(self._document, range(self._count))

    @cached_property
    def places(self) -> list[str]:
        """Of each portal its locality until June 2025."""
        units = [*self._known.provinces("P63"), *self._known.districts()]
        return [unit.code for unit in units if unit.until == gazetteer.LAST_DAY_OF_63][:PORTALS]

    def declaration(self, number: int) -> dict[str, object]:
        unit = self._known[self.places[number]]
        return {
            "id": f"mau_{number}", "name": unit.name, "url": f"https://mau-{number}.example/",
            "platform": "generic",
            "locality": [{"code": unit.code, "until": dt.date(2025, 6, 30)},
                         {"code": unit.today, "since": dt.date(2025, 7, 1)}],
        }  # fmt: skip

    def _document(self, number: int) -> Document:
        pick = self._pick
        day = FIRST + dt.timedelta(days=number * DAYS // self._count)
        place = int(len(self.places) * pick.random() ** 1.5)
        unit = self._known[self.places[place]]
        title, text = self._words(number, unit.name)
        act = self._act(number, day, unit) if pick.random() < _ACT else None
        if act and act.kind == "ke_hoach":
            text = self._handed_on(unit.province, text)
        themes = pick.sample(self._rules.themes, pick.choices((0, 1, 2, 3), (55, 25, 13, 7))[0])
        key = f"mau-{place}.example/bai-{number}"
        return Document(
            identity(key), key, f"https://{key}", f"mau_{place}", title, text,
            dt.datetime.combine(day, dt.time(9), NOW.tzinfo),
            published=self._published(day) if pick.random() < 0.96 else None,
            locality=self._known.locality(unit.today if day >= gazetteer.FIRST_DAY_OF_34 else unit.code,
                                          "portal", day),
            kind=act.kind if act else "tin_bai", act=act,
            citations=tuple(self._citations(day, unit.province, text)) if act else (),
            is_reform=bool(themes), reform=Reform(0.8 if themes else 0.1, (), review=False),
            codebook=self._rules.version, extractor="bench/1",
            codes=tuple(self._code(theme.id, 1 / len(themes), text) for theme in themes),
            channels=self._tags([one.id for one in self._rules.channels], text) if themes else (),
            audiences=self._tags([one.id for one in self._rules.audiences], text) if themes else (),
            plan=self._plan(day, text) if act and act.kind == "ke_hoach" else None,
        )  # fmt: skip

    def _words(self, number: int, name: str) -> tuple[str, str]:
        """New ones, or those of a page of another portal, some with a word here and there changed."""
        pick = self._pick
        if self._recent and pick.random() < _TAKEN:
            title, text = pick.choice(self._recent)
            if pick.random() < _EXACT:
                return title, text
            words = text.split(" ")
            for place in pick.sample(range(len(words)), len(words) // 60):
                words[place] = name
            return f"{title} ({name})", " ".join(words)
        made = self._prose.title(pick, name, number), self._prose.text(pick)
        self._recent.append(made)
        del self._recent[:-_RECENT]
        return made

    def _act(self, number: int, day: dt.date, unit: gazetteer.Unit) -> Act:
        pick = self._pick
        kind = "ke_hoach" if pick.random() < _PLAN / _ACT else pick.choice(tuple(_OTHER_ACTS))
        symbol = f"{number % 400 + 1}/{_OTHER_ACTS.get(kind, 'KH')}-UBND"
        issued = day - dt.timedelta(days=pick.randrange(15))
        if kind == "ke_hoach" and unit.level == "province":
            self._plans[unit.code].append((symbol, issued, ""))
        return Act(
            symbol, symbol, kind, f"UBND {unit.name}", PartialDate(issued), None, "self", locality=unit.code
        )

    def _handed_on(self, province: str, text: str) -> str:
        """Half of the plan above stands in the one below."""
        plans = self._plans[province]
        if plans and not plans[-1][2]:
            plans[-1] = (*plans[-1][:2], text)
        if not plans or self._pick.random() > _HANDED:
            return text
        above = self._pick.choice(plans[-4:])[2]
        return f"{above[: len(above) // 2]}\n{text}"

    def _citations(self, day: dt.date, province: str, text: str) -> Iterator[Citation]:
        pick = self._pick
        above = [plan for plan in self._plans[province] if plan[1] < day]
        if above:
            symbol, issued, _ = pick.choice(above[-6:])
            yield Citation(symbol, symbol, "ke_hoach", "UBND tỉnh", PartialDate(issued), "implements", None,
                           0, len(symbol), locality=province)  # fmt: skip
        for _ in range(pick.randrange(4)):
            number = int(_NATIONAL * pick.random() ** 2)
            issued = dt.date(2016 + number % 5, 1 + number % 12, 1 + number % 28)
            symbol = f"{number + 1}/NQ-CP"
            relation = pick.choice(_RELATIONS)
            yield Citation(symbol, symbol, "nghi_quyet", "Chính phủ", PartialDate(issued), relation, None,
                           0, len(symbol), locality="VN")  # fmt: skip

    def _plan(self, day: dt.date, text: str) -> Plan:
        lines = text.splitlines()[:12]
        last = dt.date(day.year, self._pick.randint(1, 12), 15)
        due = Due(last, "day", f"{last:%d/%m/%Y}", recurring=False)
        tasks = tuple(
            Task(order, line[:160], ("Văn phòng UBND",), ("Phòng Nội vụ",), due)
            for order, line in enumerate(lines, 1)
        )
        return Plan(day.year, tasks, (Deadline(last, "day", due.raw, 0, 10),))

    def _published(self, day: dt.date) -> Published:
        time = f"{self._pick.randint(7, 17):02}:{self._pick.randint(0, 59):02}"
        return Published(day, time, "day", "selector", f"{day:%d/%m/%Y} {time}")

    def _code(self, theme: str, weight: float, text: str) -> Code:
        return Code(theme, None, weight, _evidence(text))

    def _tags(self, known: list[str], text: str) -> tuple[Tag, ...]:
        return tuple(
            Tag(name, _evidence(text)) for name in self._pick.sample(known, self._pick.choice((0, 1, 3)))
        )


def _evidence(text: str) -> tuple[Evidence, ...]:
    return tuple(Evidence("text", start, start + 30, text[start : start + 30], "bench") for start in (0, 60))


def fill(database: Database, country: Country) -> None:
    """Many documents a transaction, which a crawl must not do: nothing is lost here that matters."""
    made = country.documents()
    while part := list(islice(made, _BATCH)):
        with database.write() as connection:
            for one in part:
                saving.save(connection, saving.prepare(one))
            connection.execute(insert(pages), [_page(one) for one in part])
            connection.execute(insert(discoveries), [row for one in part for row in _named(one)])
    with database.write() as connection:
        for number in range(PORTALS):
            _run(connection, f"mau_{number}", number)


def _page(one: Document) -> dict[str, object]:
    return {
        "portal": one.portal, "id": one.id, "key": one.key, "url": one.url, "kind": PageKind.ARTICLE.value,
        "status": 200, "first_seen": one.fetched_at, "last_fetched": one.fetched_at, "document_id": one.id,
        "run_id": f"{one.portal}-1",
    }  # fmt: skip


def _named(one: Document) -> Iterable[dict[str, object]]:
    number = int(one.id[:4], 16)
    for source, chance in ((ListSource.SITEMAP, 3), (ListSource.LISTING, 5)):
        if number % chance:
            yield {"run_id": f"{one.portal}-1", "page_id": one.id, "source": source.value, "url": one.url}


def _run(connection: Connection, portal: str, number: int) -> None:
    """One that read all of the portal in the last week; of every tenth it did so a year before."""
    at = NOW - dt.timedelta(days=370 if number % 10 == 0 else 2)
    row = {
        "id": f"{portal}-1", "portal": portal, "owner": "bench", "started_at": at, "finished_at": at,
        "verdict": "ok", "complete_lists": True, "pages": 150, "seen": 150, "new": 150, "fields": {},
        "rules": {}, "assertions": [], "updated": 0, "unchanged": 0, "removed": 0, "held": 0,
        "attachments": 0,
    }  # fmt: skip
    connection.execute(insert(runs), row)
    facts = {"home": {"search_form": number % 2 == 0}, "sitemap": number % 3 == 0, "feed": number % 5 == 0}
    connection.execute(insert(run_facts), {"run_id": f"{portal}-1", "portal": portal, "facts": facts})
    observe(connection, portal)


def store_of(count: int, url: str) -> None:
    """Fills an empty store, and finds its copies."""
    open_store(url).close()
    database = Database(url)
    fill(database, Country(count))
    database.close()
    with open_store(url) as store:
        follow(store)


def stored(count: int, folder: Path) -> Path:
    """The SQLite file of a country below `folder`, made once."""
    file = folder / f"country-{count}.sqlite"
    if not file.exists():
        part = folder / f"{file.name}.part"
        for old in folder.glob(f"{part.name}*"):
            old.unlink()
        store_of(count, f"sqlite:///{part}")
        database = Database(f"sqlite:///{part}")
        database.checkpoint()
        database.close()
        part.rename(file)
    return file
