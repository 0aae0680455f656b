"""DOCX: paragraphs and tables in their order, with the numbers that Word counts by itself.

Read from its XML, since libraries lose what stands in tracked insertions, content controls and smart tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipelines.filetext.container import Container
from pipelines.filetext.counting import Numbering
from pipelines.filetext.finish import capitals, finish, typed
from pipelines.filetext.limits import Budget
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import DOCX
from pipelines.filetext.tablerows import shown
from pipelines.legacy import is_capital_font

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}
_SKIPPED = frozenset(
    f"{_W}{name}"
    for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "sdtPr", "commentReference")
) | {f"{_MC}Fallback"}
_NOTES = (("footnotes", "footnote"), ("endnotes", "endnote"))

Element = Any


def read_docx(body: bytes, budget: Budget) -> FileText:
    """Raises container.BrokenError where it is no zip or holds no XML, LimitError where it is a bomb."""
    container = Container(body, budget)
    document = container.xml("word/document.xml")
    numbering = Numbering(
        container.xml_or_none("word/numbering.xml"), container.xml_or_none("word/styles.xml")
    )
    blocks = list(_blocks(next(document.iter(f"{_W}body"), document), numbering))
    for part, name in _NOTES:
        notes = container.xml_or_none(f"word/{part}.xml")
        if notes is not None:
            blocks += [text for note in notes.iter(f"{_W}{name}") for text in _blocks(note, numbering)]
    head, foot = _margins(container, numbering, "header"), _margins(container, numbering, "footer")
    blocks = (
        [text for text in head if text not in blocks] + blocks + [text for text in foot if text not in blocks]
    )
    flags = ("has_macros",) if container.has("word/vbaProject.bin") else ()
    return finish(FileText(DOCX, "\n\n".join(blocks), text_source="layer", flags=(*container.flags, *flags)))


def _margins(container: Container, numbering: Numbering, part: str) -> list[str]:
    """What headers or footers say beside page numbers, each text once."""
    found: dict[str, None] = {}
    for name in container.names(rf"word/{part}\d*\.xml"):
        tree = container.xml_or_none(name)
        for text in _blocks(tree, numbering) if tree is not None else ():
            if re.search(r"[^\W\d_]{2}", text) and not re.fullmatch(r"(?i)\W*(trang|page)\W*\d*\W*", text):
                found[text] = None
    return list(found)


def _blocks(root: Element, numbering: Numbering) -> Iterator[str]:
    for element in _children(root):
        if element.tag == f"{_W}tbl":
            yield from _table(element, numbering)
        elif element.tag == f"{_W}p":
            yield from _paragraph(element, numbering)


def _children(root: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body or cell, also those inside of controls and tracked changes."""
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in {f"{_W}p", f"{_W}tbl"}:
            yield element
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
            waiting.append(iter(element))


def _paragraph(paragraph: Element, numbering: Numbering) -> Iterator[str]:
    """The paragraph, then what its text boxes hold: they float beside it."""
    pieces: list[str] = []
    boxes: list[Element] = []
    walker = etree.iterwalk(paragraph, events=("start",))
    for _, element in walker:
        if element.tag in _SKIPPED:
            walker.skip_subtree()
        elif element.tag == f"{_W}txbxContent":
            boxes.append(element)
            walker.skip_subtree()
        elif element.tag == f"{_W}t":
            pieces.append(_shown(element))
        elif element.tag == f"{_W}sym":
            pieces.append("•")
        elif element.tag in _BREAKS:
            pieces.append(_BREAKS[element.tag])
    text = typed("".join(pieces))
    if text:
        yield f"{numbering.label(paragraph)} {text}".strip()
    for box in boxes:
        yield from _blocks(box, numbering)


def _shown(element: Element) -> str:
    """The text of a run; capitals where its font or its style shows nothing else."""
    text = element.text or ""
    run = element.getparent()
    style = run.find(f"{_W}rPr") if run is not None else None
    if style is None:
        return text
    fonts = style.find(f"{_W}rFonts")
    font = fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "" if fonts is not None else ""
    if is_capital_font(font):
        return capitals(text)
    caps = style.find(f"{_W}caps")
    return text.upper() if caps is not None and caps.get(f"{_W}val") not in {"0", "false"} else text


# --- Tables ------------------------------------------------------------------------------------------------


def _table(table: Element, numbering: Numbering) -> Iterator[str]:
    yield from shown([_row(row, numbering) for row in _rows(table)])


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if element.tag == f"{_W}tr":
            yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins"}:
            yield from _rows(element)


def _row(row: Element, numbering: Numbering) -> list[list[str] | None]:
    """The blocks of each cell; a cell merged with the one above is None, one over columns stands once."""
    cells: list[list[str] | None] = []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr")) is not row:
            continue
        style = cell.find(f"{_W}tcPr")
        merge = style.find(f"{_W}vMerge") if style is not None else None
        goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        cells.append(None if goes_on else list(_blocks(cell, numbering)))
    return cells
