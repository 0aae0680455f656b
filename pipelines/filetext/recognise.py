"""Pictures of pages read by tesseract: made ready, read, and given back as words where they stand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from pipelines.filetext import tools
from pipelines.filetext.grid import Ruling, tables
from pipelines.filetext.limits import Budget
from pipelines.filetext.shapes import Word

DPI = 300
SCALE = DPI / 72
MOST_PIXELS = 36_000_000  # an A3 page
_UNSURE = 60.0  # mean confidence below which the page may lie on its side
_BETTER = 10.0  # confidence that turning it must gain: few letters are told upright from reversed by chance
_NOISE = 25.0  # confidence of a word below which it is a speck
_ANGLES = [step / 4 for step in range(-12, 13)]  # degrees by which papers lie askew in a scanner
_LEAST_ANGLE = 0.75  # tesseract follows lines that lie less askew, and turning a picture blurs it
_REDDISH, _DARK = 30, 110  # of 255: red above green, and red where ink is black
_RUN = 40  # pixels; longer than a letter is high
# How tesseract divides a page (--psm): in one column; or not, where the cells of words are known here.
_COLUMN, _TABLE = "4", "11"
_WORD = 5  # tesseract's level of a row about one word


@dataclass(frozen=True, slots=True)
class Recognised:
    """`confidence` is the mean of its words, weighted by their letters; None where there was no word."""

    words: tuple[Word, ...]
    rulings: tuple[Ruling, ...]
    confidence: float | None


def recognise(picture: Image.Image, budget: Budget) -> Recognised:
    """The words of one page, a picture of `DPI`; coordinates are points.

    Raises ToolMissingError, ToolFailedError.
    """
    page = _straightened(without_red(picture))
    found = _read(page, budget)
    if found.confidence is None or found.confidence < _UNSURE:
        turned = _upright(page, budget)
        if turned is not None:
            again = _read(turned, budget)
            if (again.confidence or 0) > (found.confidence or 0) + _BETTER:
                return again
    return found


def without_red(picture: Image.Image) -> Image.Image:
    """Grey, where red ink (seals, arrival stamps) is white; blue, the ink of numbers, stays dark.

    Black letters under a seal stay too: they are dark in the red channel.
    """
    if picture.mode in {"L", "1"}:
        return ImageOps.autocontrast(picture.convert("L"), cutoff=1)
    red, green, _ = picture.convert("RGB").split()
    is_red = ImageChops.subtract(red, green).point(lambda value: 255 if value > _REDDISH else 0)
    is_light = red.point(lambda value: 255 if value > _DARK else 0)
    grey = red.copy()
    grey.paste(255, mask=ImageChops.multiply(is_red, is_light).filter(ImageFilter.MaxFilter(3)))
    return ImageOps.autocontrast(grey, cutoff=1)


def _straightened(page: Image.Image) -> Image.Image:
    small = page.convert("L")
    small.thumbnail((700, 1000))
    angle = max(_ANGLES, key=lambda turn: _sharpness(small, turn))
    if abs(angle) < _LEAST_ANGLE:
        return page
    return page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


def _sharpness(small: Image.Image, angle: float) -> int:
    """How clearly lines differ from the white between them; greatest when the page stands straight."""
    turned = small.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=255)
    profile = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return sum((a - b) ** 2 for a, b in pairwise(profile))


def _upright(page: Image.Image, budget: Budget) -> Image.Image | None:
    """The page turned upright where it lies on its side or head; None where it stands, or nobody can say."""
    try:
        told = tools.run("tesseract", ["stdin", "stdout", "--psm", "0"], _bytes(page), budget)
    except tools.ToolFailedError:  # too few letters to tell, or no data for it
        return None
    found = re.search(rb"Rotate: (\d+)", told)
    return page.rotate(-int(found[1]), expand=True) if found and found[1] != b"0" else None


def _bytes(page: Image.Image) -> bytes:
    stream = io.BytesIO()
    page.save(stream, "PPM")
    return stream.getvalue()


def _read(page: Image.Image, budget: Budget) -> Recognised:
    languages = _languages(budget)
    if b"vie" not in languages:
        raise tools.ToolMissingError("tesseract-vie")
    rulings = tuple(_rulings(page))
    layout = _TABLE if tables(rulings) else _COLUMN
    arguments = ["stdin", "stdout", "-l", "vie", "--dpi", str(DPI), "--psm", layout, "tsv"]
    table = tools.run("tesseract", arguments, _bytes(_without(page, rulings)), budget).decode(
        "utf-8", "replace"
    )
    words, sure, letters = [], 0.0, 0
    for word, confidence in _words(table):
        words.append(word)
        sure += confidence * len(word.text)
        letters += len(word.text)
    return Recognised(tuple(words), rulings, sure / letters if letters else None)


def _languages(budget: Budget) -> frozenset[bytes]:
    return frozenset(tools.run("tesseract", ["--list-langs"], b"", budget).split())


def _words(table: str) -> Iterator[tuple[Word, float]]:
    """Words with their confidence; each is as high as its line."""
    lines: dict[tuple[str, str, str], tuple[float, float]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        line = (row["block_num"], row["par_num"], row["line_num"])
        left, top, width, height = (int(row[name]) / SCALE for name in ("left", "top", "width", "height"))
        if row["level"] == "4":
            lines[line] = (top, top + height)
        text, confidence = (row["text"] or "").strip(), float(row["conf"])
        if row["level"] != str(_WORD) or not text or _is_noise(text, confidence):
            continue
        y0, y1 = lines.get(line, (top, top + height))
        yield Word(left, y0, left + width, y1, text), confidence


def _is_noise(text: str, confidence: float) -> bool:
    return confidence < _NOISE and sum(map(str.isalnum, text)) < 3


def _without(page: Image.Image, rulings: tuple[Ruling, ...]) -> Image.Image:
    """The page without its rulings, which tesseract takes for letters."""
    clean = page.copy()
    pen = ImageDraw.Draw(clean)
    for ruling in rulings:
        box = [place * SCALE for place in (ruling.x0, ruling.y0, ruling.x1, ruling.y1)]
        pen.rectangle((box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2), fill=255)
    return clean


# --- Rulings -----------------------------------------------------------------------------------------------


def _rulings(page: Image.Image) -> Iterator[Ruling]:
    """Lines longer than any stroke of a letter."""
    dark = page.point(lambda value: 255 if value < 150 else 0)
    half = _RUN / SCALE
    flat = dark.reduce((_RUN, 1))
    for start, length, row in _runs(flat.transpose(Image.Transpose.TRANSPOSE)):
        yield Ruling(row * half, start / SCALE, (row + 1) * half, (start + length) / SCALE)
    for start, length, row in _runs(dark.reduce((1, _RUN))):
        yield Ruling(start / SCALE, row * half, (start + length) / SCALE, (row + 1) * half)


def _runs(reduced: Image.Image) -> Iterator[tuple[int, int, int]]:
    """Start, length and row of what is dark through whole runs, at least two of them one after the other."""
    rows = reduced.point(lambda value: 255 if value > 190 else 0)
    data, width = rows.tobytes(), rows.width
    lines = [data[place * width : (place + 1) * width] for place in range(rows.height)]
    for number, line in enumerate(lines):
        around = [lines[near] for near in (number - 1, number + 1) if 0 <= near < len(lines)]
        for found in re.finditer(b"\xff+", line):
            near = slice(max(0, found.start() - 2), found.end() + 2)
            if any(b"\xff" in other[near] for other in around):
                yield found.start(), found.end() - found.start(), number
