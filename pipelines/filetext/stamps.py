"""The stamp of a digital signature, printed over the head of an act with a date of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.filetext.grid import join_lines
from pipelines.filetext.shapes import Line, Word, rows

_ANCHOR = re.compile(
    r"(?:người|được)?\s*ký (?:số )?(?:bởi|điện tử)|người ký\s*:|(?:ngày|thời gian) ký\s*:|digitally signed|"
    r"signature (?:not )?(?:is )?(?:valid|verified)|\d\d:\d\d:\d\d|\+0?7:00|'07'00|email\s*:.*@",
    re.IGNORECASE,
)
_SMALL = 0.85  # of the page's usual size of type; stamps are set smaller
_NEAR = 2.5  # em


def without_stamp(words: Sequence[Word]) -> tuple[tuple[Word, ...], str]:
    """The words without those of a signature's stamp, and what that says; it is kept apart from the text."""
    if not words:
        return (), ""
    sizes = sorted(word.size for word in words)
    usual = sizes[len(sizes) // 2]
    small = [word for word in words if word.size < _SMALL * usual or len(words) < 40]
    if not small:
        return tuple(words), ""
    lines = [line for row in rows(small) for line in row]
    stamp = [line for line in lines if _ANCHOR.search(line.text)]
    if len(stamp) < 2:
        return tuple(words), ""
    grows = True
    while grows:
        more = [line for line in lines if line not in stamp and any(_touches(line, other) for other in stamp)]
        stamp += more
        grows = bool(more)
    taken = {word for line in stamp for word in line.words}
    ordered = sorted(stamp, key=lambda line: (round(line.x0 / 20), line.y0))
    return tuple(word for word in words if word not in taken), join_lines([line.text for line in ordered])


def _touches(line: Line, other: Line) -> bool:
    near = _NEAR * other.size
    beside = line.x0 - other.x1 < near and other.x0 - line.x1 < near
    return beside and abs(line.middle - other.middle) < 1.6 * max(line.size, other.size)
