"""Measures as data frames of polars: `frame(result)`, `measured(store, "attention")`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from crawler.portal import Portal
from search.flat import about, flat
from search.measures.computing import compute
from search.measures.registry import get
from search.measures.results import MeasureResult
from store.database import Store
from store.filters import Filters

_TYPES: Mapping[str, Any] = {
    "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64, "denominator": pl.Int64,
    "flags": pl.List(pl.String), "documents": pl.List(pl.String),
    "precision": pl.Float64, "recall": pl.Float64,
    "corrected_value": pl.Float64, "corrected_low": pl.Float64, "corrected_high": pl.Float64,
    "corrected_reason": pl.String, "unit": pl.String, "weeks_observed": pl.Int64, "weeks": pl.Int64,
    "compared": pl.Boolean, "codebook": pl.String,
}  # fmt: skip


def measured(
    store: Store, name: str, portals: Mapping[str, Portal], filters: Filters, **asked: Any
) -> pl.DataFrame:
    """The rows of the measure `name`; `asked` as in `search.measures.computing.compute`."""
    return frame(compute(get(name), store, portals, filters, **asked))


def frame(result: MeasureResult) -> pl.DataFrame:
    """One line a row: the columns of `measure --csv`, and the label of each key beside it."""
    table = flat(result, names=True)
    keys = {name for key in result.query["by"] for name in (key, f"{key}_name")}
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    return pl.DataFrame([
        pl.Series(name, list(values), dtype=pl.String if name in keys else _TYPES.get(name), strict=False)
        for name, values in zip(table.columns, columns, strict=True)
    ])  # fmt: skip


def parquet_bytes(result: MeasureResult) -> bytes:
    """A Parquet file; what the rows are stands in its metadata, under `reformwatch`."""
    out = io.BytesIO()
    frame(result).write_parquet(out, metadata={"reformwatch": json.dumps(about(result), ensure_ascii=False)})
    return out.getvalue()
