"""From an element to its text: blocks in reading order, tables as rows and cells, chrome left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.tree import Element

_SKIPPED = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template title meta link iframe object embed select option button input "
        "textarea svg menu canvas audio video map nav",
    )
)
# `head`, `item`, `row`, `cell`, `lb`, `quote` and `list` are trafilatura's names for the same things.
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body caption cell center dd div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 head header hr item li list main ol p pre quote row section table "
        "tbody td tfoot th thead tr ul",
    )
)
_ROWS, _CELLS, _BREAKS = ("tr", "row"), ("td", "th", "cell"), frozenset(("br", "lb"))
_WHITE = re.compile(r"[ \t\r\n\f\v]+")
_BREAK = "\x00"  # decoding removed this character from the page
_EMPTY_LINE = re.compile(r"\x00\s*\x00\s*")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """A paragraph, list item, heading or table; `links`: the elements `a` inside, `linked`: their letters."""

    text: str
    links: list[Element] = field(default_factory=list)
    linked: int = 0


def blocks(root: Element, drop: Collection[Element] = ()) -> list[Block]:
    """The blocks of `root` in reading order without `drop`; a table is one: rows `\\n`, cells `\\t`."""
    return list(_Walker(drop).walk(root))


class _Walker:
    def __init__(self, drop: Collection[Element]) -> None:
        self._drop = drop
        self._pieces: list[str] = []
        self._links: list[Element] = []

    def walk(self, root: Element) -> Iterator[Block]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if self._is_skipped(element, tag):
                    walker.skip_subtree()
                    continue
                if tag in _BLOCKS:
                    yield from self._flush()
                if tag == "table" and is_data_table(element):
                    yield from self._table(element)
                    walker.skip_subtree()
                    continue
                self._enter(element, tag)
            else:
                if tag in _BLOCKS:
                    yield from self._flush()
                if element is not root and element.tail:
                    self._pieces.append(element.tail)
        yield from self._flush()

    def _enter(self, element: Element, tag: str) -> None:
        if tag in _BREAKS:
            self._pieces.append(_BREAK)
        elif tag in {"a", "ref"}:
            self._links.append(element)
        if element.text:
            self._pieces.append(element.text)

    def _is_skipped(self, element: Element, tag: str) -> bool:
        if tag in _SKIPPED or element in self._drop:
            return True
        style = element.get("style")
        return bool(style) and _HIDDEN.search(style) is not None

    def _flush(self) -> Iterator[Block]:
        if not self._pieces and not self._links:
            return
        raw, links = "".join(self._pieces), self._links
        self._pieces, self._links = [], []
        parts = map(_tidy, _EMPTY_LINE.split(raw) if _BREAK in raw else (raw,))
        kept = [part for part in parts if part]
        for number, part in enumerate(kept):
            yield _with_links(
                part, links if len(kept) == 1 else _within(links, part, number == len(kept) - 1)
            )
        if not kept and links:
            yield Block("", links)

    def _table(self, table: Element) -> Iterator[Block]:
        rows = [self._row(row) for row in table.iter(*_ROWS)]
        text = "\n".join(row for row in rows if row)
        if text:
            yield Block(text, list(table.iter("a")))

    def _row(self, row: Element) -> str:
        cells = (
            " ".join(block.text.replace("\n", " ") for block in blocks(cell, self._drop) if block.text)
            for cell in row.iterchildren(*_CELLS)
        )
        line = "\t".join(cells)
        return line.strip() and line.rstrip()


def _within(links: list[Element], part: str, is_last: bool) -> list[Element]:
    inside = [link for link in links if (label := _tidy("".join(link.itertext()))) and label in part]
    return inside or (links if is_last and not inside and len(links) == 1 else [])


def _with_links(text: str, links: list[Element]) -> Block:
    return Block(text, links, sum(len(_tidy("".join(link.itertext()))) for link in links))


def _tidy(text: str) -> str:
    """White space of the source is one space, a line break element a line break; no-break spaces stay."""
    lines = (" ".join(_WHITE.split(line)).strip(" \xa0") for line in text.split(_BREAK))
    return "\n".join(line for line in lines if line)


def is_data_table(table: Element) -> bool:
    """Whether rows of it hold two filled cells; a table that only lays out the page is none.

    Such a one holds another table, or is one row whose cells have lines of their own: the head of an act
    (body and number beside the motto) or its foot (recipients beside the signature).
    """
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = [[cell for cell in row.iterchildren(*_CELLS) if _is_filled(cell)] for row in table.iter(*_ROWS)]
    filled = [row for row in rows if row]
    if len(filled) == 1 and any(map(_has_lines, filled[0])):
        return False
    return any(len(row) > 1 for row in filled)


def _has_lines(cell: Element) -> bool:
    return len([line for block in blocks(cell) for line in block.text.split("\n") if line]) > 1


def _is_filled(cell: Element) -> bool:
    return any(text.strip() for text in cell.itertext())
