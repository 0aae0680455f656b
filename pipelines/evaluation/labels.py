"""Gold files: one JSON object per line and document, as docs/evaluation.md describes them.

A key that is absent, named in `unlabelled`, or missing from `labelled` where there is such a list, was not
labelled and is never scored; a key that is there and null says that the document has no such thing.
"""

from __future__ import annotations

import codecs
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from pipelines.codebook import Codebook, load
from pipelines.kinds import LABELS
from store.records import Precision

OTHER_KIND = "khac"
_KINDS = LABELS.keys() | {OTHER_KIND}
_STRICT = ConfigDict(strict=True, extra="allow", frozen=True)

Speaker: TypeAlias = Literal["central", "province", "district", "commune"]
Relation: TypeAlias = Literal[
    "implements", "legal_basis", "replaces", "amends", "issued_with", "refers", "announces"
]


def _date_object(value: Any) -> Any:
    """A bare day stands for a date that is known to the day."""
    return {"date": value} if isinstance(value, str) else value


def _day(value: Any) -> Any:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


class DateLabel(BaseModel):
    """A deadline without a `date` (thường xuyên) is no dated one."""

    model_config = _STRICT
    date: Annotated[dt.date | None, BeforeValidator(_day)]
    precision: Precision | None = "day"
    raw: str | None = None
    recurring: bool = False


DateOrDay: TypeAlias = Annotated[DateLabel, BeforeValidator(_date_object)]


class CitationLabel(BaseModel):
    model_config = _STRICT
    number: str
    date: DateOrDay | None = None
    relation: Relation | None = None


class TaskLabel(BaseModel):
    model_config = _STRICT
    order: int
    at: float | None = Field(None, ge=0, le=1)  # where it begins, as a share of the text
    begins: str | None = None  # its first words
    lead: tuple[str, ...] = ()
    with_: tuple[str, ...] = Field((), alias="with")
    due: DateOrDay | None = None


class PlanLabel(BaseModel):
    model_config = _STRICT
    year: int | None = None
    tasks: tuple[TaskLabel, ...] = ()


class Label(BaseModel):
    """What a person says of one document."""

    model_config = _STRICT

    id: str = Field(min_length=1)
    file: str | None = None
    url: str | None = None
    text: str | None = None
    title: str | None = None
    title_note: str | None = (
        None  # there is one: the text has no headline, a title that contains `title` is right
    )
    status: Literal["self", "announced", "none"] | None = None
    doc_type: str | None = None
    announced_doc_type: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    signer: str | None = None
    issue_date: DateOrDay | None = None
    published_date: str | None = Field(None, pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$")
    province: str | None = None
    district: str | None = None
    speaker_level: Speaker | None = None
    cited_docs: tuple[str, ...] = ()
    cited_docs_with_dates: tuple[CitationLabel, ...] = ()
    citations: tuple[CitationLabel, ...] = ()
    plan: PlanLabel | None = None
    deadlines: tuple[DateOrDay, ...] = ()
    lead_agencies: tuple[str, ...] = ()
    coordinating_agencies: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    indices: tuple[str, ...] = ()
    is_reform: bool | None = None
    themes: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    labelled_themes: tuple[str, ...] | None = None
    plan_year: int | None = None
    coder_a: Mapping[str, Any] | None = None  # there is one: two readers agreed on this label
    coder_b: Mapping[str, Any] | None = None
    unlabelled: tuple[str, ...] = ()
    labelled: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _names_a_document(self) -> Self:
        if not (self.file or self.url or self.text):
            raise ValueError("names no document: file, url or text is needed")
        return self

    def says(self, key: str) -> bool:
        """Whether somebody labelled `key`, be it as null."""
        return (
            key in self.model_fields_set
            and key not in self.unlabelled
            and (self.labelled is None or key in self.labelled)
        )

    @property
    def rank(self) -> int:
        """Where labels of one document differ, the higher one is right: two readers see more than one."""
        return int(self.coder_a is not None)


class GoldError(ValueError):
    """Gold that cannot be used; `errors` has one line for each thing wrong with it."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class Gold:
    """The labels of one file with their lines. `unread`: keys that no score uses, with their counts."""

    path: Path
    labels: tuple[tuple[int, Label], ...]
    unread: Mapping[str, int]


def read_gold(path: Path, *codebooks: Codebook) -> Gold:
    """The labels of one file. Raises GoldError with every bad line, OSError where it cannot be read.

    Ids of themes, audiences and indices must be those of the built-in codebook or of `codebooks`.
    """
    known = [_ids(book) for book in (load(), *codebooks)]
    reader = _Reader(path, {layer: set().union(*(ids[layer] for ids in known)) for layer in known[0]})
    labels = tuple(reader.labels())
    if reader.errors:
        raise GoldError(reader.errors)
    unread = Counter(key for _, label in labels for key in label.model_extra or ())
    return Gold(path, labels, dict(unread.most_common()))


def _ids(book: Codebook) -> dict[str, set[str]]:
    themes = {theme.id for theme in book.themes}
    return {
        "themes": themes,
        "disputed": themes,
        "labelled_themes": themes,
        "audiences": {facet.id for facet in book.audiences},
        "indices": {facet.id for facet in book.indices},
    }


class _Reader:
    def __init__(self, path: Path, ids: Mapping[str, Set[str]]) -> None:
        self.errors: list[str] = []
        self._path, self._ids = path, ids

    def labels(self) -> Iterator[tuple[int, Label]]:
        seen: dict[str, int] = {}
        for number, line in enumerate(self._path.read_bytes().splitlines(), start=1):
            label = self._label(number, line) if line.strip() else None
            if label is None:
                continue
            if label.id in seen:
                self._complain(number, f"id {label.id!r} stands in line {seen[label.id]} already")
            seen[label.id] = number
            yield number, label

    def _label(self, number: int, line: bytes) -> Label | None:
        try:
            label = Label.model_validate_json(line.removeprefix(codecs.BOM_UTF8))
        except ValidationError as error:
            for fault in error.errors():
                place = ".".join(map(str, fault["loc"]))
                self._complain(number, f"{place}: {fault['msg']}" if place else fault["msg"])
            return None
        for problem in self._unknown(label):
            self._complain(number, problem)
        return label

    def _unknown(self, label: Label) -> Iterator[str]:
        for key, ids in self._ids.items():
            for value in getattr(label, key) or ():
                if value not in ids:
                    yield f"{key}: {value!r} is not in the codebook"
        for key in ("doc_type", "announced_doc_type"):
            value = getattr(label, key)
            if value is not None and value not in _KINDS:
                yield f"{key}: {value!r} is no kind of document"

    def _complain(self, number: int, what: str) -> None:
        self.errors.append(f"{self._path.name}:{number}: {what.replace('Value error, ', '')}")
