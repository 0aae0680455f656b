"""Tables that plain text draws with bars, `STT | Nhiệm vụ | Chủ trì`: their cells parted by tabs instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_FRAME = re.compile(r"(?=(?:[^|+]*[|+]){2})[\s|+:=-]+$")  # `|---|---|`, `+----+----+`
_LEAST_ROWS, _LEAST_CELLS = 3, 3  # two bars in a line alone are a menu or a footer


def parted(lines: Sequence[str]) -> list[str]:
    """The lines; those of a table with a tab for each bar, and without the lines that only frame it.

    A table has three rows and more with as many cells each, three or more; two of them stand behind each
    other, while headings and words that go on may stand between the others.
    """
    if sum("|" in line for line in lines) < _LEAST_ROWS:
        return list(lines)
    frames = {number for number, line in enumerate(lines) if _FRAME.match(line)}
    rows = {number: _cells(line) for number, line in enumerate(lines) if number not in frames}
    widths = Counter(map(len, rows.values()))
    behind = {len(row) for row, other in pairwise(rows.values()) if len(row) == len(other)}
    tables = {width for width in behind if width >= _LEAST_CELLS and widths[width] >= _LEAST_ROWS}
    if not tables:
        return list(lines)
    return [
        "\t".join(rows[number]) if len(rows[number]) in tables else line
        for number, line in enumerate(lines)
        if number not in frames
    ]


def _cells(line: str) -> list[str]:
    tidy = line.strip()
    if tidy.startswith("|") and tidy.endswith("|") and len(tidy) > 1:
        tidy = tidy[1:-1]
    return [cell.strip() for cell in tidy.split("|")]
