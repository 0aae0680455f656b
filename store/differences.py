"""What differs between two texts, word by word, readable for people."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Change: TypeAlias = Literal["same", "removed", "added"]
_SAME: tuple[Change, ...] = ("same",)
_CHANGES: tuple[Change, ...] = ("removed", "added")
_WORDS = re.compile(r"(\S*)(\s*)")  # and the space after each
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_MOST = 3000  # lines, or words of changed lines, that are compared one by one; more are shown as a whole


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
        if not piece.text.strip():
            found.append(" ")
        elif piece.change != "same":
            sign, end = ("[-", "-]") if piece.change == "removed" else ("{+", "+}")
            found.append(f"{sign}{piece.text.strip()}{end}{' ' if piece.text[-1:].isspace() else ''}")
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
    # The space between words takes no part: half of all that is compared would be equal to each other.
    for is_same, start, end, begin, stop in _opcodes([word for word, _ in left], [word for word, _ in right]):
        if is_same:
            yield from _spaced(left[start:end], right[begin:stop])
        else:
            yield from _replaced(_text(left[start:end]), _text(right[begin:stop]))


def _replaced(removed: str, added: str) -> Iterator[Piece]:
    """Two passages in each other's place: the space after them stays if it is the same."""
    end = removed[len(removed.rstrip()) :]
    kept = len(end) if removed and added and end == added[len(added.rstrip()) :] else 0
    yield Piece("removed", removed[: len(removed) - kept])
    yield Piece("added", added[: len(added) - kept])
    yield Piece("same", end if kept else "")


def _text(words: Sequence[tuple[str, str]]) -> str:
    return "".join(word + space for word, space in words)


def _spaced(left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    for (word, before), (_, after) in zip(left, right, strict=True):
        yield Piece("same", word)
        if before == after:
            yield Piece("same", after)
        else:
            yield from (Piece("removed", before), Piece("added", after))


def _blocks(left: list[str], right: list[str]) -> Iterator[tuple[Literal["same", "other"], str, str]]:
    for is_same, start, end, begin, stop in _opcodes(left, right):
        yield "same" if is_same else "other", "".join(left[start:end]), "".join(right[begin:stop])


def _opcodes(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Ranges of both sides, whether they are equal; what lies between too much to compare is one range."""
    head = _common(left, right)
    tail = _common(left[head:][::-1], right[head:][::-1])
    ends = len(left) - tail, len(right) - tail
    yield True, 0, head, 0, head
    if max(ends) - head > _MOST:
        yield False, head, ends[0], head, ends[1]
    else:
        middle = difflib.SequenceMatcher(None, left[head : ends[0]], right[head : ends[1]], autojunk=False)
        for tag, start, end, begin, stop in middle.get_opcodes():
            yield tag == "equal", head + start, head + end, head + begin, head + stop
    yield True, ends[0], len(left), ends[1], len(right)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many items at the head of both are the same."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(left), len(right)))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Without empty pieces, and neighbours of one kind as one: changes beside each other as one pair."""
    found: list[Piece] = []
    for is_same, run in itertools.groupby(
        (piece for piece in pieces if piece.text), lambda piece: piece.change == "same"
    ):
        texts = [(piece.change, piece.text) for piece in run]
        for change in _SAME if is_same else _CHANGES:
            text = "".join(text for kind, text in texts if kind == change)
            if text:
                found.append(Piece(change, text))
    return found
