"""`reformwatch coding`: what people coded, how they agree, and how well the rules do beside them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.importing import Faulty, load_sources, load_table, refuse
from commands.options import Failed, open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from pipelines.codebook import Codebook
    from pipelines.validation.coding import Source
    from pipelines.validation.final import Finals
    from store.database import Store
    from store.records import Json
    from store.validation_records import HumanCoding

_SAMPLE = click.option(
    "--sample", "sample_id", metavar="ID", help="Of this sample; else the newest coded one."
)
_OUT = click.Path(path_type=Path, dir_okay=False)


@dataclass(frozen=True)
class Work:
    """A sample with all that was done on it."""

    source: Source
    codings: list[HumanCoding]
    found: Finals


@click.group()
def coding() -> None:
    """Human codings: status, agreement, disagreements and their judgement, validation of the rules.

    The loop: sample, import-coding, then coding agreement, disagreements, adjudicate, validate.
    """


@coding.command()
@click.option("--json", "as_json", is_flag=True, help="With strata and filters.")
def status(*, as_json: bool) -> int:
    """List the samples: what was drawn, who coded how much, what is open."""
    with open_home_store() as store:
        works = [(_work(store, id_), at) for id_, at in store.validation.samples()]
    told = [_status(work, at) for work, at in works]
    if as_json:
        print_json({"samples": told})
        return 0
    for each in told:
        coders = ", ".join(f"{name} {count}" for name, count in each["coders"].items()) or "nobody yet"
        click.echo(
            f"{each['sample']}  {each['drawn_at'][:10]}  {each['size']} of {each['population']}, "
            f"coded {each['coded']} ({coders}), {counted(each['open'], 'decision')} open"
        )
    if not told:
        click.echo("No sample was drawn yet: reformwatch sample FILE.xlsx")
    return 0


@coding.command()
@_SAMPLE
@click.option("--json", "as_json", is_flag=True, help="Alphas with intervals and counts.")
def agreement(sample_id: str | None, *, as_json: bool) -> int:
    """Krippendorff's alpha of each item and of all themes together, before any judgement.

    From .800 on data are reliable, from .667 on conclusions are tentative (Krippendorff).
    """
    from pipelines.validation.alpha import REASONS
    from pipelines.validation.final import agreement as measure
    from store.records import as_json as record_json

    with open_home_store() as store:
        work = _chosen(store, sample_id)
    found = measure(work.source.sample.items, work.codings)
    if as_json:
        print_json(
            {
                "sample": work.source.sample.id,
                "alpha": {item: record_json(one) for item, one in found.items()},
            }
        )
        return 0
    for item, one in found.items():
        if one.value is None:
            assert one.reason is not None
            click.echo(f"{item:<24} -      {REASONS[one.reason]}")
        else:
            interval = f"[{one.low:.2f}, {one.high:.2f}]" if one.low is not None else "[no interval]"
            click.echo(
                f"{item:<24} {one.value:>5.2f}  {interval}  {counted(one.units, 'decision')} by two or more"
            )
    return 0


@coding.command()
@click.argument("file", metavar="FILE.xlsx|FILE.csv", type=_OUT)
@_SAMPLE
def disagreements(file: Path, sample_id: str | None) -> int:
    """Write what coders see differently, or cannot tell, for one who decides."""
    from pipelines import codebook
    from pipelines.validation.final import disagreements as sheet_of
    from pipelines.validation.writing import WRITERS, write

    if file.suffix.lower() not in WRITERS:
        raise click.UsageError(f"{file.name}: the name must end in .xlsx or .csv")
    with open_home_store() as store:
        work = _chosen(store, sample_id)
        sheet = sheet_of(work.source, work.found, codebook.load())
    try:
        write(sheet, file)
    except OSError as error:
        raise Failed(f"{file} cannot be written: {error.strerror}") from error
    gone = sum(final.value is None for final in work.found.values()) - len(sheet.rows)
    click.echo(f"{counted(len(sheet.rows), 'decision is', 'decisions are')} open: {file}")
    if gone:
        more = counted(gone, "more is", "more are")
        click.echo(f"{more} left out: the texts of their documents are no longer in the store.")
    return 0


@coding.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--by", metavar="NAME", help="Who decided rows whose column by is empty.")
@click.option("--partial", is_flag=True, help="Rows without a judgement are still open, not faults.")
@click.option("--json", "as_json", is_flag=True, help="What was kept, or every fault.")
def adjudicate(file: Path, by: str | None, *, partial: bool, as_json: bool) -> int:
    """Read a filled sheet of coding disagreements: the final word on each of its decisions.

    All of the file is kept, or nothing of it, with every fault by row (exit code 2). Earlier judgements stay
    as history.
    """
    from pipelines.validation.final import read_judgements
    from store.records import as_json as record_json

    table = load_table(file)
    with open_home_store() as store:
        sources = load_sources(store, table)
        found = {id_: _work(store, id_).found for id_ in sources}
        judged, faults = read_judgements(table, sources, found, by, partial=partial)
        refuse(file, faults, as_json=as_json)
        kept = store.validation.keep_judgements(judged, dt.datetime.now(dt.UTC), file.name)
    if as_json:
        print_json(record_json(kept) | {"file": str(file), "faults": []})
    else:
        click.echo(f"Judgements: {kept.new} new, {kept.replaced} replaced, {kept.unchanged} as before.")
    return 0


@coding.command()
@_SAMPLE
@click.option(
    "--codebook",
    "codebook_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Hold this codebook against the codings instead of the one in use.",
)
@click.option("--json", "as_json", is_flag=True, help="All figures.")
def validate(sample_id: str | None, codebook_file: Path | None, *, as_json: bool) -> int:  # fmt: skip
    """Hold the rules against the final human codings: precision and recall of each theme, for all documents.

    Weighted by the design of the sample, with 95 % intervals. The figures are kept with the version of the
    codebook and shown beside the themes from then on.
    """
    from commands.validation_tables import print_validation, validation_json
    from pipelines.validation.estimates import validate as hold

    with open_home_store() as store:
        book = _codebook(codebook_file)
        work = _chosen(store, sample_id)
        figures = hold(work.source.sample, work.source.texts, work.found, book)
        store.validation.keep_figures(figures, dt.datetime.now(dt.UTC))
    lost = sorted(set(work.source.sample.items) - {one.item for one in figures})
    if as_json:
        print_json(validation_json(work.source.sample, figures, lost, book.version))
    else:
        print_validation(work.source.sample, figures, lost, book.version)
    return 0


def _status(work: Work, at: dt.datetime) -> Json:
    from collections import Counter

    from store.records import as_json as record_json

    sample = work.source.sample
    return {
        "sample": sample.id,
        "drawn_at": at.isoformat(),
        "population": sample.population,
        "size": len(sample.units),
        "texts_gone": len(sample.units) - len(work.source.texts),
        "coders": dict(Counter(one.coder for one in work.codings)),
        "coded": len({one.document for one in work.codings}),
        "open": sum(final.value is None for final in work.found.values()),
        "codebook": sample.codebook,
        "by": list(sample.by),
        "filters": sample.filters,
        "strata": record_json(sample.strata),
    }


@coding.command()
@click.argument("file", metavar="FILE.csv", type=_OUT)
@_SAMPLE
def export(file: Path, sample_id: str | None) -> int:
    """Write each decision with its stratum and probability, what the rules say and what people say.

    One row for each document and item, for a statistics program of your own.
    """
    from commands.coding_export import check_name, export_decisions
    from pipelines import codebook

    check_name(file)
    with open_home_store() as store:
        written = export_decisions(_chosen(store, sample_id), codebook.load(), file)
    click.echo(f"{counted(written, 'decision')} in {file}", err=True)
    return 0


def _chosen(store: Store, sample_id: str | None) -> Work:
    """The work on the sample that was asked for, or on the newest that somebody coded."""
    known = [id_ for id_, _ in store.validation.samples()]
    if sample_id is not None and sample_id not in known:
        raise Failed(f"no sample {sample_id} in the store; reformwatch coding status lists them")
    for id_ in [sample_id] if sample_id else known:
        work = _work(store, id_)
        if work.codings:
            return work
    raise Failed("nobody coded anything yet: reformwatch sample writes sheets, import-coding reads them")


def _work(store: Store, sample_id: str) -> Work:
    from pipelines.validation.coding import Source
    from pipelines.validation.final import finals
    from pipelines.validation.texts import sampled_texts

    sample = store.validation.sample(sample_id)
    assert sample is not None  # the caller has its id from the store
    codings = store.validation.codings(sample_id)
    found = finals(sample.items, codings, store.validation.judgements(sample_id))
    return Work(Source(sample, sampled_texts(store, sample)), codings, found)


def _codebook(path: Path | None) -> Codebook:
    """Raises Faulty for one that cannot be used, or has the version of the one in use and other rules."""
    from pipelines import codebook

    if path is None:
        return codebook.load()
    try:
        book = codebook.load(path)
    except codebook.CodebookError as error:
        raise Faulty(f"{path} is no codebook:\n{error}") from error
    own = codebook.load()
    if book.version == own.version and book.digest != own.digest:
        raise Faulty(
            f"{path} has other rules than the codebook in use and its version {own.version}: number it"
        )
    return book
