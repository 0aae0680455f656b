"""`reformwatch measure`: figures, each with the documents behind it and what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.corpora import found_by, refuse_wordless, with_corpus
from commands.erasing import tell_withdrawn
from commands.options import open_home_store, print_json, with_filters
from commands.output import one_form
from commands.sync import follow_copies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.charts.words import Language
    from search.measures.results import MeasureResult
    from store.filters import Filters

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("name", required=False)
@with_filters
@click.option(
    "--by", metavar="KEYS", help="locality,theme,period …; the default is the measure's own (--list)."
)
@click.option(
    "--period", type=click.Choice(["week", "month", "quarter", "year"]), default="year", show_default=True
)
@click.option(
    "--copies",
    type=click.Choice(["first", "portal", "all"]),
    help="Copies of one text count once, once a portal, or each; the default is the measure's own.",
)
@click.option("--query", default="", metavar="QUERY", help="Only documents that this search finds.")
@with_corpus
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="A parameter of the measure; repeatable."
)
@click.option("--list", "listing", is_flag=True, help="The measures there are, with formula and parameters.")
@click.option("--json", "as_json", is_flag=True, help="Rows with documents, and the coverage.")
@click.option("--csv", "as_csv", is_flag=True, help="One row per figure, for a spreadsheet.")
@click.option("--chart", type=_FILE, metavar="FILE.svg|png|html", help="The figure, with what was observed.")
@click.option("--map", "as_map", is_flag=True, help="The figure as a map of provinces, for --by province.")
@click.option("--xlsx", type=_FILE, metavar="FILE", help="The rows as a workbook.")
@click.option("--parquet", type=_FILE, metavar="FILE", help="The rows as Parquet, for R and Python.")
@click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Of the figure."
)
def measure(
    *, filters: Filters, name: str | None, by: str | None, period: str, copies: str | None, query: str,
    settings: tuple[str, ...], listing: bool, as_json: bool, as_csv: bool, corpus: str | None,
    chart: Path | None, as_map: bool, xlsx: Path | None, parquet: Path | None, language: Language,
) -> int:  # fmt: skip
    """Compute the measure NAME over the documents that the filters leave.

    attention: how a locality divides its talk about reform among the themes; --list tells all of them.
    """
    one_form(as_json=as_json, as_csv=as_csv)
    if listing or name is None:
        return _list(as_json=as_json)
    from commands.measure_files import check, write_files
    from search.measures.results import MeasureError

    check(chart, xlsx, parquet, as_map=as_map)
    refuse_wordless(query)
    asked = {"by": _keys(by), "period": period, "copies": copies, "settings": _settings(settings)}
    try:
        if corpus is None:
            result, more = _of_store(name, filters, query, **asked)
        else:
            is_shown = as_csv or not (as_json or chart or xlsx or parquet)
            result, more = _of_corpus(corpus, name, filters, query, tells_erased=not is_shown, **asked)
        written = write_files(result, language, chart=chart, as_map=as_map, xlsx=xlsx, parquet=parquet)
    except MeasureError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        print_json(result.as_json() | more)
    elif as_csv or not written:
        _show(result, as_csv=as_csv)
        if corpus is not None:
            click.echo("Corpus {name}, frozen {as_of}, sha256 {sha256}".format(**more["corpus"]), err=True)
    return 0


def _of_store(name: str, filters: Filters, query: str, **asked: Any) -> tuple[MeasureResult, dict[str, Any]]:
    """The figures with what stands beside them in the JSON."""
    from commands.declarations import declarations, errors_json
    from search.measures.computing import compute
    from search.measures.registry import get

    found = declarations()
    with open_home_store() as store:
        follow_copies(store)
        ids = found_by(store, query) if query else None
        result = compute(get(name), store, found.portals, filters, ids=ids, query=query, **asked)
        withdrawn = len(store.erasing.withdrawn_documents())
    tell_withdrawn(withdrawn)
    # Portals of wrong files are missing in the coverage.
    return result, {"wrong_files": errors_json(found.errors), "withdrawn": withdrawn}


def _of_corpus(
    corpus: str, name: str, filters: Filters, query: str, *, tells_erased: bool, **asked: Any
) -> tuple[MeasureResult, dict[str, Any]]:
    """The same over a frozen corpus, as of the moment when it was frozen; where words were erased from it
    since, the figures themselves say so."""
    from dataclasses import replace

    from commands.corpora import cited, limited, open_corpus, redacted
    from search.frozen import as_of, both_queries, portals_of
    from search.frozen_index import found_in
    from search.measures.computing import compute
    from search.measures.notes import UNFOUND, without_erased
    from search.measures.registry import get

    with open_corpus(corpus, tells_erased=tells_erased) as found:
        ids = found_in(found, query) if query else found.members
        erased = redacted(corpus)
        result = compute(
            get(name), found.store, portals_of(found), limited(found, filters), ids=ids,
            query=both_queries(found.manifest["query"], query), now=as_of(found), **asked,
        )  # fmt: skip
        told = [without_erased(len(erased))] if erased else []
        if query and get(name).counts != "portals" and (erased or found.manifest.get("words_erased")):
            told.append(UNFOUND)
        result = replace(result, notes=(*told, *result.notes))
        return result, {"corpus": cited(found), "wrong_files": [], "redacted": erased}


def _list(*, as_json: bool) -> int:
    from search.measures.registry import measures

    found = [one.as_json() for one in measures().values()]
    if as_json:
        print_json({"measures": found})
    for one in [] if as_json else found:
        click.echo(f"{one['name']}: {one['about']}\n    {one['formula']}\n    {one['source']}")
        for parameter, values in one["parameters"].items():
            flag = (
                f"--{parameter}"
                if parameter in {"by", "period", "geography", "copies"}
                else f"--set {parameter}="
            )
            click.echo(f"    {flag} {values}")
    return 0


def _keys(by: str | None) -> tuple[str, ...] | None:
    """The names of `--by`; none at all (`--by ""`) is one row for everything."""
    if by is None:
        return None
    return tuple(part.strip() for part in by.split(",")) if by.strip() else ()


def _settings(written: Iterable[str]) -> dict[str, str]:
    wrong = [one for one in written if "=" not in one]
    if wrong:
        raise click.UsageError(f"--set takes NAME=VALUE, not {', '.join(wrong)}")
    return {name.strip(): value.strip() for name, _, value in (one.partition("=") for one in written)}


def _show(result: MeasureResult, *, as_csv: bool) -> None:
    from commands.measure_tables import print_csv, print_rows

    if as_csv:
        print_csv(result)
    elif result.measure == "attention" and set(result.query["by"]) == {"locality", "theme"}:
        from commands.matrix import print_matrix

        print_matrix(result)
        for note in result.notes:
            click.echo(note)
    else:
        print_rows(result)
