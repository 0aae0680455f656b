"""The one place where text becomes tokens: coding, duplicates and search all read it.

A token is a run of letters and digits; `8.264.117`, `vp_ubnd` and host names split. Its exact form is NFC,
lower case, with Đ for its look-alikes and the tone mark where the older school puts it (`hoà` is `hòa`,
`uỷ` is `ủy`); its folded form has no marks at all and d for đ. Nothing here looks at a dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

LOWER = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# A letter may be followed by combining marks, so that NFD text has the tokens of its NFC form.
TOKEN = re.compile(rf"(?:[^\W_]+[{MARKS}]*)+")

_COMBINING = re.compile(rf"[{MARKS}]+")
_ETH = str.maketrans({"\u00d0": "Đ", "\u0189": "Đ", "\u00f0": "đ", "\u0256": "đ"})
_STROKE = str.maketrans({"đ": "d", "Đ": "D"})
_VOWELS = {"a": "àáảãạ", "e": "èéẻẽẹ", "i": "ìíỉĩị", "o": "òóỏõọ", "u": "ùúủũụ", "y": "ỳýỷỹỵ"}
_OPEN_PAIRS = ("oa", "oe", "uy")  # the two schools differ on these, at the end of a syllable
_TONE_PLACES = {
    pair[0] + second_toned: first_toned + pair[1]
    for pair in _OPEN_PAIRS
    for first_toned, second_toned in zip(_VOWELS[pair[0]], _VOWELS[pair[1]], strict=True)
}
# After q the u belongs to the consonant: quý is right and qúy a slip.
_Q_PLACES = {
    first_toned + second: "u" + second_toned
    for second in "aeiy"
    for first_toned, second_toned in zip(_VOWELS["u"], _VOWELS[second], strict=True)
}


class Token(NamedTuple):
    """One token; `text[start:end]` is how the text given to `tokens` writes it."""

    exact: str
    folded: str
    start: int
    end: int


def nfc(text: str) -> str:
    """The text in NFC; most texts already are, and checking is cheaper than composing."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def lower(text: str) -> str:
    """Lower case with the same offsets; patterns search it several times faster than ignoring case."""
    plain = text.lower()
    if len(plain) == len(text):
        return plain
    return "".join(sign if len(sign.lower()) != 1 else sign.lower() for sign in text)


def fold(text: str) -> str:
    """Lower case without any mark, d for đ; white space and punctuation stay."""
    plain = _COMBINING.sub("", unicodedata.normalize("NFD", text.translate(_ETH)))
    return plain.translate(_STROKE).lower()


def tokens(text: str) -> list[Token]:
    """Every token in reading order, with offsets into `text` itself, composed or not."""
    return [Token(*forms(found.group()), *found.span()) for found in TOKEN.finditer(text)]


def exact_tokens(text: str) -> list[str]:
    return [exact for exact, _ in map(forms, TOKEN.findall(text))]


def folded_tokens(text: str) -> list[str]:
    """The folded form of every token. None spans white space, so runs are read apart, most from memory."""
    return list(chain.from_iterable(map(_FOLDED.__getitem__, text.split())))


class _Folded(dict[str, tuple[str, ...]]):
    """The folded tokens of runs without white space, each read once."""

    def __missing__(self, run: str) -> tuple[str, ...]:
        found = tuple(forms(word)[1] for word in TOKEN.findall(run))
        if len(run) <= _LONGEST_RUN:
            if len(self) >= _MOST_RUNS:
                self.clear()
            self[run] = found
        return found


_LONGEST_RUN, _MOST_RUNS = 64, 65_536  # what is kept of texts stays small, whatever they hold
_FOLDED = _Folded()


@lru_cache(maxsize=65536)
def forms(word: str) -> tuple[str, str]:
    """The exact and the folded form of one token. Texts repeat their syllables: nearly all are cached."""
    exact = _place_tone(nfc(word).translate(_ETH).lower())
    return exact, fold(exact)


def _place_tone(word: str) -> str:
    if word.startswith("q"):
        return "q" + _Q_PLACES.get(word[1:3], word[1:3]) + word[3:]
    return word[:-2] + _TONE_PLACES.get(word[-2:], word[-2:])
