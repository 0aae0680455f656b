"""`reformwatch reextract`: read the raw archive again, without the network, and tell what changed."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.built_in import keep_built_in
from commands.declarations import declarations, refuse_wrong
from commands.options import Day, Failed, declared_portals, open_home_store, print_json_line, refuse_turned
from commands.sync import sync_index

if TYPE_CHECKING:
    from pipelines.reextract import Outcome
    from store.database import Store
    from store.readings import Span

_PROGRESS = "reextract.json"  # in the data folder, while a pass is under way


@click.command()
@click.option("--portal", multiple=True, metavar="ID", help="Documents of this portal; repeatable.")
@click.option("--since", type=Day(), metavar="DAY", help="Fetched on this day or later.")
@click.option("--until", type=Day(last=True), metavar="DAY", help="Fetched on this day or earlier.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--anew", is_flag=True, help="Begin anew instead of going on where a stopped pass ended.")
@click.option("--no-index", is_flag=True, help="Leave the index as it is.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per change, then the totals.")
def reextract(
    *,
    portal: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    dry_run: bool,
    anew: bool,
    no_index: bool,
    as_json: bool,
) -> int:
    """Read all documents again from the raw archive, and the pages that held none, with today's rules.

    What differs is kept as a revision of the document, not as a new version: its portal changed nothing.
    A pass that was stopped goes on where it ended when it is called again with the same options.
    Exit code 3 when records are missing or pages can no longer be read, 1 when nothing was read.
    """
    from settings import get_settings

    refuse_turned(since, until)
    span = _span(portal, since, until)
    home = get_settings().home
    with open_home_store() as store:
        if not dry_run:
            keep_built_in(store)
        place = _Place(home / _PROGRESS, span, keeps=not dry_run, anew=anew)
        totals = asyncio.run(_pass(store, home, span, place, dry_run=dry_run, as_json=as_json))
        indexed = dry_run or sync_index(store, quiet=as_json, no_index=no_index)
    _tell_totals(totals, as_json=as_json, dry_run=dry_run)
    return _exit_code(totals) or (0 if indexed else 3)


def _span(portals: tuple[str, ...], since: dt.date | None, until: dt.date | None) -> Span:
    from crawler.listdates import VIETNAM
    from store.readings import Span

    found = declarations()
    refuse_wrong(found, portals)
    unknown = sorted(set(portals) - set(found.portals))
    if unknown:
        raise click.UsageError(f"no portal is called {', '.join(unknown)}; see reformwatch portals list")
    after = until + dt.timedelta(days=1) if until else None
    first, last = (dt.datetime.combine(day, dt.time(), VIETNAM) if day else None for day in (since, after))
    return Span(portals, first, last)


class _Place:
    """How far a pass has come, kept in a file until it is done; another program or span begins anew."""

    def __init__(self, file: Path, span: Span, *, keeps: bool, anew: bool) -> None:
        self._file = file
        self._keeps = keeps
        self._name = f"{span} {_program()}"
        self.after = ""
        self.counts: Counter[str] = Counter()
        if keeps and not anew and file.is_file():
            told = _read(file)
            if told.get("pass") == self._name:
                self.after, self.counts = told["after"], Counter(told["counts"])

    def reached(self, document: str) -> None:
        if not self._keeps or not document:
            return
        self.after = document
        told = {"pass": self._name, "after": document, "counts": self.counts}
        draft = self._file.with_suffix(".new")
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(self._file)

    def done(self) -> None:
        if self._keeps:
            self._file.unlink(missing_ok=True)


def _read(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _program() -> str:
    """What a reading depends on besides the bytes."""
    from pipelines import codebook
    from pipelines.filedocuments import EXTRACTOR
    from pipelines.general import extractor_name
    from pipelines.reading import RULES

    return f"rules {RULES}, {EXTRACTOR}, {extractor_name()}, codebook {codebook.load().version}"


async def _pass(
    store: Store, home: Path, span: Span, place: _Place, *, dry_run: bool, as_json: bool
) -> dict[str, Any]:
    from pipelines.reader import PageReader
    from pipelines.reextract import AT_ONCE, Reextraction
    from settings import get_settings

    portals, workers, begin = declared_portals(), get_settings().worker_count, time.monotonic()
    reader = PageReader(portals, workers, home)
    read = 0
    if place.after:
        click.echo(f"Goes on after document {place.after}.", err=True)
    try:
        work = Reextraction(store, home / "warc", reader, portals, dry_run=dry_run)
        async for batch in work.run(span, AT_ONCE * workers, place.after):
            for outcome in batch.outcomes:
                _count(place.counts, outcome)
                _tell(outcome, as_json=as_json)
            read += sum(outcome.status in ("unchanged", "revised", "new") for outcome in batch.outcomes)
            place.reached(batch.last)
    finally:
        await reader.close()
    place.done()
    return _totals(place.counts, read / max(time.monotonic() - begin, 1e-6), workers)


def _count(counts: Counter[str], outcome: Outcome) -> None:
    counts[outcome.status] += 1
    counts["older_versions"] += outcome.version is not None
    for name in outcome.fields:
        counts[f"field {name}"] += 1
    for what in ("extractor", "codebook"):
        before, now = getattr(outcome, what)
        if outcome.status == "revised" and before != now:
            counts[f"why {what} {before} -> {now}"] += 1
    if outcome.status == "revised" and outcome.reason:
        counts[f"why {outcome.reason}"] += 1
    elif outcome.status == "revised" and outcome.extractor[0] == outcome.extractor[1]:
        counts["why other than extractor"] += outcome.codebook[0] == outcome.codebook[1]


_STATUSES = ("unchanged", "revised", "new", "newer", "missing", "unread", "undeclared", "no_raw_page")


def _totals(counts: Counter[str], rate: float, workers: int) -> dict[str, Any]:
    def named(prefix: str) -> dict[str, int]:
        found = (
            (name.removeprefix(prefix), n) for name, n in counts.most_common() if name.startswith(prefix)
        )
        return dict(found)

    return {
        **{status: counts[status] for status in _STATUSES},
        "older_versions": counts["older_versions"],
        "fields": named("field "),
        "why": named("why "),
        "per_second": round(rate, 1),
        "workers": workers,
    }


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    from store.records import as_json as record_json

    if outcome.status in ("unchanged", "no_raw_page") and not (as_json and outcome.status == "no_raw_page"):
        return
    if as_json:
        print_json_line(record_json(outcome))
        return
    which = f" version {outcome.version}" if outcome.version else ""
    what = "; ".join(part for part in (", ".join(outcome.fields), outcome.reason) if part)
    click.echo(f"{outcome.status} {outcome.id}{which} {outcome.url or ''}: {what}")


def _tell_totals(totals: dict[str, Any], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json_line({"totals": totals | {"dry_run": dry_run}})
        return
    counted = ", ".join(f"{totals[status]} {status}" for status in _STATUSES if totals[status])
    click.echo(
        f"{counted or 'nothing there'} ({totals['per_second']} a second, {totals['workers']} workers)."
    )
    for name, label in (("fields", "Fields that changed"), ("why", "Why")):
        if totals[name]:
            click.echo(f"{label}: " + ", ".join(f"{key} {n}" for key, n in totals[name].items()))
    if totals["no_raw_page"]:
        click.echo(f"{totals['no_raw_page']} came as records: there are no bytes to read again.")
    if dry_run:
        click.echo("Nothing was written.")


def _exit_code(totals: dict[str, Any]) -> int:
    from pipelines.reextract import FAULTS

    faults = sum(totals[status] for status in FAULTS)
    if not sum(totals[status] for status in ("unchanged", "revised", "new", "newer")):
        if not faults:
            raise Failed("no document with a raw page: crawl first, or name other portals and days")
        return 1
    return 3 if faults else 0
