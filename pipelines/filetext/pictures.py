"""Pictures of papers: scans and photographs that were put up as they came."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageSequence, UnidentifiedImageError

from pipelines.filetext import tools
from pipelines.filetext.finish import finish
from pipelines.filetext.layout import join_pages, read_words
from pipelines.filetext.limits import Budget
from pipelines.filetext.recognise import MOST_PIXELS, SCALE, recognise
from pipelines.filetext.records import FileText

_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
_PAGE_HEIGHT = 3508  # pixels of an A4 page at 300 dpi
_SMALL = 300  # pixels; a logo or a button says nothing


def read_picture(body: bytes, kind: str, budget: Budget) -> FileText:
    """The words on each frame of a picture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(body), formats=_FORMATS)
            if picture.width * picture.height > 3 * MOST_PIXELS:
                return FileText(kind, pages=1, flags=("size_limit",))
            return _read(picture, kind, budget)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, EOFError):
        return FileText(kind, flags=("broken",))


def _read(picture: Image.Image, kind: str, budget: Budget) -> FileText:
    pages, flags = [], {}
    sure, letters, count = 0.0, 0, 0
    for frame in ImageSequence.Iterator(picture):
        count += 1
        if budget.recognised_pages <= 0 or budget.is_over or max(frame.size) < _SMALL:
            flags[
                "time_limit"
                if budget.is_over
                else "page_limit"
                if max(frame.size) >= _SMALL
                else "small_picture"
            ] = 1
            continue
        budget.recognised_pages -= 1
        try:
            found = recognise(_sized(frame), budget)
        except (tools.ToolMissingError, tools.ToolFailedError) as error:
            flags[error.flag] = 1
            continue
        pages.append(read_words(found.words, found.rulings, _PAGE_HEIGHT / SCALE))
        size = sum(len(word.text) for word in found.words)
        sure, letters = sure + (found.confidence or 0.0) * size, letters + size
    text = "\n\n".join(block.text for block in join_pages(pages))
    confidence = round(sure / letters, 1) if letters else None
    return finish(FileText(kind, text, count, "ocr", tuple(flags), confidence))


def _sized(frame: Image.Image) -> Image.Image:
    """The picture in the size of a page at 300 dpi: tesseract wants letters of about that height."""
    page = frame.convert("RGB") if frame.mode not in {"L", "1"} else frame.convert("L")
    factor = _PAGE_HEIGHT / max(page.size)
    if 0.8 < factor < 1.25:
        return page
    size = (max(1, round(page.width * factor)), max(1, round(page.height * factor)))
    return page.resize(size, Image.Resampling.LANCZOS)
