"""Each error with the sentence that it is about, the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.evaluation.records import Item, Judgement, Kind, ReadingError, Sentence, Span
from pipelines.words import Token, tokens
from store.records import Document, Field

_END = re.compile(r"[\n\t]|[.!?…;](?=\s)")
_LONGEST = 320  # characters of a sentence that is shown; more is cut on both sides


def errors_of(judgement: Judgement, source: str, document: Document | None) -> Iterator[ReadingError]:
    """One for each value that differs; a wrong single value is one error, not a missed and an extra one."""
    finder = _Finder(document) if document else None

    def error(missed: Item | None, extra: Item | None) -> ReadingError:
        kind: Kind = "wrong" if missed and extra else "missed" if missed else "extra"
        shown = [item.shown if item else None for item in (missed, extra)]
        sentence = finder.sentence(missed, extra) if finder else Sentence("title", "")
        title = document.title if document else ""
        return ReadingError(
            judgement.document, source, title, judgement.field, kind, shown[0], shown[1], sentence
        )

    if judgement.single and judgement.missed and judgement.extra:
        yield error(judgement.missed[0], judgement.extra[0])
        return
    yield from (error(item, None) for item in judgement.missed)
    yield from (error(None, item) for item in judgement.extra)


class _Finder:
    """Looks words up in one document; its tokens are read once."""

    def __init__(self, document: Document) -> None:
        self._fields: dict[Field, str] = {"title": document.title, "text": document.text}
        self._tokens: dict[Field, list[Token]] = {}

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

    def _place(self, field: Field, wanted: Sequence[str]) -> Span | None:
        if field not in self._tokens:
            self._tokens[field] = tokens(self._fields[field])
        found = self._tokens[field]
        for place in range(len(found) - len(wanted) + 1) if wanted else ():
            if all(found[place + step].exact == word for step, word in enumerate(wanted)):
                return Span(field, found[place].start, found[place + len(wanted) - 1].end)
        return None


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
