"""Text with the marks of Word in it: `\\r` ends a paragraph, `\\x07` a cell, `\\x1e` a row."""

from __future__ import annotations

from pipelines.filetext.finish import typed


def blocks(story: str) -> str:
    """Paragraphs as blocks, rows of a table as lines with tabs between their cells."""
    found: list[str] = []
    in_table = False
    *parts, rest = story.split("\x1e")
    for part in parts:
        before, row = _row(part)
        found += before
        if in_table and not before:
            found[-1] = f"{found[-1]}\n{row}" if row else found[-1]
        else:
            found.append(row)
        in_table = True
    found += map(typed, rest.replace("\x07", "\r").split("\r"))
    return "\n\n".join(block for block in found if block.strip())


def _row(part: str) -> tuple[list[str], str]:
    """The paragraphs before a row, and the row: its first cell begins after the last of them."""
    first, *others = part.removesuffix("\x07").split("\x07")
    *before, first = first.split("\r")
    row = "\t".join(" ".join(cell.split()) for cell in (first, *others)).rstrip()
    return [typed(text) for text in before if text.strip()], row
