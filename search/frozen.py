"""What a frozen corpus keeps of the program beside the store, and what may be asked of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import crawler.gazetteer
from crawler import gazetteer
from crawler.portal import CrawlRules, Portal
from pipelines import codebook
from store.codec import from_json
from store.corpora import Corpus
from store.database import Store
from store.filters import Filters
from store.records import Document, Json, as_json

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("store", "crawler", "pipelines", "search")
_BATCH = 200
T = TypeVar("T")


class OutsideCorpus(ValueError):  # noqa: N818 what happened is the name
    """Something was asked of a corpus that it was not made of; `str(error)` says what."""


@dataclass(frozen=True, slots=True)
class Build:
    """What computes figures: `code` is of the program's own modules, `gazetteer` of its tables of places."""

    version: str
    code: str
    gazetteer: str


@lru_cache(maxsize=1)
def this_build(version: str) -> Build:
    modules = (file for package in _PACKAGES for file in (_ROOT / package).rglob("*.py"))
    tables = Path(crawler.gazetteer.__file__).parent.glob("*.csv")
    return Build(version, _digest(modules), _digest(tables))


def _digest(files: Iterable[Path]) -> str:
    """Of names and contents, line ends aside."""
    whole = hashlib.sha256()
    for file in sorted(files):
        whole.update(file.relative_to(_ROOT).as_posix().encode() + b"\n")
        whole.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()


def parts_of(portals: Mapping[str, Portal]) -> Json:
    """The declarations as figures need them, and the codebook in force with the text of its file."""
    chosen = codebook.in_force()
    source = chosen[0] if chosen else codebook.BUILTIN.read_text(encoding="utf-8")
    plain = [replace(portal, crawl=CrawlRules(), path=None) for portal in portals.values()]
    return {"portals": as_json(plain), "codebook": {"version": codebook.load().version, "source": source}}


def portals_of(corpus: Corpus) -> dict[str, Portal]:
    return {one["id"]: from_json(Portal, one) for one in corpus.parts["portals"]}


def filters_of(corpus: Corpus) -> Filters:
    return from_json(Filters, corpus.manifest["filters"])


def as_of(corpus: Corpus) -> dt.datetime:
    return dt.datetime.fromisoformat(corpus.manifest["as_of"])


def asked(manifest: Json) -> str:
    """What a corpus was made of, in one line."""
    given = {name: value for name, value in manifest["filters"].items() if value not in (None, [], "then")}
    words = [f"query {manifest['query']}"] if manifest["query"] else []
    shown = (
        f"{name} {_listed(value) if isinstance(value, list) else value}" for name, value in given.items()
    )
    return "; ".join([*words, *shown]) or "all documents"


def both_queries(frozen: str, asked: str) -> str:
    """The words of a corpus' own query with those that are asked of it."""
    return f"({frozen}) {asked}" if frozen and asked else frozen or asked


def documents_of(store: Store, ids: Iterable[str]) -> Iterator[Document]:
    """Documents by id, a few in memory at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _BATCH):
        yield from store.documents.by_ids(ordered[start : start + _BATCH])


def within(frozen: Filters, asked: Filters) -> Filters:
    """Both filters at once. Raises OutsideCorpus where no document of the corpus can hold what is asked."""
    both = replace(
        asked,
        portal=_both("portal", frozen.portal, asked.portal),
        level=_both("level", frozen.level, asked.level),
        kind=_both("kind", frozen.kind, asked.kind),
        year=_both("year", frozen.year, asked.year),
        province=_places(frozen.province, asked.province),
        locality=_places(frozen.locality, asked.locality),
        theme=asked.theme or frozen.theme,  # the documents are those of the frozen ones in any case
        since=max(filter(None, (frozen.since, asked.since)), default=None),
        until=min(filter(None, (frozen.until, asked.until)), default=None),
        reform=_reform(frozen.reform, asked.reform),
    )
    if both.since and both.until and both.since > both.until:
        raise OutsideCorpus("No day that is asked for is one of the corpus.")
    return both


def _both(name: str, frozen: tuple[T, ...], asked: tuple[T, ...]) -> tuple[T, ...]:
    if not frozen or not asked:
        return frozen or asked
    both = tuple(value for value in asked if value in frozen)
    if not both:
        raise OutsideCorpus(
            f"The corpus is of {name} {_listed(frozen)}: nothing in it is of {_listed(asked)}."
        )
    return both


def _places(frozen: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Those asked for that lie in one of the corpus, and those of the corpus that lie in one asked for."""
    if not frozen or not asked:
        return frozen or asked
    inner = [code for code in asked if _holding(code) & set(frozen)]
    inner += [code for code in frozen if _holding(code) & set(asked)]
    if not inner:
        raise OutsideCorpus(f"The corpus is of {_listed(frozen)}: {_listed(asked)} lies outside of it.")
    return tuple(dict.fromkeys(inner))


def _holding(code: str) -> set[str]:
    unit = gazetteer.load().unit(code)
    return {code, unit.province, unit.today} if unit else {code}


def _reform(frozen: bool | None, asked: bool | None) -> bool | None:
    if frozen is not None and asked is not None and frozen != asked:
        kind = "reform documents" if frozen else "documents that are not reform"
        raise OutsideCorpus(f"The corpus is of {kind} only.")
    return frozen if asked is None else asked


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))
