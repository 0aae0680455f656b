"""`reformwatch import-coding`: what people coded, all of it or nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Failed, open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.validation.coding import Fault, Read, Source
    from pipelines.validation.tables import Table
    from store.database import Store


class Faulty(Failed):
    """A sheet that cannot be used: every fault of it is a line."""

    exit_code = 2


@click.command("import-coding")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--coder", metavar="NAME", help="Who coded rows whose column coder is empty.")
@click.option("--partial", is_flag=True, help="Rows without any code are still to be coded, not faults.")
@click.option("--json", "as_json", is_flag=True, help="What was kept, or every fault.")
def import_coding(file: Path, coder: str | None, *, partial: bool, as_json: bool) -> int:
    """Read a filled sheet of reformwatch sample (CSV or XLSX).

    Every fault is listed with its row and column (exit code 2), and nothing of the file is kept then. What a
    coder said before is kept as history when he says otherwise; the same again changes nothing.
    """
    from pipelines.validation.coding import read_codings

    table = load_table(file)
    with open_home_store() as store:
        read = read_codings(table, load_sources(store, table), coder, partial=partial)
        refuse(file, read.faults, as_json=as_json)
        kept = store.validation.keep_codings(read.codings, dt.datetime.now(dt.UTC), file.name)
    from store.records import as_json as record_json

    told = record_json(kept) | {"file": str(file), "open_rows": read.open_rows, "faults": []}
    if as_json:
        print_json(told)
    else:
        _tell(read, told)
    return 0


def load_table(file: Path) -> Table:
    """The rows of a filled sheet. Raises Faulty."""
    from pipelines.validation.tables import TableError, read_table

    try:
        return read_table(file)
    except (TableError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Faulty(f"{file} cannot be read as a sheet: {reason}") from error


def load_sources(store: Store, table: Table) -> Mapping[str, Source]:
    """The samples that a table names, with their texts."""
    from pipelines.validation.coding import Source
    from pipelines.validation.texts import sampled_texts

    named = sorted({line.key("sample") for line in table.lines})
    found = {name: store.validation.sample(name) for name in named}
    return {name: Source(one, sampled_texts(store, one)) for name, one in found.items() if one is not None}


def refuse(file: Path, faults: Sequence[Fault], *, as_json: bool) -> None:
    """Ends the command where there are faults, each told."""
    if not faults:
        return
    from store.records import as_json as record_json

    if as_json:
        print_json(
            {"file": str(file), "new": 0, "replaced": 0, "unchanged": 0, "faults": record_json(list(faults))}
        )
    lines = [f"{file} has {counted(len(faults), 'fault')}, and nothing of it was kept:", *map(str, faults)]
    raise Faulty("\n".join(lines))


def _tell(read: Read, told: Mapping[str, object]) -> None:
    click.echo(f"Codings: {told['new']} new, {told['replaced']} replaced, {told['unchanged']} as before.")
    if read.open_rows:
        click.echo(f"{counted(len(read.open_rows), 'row is', 'rows are')} still to be coded.")
    click.echo("Next: reformwatch coding agreement, reformwatch coding disagreements FILE.xlsx", err=True)
