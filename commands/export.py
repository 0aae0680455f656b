"""`reformwatch export`: documents as CSV, JSON lines, a workbook or Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from commands.corpora import with_corpus
from commands.erasing import erased_from
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
    from search.workbook import TooManyRows

    form = file.suffix.lower()
    if form not in EXPORTERS:
        raise click.UsageError(f"{file.name}: the name must end in {', '.join(EXPORTERS)}")
    with _source(filters, corpus, copies) as (store, documents, total, left_out, about):
        if form in TABLES:
            writer = partial(TABLES[form], rates=Validations(store).sentences, about=about)
        else:
            writer = partial(to_jsonl, record=_recorder(store))
        try:
            _check_count(form, total - len(left_out))
            written = writer((one for one in documents if one.id not in left_out), file)
        except TooManyRows as error:
            raise Failed(str(error)) from error
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}") from error
    click.echo(f"{counted(written, 'document')} written to {file}.", err=True)
    if left_out:
        click.echo(
            f"{counted(len(left_out), 'copy of their texts was', 'copies of their texts were')} left out.",
            err=True,
        )
    return 0


def _check_count(form: str, count: int) -> None:
    """What no sheet holds is refused before anything is written."""
    from search.workbook import check_rows

    if form == ".xlsx":
        check_rows(count, ".csv, .jsonl or .parquet")


def _recorder(store: Store) -> Callable[[Document], Json]:
    """Makes the record of `show --json` of a document."""
    from search.copies import told
    from search.validated import Validations

    validations = Validations(store)

    def record(document: Document) -> Json:
        document = replace(document, near=store.copies.near(document.id))
        return validations.record(document) | told(store.copies.family(document.id))

    return record


class _Source(NamedTuple):
    """What the filters leave: `left_out` are copies among `total` documents, `about` what a reader of the
    file has to know of them."""

    store: Store
    documents: Iterator[Document]
    total: int
    left_out: frozenset[str]
    about: list[tuple[str, str]]


@contextmanager
def _source(filters: Filters, corpus: str | None, copies: str) -> Iterator[_Source]:
    """Of the store, or of a frozen corpus."""
    from search.copies import fold

    if corpus is None:
        with open_home_store() as store:
            left_out: frozenset[str] = frozenset()
            if copies == "first":
                follow_copies(store)
                left_out = fold(store.documents.coded(filters)).copies
            told = erased_from(store)
            for _, sentence in told:
                click.echo(sentence, err=True)
            total = store.documents.count(filters)
            yield _Source(store, store.documents.find(filters), total, left_out, told)
        return
    from commands.corpora import cited, limited, open_corpus, redacted
    from search.frozen import documents_of
    from search.measures.notes import without_erased

    with open_corpus(corpus) as found:
        rows = [
            row for row in found.store.documents.coded(limited(found, filters)) if row.id in found.members
        ]
        left_out = fold(rows).copies if copies == "first" else frozenset()
        about = [(f"corpus {what}", is_) for what, is_ in cited(found).items()]
        about += [("note", without_erased(len(erased)))] if (erased := redacted(corpus)) else []
        documents = documents_of(found.store, (row.id for row in rows))
        yield _Source(found.store, documents, len(rows), left_out, about)
