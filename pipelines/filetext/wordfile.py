"""A Word file of 1997 to 2003 from inside: its text in pieces, its fonts, its table rows ([MS-DOC]).

antiword knows neither fonts that show capitals nor where a row of a table ends, and catdoc drops the soft
hyphen, which is the letter ư of the ABC fonts.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.filetext.finish import capitals
from pipelines.legacy import is_capital_font

_WORD_97 = 0xA5EC
_PLCF_CHPX, _PLCF_PAPX, _FONTS, _CLX = 0x00FA, 0x0102, 0x0112, 0x01A2  # places in the header
_COUNTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")
_COUNTS_AT = 0x004C
_SECOND_TABLE = 0x0200
_COMPRESSED = 0x40000000
_FONT, _CAPS, _HIDDEN, _DELETED, _ROW_END = 0x4A4F, 0x083B, 0x083C, 0x0800, 0x2417
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}  # bytes of a property by the kind in its code
_LONG = frozenset({0xD608, 0xD606})  # properties whose size takes two bytes
_PAGE = 512
_MOST_PIECES = 200_000


class NotReadableError(Exception):
    """Of an older version, or damaged: other programs may read it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # character of the text
    end: int
    place: int  # byte of the stream
    wide: bool

    @property
    def size(self) -> int:
        return 2 if self.wide else 1


class WordFile:
    """`document` is the stream WordDocument, `table` the one that its header names."""

    def __init__(self, document: bytes, tables: tuple[bytes, bytes]) -> None:
        if len(document) < 0x200 or _short(document, 0) != _WORD_97:
            raise NotReadableError("not of Word 97 or later")
        self._document = document
        self._table = tables[1] if _short(document, 0x0A) & _SECOND_TABLE else tables[0]
        counts = [max(0, _long(document, _COUNTS_AT + 4 * number)) for number in range(len(_COUNTS))]
        self._counts = dict(zip(_COUNTS, counts, strict=True))
        self._pieces = list(self._read_pieces())
        fonts = self._fonts()
        self._capital = {number for number, name in enumerate(fonts) if is_capital_font(name)}
        self._looks = _Ranges(self._runs(_PLCF_CHPX, paragraphs=False))
        self._paragraphs = _Ranges(self._runs(_PLCF_PAPX, paragraphs=True))

    def story(self, name: str) -> str:
        """The text of one part, marks of paragraphs (`\\r`), cells (`\\x07`) and rows (`\\x1e`) left in."""
        start = 0
        for other in _COUNTS:
            if other == name:
                break
            start += self._counts[other]
        return "".join(self._slice(start, start + self._counts[name]))

    def _slice(self, start: int, end: int) -> Iterator[str]:
        for piece in self._pieces:
            first, last = max(start, piece.start), min(end, piece.end)
            if first < last:
                place = piece.place + (first - piece.start) * piece.size
                yield from self._looked(place, place + (last - first) * piece.size, piece)

    def _looked(self, place: int, end: int, piece: _Piece) -> Iterator[str]:
        """The characters of some bytes, run by run of one look."""
        while place < end:
            look, until = self._looks.at(place)
            stop = min(end, max(until, place + piece.size))
            stop -= (stop - place) % piece.size
            stop = max(stop, place + piece.size)
            data = self._document[place:stop]
            text = data.decode("utf-16-le", "replace") if piece.wide else data.decode("cp1252", "replace")
            text = self._with_rows(text, place, piece)
            yield self._shown(text, look)
            place = stop

    def _with_rows(self, text: str, place: int, piece: _Piece) -> str:
        if "\x07" not in text:
            return text
        return "".join(
            "\x1e"
            if mark == "\x07" and _ROW_END in self._paragraphs.at(place + number * piece.size)[0]
            else mark
            for number, mark in enumerate(text)
        )

    def _shown(self, text: str, look: dict[int, int]) -> str:
        if look.get(_HIDDEN) == 1 or look.get(_DELETED) == 1:
            return "".join(mark for mark in text if mark in "\r\x07\x1e\x13\x14\x15")
        if look.get(_FONT) in self._capital and text.strip():
            return capitals(text)
        return text.upper() if look.get(_CAPS) == 1 else text

    # --- Tables of the file

    def _part(self, at: int) -> bytes:
        place, size = _long(self._document, at), _long(self._document, at + 4)
        return self._table[place : place + size] if place >= 0 and size > 0 else b""

    def _read_pieces(self) -> Iterator[_Piece]:
        clx = self._part(_CLX)
        place = 0
        while place < len(clx) and clx[place] == 1:
            place += 3 + _short(clx, place + 1)
        if place >= len(clx) or clx[place] != 2:
            raise NotReadableError("no table of pieces")
        size = _long(clx, place + 1)
        table = clx[place + 5 : place + 5 + size]
        count = (len(table) - 4) // 12
        if not 0 < count <= _MOST_PIECES:
            raise NotReadableError("a damaged table of pieces")
        for number in range(count):
            start, end = _long(table, 4 * number), _long(table, 4 * number + 4)
            place = _long(table, 4 * (count + 1) + 8 * number + 2)
            wide = not place & _COMPRESSED
            place = place if wide else (place & ~_COMPRESSED) // 2
            if not 0 <= start <= end or end - start > len(self._document):
                raise NotReadableError("a damaged piece")
            yield _Piece(start, end, place, wide)

    def _fonts(self) -> list[str]:
        table = self._part(_FONTS)
        names: list[str] = []
        place = 4
        while place < len(table):
            size = table[place] + 1
            names.append(table[place + 40 : place + size].decode("utf-16-le", "replace").partition("\0")[0])
            place += size
        return names

    def _runs(self, at: int, *, paragraphs: bool) -> Iterator[tuple[int, int, dict[int, int]]]:
        """Byte ranges with their properties, from the pages that the header's table names."""
        table = self._part(at)
        count = (len(table) - 4) // 8
        for number in range(max(0, count)):
            page = (_long(table, 4 * (count + 1) + 4 * number) & 0x3FFFFF) * _PAGE
            data = self._document[page : page + _PAGE]
            if len(data) == _PAGE:
                yield from _page_runs(data, paragraphs=paragraphs)


