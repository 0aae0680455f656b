"""What is said of citations that both label and program found: relation and date.

A citation that was missed or made up is an error of the field `citations` already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.evaluation.labels import CitationLabel, Label
from pipelines.evaluation.records import Item, Judgement, Span
from pipelines.evaluation.wordings import date_shown, number_key
from store.records import Citation, Document


def citation_facts(case: str, labels: Sequence[Label], document: Document) -> Iterator[Judgement]:
    """The fields `relations` and `citation_dates`, where a label gives any."""
    label = next((one for one in labels if one.says("citations") or one.says("cited_docs_with_dates")), None)
    if label is None:
        return
    given = label.citations if label.says("citations") else label.cited_docs_with_dates
    read = {number_key(citation.number): citation for citation in document.citations}
    both = [(one, read[key]) for one in given if (key := number_key(one.number)) in read]
    for one, citation in both:
        if one.relation not in {None, "announces"}:
            yield _judgement(case, "relations", *_relation(one, citation))
        if one.date is not None:
            yield _judgement(case, "citation_dates", *_date(one, citation))


def _judgement(case: str, field: str, wanted: Item, read: Item | None) -> Judgement:
    """Each citation is a value of its own."""
    if read is not None and read.key == wanted.key:
        return Judgement(case, field, (read,), (), (), single=True)
    return Judgement(case, field, (), (wanted,), (read,) if read else (), single=True)


def _relation(given: CitationLabel, read: Citation) -> tuple[Item, Item]:
    place = (Span("text", read.start, read.end),)
    return _about(given, str(given.relation), place), _about(given, read.relation, place)


def _date(given: CitationLabel, read: Citation) -> tuple[Item, Item | None]:
    place = (Span("text", read.start, read.end),)
    wanted = given.date.date if given.date else None
    assert given.date is not None
    assert wanted is not None
    expected = _about(given, date_shown(wanted, given.date.precision or "day"), place)
    if read.issued is None:
        return expected, None
    return expected, _about(given, date_shown(read.issued.date, read.issued.precision), place)


def _about(given: CitationLabel, value: str, place: tuple[Span, ...]) -> Item:
    return Item(f"{number_key(given.number)} {value}", f"{given.number}: {value}", place)
