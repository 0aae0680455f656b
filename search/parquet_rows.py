"""Rows as a Parquet file that are never all in memory: put aside as they come, written when all have come."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import polars as pl
from polars.io.plugins import register_io_source

_AT_ONCE = 1 << 20  # characters of rows in memory; how many does not change the bytes
_ROWS_OF_A_GROUP = 65_536


class ParquetRows:
    """Parquet holds columns: groups of rows are made of what was put aside in `folder`, one after the other.

    `schema` names the columns with their types, dates as ISO 8601. The same rows give the same bytes.
    """

    def __init__(self, schema: Mapping[str, Any], folder: Path) -> None:
        self._schema = dict(schema)
        self._open = ExitStack()
        aside = tempfile.TemporaryFile("w+", encoding="utf-8", dir=folder)  # noqa: SIM115 closed by `_open`
        self._aside = self._open.enter_context(aside)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._open.close()

    def write(self, values: Sequence[Any]) -> None:
        """One row, in the order of the columns."""
        self._aside.write(json.dumps(values, ensure_ascii=False) + "\n")

    def finish(self, path: Path, metadata: Mapping[str, str] | None = None) -> None:
        """Writes the file: all rows have come."""
        source = register_io_source(self._groups, schema=self._schema)
        source.sink_parquet(
            path, compression="zstd", row_group_size=_ROWS_OF_A_GROUP, maintain_order=True,
            metadata=dict(metadata) if metadata else None,
        )  # fmt: skip

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
