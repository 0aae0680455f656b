"""Tables that a page draws: rulings joined to a grid, words put into its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipelines.filetext.shapes import Word, rows

_NEAR = 3.0  # points within which rulings are one, and meet
_SHORTEST = 6.0  # points of a ruling; less is a dash or a letter
_MOST = 4000  # rulings of one page; a drawing has more


@dataclass(frozen=True, slots=True)
class Ruling:
    """A thin line: from (x0, y0) to (x1, y1), horizontal or vertical."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_flat(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(slots=True)
class Table:
    """`xs` and `ys` are the edges of its columns and rows; `roots`: the first place of each place's cell."""

    xs: list[float]
    ys: list[float]
    roots: dict[tuple[int, int], tuple[int, int]]
    words: dict[tuple[int, int], list[Word]] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        return len(set(self.roots.values()))

    def take(self, word: Word) -> bool:
        """Puts a word into the cell around its middle; False where it stands outside."""
        column = bisect_right(self.xs, (word.x0 + word.x1) / 2) - 1
        row = bisect_right(self.ys, word.middle) - 1
        root = self.roots.get((row, column))
        if root is None:
            return False
        self.words.setdefault(root, []).append(word)
        return True

    def rows(self) -> list[list[str]]:
        """The cells of each row, a merged one in the first row and column that it covers."""
        order: dict[int, list[tuple[int, int]]] = {}
        for root in sorted(set(self.roots.values())):
            order.setdefault(root[0], []).append(root)
        found = [[cell_text(self.words.get(root, ())) for root in order[row]] for row in sorted(order)]
        return [cells for cells in found if any(cells)]


def cell_text(words: Iterable[Word]) -> str:
    lines = [" ".join(line.text for line in row) for row in rows(words)]
    return join_lines(lines)


def join_lines(lines: Sequence[str]) -> str:
    """Lines of one paragraph: `QĐ-` and `UBND` are one word, Vietnamese divides none at a line's end."""
    text = ""
    for line in lines:
        glued = len(text) > 1 and text[-1] in "-/" and text[-2].isalnum()
        text += line if glued or not text else f" {line}"
    return text


def tables(rulings: Sequence[Ruling]) -> list[Table]:
    """The grids of at least two cells that the rulings of a page make."""
    long = [ruling for ruling in rulings if max(ruling.x1 - ruling.x0, ruling.y1 - ruling.y0) >= _SHORTEST]
    if len(long) > _MOST:
        return []
    flat = _merged([ruling for ruling in long if ruling.is_flat], flat=True)
    upright = _merged([ruling for ruling in long if not ruling.is_flat], flat=False)
    found = [_table(group_flat, group_upright) for group_flat, group_upright in _groups(flat, upright)]
    return [table for table in found if table is not None and table.cells > 1]


def _merged(rulings: list[Ruling], *, flat: bool) -> list[Ruling]:
    """Rulings on one line, drawn cell by cell, as one."""

    def place(ruling: Ruling) -> tuple[float, float, float]:
        if flat:
            return (ruling.y0 + ruling.y1) / 2, ruling.x0, ruling.x1
        return (ruling.x0 + ruling.x1) / 2, ruling.y0, ruling.y1

    # Along the line, from piece to piece: that of a scan drifts.
    kept: list[list[float]] = []
    near: dict[int, list[list[float]]] = {}
    for at, start, end in sorted(map(place, rulings), key=lambda piece: piece[1]):
        band = int(at // _NEAR)
        others = [line for other in (band - 1, band, band + 1) for line in near.get(other, ())]
        line = next(
            (line for line in others if abs(line[0] - at) <= _NEAR and start - line[2] <= _NEAR), None
        )
        if line is None:
            line = [at, start, end]
            kept.append(line)
        line[0], line[2] = at, max(line[2], end)
        near.setdefault(band, []).append(line)
    if flat:
        return [Ruling(start, at, end, at) for at, start, end in kept]
    return [Ruling(at, start, at, end) for at, start, end in kept]


def _groups(flat: list[Ruling], upright: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Rulings that cross or touch each other, directly or by others."""
    groups: list[tuple[list[Ruling], list[Ruling]]] = []
    left = list(flat)
    standing = list(upright)
    while left:
        group: tuple[list[Ruling], list[Ruling]] = ([left.pop()], [])
        grows = True
        while grows:
            more_upright = [line for line in standing if any(_meet(other, line) for other in group[0])]
            standing = [line for line in standing if line not in more_upright]
            group[1].extend(more_upright)
            more_flat = [line for line in left if any(_meet(line, other) for other in more_upright)]
            left = [line for line in left if line not in more_flat]
            group[0].extend(more_flat)
            grows = bool(more_flat)
        groups.append(group)
    return groups


def _meet(flat: Ruling, upright: Ruling) -> bool:
    across = flat.x0 - _NEAR <= upright.x0 <= flat.x1 + _NEAR
    return across and upright.y0 - _NEAR <= flat.y0 <= upright.y1 + _NEAR


def _table(flat: list[Ruling], upright: list[Ruling]) -> Table | None:
    xs = _distinct(ruling.x0 for ruling in upright)
    ys = _distinct(ruling.y0 for ruling in flat)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return Table(xs, ys, _roots(xs, ys, flat, upright))


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return kept


def _roots(
    xs: list[float], ys: list[float], flat: list[Ruling], upright: list[Ruling]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Places that no ruling separates are one cell."""
    roots: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            centre = (xs[column] + xs[column + 1]) / 2
            root = (row, column)
            if column and not any(
                abs(line.x0 - xs[column]) <= _NEAR and line.y0 <= middle <= line.y1 for line in upright
            ):
                root = roots[row, column - 1]
            elif row and not any(
                abs(line.y0 - ys[row]) <= _NEAR and line.x0 <= centre <= line.x1 for line in flat
            ):
                root = roots[row - 1, column]
            roots[row, column] = root
    return roots
