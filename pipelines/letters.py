"""A text as bytes, one for each character: what an automaton reads at the speed of C, offsets included.

The table settles case and the look-alikes of Đ, and one pass the place of tone marks, as `words` has them.
A letter that is not of Vietnamese becomes `OTHER`: whoever finds that must look at the text itself. Signs
that end a sentence are `END`, all others `GAP`.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from pipelines.words import LOWER, MARKS, exact_tokens

_ENDS = ".;:!?…|\n\t\r\u2028\u2029"
_ETHS = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}
_SIGNS = " ,\"'()-/–—“”‘’•\u00a0%&+*_=<>[]#@$^`{}~\\°·−\u200b\ufeff"  # the usual ones: others cost more
_WORDS = LOWER + LOWER.upper() + "".join(_ETHS) + "0123456789"
_NONE = "\ufffe"
# Byte 0 must stand for the character 0, and byte 1, which is OTHER, for none.
_KNOWN = "\x00" + _NONE + _ENDS + _SIGNS + _WORDS
GAP, END, OTHER = (bytes([_KNOWN.index(sign)]) for sign in (" ", "\n", _NONE))
NEVER = b"\xff"  # no text has it
_ENCODING = cast("Any", codecs).charmap_build(_KNOWN.ljust(256, _NONE))
_MARK = re.compile(rf"[{MARKS}]")
_ERRORS = "reformwatch.letters"


def as_bytes(text: str) -> bytes:
    """`text`, in NFC: the byte at each place stands for the character there."""
    return _OPEN.sub(_with_tone_placed, as_written(text))


@lru_cache(maxsize=2)  # phrases and cues read the same title and text
def as_written(text: str) -> bytes:
    """As `as_bytes`, of any text, with its tone marks where it has them."""
    encoded: bytes = cast("Any", codecs).charmap_encode(text, _ERRORS, _ENCODING)[0]
    return encoded.translate(_READ)


def writings(word: bytes) -> Iterator[bytes]:
    """All that `as_written` may make of a word that `as_bytes` has as `word`: where its tone may be."""
    yield word
    if word.startswith(_Q):
        yield from (_Q + pair + word[3:] for pair in _MOVED_BEHIND_Q.get(word[1:3], ()))
    else:
        yield from (word[:-2] + pair for pair in _MOVED.get(word[-2:], ()))


def _with_tone_placed(found: re.Match[bytes]) -> bytes:
    """The last vowels of a word, or those behind its q, with the tone mark where `words` puts it."""
    pair, text, start = found.group(), found.string, found.start()
    begin = max(text.rfind(GAP, 0, start), text.rfind(END, 0, start)) + 1
    if pair.startswith(_Q):
        return _Q + _PLACED_BEHIND_Q.get(pair[1:], pair[1:]) if start == begin else pair
    return pair if text.startswith(_Q, begin) else _PLACED.get(pair, pair)


def _unknown(error: UnicodeError) -> tuple[bytes, int]:
    """What stands for characters that the table has not; a mark behind a letter belongs to its word."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text, read = error.object, bytearray()
    is_word = error.start > 0 and text[error.start - 1].isalnum()
    for sign in text[error.start : error.end]:
        is_word = sign.isalnum() or (is_word and _MARK.match(sign) is not None)
        read += OTHER if is_word else GAP
    return bytes(read), error.end


def _read_as(place: int) -> int:
    """What a byte of the table is read as."""
    sign = _KNOWN[place] if place < len(_KNOWN) else ""
    if place == OTHER[0]:
        return place
    if sign and sign in _ENDS:
        return END[0]
    return _KNOWN.index(_ETHS.get(sign, sign).lower()) if sign.isalnum() else GAP[0]


def _placed(behind: str) -> dict[bytes, bytes]:
    """The pairs of vowels that are read with the tone mark on the other one."""
    pairs = (first + second for first in "aeiouyùúủũụ" for second in LOWER)
    read = {pair: exact_tokens(behind + pair)[0][len(behind) :] for pair in pairs}
    return {_plain(pair): _plain(other) for pair, other in read.items() if other != pair}


def _inverse(pairs: Mapping[bytes, bytes]) -> dict[bytes, list[bytes]]:
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for pair, placed in pairs.items():
        found[placed].append(pair)
    return dict(found)


def _plain(text: str) -> bytes:
    return bytes(_KNOWN.index(sign) for sign in text)


def _any(pairs: Iterable[bytes], place: int) -> bytes:
    return b"[" + b"".join(re.escape(pair[place : place + 1]) for pair in pairs) + b"]"


codecs.register_error(_ERRORS, _unknown)
_READ = bytes(map(_read_as, range(256)))
_Q = _plain("q")
_PLACED, _PLACED_BEHIND_Q = _placed(""), _placed("q")
_MOVED, _MOVED_BEHIND_Q = _inverse(_PLACED), _inverse(_PLACED_BEHIND_Q)
# One set to begin with, so that the search skips whatever is not of it.
_OPEN = re.compile(
    b"[%s](?:%s(?=[%s]|\\Z)|(?<=%s)%s%s)"
    % (
        re.escape(_plain("ouq")),
        _any(_PLACED, 1),
        re.escape(GAP + END),
        re.escape(_Q),
        _any(_PLACED_BEHIND_Q, 0),
        _any(_PLACED_BEHIND_Q, 1),
    )
)
