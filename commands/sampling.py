"""`reformwatch sample`: documents for people to code, with sheets to fill in."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Failed, open_home_store, print_json, with_filters
from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipelines.codebook import Codebook
    from pipelines.validation.design import Draw, Key
    from store.database import Store
    from store.filters import Filters
    from store.records import Document, Json
    from store.validation_records import Sample, SampleUnit

_BY = "theme"
_CODER = re.compile(r"[\w .-]{1,60}")


@click.command()
@click.argument("file", metavar="FILE.xlsx|FILE.csv", type=click.Path(path_type=Path, dir_okay=False))
@with_filters
@click.option("--size", type=click.IntRange(1, 100_000), default=200, show_default=True, help="Documents.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="Another seed, another sample."
)
@click.option(
    "--by",
    default=_BY,
    show_default=True,
    metavar="KEYS",
    help="Strata: theme,province,level,year,portal,kind.",
)
@click.option(
    "--allocation",
    type=click.Choice(["root", "proportional", "equal"]),
    default="root",
    show_default=True,
    help="How the size is divided among strata: by the root of their sizes, by their sizes, equally.",
)
@click.option(
    "--double",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Share that two people code, for their agreement.",
)
@click.option(
    "--coder",
    "coders",
    multiple=True,
    metavar="NAME",
    help="A sheet for each of these; repeatable. Without: one sheet, and one of what is coded twice.",
)
@click.option(
    "--excerpt",
    type=click.IntRange(200, 30_000),
    default=30_000,
    show_default=True,
    help="Characters of a text on a sheet, at most.",
)
@click.option("--json", "as_json", is_flag=True, help="The design: strata, sizes, probabilities, files.")
def sample(
    filters: Filters, *, file: Path, size: int, seed: int, by: str, allocation: str, double: float,
    coders: tuple[str, ...], excerpt: int, as_json: bool,
) -> int:  # fmt: skip
    """Draw documents for people to code, and write sheets for them to fill in.

    The sample is random within strata and kept in the store with the probability of each document; the same
    seed and store give the same files. The sheets show texts and none of the program's codes. Read them back
    with reformwatch import-coding.
    """
    _check(file, coders)
    from pipelines import codebook

    design = {"seed": seed, "by": _keys(by), "allocation": allocation, "double": double}
    with open_home_store() as store:
        book = codebook.load()
        drawn = _draw(store, filters, size, design)
        made, texts = _sample(
            store, drawn, book, coders, {**design, "excerpt": excerpt, "filters": _asked(filters)}
        )
        files = _write(made, texts, book, file, coders)
        store.validation.keep_sample(made, dt.datetime.now(dt.UTC))
    _tell(made, files, size, as_json=as_json)
    return 0


def _check(file: Path, coders: Sequence[str]) -> None:
    if file.suffix.lower() not in {".csv", ".xlsx"}:
        raise click.UsageError(f"{file.name}: the name must end in .xlsx or .csv")
    for name in coders:
        if not _CODER.fullmatch(name) or name != name.strip():
            raise click.UsageError(
                f"--coder {name!r}: a name has up to 60 letters, digits, blanks, dots, hyphens"
            )
    names = [_suffix(name) for name in coders]
    if len(set(names)) < len(names):
        raise click.UsageError("--coder: each name once")


def _keys(by: str) -> tuple[Key, ...]:
    from pipelines.validation.design import KEYS

    keys = tuple(part.strip() for part in by.split(",") if part.strip())
    if any(key not in KEYS for key in keys) or len(set(keys)) < len(keys):
        raise click.UsageError(f"--by {by}: strata go by {', '.join(KEYS)}, each once")
    return keys  # type: ignore[return-value]


def _draw(store: Store, filters: Filters, size: int, design: Json) -> Draw:
    from pipelines.validation.design import DesignError, draw

    try:
        return draw(store.documents.coded(filters), size=size, geography=filters.geography, **design)
    except DesignError as error:
        raise click.UsageError(str(error)) from error


def _sample(
    store: Store, drawn: Draw, book: Codebook, coders: Sequence[str], design: Json
) -> tuple[Sample, dict[str, Document]]:
    """The sample, and its documents by id."""
    from pipelines.validation.design import assign
    from store.validation_records import REFORM, Sample, SampleUnit, text_sha256

    texts = {one.id: one for one in store.documents.by_ids([one.document for one in drawn.drawn])}
    if len(texts) < len(drawn.drawn):
        raise Failed("documents were deleted while the sample was drawn: draw it again")
    units = tuple(
        SampleUnit(
            one.document, text_sha256(texts[one.document]), one.stratum, one.probability, one.is_double, asked
        )
        for one, asked in zip(drawn.drawn, assign(drawn.drawn, coders), strict=True)
    )
    items = (REFORM, *(theme.id for theme in book.themes))
    made = Sample(
        codebook=book.version,
        items=items,
        strata=drawn.strata,
        units=units,
        left_out=dict(drawn.left_out),
        **design,
    )
    return made, texts


def _asked(filters: Filters) -> Json:
    """The filters that were given."""
    from store.filters import Filters
    from store.records import as_json

    given, nothing = as_json(filters), as_json(Filters())
    return {name: value for name, value in given.items() if value != nothing[name]}


def _write(
    made: Sample, texts: Mapping[str, Document], book: Codebook, file: Path, coders: Sequence[str]
) -> dict[str, int]:
    """Writes the sheets; the rows of each file by its name."""
    from pipelines.validation.sheets import coding_sheet
    from pipelines.validation.writing import write

    written = {}
    for name, coder, units in _parts(made, coders):
        path = file.with_stem(f"{file.stem}{name}")
        try:
            write(coding_sheet(made, units, texts, book, coder), path)
        except OSError as error:
            raise Failed(f"{path} cannot be written: {error.strerror}") from error
        written[str(path)] = len(units)
    return written


def _parts(made: Sample, coders: Sequence[str]) -> list[tuple[str, str, list[SampleUnit]]]:
    """What is added to the file's name, the coder, the units of that sheet."""
    if coders:
        return [
            (f"-{_suffix(name)}", name, [unit for unit in made.units if name in unit.coders])
            for name in coders
        ]
    twice = [unit for unit in made.units if unit.is_double]
    return [("", "", list(made.units)), *([("-double", "", twice)] if twice else [])]


def _suffix(name: str) -> str:
    return "_".join(name.split())


def _tell(made: Sample, files: Mapping[str, int], size: int, *, as_json: bool) -> None:
    from store.records import as_json as record_json

    told = record_json(made)
    if as_json:
        print_json({"sample": made.id, "population": made.population, "files": files, **told})
        return
    click.echo(
        f"Sample {made.id}: {len(made.units)} of {counted(made.population, 'document')}, "
        f"codebook {made.codebook}."
    )
    if len(made.units) < size:
        click.echo(f"There are no {size}: all of them are in it.")
    for stratum in made.strata:
        click.echo(f"  {stratum.sampled:>5} of {stratum.population:>7}  {stratum.name}")
    for reason, count in made.left_out.items():
        click.echo(f"  left out: {count} {reason}")
    for path, rows in files.items():
        click.echo(f"{counted(rows, 'row')} in {path}")
