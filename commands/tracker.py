"""`reformwatch tracker`: how well the plan tracker finds reports, as people judge a sample of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.importing import load_table, refuse
from commands.options import Failed, open_home_store, print_json, with_filters
from commands.sync import follow_copies
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipelines.validation.tables import Table
    from search.tracker_answers import Source
    from store.database import Store
    from store.filters import Filters
    from store.records import Json
    from store.tracker_records import TrackerAnswer, TrackerFigures, TrackerSample


@click.group()
def tracker() -> None:
    """Judge what measure tracker finds: sample, import, status.

    The figures themselves: reformwatch measure tracker.
    """


@tracker.command()
@click.argument("file", metavar="FILE.xlsx|FILE.csv", type=click.Path(path_type=Path, dir_okay=False))
@with_filters
@click.option("--size", type=click.IntRange(3, 100_000), default=150, show_default=True, help="Pairs.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--coder", default="", metavar="NAME", help="Stands on the sheet.")
@click.option("--excerpt", type=click.IntRange(200, 30_000), default=30_000, help="Characters of a text.")
@click.option("--json", "as_json", is_flag=True, help="Strata, sizes, the file.")
def sample(
    filters: Filters, *, file: Path, size: int, seed: int, coder: str, excerpt: int, as_json: bool
) -> int:
    """Draw pairs of a task and a later document, for people to say whether the document reports the task.

    Half of them are what the rule found, the rest what it left: its recall is known from nothing else. The
    sheet shows no finding of the program's. Read it back with reformwatch tracker import.
    """
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.UsageError(f"{file.name}: the name must end in .xlsx or .csv")
    from pipelines.validation.writing import write
    from search.tracker_sample import pairs_of, sheet

    with open_home_store() as store:
        follow_copies(store)
        made = _draw(store, filters, size, seed, excerpt)
        pairs = pairs_of(store, made)
        try:
            write(sheet(made, [pairs[unit.number] for unit in made.units], coder), file)
        except OSError as error:
            raise Failed(f"{file} cannot be written: {error.strerror}") from error
        store.tracker.keep_sample(made, dt.datetime.now(dt.UTC))
    _tell_sample(made, size, file, as_json=as_json)
    return 0


@tracker.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--coder", metavar="NAME", help="Who answered rows whose column coder is empty.")
@click.option("--partial", is_flag=True, help="Rows without an answer are still open, not faults.")
@click.option("--json", "as_json", is_flag=True, help="What was kept and the rates, or every fault.")
def import_(file: Path, coder: str | None, *, partial: bool, as_json: bool) -> int:
    """Read a filled sheet of tracker sample, and compute precision and recall of the rule anew.

    Every fault is listed with its row and column (exit code 2), and nothing of the file is kept then.
    """
    from search.tracker_answers import figures, read_answers
    from store.records import as_json as record_json

    table = load_table(file)
    with open_home_store() as store:
        sources = _sources(store, table)
        read = read_answers(table, sources, coder, partial=partial)
        refuse(file, read.faults, as_json=as_json)
        now = dt.datetime.now(dt.UTC)
        kept = store.tracker.keep_answers(read.answers, now, file.name)
        made = []
        for name in sorted({one.sample for one in read.answers}):
            made.append(figures(sources[name].sample, store.tracker.answers(name)))
            store.tracker.keep_figures(made[-1], now)
    if as_json:
        print_json({
            **record_json(kept), "file": str(file), "open_rows": read.open_rows, "faults": [],
            "figures": [record_json(one) | one.summary() for one in made],
        })  # fmt: skip
        return 0
    click.echo(f"Answers: {kept.new} new, {kept.replaced} replaced, {kept.unchanged} as before.")
    if read.open_rows:
        click.echo(f"{counted(len(read.open_rows), 'row is', 'rows are')} still to be answered.")
    for one in made:
        _tell(one)
    return 0


@tracker.command()
@click.option("--json", "as_json", is_flag=True)
def status(*, as_json: bool) -> int:
    """The samples, who answered how much, and the rates against people."""
    from search.tracker_answers import figures

    with open_home_store() as store:
        found = [(at, one, store.tracker.answers(one.id)) for at, one in store.tracker.samples()]
    told: list[Json] = []
    for at, one, answers in found:
        coders = {name: sum(each.coder == name for each in answers) for name in _coders(answers)}
        made = figures(one, answers) if answers else None
        told.append({
            "sample": one.id, "drawn_at": at.isoformat(), "rule": one.rule, "size": len(one.units),
            "population": one.population, "coders": coders, "figures": made.summary() if made else None,
        })  # fmt: skip
        if not as_json:
            names = ", ".join(f"{name} {count}" for name, count in coders.items()) or "nobody yet"
            click.echo(
                f"{one.id}  {at:%Y-%m-%d}  {len(one.units)} of {counted(one.population, 'pair')}, "
                f"answered by {names}"
            )
            if made:
                _tell(made)
    if as_json:
        print_json({"samples": told})
    elif not told:
        click.echo("No sample was drawn yet: reformwatch tracker sample FILE.xlsx")
    return 0


def _draw(store: Store, filters: Filters, size: int, seed: int, excerpt: int) -> TrackerSample:
    from dataclasses import replace

    from commands.declarations import declarations
    from search.measures.material import Material
    from search.measures.periods import VIETNAM
    from search.tracker_sample import draw

    asked = replace(filters, reform=True) if filters.reform is None else filters
    now = dt.datetime.now(VIETNAM)
    material = Material(store, declarations().portals, asked, (), "year", {}, None, now, "reform")
    made = draw(material, size, seed, excerpt)
    if not made.units:
        raise Failed(
            "There is no pair of a task and a later report of the same place: no plan is left by the filters,"
            " or nothing came after it. Nothing was drawn."
        )
    return made


def _sources(store: Store, table: Table) -> Mapping[str, Source]:
    """The samples that a table names, with the pairs that are shown."""
    from search.tracker_answers import Source
    from search.tracker_sample import pairs_of

    named = {line.key("sample") for line in table.lines}
    return {
        one.id: Source(one, pairs_of(store, one)) for _, one in store.tracker.samples() if one.id in named
    }


def _coders(answers: Iterable[TrackerAnswer]) -> list[str]:
    return sorted({one.coder for one in answers})


def _tell_sample(made: TrackerSample, size: int, file: Path, *, as_json: bool) -> None:
    from search.tracker_sample import short
    from store.records import as_json as record_json

    if as_json:
        print_json({
            "sample": made.id, "rule": made.rule, "population": made.population, "file": str(file),
            "strata": record_json(list(made.strata)), "size": len(made.units), "asked": size,
        })  # fmt: skip
        return
    click.echo(
        f"Sample {made.id}: {len(made.units)} of {counted(made.population, 'pair')}, rule {made.rule}."
    )
    for stratum in made.strata:
        click.echo(f"  {stratum.sampled:>5} of {stratum.population:>7}  {stratum.name}")
    if lacking := short(made, size):
        click.echo(f"{size} were asked for; all was drawn of what has fewer pairs than its part:")
        for name, wanted, there in lacking:
            click.echo(f"  {name}: its part is {wanted}, there {'is' if there == 1 else 'are'} {there}")
    click.echo(f"{counted(len(made.units), 'row')} in {file}")


def _tell(found: TrackerFigures) -> None:
    from search.tracker_validated import sentence

    click.echo(sentence(found))
    if found.open:
        click.echo(
            f"{counted(found.open, 'pair is', 'pairs are')} open: not answered, not clear, or coders differ."
        )
