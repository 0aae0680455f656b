"""A PDF: its text layer where that can be trusted, else pdftotext, else recognition, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pypdfium2 as pdfium
from lxml import etree
from pypdfium2 import raw

from pipelines.filetext import tools
from pipelines.filetext.finish import finish
from pipelines.filetext.grid import Ruling, join_lines
from pipelines.filetext.layout import PageBlocks, join_pages, read_words
from pipelines.filetext.limits import Budget
from pipelines.filetext.pdflayer import Layer, read_layer
from pipelines.filetext.quality import FEW, Quality, measure
from pipelines.filetext.recognise import MOST_PIXELS, SCALE, recognise
from pipelines.filetext.records import FileText
from pipelines.filetext.shapes import Word, rows
from pipelines.filetext.sniff import PDF
from pipelines.filetext.stamps import without_stamp
from pipelines.legacy import convert

_PICTURE = 0.4  # share of a page that a picture covers when the page may be a scan
_STAMP_LETTERS = 200  # at most, of a stamp printed on a scan


@dataclass(slots=True)
class _State:
    """What is known while the pages are read."""

    body: bytes
    budget: Budget
    pages: int
    flags: dict[str, None] = field(default_factory=dict)
    recognised: int = 0
    layered: int = 0
    sure: float = 0.0
    sure_letters: int = 0
    unread: list[int] = field(default_factory=list)
    stamps: list[str] = field(default_factory=list)
    others: dict[int, tuple[Word, ...]] | None = None

    def flag(self, name: str) -> None:
        self.flags[name] = None

    @property
    def confidence(self) -> float | None:
        return round(self.sure / self.sure_letters, 1) if self.sure_letters else None


def read_pdf(body: bytes, budget: Budget) -> FileText:
    """The text of a PDF. Never raises for a damaged one."""
    try:
        document = pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        return FileText(PDF, flags=("encrypted" if code == raw.FPDF_ERR_PASSWORD else "broken",))
    try:
        state = _State(body, budget, len(document))
        if raw.FPDF_GetSignatureCount(document.raw) > 0:
            state.flag("signed")
        blocks = join_pages(list(_pages(document, state)))
    finally:
        document.close()
    _say_unread(state)
    return finish(
        FileText(
            PDF,
            "\n\n".join([*(block.text for block in blocks), *state.stamps]),
            pages=state.pages,
            text_source="ocr" if state.recognised > state.layered else "layer",
            flags=tuple(state.flags),
            confidence=state.confidence,
        )
    )


def _say_unread(state: _State) -> None:
    """Which pages were not read: `pages_unread:101-500,600`."""
    spans: list[list[int]] = []
    for number in state.unread:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    if spans:
        named = [f"{a}-{b}" if a != b else str(a) for a, b in spans[:20]]
        state.flag("pages_unread:" + ",".join(named) + (",…" if len(spans) > 20 else ""))


def _pages(document: pdfium.PdfDocument, state: _State) -> Iterator[PageBlocks]:
    letters = 0
    for number in range(1, state.pages + 1):
        reason = _stop(number, letters, state)
        if reason:
            state.flag(reason)
            state.unread.extend(range(number, state.pages + 1))
            return
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            state.flag("broken")
            state.unread.append(number)
            continue
        try:
            words, rulings, height = _page(page, number, state)
        except pdfium.PdfiumError:
            state.flag("broken")
            state.unread.append(number)
            continue
        finally:
            page.close()
        if "signed" in state.flags:
            state.stamps += _annotated(document, number)
        letters += sum(len(word.text) for word in words)
        yield read_words(words, rulings, height)


def _stop(number: int, letters: int, state: _State) -> str | None:
    if number > state.budget.limits.pages:
        return "page_limit"
    if letters > state.budget.limits.characters:
        return "text_limit"
    return "time_limit" if state.budget.is_over else None


Read: TypeAlias = tuple[tuple[Word, ...], tuple[Ruling, ...], float]


def _page(page: pdfium.PdfPage, number: int, state: _State) -> Read:
    """The words, rulings and height of a page, from the source that serves it best."""
    layer = read_layer(page)
    if layer.is_cut:
        state.flag("text_limit")
    words, stamp = without_stamp(layer.words)
    if stamp:
        state.stamps.append(stamp)
    quality = _measured(words)
    if not _is_doubtful(layer, quality):
        state.layered += bool(words)
        return words, layer.rulings, layer.height
    if quality.faults:
        other = _by_pdftotext(state).get(number, ())
        other_quality = _measured(other)
        if other and not other_quality.faults:
            state.layered += 1
            state.flag("layer_by_pdftotext")
            return other, layer.rulings, layer.height
        words, quality = max(((words, quality), (other, other_quality)), key=lambda item: item[1].worth)
    read = _by_recognition(page, number, state)
    if read is not None and read[0] and _measured(read[0]).worth > quality.worth:
        state.recognised += 1
        return read
    for fault in quality.faults:
        state.flag(fault)
    state.layered += bool(words)
    return words, layer.rulings, layer.height


def _annotated(document: pdfium.PdfDocument, number: int) -> list[str]:
    """What signatures show on a page: no part of its content until it is flattened."""
    page = document[number - 1]
    if not any(_is_mark(page, place) for place in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 200))):
        page.close()
        return []
    before = Counter(word.text for word in read_layer(page).words)
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    page = document[number - 1]
    added = []
    for word in read_layer(page).words:
        before[word.text] -= 1
        if before[word.text] < 0:
            added.append(word)
    page.close()
    lines = [line.text for row in rows(added) for line in row]
    return [join_lines(lines)] if lines else []


def _is_mark(page: pdfium.PdfPage, place: int) -> bool:
    annotation = raw.FPDFPage_GetAnnot(page.raw, place)
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    raw.FPDFPage_CloseAnnot(annotation)
    return kind in {raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_STAMP}


def _measured(words: tuple[Word, ...]) -> Quality:
    text = " ".join(word.text for word in words)
    converted = convert(text)
    return measure(converted.text if converted else text)


def _is_doubtful(layer: Layer, quality: Quality) -> bool:
    """Whether the page may show more, or other things, than its layer says."""
    if quality.faults:
        return True
    is_picture = layer.pictured >= _PICTURE
    return (is_picture and quality.letters < _STAMP_LETTERS) or (
        quality.letters < FEW and layer.pictured > 0.05
    )


# --- pdftotext ---------------------------------------------------------------------------------------------


def _by_pdftotext(state: _State) -> dict[int, tuple[Word, ...]]:
    """The words of all pages as pdftotext finds them; run once, for the first page whose layer is faulty."""
    if state.others is None:
        state.others = {}
        try:
            last = str(min(state.pages, state.budget.limits.pages))
            told = tools.run("pdftotext", ["-bbox", "-l", last, "-", "-"], state.body, state.budget)
            state.others = dict(enumerate(_boxed(told), start=1))
        except (tools.ToolMissingError, tools.ToolFailedError) as error:
            state.flag(error.flag)
    return state.others


def _boxed(told: bytes) -> Iterator[tuple[Word, ...]]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(told, parser)
    for page in root.iter("{*}page") if root is not None else ():
        yield tuple(
            Word(*_box(word), word.text) for word in page.iter("{*}word") if word.text and word.text.strip()
        )


def _box(word: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(word.get(name, "0")) for name in ("xMin", "yMin", "xMax", "yMax"))
    return x0, y0, x1, y1


# --- Recognition -------------------------------------------------------------------------------------------


def _by_recognition(page: pdfium.PdfPage, number: int, state: _State) -> Read | None:
    budget = state.budget
    if budget.recognised_pages <= 0 or budget.is_over:
        state.flag("page_limit" if budget.recognised_pages <= 0 else "time_limit")
        state.unread.append(number)
        return None
    budget.recognised_pages -= 1
    width, height = page.get_size()
    scale = min(SCALE, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    picture = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_pil()
    try:
        found = recognise(picture, budget)
    except (tools.ToolMissingError, tools.ToolFailedError) as error:
        state.flag(error.flag)
        state.unread.append(number)
        return None
    if found.confidence is not None:
        letters = sum(len(word.text) for word in found.words)
        state.sure += found.confidence * letters
        state.sure_letters += letters
    return found.words, found.rulings, picture.height / SCALE