class _Ranges:
    def __init__(self, runs: Iterator[tuple[int, int, dict[int, int]]]) -> None:
        self._runs = sorted(runs, key=lambda run: run[:2])
        self._starts = [run[0] for run in self._runs]

    def at(self, place: int) -> tuple[dict[int, int], int]:
        """The properties of a byte, and where they may end."""
        number = bisect_right(self._starts, place) - 1
        if number >= 0 and place < self._runs[number][1]:
            return self._runs[number][2], self._runs[number][1]
        following = self._starts[number + 1] if number + 1 < len(self._starts) else 1 << 40
        return {}, following


def _page_runs(data: bytes, *, paragraphs: bool) -> Iterator[tuple[int, int, dict[int, int]]]:
    count = data[_PAGE - 1]
    width = 13 if paragraphs else 1
    for number in range(count):
        entry = 4 * (count + 1) + width * number
        if entry >= _PAGE - 1:
            return
        place = 2 * data[entry]
        properties: dict[int, int] = {}
        if place:
            properties = _properties(_paragraph_bytes(data, place) if paragraphs else _run_bytes(data, place))
        yield _long(data, 4 * number), _long(data, 4 * number + 4), properties


def _run_bytes(data: bytes, place: int) -> bytes:
    return data[place + 1 : place + 1 + data[place]]


def _paragraph_bytes(data: bytes, place: int) -> bytes:
    size = 2 * data[place] - 1
    if size < 0 and place + 1 < len(data):
        size, place = 2 * data[place + 1], place + 1
    return data[place + 3 : place + 1 + size]  # behind the number of the style


def _properties(data: bytes) -> dict[int, int]:
    found: dict[int, int] = {}
    place = 0
    while place + 2 < len(data):
        code = _short(data, place)
        place += 2
        size = _SIZES.get(code >> 13)
        if size is None and code in _LONG:
            size = _short(data, place) + 1
        elif size is None:
            size = data[place] + 1
        elif code != _ROW_END or data[place]:
            found[code] = int.from_bytes(data[place : place + size], "little")
        place += size
    return found


def _short(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "little")


def _long(data: bytes, place: int) -> int:
    return int(struct.unpack_from("<i", data, place)[0]) if 0 <= place <= len(data) - 4 else -1
