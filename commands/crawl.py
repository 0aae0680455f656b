"""`reformwatch crawl`: fetch portals, store what they publish, say the truth about each."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from commands.built_in import keep_built_in
from commands.declarations import declarations, refuse_wrong
from commands.erasing import keep_erased_out
from commands.options import Day, Failed, open_home_store, print_json_line, refuse_turned
from commands.progress import CrawlProgress, print_runs
from commands.sync import sync_index

if TYPE_CHECKING:
    from crawler.portal import Declarations, Portal
    from crawler.run import CrawlOptions
    from store.database import Store
    from store.errors import StoreError
    from store.records import Run


@click.command()
@click.argument("portal_ids", metavar="[PORTAL]...", nargs=-1)
@click.option("--since", type=Day(), metavar="DAY", help="Only what was published on this day or later.")
@click.option("--until", type=Day(last=True), metavar="DAY", help="Only what was published until this day.")
@click.option("--max-pages", type=click.IntRange(1), help="Pages fetched per portal at most.")
@click.option(
    "--shard", metavar="I/N", help="Only every N-th portal, by a stable hash: 2/5 is the second of five."
)
@click.option(
    "--no-index", is_flag=True, help="Leave the index as it is (reformwatch index sync catches up)."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per portal, then the totals.")
def crawl(
    *,
    portal_ids: tuple[str, ...],
    since: dt.date | None,
    until: dt.date | None,
    max_pages: int | None,
    shard: str | None,
    no_index: bool,
    as_json: bool,
) -> int:
    """Crawl the named PORTALs, or all that are enabled.

    What is stored already is skipped, so a crawl that was stopped is simply run again.
    Exit code 3 when some portals were not ok or a run is partial, 1 when all are blocked or broken. A portal
    whose file is wrong is left out: 3 then, and 2 where it is named, or where no other is left.
    """
    refuse_turned(since, until)
    declared = declarations(quietly=bool(portal_ids))  # a scheduler's crawls would all say the same
    portals = chosen_portals(declared, portal_ids, shard)
    wrong = () if portal_ids else wrong_of(declared, shard)
    options = crawl_options(since=since, until=until, max_pages=max_pages)
    from store.errors import StoreError

    code: int | None = None
    try:
        with open_home_store() as store:
            runs, busy, waiting = crawl_with_progress(portals, store, options, wrong, as_json=as_json)
            keep_erased_out(store, options.home, [run.id for run in runs])
            indexed = sync_index(store, quiet=as_json, no_index=no_index)
            code = exit_code(runs, busy, waiting) or (3 if wrong or not indexed else 0)
    except StoreError as error:
        if code is None:
            raise
        # What was told of the runs stays true; only what waited to be written at the end is lost.
        click.echo(str(error), err=True)
        code = code or 3
    return code


def chosen_portals(found: Declarations, ids: Sequence[str], shard: str | None) -> list[Portal]:
    """The portals of a call, in the order of their ids.

    An unknown id is wrong use; a wrong file is one where it is named, or where nothing else is declared.
    """
    refuse_wrong(found, ids)
    declared = found.portals
    if not declared:
        refuse_wrong(found, list(found.wrong()))
    unknown = [name for name in ids if name not in declared]
    if unknown:
        raise click.UsageError(
            f"no portal is called {', '.join(unknown)}; reformwatch portals list shows all {len(declared)}"
        )
    portals = [declared[name] for name in dict.fromkeys(ids)] or [p for p in declared.values() if p.enabled]
    portals = [portal for portal in portals if _is_in(portal.id, shard)]
    if not portals:
        raise Failed("no portal to crawl: none is enabled, or none falls into this shard")
    return sorted(portals, key=lambda portal: portal.id)


def wrong_of(found: Declarations, shard: str | None) -> tuple[str, ...]:
    """The portals of a call that are left out because their files are wrong."""
    return tuple(name for name in found.wrong() if _is_in(name, shard))


def _is_in(name: str, shard: str | None) -> bool:
    if not shard:
        return True
    index, count = _shard(shard)
    return _bucket(name, count) == index


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if not (index.isdigit() and count.isdigit() and 1 <= int(index) <= int(count)):
        raise click.UsageError(f"--shard {text!r} is not I/N with 1 <= I <= N")
    return int(index) - 1, int(count)


def _bucket(portal_id: str, count: int) -> int:
    return int.from_bytes(hashlib.sha256(portal_id.encode()).digest()[:8], "big") % count


def crawl_options(**given: Any) -> CrawlOptions:
    """The crawl's options: the settings, and what this call said."""
    from crawler.run import CrawlOptions
    from crawler.stoplist import read_stop_list
    from settings import get_settings

    settings = get_settings()
    return CrawlOptions(
        home=settings.home,
        connect_to=given.pop("connect_to", settings.connect_to),
        delay=given.pop("delay", settings.delay),
        timeout=settings.timeout,
        retry_delay=settings.retry_delay,
        contact=settings.contact,
        workers=settings.worker_count,
        min_free_mb=settings.min_free_mb,
        stop_list=read_stop_list(settings.home),
        **given,
    )


