"""How a crawl shows itself: bars on a terminal, nothing in a pipe, and one table at the end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from commands.output import console

if TYPE_CHECKING:
    from rich.progress import TaskID

    from crawler.run import CrawlEvent
    from store.records import Failure, Run

_STYLE = {"ok": "green", "partial": "yellow", "blocked": "red", "broken": "red"}


class CrawlProgress:
    """One line per portal at work; `update` takes the crawl's events.

    `busy` are the portals that others crawl, `waiting` those whose hours it is not.
    """

    def __init__(self, *, visible: bool) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self.busy: list[str] = []
        self.waiting: list[str] = []
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<24}"),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not (visible and sys.stderr.isatty()),
            transient=True,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def update(self, event: CrawlEvent) -> None:
        if event.what == "started":
            self._tasks[event.portal] = self._progress.add_task(event.portal, counts="", total=None)
        elif event.what == "busy":
            self.busy.append(event.portal)
        elif event.what == "outside_hours":
            self.waiting.append(event.portal)
        elif event.portal in self._tasks:
            task = self._tasks[event.portal]
            if event.what == "finished":
                self._progress.remove_task(self._tasks.pop(event.portal))
            else:
                counts = ("pages", "new", "failed")
                shown = ", ".join(f"{event.counts.get(name, 0)} {name}" for name in counts)
                self._progress.update(task, counts=shown)


def print_runs(
    runs: Sequence[Run], busy: Sequence[str], waiting: Sequence[str] = (), wrong: Sequence[str] = ()
) -> None:
    """The truthful summary: a row per portal with its verdict and the reason."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("portal", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for name in ("pages", "new", "updated", "known", "gone", "held", "failed"):
        table.add_column(name, justify="right")
    table.add_column("reason")
    for run in runs:
        verdict = run.verdict or "broken"
        counts = (run.pages, run.new, run.updated, run.unchanged, run.removed, run.held, len(failures(run)))
        table.add_row(run.portal, f"[{_STYLE[verdict]}]{verdict}[/]", *map(str, counts), run.reason or "")
    for portal in busy:
        table.add_row(portal, "busy", *[""] * 7, "another process is crawling it")
    for portal in waiting:
        table.add_row(portal, "waiting", *[""] * 7, "outside the hours of its crawl.window")
    for portal in wrong:
        table.add_row(portal, "[red]wrong file[/]", *[""] * 7, "it is left out: reformwatch portals check")
    console().print(table)
    if any(run.held for run in runs):
        click.echo("Changes that were not believed are held: reformwatch quarantine list")
    _print_failures(runs)
    targets = sorted({run.connected_to for run in runs if run.connected_to})
    if targets:
        click.echo(f"Not live: connected to {', '.join(targets)} instead of the real hosts.")


def failures(run: Run) -> list[Failure]:
    """What could not be fetched; an address that robots.txt keeps from us is no failure."""
    return [failure for failure in run.failed if failure.reason != "robots_disallowed"]


def _print_failures(runs: Sequence[Run], limit: int = 5) -> None:
    for run in runs:
        failed = failures(run)
        for failure in failed[:limit]:
            click.echo(f"  {run.portal}: {failure.reason}  {failure.url}")
        if len(failed) > limit:
            click.echo(f"  {run.portal}: … and {len(failed) - limit} more (reformwatch status --json)")
    disallowed = sum(len(run.failed) - len(failures(run)) for run in runs)
    if disallowed:
        click.echo(f"Left alone because robots.txt says so: {disallowed} addresses.")
