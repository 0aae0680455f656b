"""The answer of a measure as files: figures, workbooks, Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.charts.words import Language
    from search.measures.results import MeasureResult

_FIGURES = (".svg", ".png", ".html")


def check(chart: Path | None, xlsx: Path | None, parquet: Path | None, *, as_map: bool) -> None:
    """Names tell the form of a file: a wrong one is told before anything is computed."""
    if any(file is not None and not file.name for file in (chart, xlsx, parquet)):
        raise click.UsageError("a file to write has an empty name")
    if chart is None and as_map:
        raise click.UsageError("--map draws a figure: name its file by --chart")
    for file, form in ((xlsx, ".xlsx"), (parquet, ".parquet")):
        if file is not None and file.suffix.lower() != form:
            raise click.UsageError(f"{file.name}: the name must end in {form}")
    if chart is not None and chart.suffix.lower() not in _FIGURES:
        raise click.UsageError(f"{chart.name}: the name must end in {', '.join(_FIGURES)}")


def write_files(
    result: MeasureResult,
    language: Language,
    *,
    chart: Path | None,
    as_map: bool,
    xlsx: Path | None,
    parquet: Path | None,
) -> bool:
    """Writes what was asked for; whether anything was. What no sheet holds is told before all else."""
    if xlsx is not None:
        from search.workbook import TooManyRows, check_rows

        try:
            check_rows(len(result.rows), "--csv, --json or --parquet")
        except TooManyRows as error:
            raise Failed(str(error)) from error
    if chart is not None:
        from search.charts.figure import figure
        from search.charts.render import DRAWERS

        drawn = figure(result, language, as_map=as_map)
        write(chart, lambda: DRAWERS[chart.suffix.lower()](drawn, language))
    if xlsx is not None:
        from search.workbook import xlsx_bytes

        write(xlsx, lambda: xlsx_bytes(result))
    if parquet is not None:
        from search.frames import parquet_bytes

        write(parquet, lambda: parquet_bytes(result))
    return any(path is not None for path in (chart, xlsx, parquet))


def write(path: Path, made: Callable[[], bytes]) -> None:
    """The file appears under its name only when it is complete."""
    content = made()
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise Failed(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    click.echo(f"{path} written.", err=True)
