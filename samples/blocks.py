"""The small mark-up of the sample texts: paragraphs, headings, list items and tables.

One block a line: `## ` heading, `- ` list item, `> ` line set to the right (a signature), `| a | b |`
one row of a table (rows in sequence are one table, ` // ` breaks a line inside a cell), all else a
paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["paragraph", "heading", "item", "right", "table"]
MARKS: tuple[tuple[str, Kind], ...] = (("## ", "heading"), ("- ", "item"), ("> ", "right"))


@dataclass(frozen=True, slots=True)
class Block:
    """`text` of a line block, `rows` of cells of a table."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The block's lines as a reader sees them, a table cell by cell."""
        if self.kind != "table":
            return (self.text,)
        return tuple(line for row in self.rows for cell in row for line in cell.split(" // ") if line)


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of a text in the mark-up above."""
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    return tuple(
        block
        for is_table, group in groupby(lines, key=lambda line: line.startswith("|"))
        for block in ([_table(list(group))] if is_table else _lines(group))
    )


def to_html(blocks: tuple[Block, ...]) -> str:
    """Plain mark-up as an office's editor writes it: list items are paragraphs that start with a hyphen."""
    return "\n".join(_HTML[block.kind](block) for block in blocks)


def _lines(lines: Iterator[str]) -> Iterator[Block]:
    for line in lines:
        mark, kind = next(((m, k) for m, k in MARKS if line.startswith(m)), ("", "paragraph"))
        yield Block(kind, line.removeprefix(mark).strip())


def _table(lines: list[str]) -> Block:
    rows = (tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)
    return Block("table", rows=tuple(rows))


def _table_html(block: Block) -> str:
    def cell(text: str) -> str:
        return f'<td style="padding:4px">{escape(text, quote=False).replace(" // ", "<br />")}</td>'

    rows = "\n".join(f"<tr>{''.join(map(cell, row))}</tr>" for row in block.rows)
    return f'<table border="1" cellspacing="0" width="100%"><tbody>\n{rows}\n</tbody></table>'


_HTML = {
    "paragraph": lambda b: f'<p style="text-align: justify">{escape(b.text, quote=False)}</p>',
    "heading": lambda b: f"<p><strong>{escape(b.text, quote=False)}</strong></p>",
    "item": lambda b: f'<p style="text-align: justify">- {escape(b.text, quote=False)}</p>',
    "right": lambda b: f'<p style="text-align: right"><strong>{escape(b.text, quote=False)}</strong></p>',
    "table": _table_html,
}
