"""One table of an exported corpus as two files, CSV and Parquet; only a part of it is in memory."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import polars as pl
from polars.io.plugins import register_io_source

from search.export import cell, row_writer
from search.package_fields import FIELDS, TYPES

_KINDS = {"string": pl.String, "date": pl.Date, "datetime": pl.String, "integer": pl.Int64,
          "number": pl.Float64, "boolean": pl.Boolean}  # fmt: skip
_AT_ONCE = 1 << 20  # characters of rows in memory; how many does not change the bytes
_ROWS_OF_A_GROUP = 65_536


class TableFiles:
    """`NAME.csv` is written as the rows come, `NAME.parquet` from a file of them beside it when they end.

    Parquet holds columns: groups of rows are made of what was put aside, one after the other. The same rows
    give the same bytes, in however many calls they came.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.columns = tuple(FIELDS[name])
        self._schema = {column: _KINDS[TYPES.get(column, "string")] for column in self.columns}
        self._parquet = folder / f"{name}.parquet"
        self._open = ExitStack()
        csv = (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
        self._csv = row_writer(self.columns, self._open.enter_context(csv))
        aside = tempfile.TemporaryFile("w+", encoding="utf-8", dir=folder)  # noqa: SIM115 closed by `_open`
        self._aside = self._open.enter_context(aside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._open.close()

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self._csv.writerow({name: cell(_plain(value)) for name, value in row.items()})
            values = [row[column] for column in self.columns]
            self._aside.write(json.dumps(values, ensure_ascii=False) + "\n")

    def finish(self) -> None:
        """Writes the Parquet file: all rows have come."""
        source = register_io_source(self._groups, schema=self._schema)
        source.sink_parquet(
            self._parquet, compression="zstd", row_group_size=_ROWS_OF_A_GROUP, maintain_order=True
        )

    def _groups(
        self, columns: list[str] | None, _where: object, _most: int | None, _size: int | None
    ) -> Iterator[pl.DataFrame]:
        """What was put aside; columns, predicate and size are what polars may ask for and here does not."""
        self._aside.seek(0)
        while lines := self._aside.readlines(_AT_ONCE):
            yield self._frame([json.loads(line) for line in lines])

    def _frame(self, rows: list[list[Any]]) -> pl.DataFrame:
        days = [name for name, kind in self._schema.items() if kind is pl.Date]
        written = {name: pl.String if name in days else kind for name, kind in self._schema.items()}
        table = pl.DataFrame(rows, schema=written, orient="row")
        return table.with_columns(pl.col(name).str.to_date("%Y-%m-%d", strict=True) for name in days)


def _plain(value: Any) -> Any:
    """True and false as 1 and 0, as in the other tables for spreadsheets."""
    return int(value) if isinstance(value, bool) else value
