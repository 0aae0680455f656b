"""`reformwatch report`: a locality or a theme as one page that loads nothing, or as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.erasing import erased_from
from commands.options import Failed, open_home_store

if TYPE_CHECKING:
    from search.charts.words import Language
    from store.filters import Filters


@click.command()
@click.argument("of", metavar="LOCALITY|THEME")
@click.argument("file", metavar="FILE.html|FILE.pdf", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def report(of: str, file: Path, language: Language) -> int:
    """Write figures, method, sources, coverage and documents of a locality or a theme as one page.

    As HTML, or as PDF: that is printed by chromium or chrome, where one of them is installed.
    """
    if file.suffix.lower() not in {".html", ".pdf"}:
        raise click.UsageError(f"{file.name}: the name must end in .html or .pdf")
    if file.suffix.lower() == ".pdf":
        _check_browser()
    from commands.declarations import declarations
    from commands.measure_files import write
    from commands.sync import follow_copies
    from search.charts.report import OF_LOCALITY, OF_THEME, Part, page
    from search.labels import label
    from search.measures.computing import compute
    from search.measures.registry import get
    from search.measures.results import MeasureResult
    from search.validated import Validations

    filters = _filters(of)
    portals = declarations().portals
    title = _theme(of, language) if filters.theme else label("locality", filters.locality[0])
    with open_home_store() as store:
        follow_copies(store)

        def computed(part: Part) -> MeasureResult:
            return compute(get(part.measure), store, portals, filters, by=part.by, period="quarter")

        parts = OF_THEME if filters.theme else OF_LOCALITY
        rates, theme = Validations(store).themes, of if filters.theme else ""
        notes = [sentence for _, sentence in erased_from(store)]
        made = page(
            title, parts, computed, store.documents.get, language, theme=theme, rates=rates, notes=notes
        )
    write(file, made.encode if file.suffix.lower() == ".html" else lambda: _printed(made))
    return 0


def _check_browser() -> None:
    """Before anything is computed."""
    from search.charts.pdf import NoPdf, browser

    try:
        browser()
    except NoPdf as error:
        raise Failed(str(error)) from error


def _printed(page: str) -> bytes:
    from search.charts.pdf import NoPdf, pdf

    try:
        return pdf(page)
    except NoPdf as error:
        raise Failed(str(error)) from error


def _theme(of: str, language: Language) -> str:
    from pipelines import codebook
    from search.labels import label

    english = {theme.id: theme.label_en for theme in codebook.load().themes}
    return (english.get(of) if language == "en" else None) or label("theme", of)


def _filters(of: str) -> Filters:
    """A theme of the codebook, else a place."""
    from commands.options import make_filters
    from pipelines import codebook

    with open_home_store():  # puts its codebook in force
        rules = codebook.load()
    themes = {theme.id for theme in rules.themes} | {f"{theme.id}/{sub.id}" for theme, sub in rules.subthemes}
    is_theme = of in themes
    return make_filters(
        province=(), locality=() if is_theme else (of,), theme=(of,) if is_theme else (), portal=(), kind=(),
        reform=False, not_reform=False,
    )  # fmt: skip
