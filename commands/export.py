"""`reformwatch export`: documents as CSV, JSON lines, a workbook or Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.corpora import with_corpus
from commands.options import Failed, open_home_store, with_filters
from commands.sync import follow_copies
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.database import Store
    from store.filters import Filters
    from store.records import Document, Json


@click.command()
@click.argument(
    "file", metavar="FILE.csv|jsonl|xlsx|parquet", type=click.Path(path_type=Path, dir_okay=False)
)
@with_filters
@click.option(
    "--copies",
    type=click.Choice(["all", "first"]),
    default="all",
    show_default=True,
    help="Every copy of a text, or the first of those that the filters leave.",
)
@with_corpus
def export(filters: Filters, file: Path, copies: str, corpus: str | None) -> int:
    """Write documents to FILE: all, or those that the filters leave.

    JSON lines have the keys of `show --json`, texts included; the others have one row per document.
    """
    from functools import partial

    from search.export import to_jsonl
    from search.export_tables import EXPORTERS, TABLES
    from search.validated import Validations

    form = file.suffix.lower()
    if form not in EXPORTERS:
        raise click.UsageError(f"{file.name}: the name must end in {', '.join(EXPORTERS)}")
    with _source(filters, corpus, copies) as (store, documents, left_out):
        if form in TABLES:
            writer = partial(TABLES[form], rates=Validations(store).sentences)
        else:
            writer = partial(to_jsonl, record=_recorder(store))
        try:
            written = writer((one for one in documents if one.id not in left_out), file)
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{counted(written, 'document')} written to {file}.", err=True)
    if left_out:
        click.echo(
            f"{counted(len(left_out), 'copy of their texts was', 'copies of their texts were')} left out.",
            err=True,
        )
    return 0


def _recorder(store: Store) -> Callable[[Document], Json]:
    """Makes the record of `show --json` of a document."""
    from search.copies import told
    from search.validated import Validations

    validations = Validations(store)

    def record(document: Document) -> Json:
        document = replace(document, near=store.copies.near(document.id))
        return validations.record(document) | told(store.copies.family(document.id))

    return record


@contextmanager
def _source(
    filters: Filters, corpus: str | None, copies: str
) -> Iterator[tuple[Store, Iterator[Document], frozenset[str]]]:
    """What the filters leave of the store, or of a frozen corpus, and which copies of it are left out."""
    from search.copies import fold

    if corpus is None:
        with open_home_store() as store:
            left_out: frozenset[str] = frozenset()
            if copies == "first":
                follow_copies(store)
                left_out = fold(store.documents.coded(filters)).copies
            yield store, store.documents.find(filters), left_out
        return
    from commands.corpora import limited, open_corpus
    from search.frozen import documents_of

    with open_corpus(corpus) as found:
        rows = [
            row for row in found.store.documents.coded(limited(found, filters)) if row.id in found.members
        ]
        left_out = fold(rows).copies if copies == "first" else frozenset()
        yield found.store, documents_of(found.store, (row.id for row in rows)), left_out
