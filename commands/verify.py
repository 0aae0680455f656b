"""`reformwatch verify`: is the raw archive whole, and does everything that points to it find its record?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import index_home, open_home_store, print_json

if TYPE_CHECKING:
    from store.database import Store
    from store.verification import Fault, Responses


@click.command()
@click.option("--portal", metavar="ID", help="Only the files of this portal, and what was read from them.")
@click.option("--json", "as_json", is_flag=True, help="The faults and the totals as one JSON object.")
def verify(portal: str | None, *, as_json: bool) -> int:
    """Read every record of the raw archive and follow every link to it; check database and index.

    Each fault is told with its file and the byte where it begins. What a killed run left open is closed
    first, its torn tail put aside as FILE.torn. Exit code 3 when there are faults, 1 when nothing is whole.
    """
    from settings import get_settings

    with open_home_store() as store:
        report = _verify(store, get_settings().home / "warc", portal)
    if as_json:
        print_json(report)
    else:
        _print(report)
    if not report["faults"]:
        return 0
    return 3 if report["records"] else 1


def _verify(store: Store, folder: Path, portal: str | None) -> dict[str, Any]:
    from store.records import as_json
    from store.verification import Fault, archive_files, check_file, check_link, growing_files

    closed_now = store.archives.salvage(folder)
    closed, growing = store.archives.all(), growing_files(folder)
    runs = {name for name, file in closed.items() if portal in (None, file.portal)}
    readable: dict[str, Responses] = {}
    faults: list[Fault] = []
    records = size = 0
    for path in archive_files(folder):
        if portal is not None and path.name in closed and path.name not in runs:
            continue
        checked = check_file(path, closed.get(path.name))
        readable[path.name] = checked.responses
        faults += checked.faults
        records, size = records + checked.records, size + checked.size
    lost = sorted(runs - set(readable) - growing)
    faults += [Fault("missing_file", "it was closed and is not in the archive", file=name) for name in lost]
    links = 0
    for link in store.links.all(portal):
        links += 1
        fault = None if link.file in growing else check_link(link, readable)
        # A file that is missing was told above, once.
        if fault is not None and (fault.reason != "missing_file" or fault.file not in lost):
            faults.append(fault)
    faults += store.links.check_database()
    index, index_faults = _index(store)
    faults += index_faults
    return {
        "faults": as_json(faults),
        "files": len(readable),
        "records": records,
        "bytes": size,
        "links": links,
        "growing": sorted(growing),
        "uncounted": sorted(set(readable) - set(closed)),
        "salvaged": as_json(closed_now),
        "database": "damaged" if any(fault.reason == "database" for fault in faults) else "ok",
        "index": index,
    }


def _index(store: Store) -> tuple[dict[str, Any], list[Fault]]:
    """The state of the index. That it is behind, or was never built, is no fault: it is derived."""
    from search.indexer import status
    from store.verification import Fault

    state: dict[str, Any] = status(store, index_home(), thorough=True).as_json()
    error = state["error"]
    is_fault = bool(error) and state["documents"] is not None
    return state, [Fault("index", error)] if is_fault else []


def _print(report: dict[str, Any]) -> None:
    for line in _lines(report):
        click.echo(line)
    index = report["index"]
    state = index["error"] or f"{index['documents']} documents, {index['behind']} behind"
    click.echo(f"Index ({index['engine']}): {state}")
    size = report["bytes"] / 1e6
    click.echo(
        f"{report['files']} files, {report['records']} records ({size:.1f} MB), {report['links']} links, "
        f"database {report['database']}: {len(report['faults']) or 'no'} faults."
    )


def _lines(report: dict[str, Any]) -> Iterator[str]:
    for left in report["salvaged"]:
        yield (
            f"closed after a killed run: {left['file'] or 'a file without a whole record'}, "
            f"{left['records']} records, {left['torn']} bytes torn"
        )
    for name in report["uncounted"]:
        yield f"{name}: what it held when it was closed is not known"
    for name in report["growing"]:
        yield f"{name}: a run is writing it, not checked"
    for fault in report["faults"]:
        place = f"{fault['file']}:{fault['offset'] if fault['offset'] is not None else ''}".rstrip(":")
        where = " ".join(part for part in (place if fault["file"] else "", fault["document"] or "") if part)
        yield f"{fault['reason']} {where}: {fault['detail']}"
