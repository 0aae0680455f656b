"""Documents as a workbook or as Parquet: the columns of the CSV, a row a document, without the text."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import polars as pl

from search.export import COLUMNS, Rates, completed, no_rates, row, to_csv, to_jsonl
from search.workbook import table_bytes
from store.records import Document

_INTEGERS = frozenset({"is_reform", "attachments", "characters"})
_NUMBERS = frozenset({"reform_score"})


def to_xlsx(documents: Iterable[Document], path: Path, rates: Rates = no_rates) -> int:
    """Writes a workbook, no cell of which can execute; returns the number of documents."""
    return _written(documents, path, rates, lambda rows: table_bytes("documents", COLUMNS, rows))


def to_parquet(documents: Iterable[Document], path: Path, rates: Rates = no_rates) -> int:
    """Writes a Parquet file, what is not known as null; returns the number of documents."""
    return _written(documents, path, rates, _parquet)


def _written(
    documents: Iterable[Document],
    path: Path,
    rates: Rates,
    made: Callable[[list[tuple[str | float | None, ...]]], bytes],
) -> int:
    told = (row(document, rates(document)) for document in documents)
    rows = [tuple(each[name] for name in COLUMNS) for each in told]
    with completed(path) as part:
        part.write_bytes(made(rows))
    return len(rows)


def _parquet(rows: list[tuple[str | float | None, ...]]) -> bytes:
    out = io.BytesIO()
    schema = {name: _type(name) for name in COLUMNS}
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(out, compression="zstd")
    return out.getvalue()


def _type(name: str) -> type[pl.DataType]:
    if name in _INTEGERS:
        return pl.Int64
    return pl.Float64 if name in _NUMBERS else pl.String


# Forms of one row a document, which take what is known of the rules beside the documents; and all forms.
TABLES: Mapping[str, Callable[..., int]] = {".csv": to_csv, ".xlsx": to_xlsx, ".parquet": to_parquet}
EXPORTERS: Mapping[str, Callable[[Iterable[Document], Path], int]] = {**TABLES, ".jsonl": to_jsonl}
