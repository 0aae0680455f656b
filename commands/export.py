"""`reformwatch export`: documents as CSV or JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Failed, open_home_store, with_filters

if TYPE_CHECKING:
    from store.filters import Filters


@click.command()
@click.argument("file", metavar="FILE.csv|FILE.jsonl", type=click.Path(path_type=Path, dir_okay=False))
@with_filters
def export(filters: Filters, file: Path) -> int:
    """Write documents to FILE: all, or those that the filters leave.

    JSON lines have the keys of `show --json`; CSV opens in a spreadsheet (one row per document).
    """
    from functools import partial

    from search.export import EXPORTERS, to_jsonl
    from search.validated import Validations

    writer = EXPORTERS.get(file.suffix.lower())
    if writer is None:
        raise click.UsageError(f"{file.name}: the name must end in {' or '.join(sorted(EXPORTERS))}")
    with open_home_store() as store:
        if writer is to_jsonl:
            writer = partial(to_jsonl, record=Validations(store).record)
        try:
            written = writer(store.documents.find(filters), file)
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{written} documents written to {file}.", err=True)
    return 0
