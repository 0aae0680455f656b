"""`reformwatch ingest`: files and captures that somebody already has become documents."""

from __future__ import annotations

import datetime as dt
import functools
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.built_in import keep_built_in
from commands.declarations import declarations, refuse_wrong
from commands.erasing import keep_erased_out
from commands.keeping import Keeping, spellings
from commands.options import Failed, open_home_store, print_json_line
from commands.reasons import why
from commands.sync import sync_index

if TYPE_CHECKING:
    from crawler.portal import Portal
    from pipelines.filereader import FileReader
    from store.database import Store
    from store.records import Document


@click.command()
@click.argument("sources", metavar="FILE|FOLDER|WARC...", nargs=-1, required=True,
                type=click.Path(path_type=Path, readable=False))  # fmt: skip
@click.option("--portal", "portal_id", metavar="ID", help="The portal that the files come from.")
@click.option("--locality", metavar="CODE", help="The locality that speaks in them (P63:46, D63:482 …).")
@click.option("--no-index", is_flag=True, help="Leave the index as it is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file or record, then the totals.")
def ingest(
    sources: tuple[Path, ...], portal_id: str | None, locality: str | None, no_index: bool, as_json: bool
) -> int:
    """Read files into the store: PDF, Word, RTF, Excel, HTML, text, archives of them, JSON lines, WARC.

    What a file is, its bytes say, whatever its name. Folders are walked. A file that is ingested twice is one
    document; its bytes are kept in the raw archive. Pages and files of a WARC keep their address and the day
    of their capture, and belong to the portal that declares their host. Each file that could not be taken is
    listed with its reason. Exit code 3 when some were rejected, 1 when all were.
    """
    from settings import get_settings

    portal = _portal(portal_id)
    _check_locality(locality)
    files = list(_walk(sources))
    with open_home_store() as store:
        keep_built_in(store)
        counts, left_out = _ingest(store, files, portal, locality, as_json=as_json)
        keep_erased_out(store, get_settings().home, ())
        indexed = sync_index(store, quiet=as_json, no_index=no_index)
    return _finish(counts, left_out, as_json=as_json, indexed=indexed)


def _ingest(
    store: Store,
    files: list[tuple[Path, Path]],
    portal: Portal | None,
    locality: str | None,
    *,
    as_json: bool,
) -> tuple[Counter[str], Counter[str]]:
    """How many files and records had each status; what folders and captures hold besides, by reason."""
    from pipelines.filereader import FileReader, Speaker

    counts: Counter[str] = Counter()
    hidden = 0
    speaker = Speaker(portal, locality, declarations().portals)
    bar = click.progressbar(
        files, label="Ingesting", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
    )
    parent_of = functools.partial(_parent_of, store)
    with (
        FileReader(speaker, parent_of=parent_of, stored=store.corrections.as_read) as reader,
        Keeping(store) as keeping,
        bar as shown,
    ):
        for root, file in shown:
            if file != root and _is_hidden(file):
                hidden += 1
                continue
            for row in _ingest_file(keeping, reader, root, file):
                counts[row["status"]] += 1
                _report(row, as_json=as_json)
        return counts, reader.left_out + Counter(hidden_file=hidden)


def _parent_of(store: Store, url: str) -> tuple[Document, str] | None:
    return store.files.parent_of(spellings(url))


def _portal(portal_id: str | None) -> Portal | None:
    if portal_id is None:
        return None
    found = declarations()
    refuse_wrong(found, [portal_id])
    declared = found.portals
    if portal_id not in declared:
        raise click.UsageError(f"no portal is called {portal_id}; reformwatch portals list shows them")
    return declared[portal_id]


def _check_locality(code: str | None) -> None:
    from crawler import gazetteer

    if code is not None and gazetteer.load().unit(code) is None:
        raise click.UsageError(
            f"{code!r} is not a code of the gazetteer (P63:46, D63:482, P34:46, C34:20107)"
        )


def _walk(sources: tuple[Path, ...]) -> Iterator[tuple[Path, Path]]:
    """Each file with the folder that its name is shown relative to, in a stable order.

    A folder that cannot be listed stands for the files in it: it is rejected like one.
    """
    for source in sources:
        if not _is_folder(source):
            yield source, source
        else:
            found = sorted(_files(source))
            if all(map(_is_hidden, found)):
                raise Failed(f"{source}: no files in this folder")
            yield from ((source, path) for path in found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # whoever reads it is told why it cannot be looked at


def _is_hidden(path: Path) -> bool:
    """Whether a system or a program put it there for itself; a lock is told, since it names a paper."""
    return path.name.startswith(".") and not path.name.startswith(".~lock")


def _files(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        yield from (Path(parent, name) for name in names)
        yield from (path for name in folders if (path := Path(parent, name)).is_symlink())
    yield from (Path(error.filename) for error in closed)


def _ingest_file(keeping: Keeping, reader: FileReader, root: Path, file: Path) -> Iterator[dict[str, Any]]:
    from pipelines.filereader import printable

    name = file.name if file == root else file.relative_to(root).as_posix()
    for found in reader.read(file, dt.datetime.now(dt.UTC)):
        inside = found.source.removeprefix(printable(file.name))  # a member of an archive, a line, an address
        source = f"{name}{inside}" if inside != found.source else f"{name}:{inside}"
        row: dict[str, Any] = {"source": printable(source), "id": None, "status": "rejected",
                               "reason": found.reason, "flags": list(found.flags)}  # fmt: skip
        yield row | keeping.keep(found)


def _report(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json_line(row)
    elif row["status"] == "rejected":
        click.echo(f"{row['source']}: rejected, {why(row['reason'], row['flags'])}", err=True)
    elif not sys.stderr.isatty():
        click.echo(f"{row['source']}: {row['status']} {row['id']}")


def _finish(counts: Counter[str], left_out: Counter[str], *, as_json: bool, indexed: bool) -> int:
    taken = counts["new"] + counts["updated"] + counts["unchanged"]
    if as_json:
        statuses = ("new", "updated", "unchanged", "rejected")
        totals = {"files": counts.total(), **{name: counts[name] for name in statuses}}
        print_json_line({"totals": totals | {"left_out": dict(left_out.most_common())}})
    else:
        click.echo(
            f"{counts['new']} new, {counts['updated']} updated, {counts['unchanged']} unchanged, "
            f"{counts['rejected']} rejected."
        )
        if left_out:
            told = ", ".join(f"{n} {reason}" for reason, n in left_out.most_common())
            click.echo(f"Left out: {told}.")
    if not counts["rejected"]:
        return 0 if indexed else 3
    return 3 if taken else 1
