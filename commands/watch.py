"""`reformwatch watch`: what people follow, kept in HOME/watches.yml."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, filter_options, open_home_store, print_json
from commands.output import seen
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.digest.records import Content
    from search.watch_checks import Fault
    from search.watches import Watches

_FEW = 10  # titles that a test shows


@click.group()
def watch() -> None:
    """What people follow: saved queries with filters, told of by day, week or month."""


@watch.command()
@click.argument("name")
@click.option(
    "--query", default="", metavar="QUERY", help="As for search; without it, all that the filters leave."
)
@filter_options
@click.option("--period", type=click.Choice(["day", "week", "month"]), default="week", show_default=True)
def add(name: str, query: str, period: str, **filters: Any) -> int:
    """Follow QUERY within the filters. All that is wrong with it is said, and nothing is kept then.

    A place that ended on 30 June 2025 is refused with those that took over, unless only days of its own time
    are asked for. A name of both eras means today's place.
    """
    from search.watch_file import WatchExistsError, append
    from search.watches import made

    keys = _keys(query, period, filters)
    found, faults = made(name, keys, _known_portals(filters["portal"]))
    if faults or found is None:
        _tell(faults)
        raise Failed(f"The watch {name} was not kept.")
    try:
        append(_home(), name, keys)
    except WatchExistsError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Kept {name}. What it would have brought: reformwatch watch test {name}")
    return 0


@watch.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with the watches and what is wrong.")
def list_(as_json: bool) -> int:
    """List the watches, and all that is wrong with the file, each with its line; then the exit code is 2."""
    from search.watches import given
    from store.records import as_json as plain

    found = home_watches()
    if as_json:
        rows = [
            {"name": one.name, "query": one.query, "filters": given(one.filters), "period": one.period}
            for one in found.known.values()
        ]
        print_json({"watches": rows, "faults": [plain(fault) for fault in found.faults]})
    else:
        for one in found.known.values():
            filters = " ".join(f"{key}={','.join(values)}" for key, values in given(one.filters).items())
            click.echo("  ".join(part for part in (one.name, one.period, one.query, filters) if part))
        if not found.known and not found.faults:
            click.echo("No watch yet: reformwatch watch add NAME --query QUERY")
        _tell(found.faults)
    return 2 if found.faults else 0


@watch.command()
@click.argument("name")
def remove(name: str) -> int:
    """Follow NAME no longer. Who subscribed to it is told so by the next digest."""
    from search.watch_file import WatchMissingError, cut_out

    try:
        cut_out(_home(), name)
    except WatchMissingError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"Removed {name}.")
    return 0


@watch.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="The whole content of the digest.")
def test(name: str, as_json: bool) -> int:
    """Show what NAME would have brought in its last full period; warn of everything and of nothing."""
    from commands.digest_preview import content_of

    watches = home_watches()
    chosen, faults = watches.chosen([name])
    _tell(faults)
    if not chosen:
        raise click.UsageError(f"there is no usable watch {name}; reformwatch watch list shows all")
    with open_home_store() as store:
        content = content_of(store, None, chosen, faults)
    if as_json:
        print_json(content.to_json())
    else:
        _print(content)
    return 2 if faults else 0


def home_watches() -> Watches:
    """The watches of the data folder, by the codebook of its store."""
    from search.watches import load_watches
    from settings import get_settings

    with open_home_store() as store:
        stored = store.documents.portals()
    return load_watches(get_settings().home, stored | _declared())


def _keys(query: str, period: str, filters: dict[str, Any]) -> dict[str, Any]:
    """The keys of the file, without those that were not given."""
    reform, other = filters.pop("reform"), filters.pop("not_reform")
    if reform and other:
        raise click.UsageError("--reform or --not-reform, not both")
    if filters["geography"] == "then":
        del filters["geography"]
    keys = {
        key: list(value) if isinstance(value, tuple) else value for key, value in filters.items() if value
    }
    if reform or other:
        keys["reform"] = reform
    return {**({"query": query} if query else {}), **keys, "period": period}


def _known_portals(wanted: Iterable[str]) -> set[str] | None:
    if not wanted:
        return None
    with open_home_store() as store:
        return store.documents.portals() | _declared()


def _declared() -> set[str]:
    from commands.declarations import declarations

    found = declarations()
    return {*found.portals, *(name for name in found.wrong() if name)}


def _home() -> Any:
    from settings import get_settings

    return get_settings().home


def _tell(faults: Iterable[Fault]) -> None:
    from search.digest.words import Words

    words = Words("en")
    for fault in faults:
        line = f"watches.yml:{fault.line}: " if fault.line else ""
        click.echo(f"{line}{words.fault(fault)}", err=True)


def _print(content: Content) -> None:
    (asked,) = content.asked
    days = f"{content.when.start:%Y-%m-%d} to {content.when.end - dt.timedelta(seconds=1):%Y-%m-%d}"
    click.echo(f"{asked.name}, {content.when.key} ({days}): {counted(asked.matched, 'new document')}")
    shown = 0
    for section in (content.acts, content.news, content.late):
        for item in (item for group in section.groups for item in group.items):
            if shown < _FEW:
                where = item.source.place.name if item.source.place else "place unknown"
                click.echo(f"  {item.source.id}  {where}  {seen(item.source.title)[:100]}")
            shown += 1
    rest = sum(section.total for section in (content.acts, content.news, content.late)) - min(shown, _FEW)
    if rest:
        click.echo(f"  and {rest} more")
    for name, count in (("changes", content.changes.total), ("deadlines", content.deadlines.total)):
        if count:
            click.echo(f"  {name}: {count}")
    if asked.matches_all:
        click.echo("Warning: it matches every document that was new in this period.", err=True)
    elif not asked.matched:
        click.echo("Warning: it matches nothing of what was new in this period.", err=True)
        click.echo(_why_nothing(content), err=True)


def _why_nothing(content: Content) -> str:
    from search.digest.view import summary
    from search.digest.words import Words

    covered = content.covered
    if covered.nobody_looked:
        return summary(content, Words("en"))
    held = counted(covered.documents, "document")
    return f"The store holds {held}; reformwatch search shows what it finds among all."
