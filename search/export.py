"""Documents as files: CSV for spreadsheets, JSON lines with the keys of `show`. Written as they come.

A file appears under its name only when it is complete.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, TypeAlias

from pipelines.cells import safe_cell
from search.answer import themes_of
from store.records import Document, Json, as_json

COLUMNS = (
    "id", "parent", "url", "portal", "title", "published", "published_precision", "kind", "act_number",
    "act_issuer", "act_issued", "locality", "locality_name", "level", "province", "province_name", "today",
    "today_name", "is_reform", "reform_score", "themes", "subthemes", "indices", "channels", "audiences",
    "codebook", "attachments", "characters", "fetched_at", "duplicate_of", "flags", "validated",
)  # fmt: skip


Rates: TypeAlias = Callable[[Document], Mapping[str, str]]


def no_rates(document: Document) -> Mapping[str, str]:
    """Where nothing is known of the rules."""
    return {}


def write_csv(documents: Iterable[Document], file: TextIO, rates: Rates = no_rates) -> int:
    """One row a document, without the text; returns how many. Cells cannot execute; numbers are numbers.

    `rates` tells what is known of the rules for each theme of a document (`search.validated`).
    `file` must be open with newline="" and encoding utf-8-sig, which Excel needs to see UTF-8.
    """
    return write_rows(COLUMNS, (row(document, rates(document)) for document in documents), file)


def write_rows(columns: Sequence[str], rows: Iterable[Mapping[str, str | float | None]], file: TextIO) -> int:
    """The rows under a line of their names, cells as safe as those of `write_csv`; returns how many."""
    writer = row_writer(columns, file)
    count = 0
    for each in rows:
        writer.writerow({name: cell(value) for name, value in each.items()})
        count += 1
    return count


def row_writer(columns: Sequence[str], file: TextIO) -> csv.DictWriter[str]:
    """Writes the line of names; takes rows of cells, as `cell` makes them."""
    writer = csv.DictWriter(file, columns, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writeheader()
    return writer


def write_jsonl(
    documents: Iterable[Document], file: TextIO, record: Callable[[Document], Json] = as_json
) -> int:
    """One record a line, that of `show --json` where `record` is its; returns how many."""
    count = 0
    for document in documents:
        file.write(json.dumps(record(document), ensure_ascii=False) + "\n")
        count += 1
    return count


def row(document: Document, rates: Mapping[str, str]) -> Mapping[str, str | float | None]:
    """The document as one flat row of `COLUMNS`; several values of one cell are joined by a blank."""
    published, act, place = document.published, document.act, document.locality
    subthemes = dict.fromkeys(f"{code.theme}/{code.subtheme}" for code in document.codes if code.subtheme)
    return {
        "id": document.id,
        "parent": document.parent,
        "url": document.url,
        "portal": document.portal,
        "title": document.title,
        "published": published.date.isoformat() if published else None,
        "published_precision": published.precision if published else None,
        "kind": document.kind,
        "act_number": act.number if act else None,
        "act_issuer": act.issuer if act else None,
        "act_issued": act.issued.date.isoformat() if act and act.issued else None,
        "locality": place.code if place else None,
        "locality_name": place.name if place else None,
        "level": place.level if place else None,
        "province": place.province.code if place else None,
        "province_name": place.province.name if place else None,
        "today": place.today.code if place else None,
        "today_name": place.today.name if place else None,
        "is_reform": int(document.is_reform),
        "reform_score": document.reform.score if document.reform else None,
        "themes": " ".join(themes_of(document)),
        "subthemes": " ".join(subthemes),
        "indices": " ".join(document.indices),
        "channels": " ".join(tag.id for tag in document.channels),
        "audiences": " ".join(tag.id for tag in document.audiences),
        "codebook": document.codebook,
        "attachments": len(document.attachments),
        "characters": len(document.text),
        "fetched_at": document.fetched_at.isoformat(),
        "duplicate_of": document.duplicate_of,
        "flags": " ".join(document.flags),
        "validated": "; ".join(f"{theme}: {told}" for theme, told in rates.items()),
    }


def cell(value: str | float | None) -> str | float:
    """The value as a cell: numbers as they are, texts safe, nothing as empty text."""
    if value is None:
        return ""
    return safe_cell(value) if isinstance(value, str) else value


def to_csv(
    documents: Iterable[Document], path: Path, rates: Rates = no_rates, about: Sequence[tuple[str, str]] = ()
) -> int:
    """Writes a CSV file; returns the number of documents. It has no place for what `about` tells."""
    with _complete(path, "utf-8-sig") as file:
        return write_csv(documents, file, rates)


def to_jsonl(documents: Iterable[Document], path: Path, record: Callable[[Document], Json] = as_json) -> int:
    """Writes a file of JSON lines; returns the number of documents."""
    with _complete(path, "utf-8") as file:
        return write_jsonl(documents, file, record)


@contextmanager
def _complete(path: Path, encoding: str) -> Iterator[TextIO]:
    with completed(path) as part, part.open("w", encoding=encoding, newline="") as file:
        yield file


@contextmanager
def completed(path: Path) -> Iterator[Path]:
    """Where to write what gets the name `path` when it is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
