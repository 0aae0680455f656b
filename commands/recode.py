"""`reformwatch recode`: code all documents by another codebook, without the network, beside what stands."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, open_home_store, print_json_line
from search.numbers import counted

if TYPE_CHECKING:
    from pipelines.recoding import Refused
    from search.codebook_diff import Difference
    from store.coding_records import StoredCodebook
    from store.database import Store

_MOST_SHOWN = 5


class CodebookRefused(Failed):
    """A codebook that cannot be used: every error of it is told, and nothing is coded."""

    exit_code = 2


@click.command()
@click.option(
    "--codebook",
    "given",
    metavar="FILE|VERSION",
    help="Code with this file, or with a version that the store knows; else with the built-in codebook.",
)
@click.option(
    "--anew",
    is_flag=True,
    help="Take over no coding, and make those again that this version has beside. Not of a version in use.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per refused document, then the totals."
)
def recode(*, given: str | None, anew: bool, as_json: bool) -> int:
    """Code all documents of the store by another codebook, and tell what would change.

    The new coding stands beside the old one: all figures stay as they are until codebook use VERSION.
    Where no word that the codebooks take otherwise stands in a document, its coding is taken over.
    A pass that was stopped goes on where it ended. Exit code 3 when documents could not be coded.
    """
    from settings import get_settings

    source = _source(given)
    with open_home_store() as store:
        if not store.documents.count():
            raise Failed("no document in the store: crawl or ingest first")
        book = _kept(store, given, source)
        if anew:
            _refuse_in_use(store, book.version)
        begin, workers = time.monotonic(), get_settings().worker_count
        coded, inherited, refused = asyncio.run(_pass(store, book, workers, anew=anew, as_json=as_json))
        rate = coded / max(time.monotonic() - begin, 1e-6)
        found = None if refused else _difference(store, book.version)
    totals = {
        "codebook": book.version,
        "coded": coded,
        "inherited": inherited,
        "refused": len(refused),
        "per_second": round(rate, 1),
        "workers": workers,
        "changes": len(found.changes) if found else None,
        "moves": len(found.moves) if found else None,
    }
    if as_json:
        print_json_line({"totals": totals})
    else:
        _tell(totals, found)
    return 3 if refused else 0


class InUse(Failed):
    exit_code = 2


def _refuse_in_use(store: Store, version: str) -> None:
    from pipelines.coding import CODER

    if standing := store.codings.standing(version, CODER):
        raise InUse(
            f"{counted(standing, 'document stands', 'documents stand')} coded with "
            f"{version}: it is in use, and what is in use is not made "
            "again. Use another version first (reformwatch codebook use): then its codings stand beside."
        )


def _source(given: str | None) -> str | None:
    """The text of a codebook's file; None where `given` must be a version. Every error ends it here."""
    from pipelines import codebook

    path = codebook.BUILTIN if given is None else Path(given)
    if not path.is_file():
        return None
    try:
        codebook.load(path)
        return path.read_bytes().decode("utf-8")
    except codebook.CodebookError as error:
        raise CodebookRefused(f"{path} is no codebook, nothing was coded:\n{error}") from error
    except UnicodeDecodeError as error:
        raise CodebookRefused(f"{path} is no codebook, nothing was coded: it is not UTF-8") from error


def _kept(store: Store, given: str | None, source: str | None) -> StoredCodebook:
    """The codebook as the store has it. The built-in one is kept too, so that it can be had back."""
    from pipelines import codebook
    from store.errors import CodebookChanged

    now = dt.datetime.now(dt.UTC)
    if source is None:
        known = {book.version: book for book in store.codings.codebooks()}
        if given not in known:
            names = ", ".join(known) or "none"
            raise click.UsageError(f"{given} is neither a file nor a version that the store knows ({names})")
        return known[given]
    builtin = codebook.BUILTIN.read_text(encoding="utf-8")
    try:
        store.codings.keep_codebook(codebook.load(codebook.BUILTIN).version, builtin, now)
    except CodebookChanged:
        if given is None:
            raise
    try:
        return store.codings.keep_codebook(codebook.from_source(source, str(given)).version, source, now)
    except CodebookChanged as error:
        raise CodebookRefused(f"{given}: {error}") from error


async def _pass(
    store: Store, book: StoredCodebook, workers: int, *, anew: bool, as_json: bool
) -> tuple[int, int, list[Refused]]:
    from pipelines.coding import CODER
    from pipelines.recoding import recode as recode_all
    from store.records import as_json as record_json

    coded, inherited, refused = 0, 0, list[Any]()
    missing = store.codings.left(book.version, CODER, anew=anew)
    bar = click.progressbar(length=missing, label="Coding", file=sys.stderr,
                            hidden=as_json or not sys.stderr.isatty())  # fmt: skip
    with bar as shown:
        async for progress in recode_all(store, book, workers, anew=anew):
            coded += progress.coded
            inherited += progress.inherited
            shown.update(progress.coded + len(progress.refused))
            for one in progress.refused:
                refused.append(one)
                if as_json:
                    print_json_line(record_json(one))
                else:
                    click.echo(f"{one.id} could not be coded: {one.reason}", err=True)
    return coded, inherited, refused


def _difference(store: Store, version: str) -> Difference:
    from search.codebook_diff import compare

    return compare(store, None, version)


def _tell(totals: dict[str, Any], found: Difference | None) -> None:
    from commands.codebook_versions import print_difference

    click.echo(
        f"{counted(totals['coded'], 'document')} coded with {totals['codebook']} "
        f"({totals['per_second']} a second, {totals['workers']} workers), {totals['refused']} refused."
    )
    taken = totals["inherited"]
    click.echo(
        f"{totals['coded'] - taken} were coded anew; for {taken} a coding that was there stands: "
        "they have no word that the two codebooks take otherwise."
    )
    if found is None:
        click.echo("What could not be coded is coded by the next call; until then nothing can be switched.")
        return
    print_difference(found, _MOST_SHOWN)
    if found.old != found.new or found.changes:
        click.echo(f"Figures stay with {found.old} until: reformwatch codebook use {found.new}")
