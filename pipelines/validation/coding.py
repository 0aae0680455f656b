"""Filled sheets as human codings, with every fault named by row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.validation.sheets import CHOICES, NO, YES, head_cells
from pipelines.validation.tables import Line, Table
from store.records import Document
from store.validation_records import REFORM, HumanCoding, Sample

# As people type them where no drop-down helps; folded and in lower case.
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("co", "1", "yes", "y", "true", "x"), True),
    **dict.fromkeys(("khong", "0", "no", "n", "false"), False),
    **dict.fromkeys(("khong ro", "?", "unsure", "unclear"), None),
}
_MISSING = object()
_CHANGED = (
    "its text changed: what was sampled is no longer in the store, so that no rule can be held against it"
)
_NAME = re.compile(r"[\w .-]{1,60}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong where; `row` as a spreadsheet counts, None for the whole file."""

    row: int | None
    column: str | None
    what: str

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.what}" if place else self.what


@dataclass(frozen=True, slots=True)
class Source:
    """A sample with the texts that its coders saw; a document without one is no longer in the store."""

    sample: Sample
    texts: Mapping[str, Document]


@dataclass(slots=True)
class Read:
    """`open_rows` were left for later. With a fault, nothing of it is to be kept."""

    codings: list[HumanCoding] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    open_rows: list[int] = field(default_factory=list)


_OPEN = "no code is filled in; --partial leaves such rows for later"


def read_codings(
    table: Table, sources: Mapping[str, Source], coder: str | None, *, partial: bool = False
) -> Read:
    """The codings of a filled sheet. `coder` stands for empty cells of its column.

    `partial`: a row without a single code is one that is still to be coded, not a fault.
    """
    read = Read(faults=list(_lacking(table, sources)))
    if read.faults:
        return read
    seen: dict[tuple[str, str, str], int] = {}
    for line in table.lines:
        faults, coding = _coding(line, sources, coder)
        if partial and coding is None and _is_open(line, sources):
            read.open_rows.append(line.number)
            continue
        if coding is not None:
            key = (coding.sample, coding.document, coding.coder)
            if key in seen:
                faults.append(Fault(line.number, "id", f"{coding.coder} coded it in row {seen[key]} already"))
            seen.setdefault(key, line.number)
            read.codings.append(coding)
        read.faults += faults
    if not table.lines:
        read.faults.append(Fault(None, None, "there is no row below the head"))
    return read


def read_value(cell: str) -> bool | None:
    """The value of a cell that is not empty. Raises KeyError."""
    return _WORDS[" ".join(_folded(cell).split())]


def _lacking(table: Table, sources: Mapping[str, Source]) -> Iterator[Fault]:
    items = {item for source in sources.values() for item in source.sample.items}
    for name in ("sample", "id", *sorted(items)):
        if name not in table.columns:
            yield Fault(1, name, "the column is missing")


def _coding(
    line: Line, sources: Mapping[str, Source], coder: str | None
) -> tuple[list[Fault], HumanCoding | None]:
    source = sources.get(line.key("sample"))
    if source is None:
        return [
            Fault(line.number, "sample", f"{line['sample'] or 'nothing'} is no sample of this store")
        ], None
    faults = list(_place_faults(line, source))
    name = line["coder"] or coder or ""
    faults += _coder_faults(line, name, coder, source.sample)
    values, wrong = _values(line, source.sample.items)
    faults += [Fault(line.number, None, _OPEN)] if wrong and _is_open(line, sources) else wrong
    if faults:
        return faults, None
    return [], HumanCoding(source.sample.id, line.key("id"), name, values, line["remark"])


def _place_faults(line: Line, source: Source) -> Iterator[Fault]:
    units = {unit.document for unit in source.sample.units}
    if line.key("id") not in units:
        yield Fault(line.number, "id", f"{line['id'] or 'nothing'} is none of sample {source.sample.id}")
        return
    document = source.texts.get(line.key("id"))
    if document is None:
        yield Fault(line.number, "id", _CHANGED)
        return
    *_, title, text = head_cells(source.sample, document)
    for column, was in (("title", title), ("text", text)):
        if column in line.cells and _bare(line[column]) != _bare(was):
            yield Fault(
                line.number, column, "is not that of the document (edited, or sorted without the rest)"
            )


def _coder_faults(line: Line, name: str, coder: str | None, sample: Sample) -> Iterator[Fault]:
    asked = sorted({each for unit in sample.units for each in unit.coders})
    if not name:
        yield Fault(line.number, "coder", "no coder: fill the column, or give --coder")
    elif not _NAME.fullmatch(name):
        yield Fault(
            line.number, "coder", f"{name[:70]!r} is no name (up to 60 letters, digits, blanks, dots)"
        )
    elif coder and name != coder:
        yield Fault(line.number, "coder", f"is {name}, and --coder says {coder}")
    elif asked and not coder and name not in asked:
        yield Fault(
            line.number, "coder", f"{name} was not asked ({', '.join(asked)}); --coder takes any name"
        )


def _values(line: Line, items: Sequence[str]) -> tuple[dict[str, bool | None], list[Fault]]:
    """The value of each item. What is not about the reform has no theme, whether filled in or not."""
    found: dict[str, bool | None] = {}
    faults = []
    stranger = _value(line[REFORM]) is False
    for item in items:
        value = _value(line[item])
        if stranger and item != REFORM:
            if value is True:
                faults.append(Fault(line.number, item, f"is '{YES}', and {REFORM} is '{NO}'"))
            value = False if line[item] == "" else value
        if value is _MISSING:
            what = f"{line[item]!r} is none of {', '.join(CHOICES)}" if line[item] else "is empty"
            faults.append(Fault(line.number, item, what))
        else:
            found[item] = value  # type: ignore[assignment]
    return found, faults


def _value(cell: str) -> object:
    if not cell:
        return _MISSING
    try:
        return read_value(cell)
    except KeyError:
        return _MISSING


def _is_open(line: Line, sources: Mapping[str, Source]) -> bool:
    source = sources.get(line.key("sample"))
    return source is not None and not any(line[item] for item in source.sample.items)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _bare(text: str) -> str:
    """What spreadsheets leave of a text: not its white space, not the apostrophes of safe cells."""
    return re.sub(r"[\s'\u200b]+|_x[0-9A-F]{4}_", "", unicodedata.normalize("NFC", text))
