"""The last steps of every kind of file: old fonts, damaged characters, and the word for no text at all."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.filetext.records import FileText
from pipelines.legacy import convert
from pipelines.repair import repair_text

# Signs of the Symbol and Wingdings fonts, which PDF and Word give in the private area.
_SIGNS = str.maketrans(
    {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e8": "→"}
)
# What is left free to be filled by hand is no column: `Số:       /KH-UBND`, `ngày      tháng 02 năm 2016`
_COLUMNS = re.compile(r"(?<! )(?<![Nn]gày)(?<!tháng)(?<!năm)(?<!Số)(?<!Số:) {6,}|[ ]*\t[ \t]*")
_MARK = re.compile(r"^([-–+*•]|\(?\w{1,4}(?:\.\d{1,2}){0,3}[.)])\t")
_MARKS = {0xFDD0: None, 0xFDD1: None}
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_EDGES = re.compile(r" *\n *")
_LETTER = re.compile(r"[^\W_]")


_CAPITALS = re.compile("\ufdd0([^\ufdd0\ufdd1]*)\ufdd1")  # code points that no text may hold


def capitals(text: str) -> str:
    """Marks what was typed in a font that shows capitals only; which they are is known when it is decoded."""
    return f"\ufdd0{text}\ufdd1"


def _shown(text: str) -> tuple[str, tuple[str, ...]]:
    converted = convert(text)
    if converted is None:
        return text.translate(_MARKS), ()
    shown = _CAPITALS.sub(lambda found: found[1].upper(), converted.text)
    return shown.translate(_MARKS), converted.flags


def typed(paragraph: str) -> str:
    """A paragraph as typed: white that stood for columns is one tab, that behind a list's mark a space."""
    text = _COLUMNS.sub("\t", paragraph.strip())
    return _MARK.sub(r"\1 ", text)


def finish(read: FileText) -> FileText:
    """The record with its text repaired and `empty_text` where there is none and nothing else says why."""
    text, old = _shown(read.text)
    text, more = repair_text(text.translate(_SIGNS))
    text = _BLANK.sub("\n\n", _EDGES.sub("\n", text)).strip(" \n")
    flags = [*read.flags, *old, *more]
    if not _LETTER.search(text):
        text = ""
        flags.append("empty_text")
    source = read.text_source if text else "none"
    return replace(read, text=text, text_source=source, flags=tuple(dict.fromkeys(flags)))
