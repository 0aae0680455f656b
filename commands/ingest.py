"""`reformwatch ingest`: files that somebody already has become documents."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.declarations import declarations, refuse_wrong
from commands.options import Failed, open_home_store, print_json_line
from commands.sync import sync_index

if TYPE_CHECKING:
    from crawler.portal import Portal
    from pipelines.filereader import FileReader
    from store.database import Store

# What a reason means, where its code alone does not say it.
_MEANINGS = {
    "unreadable": "it cannot be opened",
    "empty": "there is nothing in it",
    "too_large": "more than 5 MiB",
    "type_mismatch": "its bytes are not what its name says",
    "unsupported_type": "only .txt, .html and .jsonl are read",
    "extract_timeout": "it took too long to read",
    "extract_memory": "it took too much memory to read",
    "extract_failed": "a fault of this program, please report it",
}


@click.command()
@click.argument("sources", metavar="FILE|FOLDER...", nargs=-1, required=True,
                type=click.Path(path_type=Path, readable=False))  # fmt: skip
@click.option("--portal", "portal_id", metavar="ID", help="The portal that the files come from.")
@click.option("--locality", metavar="CODE", help="The locality that speaks in them (P63:46, D63:482 …).")
@click.option("--no-index", is_flag=True, help="Leave the index as it is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per file, then the totals.")
def ingest(
    sources: tuple[Path, ...], portal_id: str | None, locality: str | None, no_index: bool, as_json: bool
) -> int:
    """Read text, HTML and JSON-lines files into the store; folders are walked.

    A file that is ingested twice is one document. Each file that could not be taken is listed with its
    reason. Exit code 3 when some were rejected, 1 when all were.
    """
    portal = _portal(portal_id)
    _check_locality(locality)
    files = list(_walk(sources))
    with open_home_store() as store:
        counts = _ingest(store, files, portal, locality, as_json=as_json)
        indexed = no_index or sync_index(store, quiet=as_json)
    return _finish(counts, as_json=as_json, indexed=indexed)


def _ingest(
    store: Store,
    files: list[tuple[Path, Path]],
    portal: Portal | None,
    locality: str | None,
    *,
    as_json: bool,
) -> Counter[str]:
    """How many files and records had each status."""
    from pipelines.filereader import FileReader

    counts: Counter[str] = Counter()
    bar = click.progressbar(
        files, label="Ingesting", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
    )
    with FileReader(portal, locality) as reader, bar as shown:
        for root, file in shown:
            for row in _ingest_file(store, reader, root, file):
                counts[row["status"]] += 1
                _report(row, as_json=as_json)
    return counts


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
            yield source.parent, source
        else:
            found = sorted(_files(source))
            if not found:
                raise Failed(f"{source}: no files in this folder")
            yield from ((source, path) for path in found)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False  # whoever reads it is told why it cannot be looked at


def _files(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for parent, _, names in os.walk(folder, onerror=closed.append):
        yield from (Path(parent, name) for name in names if not name.startswith("."))
    yield from (Path(error.filename) for error in closed)


def _ingest_file(store: Store, reader: FileReader, root: Path, file: Path) -> Iterator[dict[str, Any]]:
    name = file.name if file == root else file.relative_to(root).as_posix()
    for found in reader.read(file, dt.datetime.now(dt.UTC)):
        row: dict[str, Any] = {"source": name, "id": None, "status": "rejected", "reason": found.reason,
                               "flags": list(found.flags)}  # fmt: skip
        if found.document is not None:
            saved = store.documents.save(found.document)
            row |= {
                "id": found.document.id,
                "status": "updated" if saved.status == "revised" else saved.status,
            }
        yield row


def _report(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json_line(row)
    elif row["status"] == "rejected":
        click.echo(f"{row['source']}: rejected, {_why(row)}", err=True)
    elif not sys.stderr.isatty():
        click.echo(f"{row['source']}: {row['status']} {row['id']}")


def _why(row: dict[str, Any]) -> str:
    """The reason's code, and what it means; what the system said of a file that cannot be read."""
    said = row["flags"][0] if row["reason"] == "unreadable" and row["flags"] else None
    meaning = said or _MEANINGS.get(row["reason"])
    return f"{row['reason']} ({meaning})" if meaning else str(row["reason"])


def _finish(counts: Counter[str], *, as_json: bool, indexed: bool) -> int:
    taken = counts["new"] + counts["updated"] + counts["unchanged"]
    if as_json:
        statuses = ("new", "updated", "unchanged", "rejected")
        print_json_line({"totals": {"files": counts.total(), **{name: counts[name] for name in statuses}}})
    else:
        click.echo(
            f"{counts['new']} new, {counts['updated']} updated, {counts['unchanged']} unchanged, "
            f"{counts['rejected']} rejected."
        )
    if not counts["rejected"]:
        return 0 if indexed else 3
    return 3 if taken else 1
