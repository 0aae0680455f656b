"""What an index holds of a document: one engine-neutral entry, the same for every engine.

Texts are the joined tokens of `pipelines.words` in both forms, to be split at white space and nowhere else;
keywords are compared as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from pipelines.words import TOKEN, tokens
from search.errors import IndexProblem
from search.tree import TextField, ValueField, Word
from search.values import name_key
from store.records import Document, Published

# A run of letters this long is no word; Lucene's white-space tokenizer would split it at 255 units of UTF-16,
# of which a letter takes one or two.
LONGEST_WORD = 127

_ID = re.compile("[0-9a-f]{16}")
_TIME = re.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MINUTES_OF_A_DAY = 24 * 60
_MOST_FORMS = 32768  # more than a language has syllables
_ID_BITS = 31  # minutes up to year 9999 need the other 33 of 64


class EntryError(IndexProblem):
    """A document that no index can hold: its id or its published time is not what records say it is."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text field: its tokens in reading order, joined by single spaces."""

    exact: str
    folded: str


@dataclass(frozen=True, slots=True)
class Entry:
    """`number` is the document's id as an integer; `order` sorts by published time, then id, downwards."""

    id: str
    number: int
    texts: Mapping[TextField, Text]
    keywords: Mapping[ValueField, tuple[str, ...]]
    day: int | None
    order: int


def entry(document: Document) -> Entry:
    """The entry of a document. Raises EntryError."""
    act = document.act
    return Entry(
        id=document.id,
        number=id_number(document.id),
        texts={
            "title": _text(document.title),
            "text": _text(document.text),
            "number": _text((act.number if act else None) or ""),
            "issuer": _text((act.issuer if act else None) or ""),
        },
        keywords=_keywords(document),
        day=document.published.date.toordinal() if document.published else None,
        order=order_key(document.published, document.id),
    )


def words(text: str) -> tuple[Word, ...]:
    """The words of a text or of a query as they are indexed."""
    return tuple(map(word, TOKEN.findall(text)))


@lru_cache(maxsize=_MOST_FORMS)
def word(written: str) -> Word:
    """One word as it is indexed; `written` is one match of `pipelines.words.TOKEN`."""
    (token,) = tokens(written)
    return Word(token.exact[:LONGEST_WORD], token.folded[:LONGEST_WORD])


def id_number(document_id: str) -> int:
    """The 16 hex digits of `store.records.identity` as a number. Raises EntryError."""
    if not _ID.fullmatch(document_id):
        raise EntryError(f"The id {document_id!r} is not 16 hex digits.")
    return int(document_id, 16)


def id_text(number: int) -> str:
    return f"{number:016x}"


def order_key(published: Published | None, document_id: str) -> int:
    """64 bits: minutes since year 1 of the published time (0: undated), then the id's inverse.

    Sorting downwards gives the newest first, the undated last, and equal times by id. Only the first
    digits of the id fit, so whoever sorts by it compares the whole id where keys are equal.
    """
    minutes = 0
    if published is not None:
        minutes = published.date.toordinal() * _MINUTES_OF_A_DAY + _minute(published.time or "00:00")
    return minutes << _ID_BITS | ((1 << _ID_BITS) - 1 - (id_number(document_id) >> 64 - _ID_BITS))


def _minute(time: str) -> int:
    found = _TIME.match(time)
    if found is None:
        raise EntryError(f"The published time {time!r} is not HH:MM.")
    return int(found[1]) * 60 + int(found[2])


def _text(text: str) -> Text:
    found = TOKEN.findall(text)
    return Text(" ".join(map(_EXACT.__getitem__, found)), " ".join(map(_FOLDED.__getitem__, found)))


class _Forms(dict[str, str]):
    """One form of each word met lately, for rebuilds: quicker to ask than `word`."""

    def __init__(self, form: Callable[[Word], str]) -> None:
        self._form = form

    def __missing__(self, written: str) -> str:
        if len(self) >= _MOST_FORMS:
            self.clear()
        found = self[written] = self._form(word(written))
        return found


_EXACT, _FOLDED = _Forms(attrgetter("exact")), _Forms(attrgetter("folded"))


def _keywords(document: Document) -> dict[ValueField, tuple[str, ...]]:
    locality, published = document.locality, document.published
    themes = dict.fromkeys(code.theme for code in document.codes)
    subthemes = dict.fromkeys(f"{code.theme}/{code.subtheme}" for code in document.codes if code.subtheme)
    found: dict[ValueField, tuple[str | None, ...]] = {
        "portal": (document.portal,),
        "kind": (document.kind,),
        "year": (str(published.date.year) if published else None,),
        "reform": ("true" if document.is_reform else "false",),
        "theme": tuple(themes),
        "subtheme": tuple(subthemes),
        "channel": tuple(dict.fromkeys(tag.id for tag in document.channels)),
        "audience": tuple(dict.fromkeys(tag.id for tag in document.audiences)),
        "index": document.indices,
        "flag": document.flags,
        "parent": (document.parent,),
    }
    if locality is not None:
        names = (locality.name, locality.province.name, locality.today.name)
        found |= {
            "within": tuple(dict.fromkeys((locality.code, locality.province.code, locality.today.code))),
            "province": (locality.province.code,),
            "today": (locality.today.code,),
            "level": (locality.level,),
            "place": tuple(dict.fromkeys(map(name_key, names))),
            "region": tuple(dict.fromkeys(map(name_key, names[1:]))),
        }
    return {field: tuple(filter(None, values)) for field, values in found.items()}
