"""What people are given to fill in: a table with choices, and the definitions beside it.

A coder sees the text and no code of the program's. The probability of each document stands in its row, so
that a sheet can be weighted without the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.codebook import Codebook, Theme
from pipelines.codebook.records import Guide
from store.records import Document
from store.validation_records import REFORM, Sample, SampleUnit

YES, NO, UNSURE = "có", "không", "không rõ"
CHOICES = (YES, NO, UNSURE)
_LONGEST_TITLE = 2_000
REFORM_LABEL = "Cải cách hành chính"
REFORM_DEFINITION = (
    "Văn bản hoặc tin bài nói về cải cách hành chính nhà nước: đó là nội dung, không chỉ là tên cơ quan "
    "hay nơi đăng. Nếu không, để trống các chủ đề."
)
# What XML cannot hold, and what Excel writes as a code of its own.
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is what a program looks for; `choices`, where there are any, are the only values."""

    name: str
    label: str = ""
    width: int = 14
    choices: tuple[str, ...] = ()
    hint: str = ""
    is_hidden: bool = False

    @property
    def head(self) -> str:
        return f"{self.name}: {self.label}" if self.label else self.name


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows hold one value for each column; `guide` is a table of definitions under its own head."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | float, ...], ...]
    guide: tuple[tuple[str, ...], ...]


def coding_sheet(
    sample: Sample, units: Iterable[SampleUnit], texts: Mapping[str, Document], book: Codebook, coder: str
) -> Sheet:
    """The sheet of one coder. `texts` holds the documents by id."""
    items = [(item, *label(item, book)) for item in sample.items]
    columns = (
        *HEAD,
        Column("coder", "người mã hóa", 12),
        *(Column(item, label, 14, CHOICES, hint) for item, label, hint in items),
        Column("remark", "ghi chú", 24),
        Column("probability", is_hidden=True),
    )
    blank = ("",) * len(items)
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (*head_cells(sample, texts[unit.document]), coder, *blank, "", unit.probability) for unit in units
    )
    return Sheet(columns, rows, guide(book))


HEAD = (
    Column("sample", is_hidden=True),
    Column("id", width=18),
    Column("link", "liên kết", 18),
    Column("published", "ngày đăng", 11),
    Column("title", "tiêu đề", 40),
    Column("text", "nội dung", 80),
)


def head_cells(sample: Sample, document: Document) -> tuple[str, ...]:
    """What a row shows of a document."""
    day = document.published.date.isoformat() if document.published else ""
    text = shown_text(document.text, sample.excerpt)
    return (sample.id, document.id, document.url or "", day, shown_text(document.title, _LONGEST_TITLE), text)


def shown_text(text: str, longest: int) -> str:
    """The text as a cell holds it; what is cut off is said. Excel counts UTF-16 units, and so is here."""
    text = fit(text)
    kept = text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
    left = len(text) - len(kept)
    return f"{kept}\n[… còn {left} ký tự, xem liên kết]" if left else text


def fit(text: str) -> str:
    return _UNFIT.sub(" ", text)


def guide(book: Codebook) -> tuple[tuple[str, ...], ...]:
    """The definitions of the codebook, a theme or sub-theme a row."""
    head = ("mã", "tên", "English", "định nghĩa", "tính", "không tính", "ví dụ", "phản ví dụ", "nguồn")
    rows = [head, (REFORM, REFORM_LABEL, "Administrative reform", REFORM_DEFINITION, *[""] * 5)]
    for theme in book.themes:
        rows.append((theme.id, theme.label, theme.label_en, theme.definition, *_guidance(theme.guide)))
        rows += [
            (f"{theme.id}/{sub.id}", sub.label, sub.guide.label_en, sub.definition, *_guidance(sub.guide))
            for sub in theme.subthemes
        ]
    return (*rows, ("codebook", book.version, *[""] * 7))


def _guidance(told: Guide) -> tuple[str, ...]:
    examples, counter = "\n".join(told.examples), "\n".join(told.counter_examples)
    return (told.inclusion, told.exclusion, examples, counter, told.source)


def label(item: str, book: Codebook) -> tuple[str, str]:
    """The name and the meaning of an item; empty for a theme that this codebook no longer has."""
    if item == REFORM:
        return REFORM_LABEL, REFORM_DEFINITION
    theme = next((theme for theme in book.themes if theme.id == item), None)
    return (theme.label, _hint(theme)) if theme else ("", "")


def _hint(theme: Theme) -> str:
    subs = "; ".join(sub.label for sub in theme.subthemes)
    return f"{theme.definition} ({subs})" if subs else theme.definition


def columns(sheet: Sheet) -> tuple[str, ...]:
    return tuple(column.name for column in sheet.columns)
