"""A measure's rows as a table of localities and themes, with what was observed, for a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.labels import label
from search.measures.results import MeasureRow
from search.numbers import percent
from search.validated import SEVERAL, SEVERAL_CODEBOOKS, UNVALIDATED, sentence

UNSEEN, NOTHING = "·", "–"
_ZERO = percent(0, 0)
ZERO_MEANS = f"{_ZERO}  none found, and every week was observed; {percent(1e-9, 0)}: found, but few"
UNSEEN_MEANS = f"{UNSEEN}  none found, but not every week was observed: no zero is claimed"
NOTHING_MEANS = f"{NOTHING}  nothing published that could be divided, and every week was observed"
_UNKNOWN = "(không rõ)"


@dataclass(frozen=True, slots=True)
class Matrix:
    """`localities` and `themes` are (code, label); `cells` holds (locality, theme) where there is a row.

    `publications` is the number of publications that a locality's values are shares of, `weeks` how many
    of its weeks were observed, and of how many; `validated` holds the error rates of each theme.
    """

    localities: tuple[tuple[str | None, str], ...]
    themes: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str | None, str], MeasureRow]
    publications: Mapping[str | None, int]
    weeks: Mapping[str | None, tuple[int, int]]
    validated: Mapping[str, Mapping[str, Any] | None]

    @property
    def unvalidated(self) -> str | None:
        """Why no error rates stand beside the themes; None where some do, or there is no theme."""
        if any(self.validated.values()) or not self.themes:
            return None
        reasons = {row.corrected["reason"] for row in self.cells.values() if row.corrected}
        return SEVERAL.replace(" ({codebooks})", "") if SEVERAL_CODEBOOKS in reasons else UNVALIDATED

    def cell(self, code: str | None, theme: str) -> str:
        """A share in percent; a zero only where every week of the locality was observed."""
        row = self.cells.get((code, theme))
        if not self.publications.get(code):
            return NOTHING if self.wholly_observed(code) else UNSEEN
        value = row.value if row is not None and row.value is not None else 0.0
        if value == 0.0 and not self.wholly_observed(code):
            return UNSEEN
        return percent(value, 0)

    def wholly_observed(self, code: str | None) -> bool:
        observed, whole = self.weeks.get(code, (0, 0))
        return observed == whole > 0

    def weeks_observed(self, code: str | None) -> str:
        observed, whole = self.weeks.get(code, (0, 0))
        return f"{observed}/{whole}" if whole else "not covered"


def matrix(rows: Iterable[MeasureRow]) -> Matrix:
    """The rows of a measure by locality and theme. Rows of several periods make no matrix: ValueError.

    A row without a theme is that of a locality of which there is nothing to divide.
    """
    cells: dict[tuple[str | None, str], MeasureRow] = {}
    publications: dict[str | None, int] = {}
    weeks: dict[str | None, tuple[int, int]] = {}
    for row in rows:
        code, theme = row.key["locality"], row.key["theme"]
        if (code, theme) in cells:
            raise ValueError("A matrix shows one row for each locality and theme; measure without a period.")
        publications[code] = row.denominator
        if row.coverage is not None:
            weeks[code] = row.coverage.observed, row.coverage.weeks
        if theme is not None:
            cells[code, theme] = row
    localities = sorted(publications, key=lambda code: (code is None, code or ""))
    # Themes in the order of how much is said of them anywhere.
    weight: Counter[str] = Counter()
    for (_, theme), row in cells.items():
        weight[theme] += row.n
    themes = sorted((theme for theme in weight if weight[theme]), key=lambda theme: (-weight[theme], theme))
    return Matrix(
        tuple((code, label("locality", code) if code else _UNKNOWN) for code in localities),
        tuple((theme, label("theme", theme)) for theme in themes),
        cells,
        publications,
        weeks,
        {theme: row.validated for (_, theme), row in cells.items() if weight[theme]},
    )


def render(found: Matrix) -> str:
    """The matrix as plain text, one line for each locality."""
    head = ["", "n", "weeks", *(theme for theme, _ in found.themes)]
    body = [
        [
            name, str(found.publications[code]), found.weeks_observed(code),
            *(found.cell(code, theme) for theme, _ in found.themes),
        ]
        for code, name in found.localities
    ]  # fmt: skip
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    lines = [_line(line, widths) for line in (head, *body)]
    legend = [f"{theme}: {name}{_note(found, theme)}" for theme, name in found.themes]
    unseen = signs(found)
    known = [] if found.unvalidated is None else [found.unvalidated]
    return "\n".join([*lines, "", *legend, "weeks: observed, of all", *known, *unseen])


def signs(found: Matrix) -> list[str]:
    """What the signs in the table mean, of those that stand in it."""
    whole = [(found.wholly_observed(code), found.publications[code]) for code, _ in found.localities]
    return [
        *([ZERO_MEANS] if _shows_zero(found) else []),
        *([] if all(seen for seen, _ in whole) else [UNSEEN_MEANS]),
        *([NOTHING_MEANS] if any(seen and not count for seen, count in whole) else []),
    ]


def _shows_zero(found: Matrix) -> bool:
    return any(found.cell(code, theme) == _ZERO for code, _ in found.localities for theme, _ in found.themes)


def _note(found: Matrix, theme: str) -> str:
    return f" ({sentence(found.validated[theme])})" if any(found.validated.values()) else ""


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if column else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([first, *rest]).rstrip()
