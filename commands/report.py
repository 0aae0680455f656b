"""`reformwatch report`: a locality or a theme as one page that loads nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import open_home_store

if TYPE_CHECKING:
    from store.filters import Filters


@click.command()
@click.argument("of", metavar="LOCALITY|THEME")
@click.argument("file", metavar="FILE.html", type=click.Path(path_type=Path, dir_okay=False))
def report(of: str, file: Path) -> int:
    """Write figures, method, sources, coverage and documents of a locality or a theme as one HTML page."""
    if file.suffix.lower() != ".html":
        raise click.UsageError(f"{file.name}: the name must end in .html")
    from commands.declarations import declarations
    from commands.measure_files import write
    from commands.sync import follow_copies
    from search.charts.report import OF_LOCALITY, OF_THEME, Part, page
    from search.labels import label
    from search.measures.computing import compute
    from search.measures.registry import get
    from search.measures.results import MeasureResult

    filters = _filters(of)
    portals = declarations().portals
    title = label("theme", of) if filters.theme else label("locality", filters.locality[0])
    with open_home_store() as store:
        follow_copies(store)

        def computed(part: Part) -> MeasureResult:
            return compute(get(part.measure), store, portals, filters, by=part.by, period="quarter")

        made = page(title, OF_THEME if filters.theme else OF_LOCALITY, computed, store.documents.get)
    write(file, made.encode)
    return 0


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
