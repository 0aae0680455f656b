"""Character error of a read file against transcripts of its pages made by eye.

A transcript holds one unit a line: a paragraph, a line of a head or of recipients, a cell of a table. Each
unit is sought in the text of the whole file, and its errors are the fewest insertions, deletions and
substitutions that turn some stretch of that text into the unit (Myers 1999, bit-parallel). So neither the
order in which columns and cells are read nor the other pages of the file count; what does count is every
wrong, missing or additional character inside a unit. White space is one space, at hyphens in a symbol none
(a line may end there), and the text is NFC. Units below four characters are left out: they are everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

SHORTEST = 4


@dataclass(frozen=True, slots=True)
class UnitError:
    unit: str
    errors: int
    found: str  # the stretch of the text that is nearest


def unit_errors(transcript: str, text: str, *, fold_case: bool = False) -> list[UnitError]:
    """`fold_case`: for encodings whose capitals are a matter of the font (TCVN3), not of the characters."""
    read = normal(text, fold_case)
    units = [normal(line, fold_case) for line in transcript.splitlines()]
    return [UnitError(unit, *nearest(unit, read)) for unit in units if len(unit) >= SHORTEST]


def rate(errors: list[UnitError]) -> float:
    return sum(error.errors for error in errors) / sum(len(error.unit) for error in errors)


def normal(text: str, fold_case: bool = False) -> str:
    one = " ".join(unicodedata.normalize("NFC", text).split())
    one = re.sub(r"(?<=\w)- (?=\w)", "-", one)
    return one.lower() if fold_case else one


def nearest(unit: str, text: str) -> tuple[int, str]:
    """Fewest edits between `unit` and any stretch of `text`, and that stretch."""
    scores = _scores(unit, text)
    errors = min(scores)
    end = scores.index(errors)
    backward = _scores(unit[::-1], text[:end][::-1])
    return errors, text[end - backward.index(min(backward)) : end]


def _scores(pattern: str, text: str) -> list[int]:
    """Fewest edits between `pattern` and a stretch of `text` that ends at 0, 1, … len(text)."""
    ones = (1 << len(pattern)) - 1
    last = 1 << (len(pattern) - 1)
    places: dict[str, int] = {}
    for index, letter in enumerate(pattern):
        places[letter] = places.get(letter, 0) | 1 << index
    plus, minus, score = ones, 0, len(pattern)
    scores = [score]
    for letter in text:
        equal = places.get(letter, 0)
        diagonal = (((equal & plus) + plus) ^ plus) | equal | minus
        up, down = minus | ~(diagonal | plus) & ones, plus & diagonal
        score += bool(up & last) - bool(down & last)
        scores.append(score)
        up, down = up << 1, down << 1
        plus, minus = (down | ~(diagonal | up)) & ones, up & diagonal & ones
    return scores
