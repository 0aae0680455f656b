"""Documents as they are named in a digest, and why each of them is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crawler import gazetteer
from search.digest.material import Material
from search.digest.records import Place, Reason, Source
from search.watches import Watch
from store.records import Document

_LONG = 1000  # characters of a title; a mail shows fewer
_MOST_WORDS = 5


def source_of(document: Document, *, act_of: Document | None = None) -> Source:
    """`act_of` is the file that a page announces, whose kind and number are the page's where it has none."""
    told = document if document.act or act_of is None else act_of
    act, published = told.act, document.published
    return Source(
        id=document.id,
        title=document.title[:_LONG],
        url=document.url,
        portal=document.portal,
        kind=told.kind,
        number=act.number if act else None,
        place=place_of(document),
        published=published.date if published else None,
        precision=published.precision if published else None,
        issued=act.issued.date if act and act.issued and act.issued.precision == "day" else None,
    )


def place_of(document: Document) -> Place | None:
    """The locality of its time, with the province that it is part of today."""
    place = document.locality
    return Place(place.code, place.name, place.today.code, place.today.name) if place else None


def place(code: str) -> Place:
    """The same of a code. KeyError: unknown code."""
    known = gazetteer.load()
    unit = known[code]
    return Place(code, unit.name, unit.today, known[unit.today].name)


def reasons(
    material: Material,
    documents: Sequence[Document],
    watches: Sequence[Watch],
    matched: Mapping[str, frozenset[str]],
) -> tuple[Reason, ...]:
    """Why a page with its files is here; the page comes first in `documents`."""
    told = []
    for watch in watches:
        found = [one for one in documents if one.id in matched[watch.name]]
        if found:
            told.append(_reason(material, watch, found, documents[0]))
    return tuple(told)


def _reason(material: Material, watch: Watch, found: Sequence[Document], page: Document) -> Reason:
    themes = {code.theme for one in found for code in one.codes}
    themes |= {f"{code.theme}/{code.subtheme}" for one in found for code in one.codes if code.subtheme}
    filters = watch.filters
    return Reason(
        watch=watch.name or None,
        words=tuple(_words(material, found, watch.query)),
        themes=tuple(theme for theme in filters.theme if theme in themes),
        places=tuple(dict.fromkeys(_places(found, (*filters.province, *filters.locality)))),
        file=None if found[0] is page else (found[0].title or found[0].url or found[0].id)[:_LONG],
    )


def _words(material: Material, found: Iterable[Document], query: str) -> list[str]:
    """What the query found, as it is written there, each in one case once."""
    known: dict[str, str] = {}
    for document in found if query else ():
        for text, spans in (
            (document.title, material.found(document, query, "title")),
            (document.text, material.found(document, query, "text")),
        ):
            for span in spans:
                words = " ".join(text[span.start : span.end].split())
                known.setdefault(words.lower(), words)
                if len(known) == _MOST_WORDS:
                    return list(known.values())
    return list(known.values())


def _places(found: Iterable[Document], asked: Sequence[str]) -> Iterable[str]:
    for document in found:
        locality = document.locality
        holding = (locality.code, locality.province.code, locality.today.code) if locality else ()
        yield from (code for code in asked if code in holding)
