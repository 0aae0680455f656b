"""When two spellings are the same place name.

`exact_key` keeps the marks and forgets what writers vary: where the tone mark stands (Hòa, Hoà), i and y
after a consonant (Mỹ, Mĩ), the Icelandic Ð, and the transcriptions of highland names (Đắk, Đăk, Đắc, Đak).
`slug` forgets all marks too, as host names do.
"""

from __future__ import annotations

import itertools
import re
import unicodedata

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # grave, acute, tilde, hook above, dot below
_ACUTE = "\u0301"
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`"))
_LOOKALIKES = str.maketrans({"Ð": "Đ", "ð": "đ"})
_Y_AFTER_CONSONANT = re.compile(r"(?<=[hklmst])y$|(?<=qu)y$")
_I_AFTER_CONSONANT = re.compile(r"(?<=[hklmst])i$|(?<=qu)i$")
_HIGHLAND = re.compile(r"ă[ck]$|^đak$")

# Unit types as they are written before a name: spelled out and shortened.
_TYPES = {
    "tỉnh": "tỉnh",
    "thành phố": "thành phố",
    "tp": "thành phố",
    "quận": "quận",
    "q": "quận",
    "huyện": "huyện",
    "h": "huyện",
    "thị xã": "thị xã",
    "tx": "thị xã",
    "xã": "xã",
    "x": "xã",
    "phường": "phường",
    "p": "phường",
    "đặc khu": "đặc khu",
}


def strip_marks(text: str) -> str:
    """Lower case without tone and letter marks, đ as d; spaces and punctuation stay."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LOOKALIKES).lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).replace("đ", "d")


def slug(text: str) -> str:
    """The form of a name in a host: `Bà Rịa - Vũng Tàu` is `bariavungtau`."""
    return re.sub(r"[^a-z0-9]", "", strip_marks(text))


def slugs(text: str) -> tuple[str, ...]:
    """The slugs of all spellings of `text`, its own first: `Đắc Mĩ` gives `dacmi`, `dacmy` and so on."""
    words = [_spellings(slug(word)) for word in _words(text)[:8]]
    return tuple("".join(parts) for parts in itertools.product(*words)) if words else ()


def exact_key(text: str) -> str:
    return "".join(map(_exact_word, _words(text)))


def has_marks(text: str) -> bool:
    return strip_marks(text) != unicodedata.normalize("NFC", text).lower()


def split_type(text: str) -> tuple[str | None, str]:
    """The unit type before a name, and the name: `TX. Phú Thọ` gives (`thị xã`, `phú thọ`).

    The type is None where there is none, or where nothing would be left of the name. A type is also
    recognised without marks (`thi xa phu tho`).
    """
    words = _words(text)
    for length in (2, 1):
        spoken = " ".join(words[:length])
        unit_type = _TYPES.get(spoken) or _FOLDED_TYPES.get(spoken)
        if unit_type and len(words) > length:
            return unit_type, " ".join(words[length:])
    return None, " ".join(words)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text.translate(_LOOKALIKES)).translate(_APOSTROPHES)
    return _WORD.findall(plain.lower())


def _exact_word(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tone = "".join(sign for sign in decomposed if sign in _TONES)
    letters = "".join(sign for sign in decomposed if sign not in _TONES)
    letters = _Y_AFTER_CONSONANT.sub("i", unicodedata.normalize("NFC", letters))
    if _HIGHLAND.search(letters):
        letters = "đăk" if letters == "đak" else letters[:-1] + "k"
        tone = tone or _ACUTE
    return letters + tone


def _spellings(word: str) -> tuple[str, ...]:
    """A folded word and how else it may be written."""
    if word.endswith(("ac", "ak")):
        return word, word[:-1] + ("k" if word.endswith("c") else "c")
    if _Y_AFTER_CONSONANT.search(word):
        return word, word[:-1] + "i"
    if _I_AFTER_CONSONANT.search(word):
        return word, word[:-1] + "y"
    return (word,)


_FOLDED_TYPES = {
    strip_marks(spelling): unit_type for spelling, unit_type in _TYPES.items() if len(spelling) > 2
}
