"""What differs between two texts, word by word, readable for people."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Change: TypeAlias = Literal["same", "removed", "added"]
_WORDS = re.compile(r"\S+|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 3000  # words of a changed passage that are compared one by one; a longer one is shown as a whole


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the two texts: `same` and `removed` pieces make the first, `same` and `added` the second."""

    change: Change
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The two texts as pieces, in order: lines are compared first, the words of those that differ then."""
    pieces: list[Piece] = []
    for change, old, new in _blocks(_LINES.findall(before), _LINES.findall(after)):
        if change == "same":
            pieces.append(Piece("same", old))
        else:
            pieces += _by_words(old, new)
    return _joined(pieces)


def size(pieces: Sequence[Piece]) -> tuple[int, int]:
    """How many words were removed and how many added."""
    counted = {"removed": 0, "added": 0, "same": 0}
    for piece in pieces:
        counted[piece.change] += len(piece.text.split())
    return counted["removed"], counted["added"]


def excerpt(pieces: Sequence[Piece], around: int = 40, most: int = 300) -> str:
    """The first changes in one line, `[-removed-]{+added+}`, with `around` characters beside each."""
    found = []
    for number, piece in enumerate(pieces):
        if piece.change != "same":
            sign, end = ("[-", "-]") if piece.change == "removed" else ("{+", "+}")
            found.append(f"{sign}{piece.text.strip()}{end}")
        else:
            found.append(_beside(piece.text, around, is_first=number == 0, is_last=number == len(pieces) - 1))
    line = " ".join("".join(found).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _beside(text: str, around: int, *, is_first: bool, is_last: bool) -> str:
    head = "" if is_first else text[:around]
    tail = "" if is_last else text[-around:]
    if len(head) + len(tail) >= len(text) and not (is_first or is_last):
        return text
    cut = " … " if len(text) > len(head) + len(tail) else ""
    return f"{cut}{tail}" if is_first else f"{head}{cut}{tail}" if not is_last else f"{head}{cut}"


def _by_words(old: str, new: str) -> Iterator[Piece]:
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(left), len(right)) > 2 * _MOST:
        yield from (Piece("removed", old), Piece("added", new))
        return
    for change, removed, added in _blocks(left, right):
        if change == "same":
            yield Piece("same", removed)
        else:
            yield from (Piece("removed", removed), Piece("added", added))


def _blocks(left: list[str], right: list[str]) -> Iterator[tuple[Literal["same", "other"], str, str]]:
    matcher = difflib.SequenceMatcher(None, left, right, autojunk=False)
    for tag, start, end, begin, stop in matcher.get_opcodes():
        kind: Literal["same", "other"] = "same" if tag == "equal" else "other"
        yield kind, "".join(left[start:end]), "".join(right[begin:stop])


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Without empty pieces, and neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].change == piece.change:
            found[-1] = Piece(piece.change, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found
