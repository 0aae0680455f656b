"""What travels through an evaluation: items that are compared, judgements, errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from store.records import Field

Kind: TypeAlias = Literal["wrong", "missed", "extra"]


class Span(NamedTuple):
    """Words of a document: `document.<field>[start:end]`."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One value. `key` is compared, `shown` is printed; `spans` are where the program read it.

    `wordings` are how a text may write it: with them a missed one is looked up in the text.
    """

    key: str
    shown: str
    spans: tuple[Span, ...] = ()
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One field of one document: what both say, what only the label says, what only the program says.

    `single`: the field holds one value or none, so that a missed and an extra one are one error.
    `unread`: there is no document, so that even a rightly empty field is not read.
    """

    document: str
    field: str
    right: tuple[Item, ...]
    missed: tuple[Item, ...]
    extra: tuple[Item, ...]
    single: bool = False
    unread: bool = False

    @property
    def is_correct(self) -> bool:
        return not (self.missed or self.extra or self.unread)


@dataclass(frozen=True, slots=True)
class Unscored:
    """What a label says and no score counts, with the reason."""

    document: str
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two labels of one document that differ; the first is counted."""

    document: str
    field: str
    counted: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document; `marks` are offsets into `text`, ordered and apart. No mark: only context."""

    field: Field
    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingError:
    """One value that the program reads otherwise than the label says."""

    document: str
    source: str
    title: str
    field: str
    kind: Kind
    expected: str | None
    read: str | None
    sentence: Sentence
