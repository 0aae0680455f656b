"""`reformwatch portals`: what is declared, and whether the declarations are right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.declarations import declarations, declared_folders, errors_json, stop_list_errors
from commands.options import open_home_store, print_json
from commands.output import console
from commands.probe import add, probe
from search.numbers import counted

if TYPE_CHECKING:
    from crawler.portal import Portal
    from crawler.stoplist import StopList


@click.group()
def portals() -> None:
    """List and check the declared portals, look at a new one and add it."""


portals.add_command(probe)
portals.add_command(add)


@portals.command("list")
@click.option("--json", "as_json", is_flag=True, help="Each portal with its locality of today.")
def list_portals(as_json: bool) -> int:
    """List the declared portals, the built-in ones and those of the data folder."""
    from crawler.stoplist import read_stop_list
    from settings import get_settings

    found = declarations()
    declared = list(found.portals.values())
    stopped = read_stop_list(get_settings().home)
    if as_json:
        rows = [_contract(portal, stopped) for portal in declared]
        print_json({"portals": rows, "wrong_files": errors_json(found.errors)})
        return 0
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("portal", "host", "platform", "locality", "name"):
        table.add_column(column, no_wrap=column != "name")
    for portal in declared:
        place = _locality(portal)
        where = f"{place['code']} {place['name']}" if place else "none"
        name = portal.name if portal.enabled else f"{portal.name} (off)"
        if entry := stopped.entry_of(portal.host):
            name = f"{name} (stop list since {entry.since}: {entry.why})"
        table.add_row(portal.id, portal.host, portal.platform, where, name)
    console().print(table)
    click.echo(f"{counted(len(declared), 'portal')}, {sum(portal.enabled for portal in declared)} enabled.")
    return 0


@portals.command()
@click.argument(
    "folders", metavar="[FOLDER]...", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False)
)
def check(folders: tuple[Path, ...]) -> int:
    """Check the declarations: every error with its file and line, exit code 2 when there is one.

    Without FOLDER: the built-in declarations, those of the data folder, and its stop list.
    """
    from crawler.portal import PortalErrors, survey_portals
    from settings import get_settings

    found = survey_portals(folders or declared_folders())
    errors = found.errors if folders else (*found.errors, *stop_list_errors(get_settings().home))
    if errors:
        raise PortalErrors(errors)
    click.echo(f"{counted(len(found.portals), 'portal')}, no errors.")
    return 0


@portals.command("status")
@click.option("--json", "as_json", is_flag=True, help="Every portal, the worst first.")
def portals_status(*, as_json: bool) -> int:
    """Show which portals are not well: since when, why, and what to do.

    A portal that is ok appears only where something was noted.
    """
    from contextlib import suppress

    from commands.health import portal_rows, print_troubles, print_undeclared, undeclared
    from store.errors import StoreFull

    with open_home_store() as store:
        with suppress(StoreFull):  # a full disk is still read
            store.runs.reap()
        found = declarations()
        rows, lost = portal_rows(store, found), undeclared(store, found)
    if as_json:
        print_json({"portals": rows, "wrong_files": errors_json(found.errors), "undeclared": lost})
        return 0
    for line in (*print_troubles(rows), *print_undeclared(lost)):
        click.echo(line)
    return 0


def _contract(portal: Portal, stopped: StopList) -> dict[str, Any]:
    from store.records import as_json

    return {
        "id": portal.id,
        "host": portal.host,
        "url": portal.url,
        "platform": portal.platform,
        "locality": _locality(portal),
        "enabled": portal.enabled,
        "stop_list": as_json(stopped.entry_of(portal.host)),
    }


def _locality(portal: Portal) -> dict[str, Any] | None:
    """The locality that the portal speaks for now, else the last one it spoke for."""
    import datetime as dt

    from crawler import gazetteer
    from store.records import as_json

    code = portal.locality_on(dt.datetime.now(dt.UTC).date()) or (
        portal.localities and portal.localities[-1].code
    )
    return as_json(gazetteer.load().locality(code, "portal")) if code else None
