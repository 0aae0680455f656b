"""`reformwatch verify`: is the raw archive whole, and does everything that points to it find its record?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import check_portals, index_home, open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from store.archives import ArchiveFile
    from store.database import Store
    from store.verification import Checked, Fault, Responses


@click.command()
@click.option("--portal", metavar="ID", help="Only the files of this portal, and what was read from them.")
@click.option("--quick", is_flag=True, help="Only new files and a thirtieth of the others.")
@click.option("--json", "as_json", is_flag=True, help="The faults and the totals as one JSON object.")
def verify(portal: str | None, *, quick: bool, as_json: bool) -> int:
    """Read every record of the raw archive and follow every link to it; check database and index.

    Each fault is told with its file and the byte where it begins. What a killed run left open is closed
    first, its torn tail put aside as FILE.torn. With --quick every file is read within thirty calls; what
    was not read is counted, never called whole. Exit code 3 when there are faults, 1 when nothing is whole.
    """
    from settings import get_settings

    check_portals((portal,) if portal else ())
    with open_home_store() as store:
        report = _verify(store, get_settings().home / "warc", portal, quick=quick)
    if as_json:
        print_json(report)
    else:
        _print(report)
    if not report["faults"]:
        return 0
    return 3 if report["records"] or quick else 1


@dataclass(slots=True)
class _Found:
    """What was read, and what is wrong with it."""

    faults: list[Fault] = field(default_factory=list)
    readable: dict[str, Responses] = field(default_factory=dict)
    records: int = 0
    size: int = 0
    links: int = 0
    checked: list[Checked] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)  # files that are there, and their sizes
    unfollowed: int = 0  # links to them


def _verify(store: Store, folder: Path, portal: str | None, *, quick: bool) -> dict[str, Any]:
    from store.records import as_json

    salvaged = store.archives.salvage(folder)
    closed = store.archives.all()
    found, growing = _Found(), _growing(folder)
    _read_files(found, store, folder, closed, portal, quick=quick)
    _follow_links(found, store, folder, closed, portal)
    store.checks.note(found.checked, dt.datetime.now(dt.UTC))
    found.faults += store.links.check_database(quick=quick)
    found.faults += store.erasing.check(quick=quick)
    damaged = any(fault.reason == "database" for fault in found.faults)
    found.faults += _index_faults()
    return {
        "faults": as_json(found.faults),
        "files": len(found.readable),
        "records": found.records,
        "bytes": found.size,
        "links": found.links,
        "quick": quick,
        "unread": {
            "files": len(found.unread),
            "bytes": sum(found.unread.values()),
            "links": found.unfollowed,
        },
        "growing": sorted(growing),
        "uncounted": sorted(set(found.readable) - set(closed)),
        "salvaged": as_json(salvaged),
        "database": "damaged" if damaged else "ok",
        "index": _index_state(store),
        "withdrawn": len(store.erasing.withdrawn_documents()),
    }


def _read_files(
    found: _Found, store: Store, folder: Path, closed: Mapping[str, ArchiveFile], portal: str | None,
    *, quick: bool,
) -> None:  # fmt: skip
    from store.verification import archive_files, check_file

    paths = archive_files(folder)
    due = set(store.checks.due(paths)) if quick else set(paths)
    for path in paths:
        known = closed.get(path.name)
        if portal is not None and known is not None and known.portal != portal:
            continue
        if path not in due:
            found.unread[path.name] = path.stat().st_size
            continue
        checked = check_file(path, known)
        found.checked.append(checked)
        found.readable[path.name] = checked.responses
        found.faults += checked.faults
        found.records += checked.records
        found.size += checked.size


def _follow_links(
    found: _Found, store: Store, folder: Path, closed: Mapping[str, ArchiveFile], portal: str | None
) -> None:
    from store.verification import Fault, check_link

    faults: list[Fault] = []
    for link in store.links.all(portal):
        found.links += 1
        if link.offset < found.unread.get(link.file, 0):
            found.unfollowed += 1
            continue
        fault = check_link(link, found.readable)
        if fault is not None:
            faults.append(fault)
    # Looked at afterwards: crawls that go on meanwhile begin files and close them.
    there = _growing(folder) | {path.name for path in folder.glob("*.warc.gz")}
    lost = {name for name, file in closed.items() if portal in (None, file.portal) and name not in there}
    found.faults += [
        Fault("missing_file", "it was closed and is not in the archive", file=name) for name in sorted(lost)
    ]
    # A file that is lost is told once, not for each of its records.
    found.faults += [fault for fault in faults if fault.file not in lost and not _is_new(fault, there)]


def _is_new(fault: Fault, there: set[str]) -> bool:
    return fault.reason == "missing_file" and fault.file in there


def _growing(folder: Path) -> set[str]:
    from store.verification import growing_files

    return growing_files(folder)


def _index_state(store: Store) -> dict[str, Any]:
    from search.indexer import status

    state: dict[str, Any] = status(store, index_home()).as_json()
    return state


def _index_faults() -> list[Fault]:
    """That the index is behind, away, or was never built, is no fault: it is derived."""
    from search.errors import IndexDamaged, IndexProblem
    from store.verification import Fault

    try:
        with closing(index_home().open()) as index:
            index.check()
    except IndexDamaged as error:
        return [Fault("index", str(error))]
    except IndexProblem:
        return []
    return []


def _print(report: dict[str, Any]) -> None:
    for line in _lines(report):
        click.echo(line)
    index = report["index"]
    state = index["error"] or f"{counted(index['documents'], 'document')}, {index['behind']} behind"
    click.echo(f"Index ({index['engine']}): {state}")
    size = report["bytes"] / 1e6
    faults = counted(len(report["faults"]), "fault") if report["faults"] else "no faults"
    click.echo(
        f"{counted(report['files'], 'file')}, {counted(report['records'], 'record')} ({size:.1f} MB), "
        f"{counted(report['links'], 'link')}, "
        f"database {report['database']}: {faults}."
    )
    if report["quick"]:
        left = report["unread"]
        click.echo(
            f"Not read this time: {counted(left['files'], 'file')} ({left['bytes'] / 1e6:.1f} MB), to which "
            f"{left['links']} links lead; texts of documents were not compared with their digests."
        )


def _lines(report: dict[str, Any]) -> Iterator[str]:
    for left in report["salvaged"]:
        yield (
            f"closed after a killed run: {left['file'] or 'a file without a whole record'}, "
            f"{counted(left['records'], 'record')}, {counted(left['torn'], 'byte')} torn"
        )
    for name in report["uncounted"]:
        yield f"{name}: what it held when it was closed is not known"
    if report["withdrawn"]:
        yield f"Documents taken out: {report['withdrawn']}, at somebody's request (erase --list)"
    for name in report["growing"]:
        yield f"{name}: a run is writing it, not checked"
    for fault in report["faults"]:
        place = f"{fault['file']}:{fault['offset'] if fault['offset'] is not None else ''}".rstrip(":")
        where = " ".join(part for part in (place if fault["file"] else "", fault["document"] or "") if part)
        yield f"{fault['reason']} {where}: {fault['detail']}"
