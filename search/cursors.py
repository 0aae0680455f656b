"""Cursors: where a page ended, for whoever asks for the next one. They hold places, never secrets."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import NamedTuple

from search.errors import CursorError
from search.index import SearchRequest
from search.tree import to_text


class Place(NamedTuple):
    """The sort key of a page's last hit: its level (`search.ranking` weights), its order key, its id."""

    level: int
    order: int
    number: int


def write(request: SearchRequest, place: Place) -> str:
    """A cursor that only the same search accepts."""
    data = json.dumps([_mark(request), *place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(request: SearchRequest) -> Place | None:
    """Where the page before this request ended. Raises CursorError."""
    if request.cursor is None:
        return None
    try:
        padded = request.cursor.encode() + b"=" * (-len(request.cursor) % 4)
        mark, *place = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        level, order, number = (_number(value) for value in place)
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise CursorError("This cursor is damaged; search again from the first page.") from error
    if mark != _mark(request):
        raise CursorError("This cursor belongs to another search; search again from the first page.")
    return Place(level, order, number)


def _number(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 64:
        raise ValueError(value)
    return value


def _mark(request: SearchRequest) -> str:
    asked = f"{to_text(request.query)}\n{request.filters}\n{request.sort}"
    if request.without is not None:  # whichever they are: texts come and go while somebody turns pages
        asked += "\ncopies once"
    return hashlib.sha256(asked.encode()).hexdigest()[:8]
