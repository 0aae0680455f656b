"""`reformwatch ingest`: files that somebody already has become documents."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, declared_portals, open_home_store, print_json_line
from commands.sync import sync_index

if TYPE_CHECKING:
    from crawler.portal import Portal
    from store.database import Store


@click.command()
@click.argument("sources", metavar="FILE|FOLDER...", nargs=-1, required=True, type=click.Path(path_type=Path))
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
    counts: Counter[str] = Counter()
    with open_home_store() as store:
        with click.progressbar(
            files, label="Ingesting", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
        ) as shown:
            for root, file in shown:
                for row in _ingest_file(store, root, file, portal, locality):
                    counts[row["status"]] += 1
                    _report(row, as_json=as_json)
        if not no_index:
            sync_index(store, quiet=as_json)
    return _finish(counts, as_json=as_json)


def _portal(portal_id: str | None) -> Portal | None:
    if portal_id is None:
        return None
    declared = declared_portals()
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
    """Each file with the folder that its name is shown relative to, in a stable order."""
    for source in sources:
        if not source.is_dir():
            yield source.parent, source
        else:
            found = sorted(
                path for path in source.rglob("*") if path.is_file() and not path.name.startswith(".")
            )
            if not found:
                raise Failed(f"{source}: no files in this folder")
            yield from ((source, path) for path in found)


def _ingest_file(
    store: Store, root: Path, file: Path, portal: Portal | None, locality: str | None
) -> Iterator[dict[str, Any]]:
    from pipelines.ingest import read_file

    name = file.relative_to(root).as_posix()
    for found in read_file(file, portal=portal, locality=locality, fetched_at=dt.datetime.now(dt.UTC)):
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
        click.echo(f"{row['source']}: rejected, {row['reason']}", err=True)
    elif not sys.stderr.isatty():
        click.echo(f"{row['source']}: {row['status']} {row['id']}")


def _finish(counts: Counter[str], *, as_json: bool) -> int:
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
        return 0
    return 3 if taken else 1
