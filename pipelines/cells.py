"""Texts of strangers as cells of a spreadsheet: none of them may begin to calculate."""

from __future__ import annotations

import json
import re
from typing import Any

# What a spreadsheet takes for a formula at the start of a cell, half, full width and small (OWASP: CSV
# injection), behind whatever a reader may leave out: blanks, controls, marks of no width. A CSV may be split
# at other separators than ours: where lists are separated by semicolons, quotes within a line do not hold,
# and what follows a `;` or a line break in a text begins a cell. So each such part is looked at, as OWASP
# asks for. A workbook says where its cells are: only their beginning counts there. A run of separators and
# blanks is read once, from its beginning: text of a million of them takes no longer than any other.
_RUN = r";,|\s\x00-\x1f\x7f\x85\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
_FORMULA = re.compile(rf"(?<![{_RUN}])[{_RUN}]*(?=[=+\-@＝＋－＠﹦﹢﹣﹫])")
_START = re.compile(rf"[{_RUN}]*[=+\-@＝＋－＠﹦﹢﹣﹫]")
_SEPARATOR = re.compile(r"[;,|\t\r\n]")
_CONTROL = re.compile(r"^[\t\r\n]")


def safe_start(text: str) -> str:
    """The text of a cell of a workbook, with an apostrophe where its beginning looks like a formula.

    A workbook's texts are written as texts and never calculate; those who save it as CSV open that again.
    """
    return f"'{text}" if _START.match(text) or _CONTROL.match(text) else text


def safe_cell(text: str) -> str:
    """The text of a cell of a CSV, with an apostrophe wherever a spreadsheet might begin to calculate."""
    made = _FORMULA.sub(lambda found: f"{found[0]}'" if _begins_a_cell(found) else found[0], text)
    return f"'{made}" if _CONTROL.match(text) else made


def safe_json(value: Any) -> str:
    """A list or record as JSON for a cell: its texts are safe, and what reads it reads JSON."""
    return json.dumps(_safe(value), ensure_ascii=False, sort_keys=True, default=str)


def _begins_a_cell(found: re.Match[str]) -> bool:
    return found.start() == 0 or _SEPARATOR.search(found[0]) is not None


def _safe(value: Any) -> Any:
    if isinstance(value, str):
        return safe_cell(value)
    if isinstance(value, dict):
        return {safe_cell(str(name)): _safe(part) for name, part in value.items()}
    return [_safe(part) for part in value] if isinstance(value, (list, tuple)) else value
