"""A measure's rows as a table of localities and themes, for a screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.labels import label
from search.measures.results import MeasureRow

_UNKNOWN = "(không rõ)"


@dataclass(frozen=True, slots=True)
class Matrix:
    """`localities` and `themes` are (code, label); `cells` holds (locality, theme) where there is a row.

    `publications` is the number of publications that a locality's values are shares of.
    """

    localities: tuple[tuple[str | None, str], ...]
    themes: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str | None, str], MeasureRow]
    publications: Mapping[str | None, int]


def matrix(rows: Iterable[MeasureRow]) -> Matrix:
    """The rows of a measure by locality and theme. Rows of several periods make no matrix: ValueError."""
    cells: dict[tuple[str | None, str], MeasureRow] = {}
    for row in rows:
        place = (row.key["locality"], row.key["theme"] or "")
        if place in cells:
            raise ValueError("A matrix shows one row for each locality and theme; measure without a period.")
        cells[place] = row
    localities = sorted({code for code, _ in cells}, key=lambda code: (code is None, code or ""))
    # Themes in the order of how much is said of them anywhere.
    weight = {theme: sum(row.n for (_, k), row in cells.items() if k == theme) for _, theme in cells}
    themes = sorted(weight, key=lambda theme: (-weight[theme], theme))
    return Matrix(
        tuple((code, label("locality", code) if code else _UNKNOWN) for code in localities),
        tuple((theme, label("theme", theme)) for theme in themes),
        cells,
        {code: row.denominator for (code, _), row in cells.items()},
    )


def render(found: Matrix) -> str:
    """The matrix as plain text: shares in percent, `·` where a locality has publications but none so."""
    head = ["", "n", *(theme for theme, _ in found.themes)]
    body = [
        [name, str(found.publications[code]), *(_cell(found, code, theme) for theme, _ in found.themes)]
        for code, name in found.localities
    ]
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    lines = [_line(line, widths) for line in (head, *body)]
    legend = [f"{theme}: {name}" for theme, name in found.themes]
    return "\n".join([*lines, "", *legend])


def _cell(found: Matrix, code: str | None, theme: str) -> str:
    row = found.cells.get((code, theme))
    return "·" if row is None or row.value is None else f"{row.value * 100:.0f} %"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()