def crawl_with_progress(
    portals: Sequence[Portal],
    store: Store,
    options: CrawlOptions,
    wrong: Sequence[str] = (),
    *,
    as_json: bool,
) -> tuple[list[Run], list[str], list[str]]:
    """Crawl and report, as JSON lines or as bars and a table; `wrong` are portals whose files are wrong.

    Returns the runs, the portals that others crawl, and those whose hours it is not.
    """
    from crawler.run import crawl as run_crawl
    from store.records import as_json as record_json

    # Where the store takes nothing, say on a full disk, each run ends with that reason and is what is told.
    unkept = _keeping_failed(store) is not None
    with CrawlProgress(visible=not as_json) as progress:
        runs = run_crawl(portals, store, options, progress.update)
    if unkept and (error := _keeping_failed(store)):
        click.echo(f"The codebook's file was not kept, so that a recode takes over less: {error}", err=True)
    busy, waiting = progress.busy, progress.waiting
    if as_json:
        for run in runs:
            print_json_line(_contract(record_json(run)))
        print_json_line({"totals": totals(runs, busy, waiting) | {"wrong_files": len(wrong)}})
    else:
        print_runs(runs, busy, waiting, wrong)
    return runs, busy, waiting


def _keeping_failed(store: Store) -> StoreError | None:
    from store.errors import StoreError

    try:
        keep_built_in(store)
    except StoreError as error:
        return error
    return None


_KEYS = ("portal", "verdict", "reason", "pages", "new", "updated", "unchanged", "failed", "attachments",
         "removed", "held", "lists_left", "connected_to", "assertions", "quarantine")  # fmt: skip


def _contract(run: dict[str, Any]) -> dict[str, Any]:
    return {key: run[key] for key in _KEYS}


def totals(runs: Iterable[Run], busy: Sequence[str], waiting: Sequence[str] = ()) -> dict[str, Any]:
    runs = list(runs)
    counted = ("pages", "new", "updated", "unchanged", "attachments", "removed", "held")
    verdicts = {
        verdict: sum(run.verdict == verdict for run in runs)
        for verdict in ("ok", "partial", "blocked", "broken")
    }
    return {
        "portals": len(runs) + len(busy) + len(waiting),
        **verdicts,
        "busy": len(busy),
        "waiting": len(waiting),
        **{name: sum(getattr(run, name) for run in runs) for name in counted},
        "failed": sum(len(run.failed) for run in runs),
    }


def exit_code(runs: Sequence[Run], busy: Sequence[str], waiting: Sequence[str] = ()) -> int:
    """0 all ok, 3 in part, 1 nothing done, 75 when all that was to do is being done by somebody else.

    A portal outside its hours is no failure, but it was not crawled either: in part.
    """
    if not runs:
        return 75 if busy and not waiting else 3 if waiting else 1
    if all(run.verdict == "ok" for run in runs) and not busy and not waiting:
        return 0
    return 3 if any(run.verdict in {"ok", "partial"} for run in runs) else 1
