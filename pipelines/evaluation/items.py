"""Values as items: from a label what it expects, from a document what the program read.

Every function gives a list: a field of one value has one item or none.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.codebook import load
from pipelines.evaluation.labels import OTHER_KIND, DateLabel, Label
from pipelines.evaluation.records import Item, Span
from pipelines.evaluation.wordings import (
    agency_key,
    date_key,
    date_shown,
    date_wordings,
    number_key,
    place_key,
    text_key,
)
from pipelines.kinds import LABELS
from pipelines.matching import match
from store.records import Document, PartialDate, Tag

# A kind that the labels name by itself; `khac` is any other.
_NAMED_KINDS = frozenset(
    {"ke_hoach", "quyet_dinh", "chi_thi", "nghi_quyet", "bao_cao", "cong_van", "tin_bai"}
)


# --- Values that are compared as they stand ---------------------------------------------------------------


def kind(value: str | None) -> list[Item]:
    return [Item(value, value, wordings=(LABELS.get(value, value),))] if value else []


def text(value: str | None) -> list[Item]:
    return [Item(text_key(value), value, wordings=(value,))] if value else []


def read_title(document: Document, label: Label) -> list[Item]:
    wanted, read = text_key(label.title or ""), text_key(document.title)
    contains = label.title_note is not None and f" {wanted} " in f" {read} "
    return [Item(wanted if contains else read, document.title)] if document.title else []


def read_act_kind(document: Document, label: Label) -> list[Item]:
    act = document.act
    if act is None or act.status != "announced":
        return []
    is_other = label.announced_doc_type == OTHER_KIND and act.kind not in _NAMED_KINDS
    return [Item(OTHER_KIND, act.kind)] if is_other else kind(act.kind)


def read_kind(document: Document, label: Label) -> list[Item]:
    is_other = label.doc_type == OTHER_KIND and document.kind not in _NAMED_KINDS
    return [Item(OTHER_KIND, document.kind)] if is_other else kind(document.kind)


def label_status(label: Label) -> list[Item]:
    """The status, else what the two kinds say of it."""
    if label.says("status"):
        status = None if label.status == "none" else label.status
    elif label.announced_doc_type:
        status = "announced"
    else:
        status = "self" if label.doc_type not in {None, "tin_bai"} else None
    return plain(status)


def plain(value: str | None) -> list[Item]:
    return [Item(value, value)] if value else []


def act_number(number: str | None, raw: str | None = None) -> list[Item]:
    words = tuple(filter(None, (raw, number)))
    return [Item(number_key(number), number, wordings=words)] if number else []


def issuer(value: str | None, label: Label) -> list[Item]:
    places = [name for name in (label.district, label.province) if name]
    return [Item(agency_key(value, places), value, wordings=(value,))] if value else []


def place(name: str | None) -> list[Item]:
    return [Item(place_key(name), name, wordings=(name,))] if name else []


def read_province(document: Document) -> list[Item]:
    return place(document.locality.province.name if document.locality else None)


def read_district(document: Document) -> list[Item]:
    locality = document.locality
    return place(locality.name if locality and locality.level == "district" else None)


def read_level(document: Document) -> list[Item]:
    return plain(document.locality.level if document.locality else None)


# --- Dates ------------------------------------------------------------------------------------------------


def date(date: PartialDate | DateLabel | None) -> list[Item]:
    if date is None or date.date is None:
        return []
    precision = date.precision or "day"
    words = date_wordings(date.date, precision)
    return [Item(date_key(date.date, precision), date_shown(date.date, precision), wordings=words)]


def read_issued(document: Document, label: Label) -> list[Item]:
    """A bare null in a label says that no day is given: a year or a month read is not against it."""
    issued = document.act.issued if document.act else None
    is_bare = label.issue_date is None and label.labelled is None
    return [] if is_bare and issued and issued.precision != "day" else date(issued)


def read_published(document: Document, label: Label) -> list[Item]:
    date = document.published
    if date is None:
        return []
    with_time = date.time and "T" in (label.published_date or "")
    value = f"{date.date.isoformat()}T{date.time}" if with_time else date.date.isoformat()
    return [Item(value, value, wordings=(date.raw,))]


# --- Sets -------------------------------------------------------------------------------------------------


def label_citations(label: Label) -> list[Item]:
    own = number_key(label.doc_number) if label.doc_number else None
    numbers = (
        [citation.number for citation in label.citations] if label.says("citations") else label.cited_docs
    )
    items = [item for one in numbers for item in act_number(one)]
    return [item for item in items if item.key != own]


def read_citations(document: Document) -> list[Item]:
    return [
        Item(item.key, item.shown, (Span(citation.field, citation.start, citation.end),), item.wordings)
        for citation in document.citations
        for item in act_number(citation.number, citation.raw)
    ]


def agencies(names: Iterable[str], label: Label) -> list[Item]:
    places = [name for name in (label.district, label.province) if name]
    return [Item(agency_key(name, places), name, wordings=(name,)) for name in names]


def leads(document: Document) -> list[str]:
    return [name for task in document.plan.tasks for name in task.lead] if document.plan else []


def coordinators(document: Document) -> list[str]:
    return [name for task in document.plan.tasks for name in task.with_] if document.plan else []


def read_deadlines(document: Document) -> list[Item]:
    found = document.plan.deadlines if document.plan else ()
    return [
        Item(
            date_key(one.date, one.precision),
            date_shown(one.date, one.precision),
            (Span("text", one.start, one.end),),
        )
        for one in found
    ]


def mapped_channels(words: str) -> list[str]:
    """The channels that free words of a label name, by the built-in codebook; an id is itself."""
    book = load()
    if words in {facet.id for facet in book.channels}:
        return [words]
    return list(dict.fromkeys(one.hit.rule.name for one in match("", words, book).of("channel")))


def label_channels(label: Label) -> list[Item]:
    return [
        Item(name, name, wordings=(words,)) for words in label.channels for name in mapped_channels(words)
    ]


def tags(tags: Iterable[Tag]) -> list[Item]:
    return [
        Item(tag.id, tag.id, tuple(Span(one.field, one.start, one.end) for one in tag.evidence))
        for tag in tags
    ]


def ids(ids: Iterable[str]) -> list[Item]:
    return [Item(name, name) for name in ids]


def read_theme(document: Document, theme: str) -> list[Item]:
    evidence = [one for code in document.codes if code.theme == theme for one in code.evidence]
    spans = tuple(Span(one.field, one.start, one.end) for one in evidence)
    return [Item(theme, theme, spans)] if any(code.theme == theme for code in document.codes) else []


def read_reform(document: Document) -> list[Item]:
    spans = tuple(Span(one.field, one.start, one.end) for code in document.codes for one in code.evidence)
    return [Item("reform", "reform", spans)] if document.is_reform else []


def year(year: int | None) -> list[Item]:
    return [Item(str(year), str(year), wordings=(f"năm {year}",))] if year else []
