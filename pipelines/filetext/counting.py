"""The numbers of paragraphs in Word, which are counted when they are shown and stand nowhere in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
          (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_BULLET = "-"
_MOST = 5000  # a counter beyond is damage

Element = Any


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


class Numbering:
    """The lists of one document; `label` must be asked for each paragraph in order, once."""

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._lists: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            found = _asked(style)
            if found:
                self._styles[style.get(f"{_W}styleId", "")] = found

    def _read(self, numbering: Element) -> None:
        kinds = {
            kind.get(f"{_W}abstractNumId"): {
                _number(level, "ilvl"): _level(level) for level in kind.iter(f"{_W}lvl")
            }
            for kind in numbering.iter(f"{_W}abstractNum")
        }
        for number in numbering.iter(f"{_W}num"):
            kind = number.find(f"{_W}abstractNumId")
            name = kind.get(f"{_W}val") if kind is not None else None
            levels = dict(kinds.get(name, {}))
            for change in number.iter(f"{_W}lvlOverride"):
                own = change.find(f"{_W}lvl")
                if own is not None:
                    levels[_number(change, "ilvl")] = _level(own)
            key = number.get(f"{_W}numId", "")
            self._lists[key] = levels
            is_own = next(number.iter(f"{_W}startOverride"), None) is not None
            self._abstract[key] = f"own {key}" if is_own else str(name)

    def label(self, paragraph: Element) -> str:
        """`1.`, `II.`, `a)` or `-`; "" for a paragraph that is not counted."""
        found = _asked(paragraph) or self._styles.get(_style(paragraph))
        if found is None or found[0] == "0":
            return ""
        key, depth = found
        levels = self._lists.get(key, {})
        level = levels.get(depth)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return _BULLET
        counts = self._counts.setdefault(self._abstract[key], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        return _PLACE.sub(lambda place: self._shown(int(place[1]) - 1, levels, counts, depth), level.text)

    def _shown(self, place: int, levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(place)
        count = counts.get(place, level.start if level else 1)
        form = level.form if level and (place == depth or level.form != "bullet") else "decimal"
        return written(count, form)


def _asked(holder: Element) -> tuple[str, int] | None:
    """List and level that a paragraph or style names."""
    asked = holder.find(f"{_W}pPr/{_W}numPr")
    if asked is None:
        return None
    name = asked.find(f"{_W}numId")
    level = asked.find(f"{_W}ilvl")
    if name is None:
        return None
    return name.get(f"{_W}val", "0"), _number(level, "val") if level is not None else 0


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style.get(f"{_W}val", "") if style is not None else ""


def _level(level: Element) -> _Level:
    parts = {name: level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start")}
    values = {name: part.get(f"{_W}val", "") if part is not None else "" for name, part in parts.items()}
    start = int(values["start"]) if values["start"].isdigit() else 1
    return _Level(values["numFmt"] or "decimal", values["lvlText"][:40], min(start, _MOST))


def _number(element: Element, name: str) -> int:
    value = element.get(f"{_W}{name}", "0")
    return int(value) if value.isdigit() and len(value) < 3 else 0


def written(count: int, form: str) -> str:
    """A number as a list writes it; `form` by the names of Word."""
    if form in {"upperRoman", "lowerRoman"} and 0 < count <= _MOST:
        roman = _roman(count)
        return roman if form == "upperRoman" else roman.lower()
    if form in {"upperLetter", "lowerLetter"} and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 5)
        return letter.upper() if form == "upperLetter" else letter
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (count // value)
        count %= value
    return text
