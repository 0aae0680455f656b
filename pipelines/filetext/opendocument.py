"""ODT: headings, paragraphs, lists and tables in their order, with the numbers that lists show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from pipelines.filetext.container import BrokenError, Container, EncryptedError
from pipelines.filetext.counting import written
from pipelines.filetext.finish import finish, typed
from pipelines.filetext.limits import Budget
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import ODT
from pipelines.filetext.tablerows import Cell, shown

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE, _STYLE = (_OASIS % name for name in ("text", "table", "office", "style"))
_DRAW = _OASIS % "drawing"
_GROUPS = frozenset(f"{_TABLE}table-{name}" for name in ("header-rows", "rows", "row-group"))
_SIGNS = {f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n", f"{_TEXT}soft-hyphen": ""}
_SKIPPED = frozenset({f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}sequence-decls"})
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MOST_SPACES = 100  # of one gap
_MOST_REPEATED = 200  # cells that one cell may stand for, if it is short
_LONGEST_REPEATED = 200  # characters
_MOST_DEEP = 60  # tables and lists in each other

Element = Any
# By the name of a list's style and the depth: how its numbers are written, what stands around them.
Lists = dict[tuple[str, int], tuple[str, str, str]]


def read_odt(body: bytes, budget: Budget) -> FileText:
    """Raises container.BrokenError, EncryptedError, LimitError."""
    container = Container(body, budget)
    manifest = container.xml_or_none("META-INF/manifest.xml")
    if manifest is not None and any("encryption-data" in str(part.tag) for part in manifest.iter()):
        raise EncryptedError("a password")
    content = container.xml("content.xml")
    root = next(content.iter(f"{_OFFICE}text"), None)
    if root is None:
        raise BrokenError("no text")
    lists = _lists(container.xml_or_none("styles.xml")) | _lists(content)
    blocks = [text for text in _blocks(root, lists, 0) if text.strip()]
    flags = ("has_macros",) if container.names(r"(?:Basic|Scripts)/.+\.(?:xml|py|js|bsh)") else ()
    return finish(FileText(ODT, "\n\n".join(blocks), text_source="layer", flags=(*container.flags, *flags)))


def _lists(styles: Element | None) -> Lists:
    found: Lists = {}
    for style in styles.iter(f"{_TEXT}list-style") if styles is not None else ():
        for level in style:
            depth = level.get(f"{_TEXT}level", "")
            if not depth.isdigit():
                continue
            form = (
                "-"
                if level.tag == f"{_TEXT}list-level-style-bullet"
                else level.get(f"{_STYLE}num-format", "")
            )
            around = level.get(f"{_STYLE}num-prefix", ""), level.get(f"{_STYLE}num-suffix", "")
            found[style.get(f"{_STYLE}name", ""), int(depth)] = form, *around
    return found


def _blocks(root: Element, lists: Lists, deep: int) -> Iterator[str]:
    """Paragraphs and tables of a text, a section or a cell; of nested ones only so many."""
    for element in root if deep < _MOST_DEEP else ():
        if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _paragraph(element)
            yield from _beside(element, lists, deep)
        elif element.tag == f"{_TEXT}list":
            yield from _list(element, lists, "", 1, deep)
        elif element.tag == f"{_TABLE}table":
            yield from _table(element, lists, deep)
        elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
            yield from _blocks(element, lists, deep + 1)


def _list(element: Element, lists: Lists, style: str, depth: int, deep: int) -> Iterator[str]:
    style = element.get(f"{_TEXT}style-name") or style
    form, before, behind = lists.get((style, depth), ("-", "", ""))
    count = 0
    for item in element if deep < _MOST_DEEP else ():
        count += item.tag == f"{_TEXT}list-item"
        number = written(count, _FORMS[form]) if form in _FORMS else form
        label = f"{before}{number}{behind} " if number and item.tag == f"{_TEXT}list-item" else ""
        for part in item:
            if part.tag == f"{_TEXT}list":
                yield from _list(part, lists, style, depth + 1, deep + 1)
            elif part.tag in (f"{_TEXT}p", f"{_TEXT}h"):
                yield f"{label}{_paragraph(part)}"
                label = ""


def _paragraph(paragraph: Element) -> str:
    return typed("".join(_pieces(paragraph)))


def _pieces(paragraph: Element) -> Iterator[str]:
    """The words of a paragraph, without those that stand beside it."""
    walker = etree.iterwalk(paragraph, events=("start", "end"))
    for event, element in walker:
        if event == "end":
            yield element.tail or "" if element is not paragraph else ""
        elif element.tag == f"{_TEXT}s":
            count = element.get(f"{_TEXT}c", "1")
            yield " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
        elif not element.tag.startswith(_TEXT) or element.tag == f"{_TEXT}note":
            walker.skip_subtree()
        else:
            yield _SIGNS.get(element.tag, "") + (element.text or "")


def _beside(paragraph: Element, lists: Lists, deep: int) -> Iterator[str]:
    """What boxes and notes of a paragraph say."""
    walker = etree.iterwalk(paragraph, events=("start",), tag=(f"{_DRAW}text-box", f"{_TEXT}note-body"))
    for _, box in walker:
        walker.skip_subtree()
        yield from _blocks(box, lists, deep + 1)


# --- Tables ------------------------------------------------------------------------------------------------


def _table(table: Element, lists: Lists, deep: int) -> Iterator[str]:
    yield from shown([list(_cells(row, lists, deep)) for row in _rows(table)])


def _rows(table: Element) -> Iterator[Element]:
    for element in table:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif element.tag in _GROUPS:
            yield from element.iterchildren(f"{_TABLE}table-row")


def _cells(row: Element, lists: Lists, deep: int) -> Iterator[Cell]:
    """One over columns stands once; one that a cell above covers is empty."""
    covered = 0
    for cell in row:
        if cell.tag == f"{_TABLE}covered-table-cell":
            if covered <= 0:
                yield None
            covered -= 1
        elif cell.tag == f"{_TABLE}table-cell":
            covered = _count(cell, "number-columns-spanned") - 1
            held = [text for text in _blocks(cell, lists, deep + 1) if text.strip()]
            is_short = sum(map(len, held)) <= _LONGEST_REPEATED
            count = _count(cell, "number-columns-repeated") if is_short else 1
            yield from [held] * min(count, _MOST_REPEATED)


def _count(cell: Element, name: str) -> int:
    value = cell.get(f"{_TABLE}{name}", "1")
    return int(value) if value.isdigit() and len(value) < 6 else 1
