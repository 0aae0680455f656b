"""Text typed for the fonts of before Unicode (TCVN3, VNI, windows-1258), turned into what it says.

Read as if it were Unicode, such text is Latin gibberish: `QuyÕt ®Þnh`, `Quyeát ñònh`. It is recognised by its
letters alone, since files that were saved anew still name the old fonts: hardly one of its marked words
is a Vietnamese syllable, and under the right table nearly all are.
Tables: TCVN 5712:1993 VN3 (the ABC fonts); VNI for Windows, whose marks follow their vowel.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipelines.syllables import is_syllable

Encoding: TypeAlias = Literal["tcvn3", "vni", "cp1258"]

# Characters that Vietnamese in Unicode never has inside a word, and the oldest ones have often.
_SIGN = re.compile("[¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹º»¼½¾¿ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñöø÷ûüþ\u2219]")
_LATE_SIGN = re.compile("[ìòÌÒ](?<=[aeiouyâêôAEIOUYÂÊÔ].)")  # marks of windows-1258 behind their vowel
_ONLY_UNICODE = re.compile(
    "[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]"
)
_WORD = re.compile("[A-Za-z\u00a1-\u00ff\u0102-\u01b0\u1ea0-\u1ef9\u0300-\u0323]+")
_LINE = re.compile(r"([\n\t])")  # lines and cells; kept, so that they can be joined again
_MARKED = re.compile("[^A-Za-z]")
_NOT_A_WORD = "«»§©®·¨¬\u00ad"
# How PDF files name the glyphs of three letters: minus for ư, bullet for ã, Greek mu for à.
_GLYPHS = {"\u2212": "\u00ad", "\u2219": "·", "\u03bc": "µ"}
_GLYPH = re.compile(
    "(?<=[A-Za-z®§\u00a1-\u00ff])[\u2212\u2219\u03bc]|[\u2212\u2219\u03bc](?=[A-Za-z\u00a1-\u00ff])"
)
_FLAGS = {"tcvn3": "legacy_tcvn3", "vni": "legacy_vni", "cp1258": "legacy_cp1258"}
_FEWEST = 3  # signs, and marked words: two may be a name from anywhere
_SAMPLE = 4000  # marked words looked at
_WRONG, _RIGHT = 0.6, 0.8  # shares of syllables below and above which words are gibberish, and language


@dataclass(frozen=True, slots=True)
class Converted:
    """`text` in NFC; `encoding` is what it was typed in."""

    text: str
    encoding: Encoding

    @property
    def flags(self) -> tuple[str, str]:
        return "legacy_font", _FLAGS[self.encoding]


def convert(text: str) -> Converted | None:
    """What a text says that was typed for an old font; None for any other text.

    Lines and cells that are Unicode already stay as they are: papers were pasted together.
    """
    if len(_SIGN.findall(text)) + len(_LATE_SIGN.findall(text)) < _FEWEST:
        return None
    lines = _LINE.split(text)
    old = {line: _GLYPH.sub(_glyph, line) for line in lines if line and not _ONLY_UNICODE.search(line)}
    encoding = _encoding(old.values())
    if encoding is None:
        return None
    decode = _DECODERS[encoding]
    done = [_better(line, decode(old[line])) if line in old else line for line in lines]
    return Converted(unicodedata.normalize("NFC", "".join(done)), encoding)


def _glyph(found: re.Match[str]) -> str:
    return _GLYPHS[found.group()]


def _encoding(lines: Iterable[str]) -> Encoding | None:
    """The table under which the words become syllables; None where they are, or become none."""
    words = _sample(lines)
    if words.total() < _FEWEST or _share(words, str) > _WRONG:
        return None
    shares = {name: _share(words, decode) for name, decode in _DECODERS.items()}
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= _RIGHT else None


def _sample(lines: Iterable[str]) -> Counter[str]:
    words: Counter[str] = Counter()
    for line in lines:
        words.update(word for word in _WORD.findall(line) if _MARKED.search(word.strip(_NOT_A_WORD)))
        if words.total() >= _SAMPLE:
            break
    return words


def _share(words: Counter[str], decode: Callable[[str], str]) -> float:
    """The share of `words` that are syllables when decoded."""
    right = sum(count for word, count in words.items() if is_syllable(_letters(decode(word))))
    return right / words.total()


def _letters(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip(_NOT_A_WORD)


def _better(line: str, decoded: str) -> str:
    """The line decoded, unless its words were right before: a line of Unicode without rare letters."""
    pairs = [
        (word, other) for word, other in zip(line.split(), decoded.split(), strict=False) if word != other
    ]
    before = sum(_is_language(word) for word, _ in pairs)
    return line if before > sum(_is_language(other) for _, other in pairs) else decoded


def _is_language(word: str) -> bool:
    return all(map(is_syllable, _WORD.findall(unicodedata.normalize("NFC", word))))


# --- TCVN3 -------------------------------------------------------------------------------------------------

_TCVN3 = dict(
    zip(
        "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)
_TCVN3_TABLE = str.maketrans(_TCVN3)
# Some programs print the letter ư, whose code is that of the soft hyphen, as a hyphen.
_HYPHEN = re.compile("-(?=[¬êëìíî])")
# The fonts have no capitals with tones: `ñY BAN`, `NGHÜA` were typed where a capital was meant.
_TONED = re.compile("[à-ỹ]")


def _tcvn3(line: str) -> str:
    decoded = _HYPHEN.sub("\u00ad", line).translate(_TCVN3_TABLE)
    plain = [letter for letter in decoded if letter.isascii() and letter.isalpha()]
    capitals = sum(map(str.isupper, plain))
    if capitals < 2:
        return decoded
    if capitals * 10 >= 9 * len(plain):
        return decoded.upper()
    return _WORD.sub(_with_capitals, decoded)


def _with_capitals(found: re.Match[str]) -> str:
    """`ủY`, `NGHĩA` in capitals: two plain capitals in a row, or one after a small letter with a tone."""
    word = found.group()
    plain = [letter for letter in word if letter.isascii()]
    is_typed = bool(plain) and all(map(str.isupper, plain)) and not word.isupper()
    return word.upper() if is_typed and (len(plain) > 1 or _TONED.match(word)) else word


# --- VNI ---------------------------------------------------------------------------------------------------

_TONE = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_HAT = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_LONE = dict(zip("ñôöìíæóòî", "đơưìíỉĩịỵ", strict=True))


def _vni_table() -> dict[str, str]:
    table = dict(_LONE)
    table |= {vowel + mark: vowel + tone for vowel in "aeouy" for mark, tone in _TONE.items()}
    table |= {old + mark: new + tone for old, new in (("ô", "ơ"), ("ö", "ư")) for mark, tone in _TONE.items()}
    table |= {vowel + mark: vowel + "\u0302" + tone for vowel in "aeo" for mark, tone in _HAT.items()}
    table |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    small = {key: unicodedata.normalize("NFC", value) for key, value in table.items()}
    # A mark after a capital was typed small as often as not.
    capital = {key.upper(): value.upper() for key, value in small.items()}
    return small | capital | {key[0].upper() + key[1:]: value.upper() for key, value in small.items()}


_VNI = _vni_table()
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def _vni(line: str) -> str:
    return _VNI_LETTER.sub(lambda found: _VNI[found.group()], line)


# --- windows-1258 read as windows-1252 ---------------------------------------------------------------------


def _cp1258(line: str) -> str:
    decoded = "".join(
        letter.encode("cp1252").decode("cp1258", "replace") if "\u0080" <= letter <= "\u00ff" else letter
        for letter in line
        if not "\u0080" <= letter <= "\u009f"
    )
    return unicodedata.normalize("NFC", decoded)


_DECODERS: dict[Encoding, Callable[[str], str]] = {"tcvn3": _tcvn3, "vni": _vni, "cp1258": _cp1258}


def is_capital_font(name: str) -> bool:
    """Whether a font shows capitals only: those of TCVN3 whose name ends in H (`.VnTimeH`)."""
    return name.startswith(".Vn") and name.endswith("H")
