"""A document as a page shows it: its facts in words, its text in pieces, those marked that earned a theme."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

from search.digest.clean import masked
from search.labels import label
from search.measures.periods import VIETNAM
from search.validated import NOT_VALIDATED
from store.records import Document, Evidence

# Nothing that hides or turns text around: control characters but line ends and tabs, and marks of direction.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DATES = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `themes` are the labels that it earned, none for most pieces."""

    text: str
    themes: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of facts: the label in both languages, and the value."""

    vi: str
    en: str
    value: str


def pieces(text: str, field: str, document: Document) -> list[Piece]:
    """`text` cut where evidence of that field begins or ends. Offsets past its end are left out."""
    spans = [
        (evidence, label("theme", code.theme))
        for code in document.codes
        for evidence in code.evidence
        if evidence.field == field and 0 <= evidence.start < evidence.end <= len(text)
    ]
    edges = sorted({0, len(text), *_edges(evidence for evidence, _ in spans)})
    starts: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for evidence, name in spans:
        starts.setdefault(evidence.start, []).append(name)
        ends.setdefault(evidence.end, []).append(name)
    found, now = list[Piece](), list[str]()
    for start, end in pairwise(edges):
        for name in ends.get(start, ()):
            now.remove(name)
        now += starts.get(start, ())
        # A page for everybody: the numbers of persons are masked as in a digest.
        found.append(Piece(masked(visible(text[start:end])), "; ".join(dict.fromkeys(now))))
    return found


def visible(text: str) -> str:
    """A scraped text without characters that hide something or turn it around."""
    return _HIDDEN.sub("", text)


def safe_link(url: str | None) -> str | None:
    """An address that may be a link: http and https only."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def local_day(moment: dt.datetime) -> str:
    """The day of an instant in Vietnam, wherever the server stands."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"


def facts(document: Document, rates: Mapping[str, str] = MappingProxyType({})) -> list[Fact]:
    """What is known of a document, in the order of interest; `rates` of its themes: `search.validated`."""
    act, place, shown = document.act, document.locality, document.published
    found = [
        Fact("Nơi ban hành", "Locality", _place(document) if place else ""),
        Fact("Loại", "Kind", label("kind", document.kind)),
        Fact("Số", "Number", act.number or "" if act else ""),
        Fact("Ban hành", "Issued", _day(act.issued.date, act.issued.precision) if act and act.issued else ""),
        Fact("Đăng ngày", "Published", _day(shown.date, shown.precision) if shown else ""),
        Fact("Thấy lần cuối", "Last fetched", local_day(document.fetched_at)),
        Fact("Chủ đề", "Themes", "; ".join(dict.fromkeys(label("theme", c.theme) for c in document.codes))),
        Fact("Quy tắc so với người mã hóa", "Rules against human coders", told(rates)),
    ]
    return [fact for fact in found if fact.value]


def told(rates: Mapping[str, str]) -> str:
    """What is known of the rules of each theme, in one line."""
    return "; ".join(
        f"{label('theme', theme)}: {'chưa kiểm chứng, ' if said == NOT_VALIDATED else ''}{said}"
        for theme, said in rates.items()
    )


def _place(document: Document) -> str:
    place = document.locality
    assert place is not None
    names = dict.fromkeys((place.name, place.province.name))
    now = place.today.name
    return ", ".join(names) + (f" (nay: {now})" if now not in names else "")


def _day(day: object, precision: str) -> str:
    return f"{day:{_DATES.get(precision, '%m/%Y')}}"


def _edges(spans: Iterable[Evidence]) -> Iterable[int]:
    for evidence in spans:
        yield from (evidence.start, evidence.end)
