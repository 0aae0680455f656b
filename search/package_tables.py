"""One table of an exported corpus as two files, CSV and Parquet; only a part of it is in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import polars as pl

from search.export import cell, row_writer
from search.package_fields import FIELDS, TYPES
from search.parquet_rows import ParquetRows

_KINDS = {"string": pl.String, "date": pl.Date, "datetime": pl.String, "integer": pl.Int64,
          "number": pl.Float64, "boolean": pl.Boolean}  # fmt: skip


class TableFiles:
    """`NAME.csv` is written as the rows come, `NAME.parquet` when they end.

    The same rows give the same bytes, in however many calls they came.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.columns = tuple(FIELDS[name])
        schema = {column: _KINDS[TYPES.get(column, "string")] for column in self.columns}
        self._path = folder / f"{name}.parquet"
        self._open = ExitStack()
        csv = (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
        self._csv = row_writer(self.columns, self._open.enter_context(csv))
        self._parquet = self._open.enter_context(ParquetRows(schema, folder))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._open.close()

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self._csv.writerow({name: cell(_plain(value)) for name, value in row.items()})
            self._parquet.write([row[column] for column in self.columns])

    def finish(self) -> None:
        """Writes the Parquet file: all rows have come."""
        self._parquet.finish(self._path)


def _plain(value: Any) -> Any:
    """True and false as 1 and 0, as in the other tables for spreadsheets."""
    return int(value) if isinstance(value, bool) else value
