"""`reformwatch corpus`: documents frozen with all that figures of them need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.corpora import build, found_by, home_corpora, open_corpus, redacted, refuse_wordless
from commands.options import Failed, open_home_store, print_json, with_filters
from commands.steps import Steps
from commands.sync import follow_copies
from search.numbers import counted

if TYPE_CHECKING:
    from store.corpora import Corpora
    from store.database import Store
    from store.filters import Filters
    from store.records import Json

_APART = ("tables", "build")  # of a manifest: too long for a list


@click.group()
def corpus() -> None:
    """Freeze documents with their codings, codebook and coverage, so that figures stay as they are."""


@corpus.command()
@click.argument("name")
@with_filters
@click.option("--query", default="", metavar="QUERY", help="Only documents that this search finds.")
@click.option("--json", "as_json", is_flag=True, help="The manifest.")
def freeze(*, filters: Filters, name: str, query: str, as_json: bool) -> int:
    """Write the documents that query and filters leave to a corpus NAME, which nothing changes any more."""
    corpora = home_corpora()
    _check_new(corpora, name)
    refuse_wordless(query)
    with open_home_store() as store:
        follow_copies(store)
        chosen = {row.id for row in store.documents.coded(filters)}
        if query:
            chosen &= _searched(store, query)
        manifest = _freeze(corpora, name, store, chosen=chosen, filters=filters, query=query)
    if as_json:
        print_json(manifest)
    else:
        click.echo(
            f"Corpus {name}: {counted(manifest['documents'], 'document')}, sha256 {manifest['sha256']}"
        )
    for note in manifest["notes"]:
        click.echo(note, err=True)
    return 0


def _check_new(corpora: Corpora, name: str) -> None:
    from store.errors import CorpusExists, NoSuchCorpus

    try:
        corpora.check_new(name)
    except (CorpusExists, NoSuchCorpus) as error:
        raise click.UsageError(str(error)) from error


def _searched(store: Store, query: str) -> frozenset[str]:
    """What the query finds in an index that has seen all of the store; else documents would be missing."""
    from commands.options import index_home
    from commands.sync import sync_index
    from search.indexer import status

    sync_index(store, quiet=True)
    found = status(store, index_home())
    if found.error or found.behind:
        why = found.error or f"The index is {counted(found.behind, 'change')} behind the store."
        raise Failed(f"The query cannot be answered in full. {why} reformwatch index sync, then freeze.")
    return found_by(store, query)


def _freeze(
    corpora: Corpora, name: str, store: Store, *, chosen: set[str], filters: Filters, query: str
) -> dict[str, Any]:
    import datetime as dt

    from commands.declarations import declarations
    from search.frozen import parts_of
    from search.measures.periods import VIETNAM
    from store.records import as_json

    portals = declarations().portals
    parts = parts_of(portals)
    facts: Json = {
        "as_of": dt.datetime.now(VIETNAM).isoformat(timespec="seconds"),
        "query": query,
        "filters": as_json(filters),
        "codebook": parts["codebook"]["version"],
        "build": build(),
        "words_erased": store.erasing.is_any_of_words(),
        **store.freezing.counted(chosen),
        "notes": list(_notes(store, chosen, filters, query)),
    }
    with Steps() as steps:
        manifest: dict[str, Any] = corpora.freeze(
            name, store, chosen, facts, parts, portals=filters.portal, told=steps
        )
    return manifest


def _notes(store: Store, chosen: set[str], filters: Filters, query: str) -> list[str]:
    notes = []
    if query and len(chosen) == store.documents.count(filters):
        notes.append("The query leaves nothing out: the corpus is all that the filters leave.")
    if query and store.erasing.is_any_of_words():
        notes.append(
            "Words were erased from documents at somebody's request: the query does not find documents by"
            " them, and the corpus is without these."
        )
    versions = {row.codebook for row in store.measuring.coded(sorted(chosen)) if row.themes}
    if len(versions) > 1:
        names = ", ".join(sorted(filter(None, versions)))
        notes.append(
            f"The documents are coded by several codebooks ({names}): reformwatch recode makes it one."
        )
    return notes


@corpus.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_(*, as_json: bool) -> int:
    """The corpora of the data folder: when they were frozen, of what, and their digests."""
    from search.frozen import asked
    from store.errors import StoreError

    corpora, found, code = home_corpora(), [], 0
    for name in corpora.names():
        try:
            manifest = corpora.manifest(name)
        except StoreError as error:
            click.echo(str(error), err=True)
            code = 3
            continue
        told = {key: value for key, value in manifest.items() if key not in _APART}
        found.append(told | {"redacted": redacted(name)})
    if as_json:
        print_json({"corpora": found})
    for one in [] if as_json else found:
        click.echo(
            f"{one['name']}: {counted(one['documents'], 'document')} of {one['as_of']}, "
            f"codebook {one['codebook']}"
        )
        click.echo(f"    {asked(one)}\n    sha256 {one['sha256']}")
        if one["redacted"]:
            held = counted(len(one["redacted"]), "document")
            click.echo(f"    words of {held} were erased since: reformwatch corpus verify {one['name']}")
    if not found and not as_json and not code:
        click.echo("There is no corpus yet: reformwatch corpus freeze NAME.")
    return code


@corpus.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
def verify(*, name: str, as_json: bool) -> int:
    """Compute the digest of a corpus anew, and name what is not as it was frozen."""
    from store.corpora import erased

    corpora = home_corpora()
    with open_corpus(name, tells_erased=False) as found, open_home_store() as live:
        gone, digest = erased(found, live), found.manifest["sha256"]
    with Steps(hidden=as_json) as steps:
        differences, redacted = corpora.verify(name, steps), corpora.redacted(name)
    if as_json:
        print_json({"name": name, "ok": not differences, "sha256": digest, "differences": differences,
                    "erased": gone, "redacted": redacted["documents"] if redacted else []})  # fmt: skip
    else:
        for difference in differences:
            click.echo(difference)
        state = "is NOT as it was frozen" if differences else "is as it was frozen"
        but = ", but for what was erased from it" if redacted else ""
        click.echo(f"Corpus {name} {state}{but}: sha256 {digest}")
    if redacted:
        click.echo(_told_redacted(redacted), err=True)
    if gone:
        click.echo(f"Of its documents deleted from the store since: {', '.join(gone)}", err=True)
    return 1 if differences else 0


def _told_redacted(redacted: dict[str, Any]) -> str:
    days = ", ".join(sorted({each["at"][:10] for each in redacted["erasures"]}))
    return (
        f"At somebody's request, words were erased on {days}. No longer to be compared with what was frozen: "
        f"documents {', '.join(redacted['documents']) or 'none'}, and the tables as a whole;"
        " figures of codes and counts stay, unless documents are chosen by words; those of words are made of"
        " what is left."
    )


@corpus.command()
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--texts", is_flag=True, help="The texts too, with a note on their licence.")
def export(*, name: str, folder: Path, texts: bool) -> int:
    """Write a corpus to a new FOLDER: Parquet and CSV, their description, codebook, coverage, citation."""
    from search.package import write_package

    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty: name a new folder.")
    with open_corpus(name) as found:
        try:
            with Steps() as steps:
                written = write_package(found, folder, texts=texts, erased=redacted(name), told=steps)
        except OSError as error:
            raise Failed(f"{folder} cannot be written: {error.strerror}") from error
    click.echo(f"{counted(written, 'file')} written to {folder}.", err=True)
    return 0
