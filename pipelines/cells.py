"""Texts of strangers as cells of a spreadsheet: none of them may begin to calculate."""

from __future__ import annotations

import re

# What a spreadsheet takes for a formula at the start of a cell, half and full width (OWASP: CSV injection).
# Texts may also be split at other separators than ours, so each part of a cell is looked at.
_FORMULA = re.compile(r"(^|[;,|\t\r\n])(\s*)(?=[=+\-@＝＋－＠])")
_CONTROL = re.compile(r"^[\t\r\n]")


def safe_cell(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet might begin to calculate."""
    if _CONTROL.match(text):
        text = "'" + text
    return _FORMULA.sub(r"\1\2'", text)
