"""Documents as a workbook or as Parquet: the columns of the CSV, a row a document, without the text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl

from search.export import COLUMNS, Rates, completed, no_rates, row, to_csv, to_jsonl
from search.parquet_rows import ParquetRows
from search.workbook import Told, write_table
from store.records import Document

_INTEGERS = frozenset({"is_reform", "attachments", "characters"})
_NUMBERS = frozenset({"reform_score"})


def to_xlsx(documents: Iterable[Document], path: Path, rates: Rates = no_rates, about: Told = ()) -> int:
    """Writes a workbook, no cell of which can execute; returns the number of documents.

    `about`: what its second sheet says. Raises TooManyRows.
    """
    with completed(path) as part:
        return write_table(part, "documents", COLUMNS, _rows(documents, rates), about)


def to_parquet(documents: Iterable[Document], path: Path, rates: Rates = no_rates, about: Told = ()) -> int:
    """Writes a Parquet file, what is not known as null; returns the number of documents.

    `about` stands in its metadata, under `reformwatch`, as that of a measure's file.
    """
    count = 0
    with completed(path) as part, ParquetRows(_SCHEMA, path.parent) as table:
        for values in _rows(documents, rates):
            table.write(values)
            count += 1
        table.finish(part, {"reformwatch": json.dumps(about, ensure_ascii=False)} if about else None)
    return count


def _rows(documents: Iterable[Document], rates: Rates) -> Iterator[list[str | float | None]]:
    for document in documents:
        told = row(document, rates(document))
        yield [told[name] for name in COLUMNS]


def _type(name: str) -> type[pl.DataType]:
    if name in _INTEGERS:
        return pl.Int64
    return pl.Float64 if name in _NUMBERS else pl.String


_SCHEMA = {name: _type(name) for name in COLUMNS}
# Forms of one row a document, which take what is known of the rules beside the documents; and all forms.
TABLES: Mapping[str, Callable[..., int]] = {".csv": to_csv, ".xlsx": to_xlsx, ".parquet": to_parquet}
EXPORTERS: Mapping[str, Callable[[Iterable[Document], Path], int]] = {**TABLES, ".jsonl": to_jsonl}
