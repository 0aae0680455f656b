"""PPTX: the paragraphs and tables of each slide in the order of the show, its notes behind it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from pipelines.filetext.container import Container
from pipelines.filetext.finish import finish, typed
from pipelines.filetext.limits import Budget
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import PPTX
from pipelines.filetext.tablerows import Cell, shown

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SHOW = "ppt/presentation.xml"
_FIELDS = ("sldNum", "dt", "ftr", "hdr", "sldImg")  # numbers, dates and margins of a slide
_BREAKS = {f"{_A}br": "\n", f"{_A}tab": "\t"}

Element = Any


def read_slides(body: bytes, budget: Budget) -> FileText:
    """Raises container.BrokenError, LimitError."""
    container = Container(body, budget)
    show = container.xml(_SHOW)
    targets = _targets(container, _SHOW)
    names = [targets.get(slide.get(f"{_R}id", ""), "") for slide in show.iter(f"{_P}sldId")]
    blocks: list[str] = []
    flags: tuple[str, ...] = ()
    for name in names[: budget.limits.pages]:
        slide = container.xml_or_none(name)
        if slide is None:
            flags = ("broken",)
            continue
        if slide.get("show") in {"0", "false"}:
            flags += ("hidden_slide",)
        blocks += _blocks(slide)
        notes = next((part for part in _targets(container, name).values() if "/notesSlides/" in part), "")
        blocks += _blocks(tree) if (tree := container.xml_or_none(notes)) is not None else []
    flags += ("page_limit",) if len(names) > budget.limits.pages else ()
    flags += ("has_macros",) if container.has("ppt/vbaProject.bin") else ()
    read = FileText(PPTX, "\n\n".join(blocks), len(names), "layer", (*container.flags, *flags))
    return finish(read)


def _targets(container: Container, name: str) -> dict[str, str]:
    """The parts that a part names, by their ids: names within the file only."""
    folder, _, file = name.rpartition("/")
    links = container.xml_or_none(f"{folder}/_rels/{file}.rels")
    return {
        link.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))[1:]
        for link in (links if links is not None else ())
        if link.get("TargetMode") != "External"
    }


def _blocks(slide: Element) -> list[str]:
    found: list[str] = []
    for shape in slide.iter(f"{_P}sp", f"{_A}tbl"):
        if next(shape.iterancestors(f"{_MC}Fallback"), None) is not None:
            continue
        if shape.tag == f"{_A}tbl":
            found += shown([list(_cells(row)) for row in shape.iterchildren(f"{_A}tr")])
        elif not any(place.get("type") in _FIELDS for place in shape.iter(f"{_P}ph")):
            found += _paragraphs(shape)
    return found


def _cells(row: Element) -> Iterator[Cell]:
    """One over columns stands once; one that a cell above covers is empty."""
    for cell in row.iterchildren(f"{_A}tc"):
        if cell.get("hMerge") not in {"1", "true"}:
            yield None if cell.get("vMerge") in {"1", "true"} else list(_paragraphs(cell))


def _paragraphs(shape: Element) -> Iterator[str]:
    for paragraph in shape.iter(f"{_A}p"):
        words = (_BREAKS.get(part.tag) or part.text or "" for part in paragraph.iter(f"{_A}t", *_BREAKS))
        text = typed("".join(words))
        if text:
            yield text
