"""Two lines of a text around what was looked for: words of a query, else those that earned a theme."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.digest.records import Piece
from search.highlight import marks
from search.query import parse
from search.tree import DEFAULT_FIELDS, Words, leaves
from store.records import Document

LONG = 180  # characters: two lines of a mail
_BEFORE = 60


class Span(NamedTuple):
    """`text[start:end]`; `what` tells apart what was looked for."""

    start: int
    end: int
    what: int


@lru_cache(maxsize=1024)
def wanted(query: str, field: str) -> tuple[Words, ...]:
    """The words of a query that may stand in a field."""
    found = [leaf for leaf in leaves(parse(query)) if isinstance(leaf, Words)]
    return tuple(leaf for leaf in found if field in ((leaf.field,) if leaf.field else DEFAULT_FIELDS))


def found_words(text: str, query: str, field: str = "text") -> list[Span]:
    return [Span(*mark) for mark in marks(text, wanted(query, field))]


def earned(document: Document, themes: Collection[str]) -> list[Span]:
    """The words of a text that earned themes (`tthc`, `tthc/mot_cua`), any of its themes for none."""
    spans = sorted(
        Span(found.start, found.end, number)
        for number, code in enumerate(document.codes)
        if not themes or code.theme in themes or f"{code.theme}/{code.subtheme}" in themes
        for found in code.evidence
        if found.field == "text"
    )
    return list(_apart(spans))


def cut(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The part of a text with the most of what was looked for; its beginning where there is none."""
    start = _start(text, _best(spans)) if spans else 0
    end = _end(text, start)
    inside = [span for span in spans if start <= span.start and span.end <= end]
    pieces, at = [Piece("… ")] if start else [], start
    for span in inside:
        pieces += [Piece(text[at : span.start]), Piece(text[span.start : span.end], marked=True)]
        at = span.end
    pieces += [Piece(text[at:end]), Piece(" …" if end < len(text) else "")]
    return tuple(piece for piece in pieces if piece.text)


def _best(spans: Sequence[Span]) -> Span:
    """The span from which on a piece of the length shows the most different things; of equals the first."""

    def shown(first: Span) -> int:
        reach = first.start - _BEFORE + LONG
        return len({span.what for span in spans if first.start <= span.start and span.end <= reach})

    return max(spans[:200], key=lambda span: (shown(span), -span.start))


def _start(text: str, span: Span) -> int:
    start = max(0, span.start - _BEFORE)
    if start == 0:
        return 0
    blank = next((at for at in range(start, span.start) if text[at].isspace()), start - 1)
    return blank + 1


def _end(text: str, start: int) -> int:
    end = min(len(text), start + LONG)
    if end == len(text):
        return end
    return next((at for at in range(end, start + LONG // 2, -1) if text[at].isspace()), end)


def _apart(spans: Sequence[Span]) -> Iterator[Span]:
    last = -1
    for span in spans:
        if span.start >= last:
            yield span
            last = span.end
