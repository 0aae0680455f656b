"""Each error with the sentence that it is about, the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.evaluation.records import Item, Judgement, Kind, ReadingError, Sentence, Span
from pipelines.words import Token, tokens
from store.records import Document, Field

_END = re.compile(r"[\n\t]|[.!?…;](?=\s)")
_LONGEST = 320  # characters of a sentence that is shown; more is cut on both sides


@dataclass(frozen=True, slots=True)
class Place:
    """Where errors are: a document's source, its title, and its words; `finder` None: it was not read."""

    source: str
    title: str
    finder: Finder | None


def place_of(source: str, document: Document | None) -> Place:
    return Place(source, document.title, Finder(document)) if document else Place(source, "", None)


def errors_of(judgement: Judgement, place: Place) -> Iterator[ReadingError]:
    """One for each value that differs; a wrong single value is one error, not a missed and an extra one."""
    if judgement.single and judgement.missed and judgement.extra:
        yield _error(judgement, place, "wrong", judgement.missed[0], judgement.extra[0])
        return
    yield from (_error(judgement, place, "missed", item, None) for item in judgement.missed)
    yield from (_error(judgement, place, "extra", None, item) for item in judgement.extra)


def _error(
    judgement: Judgement, place: Place, kind: Kind, missed: Item | None, extra: Item | None
) -> ReadingError:
    return ReadingError(
        document=judgement.document,
        source=place.source,
        title=place.title,
        field=judgement.field,
        kind=kind,
        expected=missed.shown if missed else None,
        read=extra.shown if extra else None,
        sentence=place.finder.sentence(missed, extra) if place.finder else Sentence("title", ""),
    )


class Finder:
    """Looks words up in one document; its tokens are read once."""

    def __init__(self, document: Document) -> None:
        self._fields: dict[Field, str] = {"title": document.title, "text": document.text}
        self._tokens: dict[Field, tuple[list[Token], dict[str, list[int]]]] = {}

    def sentence(self, missed: Item | None, extra: Item | None) -> Sentence:
        spans = [span for item in (missed, extra) if item for span in item.spans or self._written(item)]
        if not spans:
            return self._title()
        field, text = spans[0].field, self._fields[spans[0].field]
        start, end = _bounds(text, spans[0])
        inside = sorted(
            {(one.start, one.end) for one in spans if one.field == field and start <= one.start < end}
        )
        marks = tuple(_apart((a - start, min(b, end) - start) for a, b in inside))
        return Sentence(field, text[start:end], marks)

    def _title(self) -> Sentence:
        return Sentence("title", self._fields["title"])

    def _written(self, item: Item) -> tuple[Span, ...]:
        """Where the document writes it in one of the item's wordings: the first that is there."""
        for words in item.wordings:
            for field in self._fields:
                found = self._place(field, [token.exact for token in tokens(words)])
                if found:
                    return (found,)
        return ()

    def _place(self, field: Field, wanted: list[str]) -> Span | None:
        found, places = self._words(field)
        for place in places.get(wanted[0], ()) if wanted else ():
            last = place + len(wanted) - 1
            if [token.exact for token in found[place : last + 1]] == wanted:
                return Span(field, found[place].start, found[last].end)
        return None

    def _words(self, field: Field) -> tuple[list[Token], dict[str, list[int]]]:
        """The tokens of a field, and the places of each."""
        if field not in self._tokens:
            found, places = tokens(self._fields[field]), dict[str, list[int]]()
            for place, token in enumerate(found):
                places.setdefault(token.exact, []).append(place)
            self._tokens[field] = found, places
        return self._tokens[field]


def _bounds(text: str, span: Span) -> tuple[int, int]:
    """The sentence around a span, cut where it is long; without the white space at its ends."""
    before = [found.end() for found in _END.finditer(text, max(0, span.start - _LONGEST), span.start)]
    after = _END.search(text, span.end, span.end + _LONGEST)
    start = before[-1] if before else max(0, span.start - _LONGEST // 2)
    end = after.end() if after else min(len(text), span.end + _LONGEST // 2)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(text[start:end].rstrip())


def _apart(marks: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    reached = 0
    for start, end in marks:
        if start >= reached:
            yield start, end
            reached = end
