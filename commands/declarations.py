"""What is declared, for commands: a wrong file costs nobody but its own portal, and is named every time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crawler.portal import Declarations, PortalError

DEMO_MARK = ".reformwatch-demo"  # lies in a folder that a demo made
_TOLD = "commands.declarations.told"


def declarations(*, quietly: bool = False) -> Declarations:
    """The built-in declarations and the operator's own; in a demo's folder the demo's only.

    Else the real portals of a sample's province, never crawled there, would leave its weeks unobserved.
    What is wrong is told on standard error, once in a call; `quietly` leaves that to the caller.
    """
    from crawler.portal import survey_portals

    found = survey_portals(declared_folders())
    if not quietly:
        _tell(found)
    return found


def declared_folders() -> list[Path]:
    from crawler.portal import builtin_folder
    from settings import get_settings

    home = get_settings().home
    own = home / "portals"
    return [own] if (home / DEMO_MARK).is_file() else [builtin_folder(), own]


def refuse_wrong(found: Declarations, names: Sequence[str]) -> None:
    """Raises PortalErrors where a portal is named whose file is wrong."""
    from crawler.portal import PortalErrors

    wrong = found.wrong()
    errors = [error for name in dict.fromkeys(names) for error in wrong.get(name, ())]
    if errors:
        raise PortalErrors(errors)


def errors_json(errors: Sequence[PortalError]) -> list[dict[str, Any]]:
    """What is wrong with which file, as `wrong_files` of the JSON contracts."""
    from store.records import as_json

    return [as_json(error) for error in errors]


def stop_list_errors(home: Path) -> tuple[PortalError, ...]:
    from crawler.portal import PortalErrors
    from crawler.stoplist import read_stop_list

    try:
        read_stop_list(home)
    except PortalErrors as wrong:
        return wrong.errors
    return ()


def _tell(found: Declarations) -> None:
    context = click.get_current_context(silent=True)
    if not found.errors or (context and context.meta.get(_TOLD)):
        return
    if context:
        context.meta[_TOLD] = True
    for error in found.errors:
        click.echo(str(error), err=True)
    names = ", ".join(name for name in found.wrong() if name)
    click.echo(f"Wrong portal files are left out{': ' if names else ''}{names}.", err=True)
