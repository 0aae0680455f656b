"""The damage that real portals do to text, done on purpose; `repair` is pipelines' business.

Text damage turns a string into another one before it is put into a page; page damage turns the finished
page into bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LOST = {"“": "ldquo;", "”": "rdquo;", "–": "ndash;", "ò": "ograve;"}
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def decompose(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def hard_spaces(text: str) -> str:
    """Every third space becomes a no-break space, as after a paste from a word processor."""
    words = text.split(" ")
    return "".join(
        word + ("" if i == len(words) - 1 else "\u00a0" if i % 3 == 2 else " ")
        for i, word in enumerate(words)
    )


def lose_ampersands(text: str) -> str:
    """Entities whose ampersand a migration swallowed: `ldquo;`, `phograve;ng`."""
    return re.sub("|".join(LOST), lambda match: LOST[match.group()], text)


def look_alike(text: str) -> str:
    """The Icelandic Eth in the place of Đ, as old keyboards typed it in symbols of acts."""
    return text.replace("QĐ", "Q\u00d0").replace("NĐ", "N\u00d0")


def double_encode(page: str) -> bytes:
    """UTF-8 that some program took for windows-1252 and encoded once more."""
    return "".join(_western(byte) for byte in page.encode()).encode()


def windows_1258(page: str) -> bytes:
    """Windows' Vietnamese code page: base letter, then the tone as a mark of its own."""
    return "".join(map(_tone_apart, page)).encode("cp1258", errors="xmlcharrefreplace")


TEXT: dict[str, Callable[[str], str]] = {
    "nfd": decompose,
    "nbsp": hard_spaces,
    "lost_ampersands": lose_ampersands,
    "eth": look_alike,
}
PAGE: dict[str, Callable[[str], bytes]] = {"mojibake": double_encode, "windows_1258": windows_1258}


def damaged(text: str, quirks: tuple[str, ...]) -> str:
    """`text` after each text damage that `quirks` names."""
    for quirk in quirks:
        text = TEXT[quirk](text) if quirk in TEXT else text
    return text


def encoded(page: str, quirks: tuple[str, ...]) -> bytes:
    """The bytes of a page after the page damage that `quirks` names; UTF-8 where it names none."""
    encode = next((PAGE[quirk] for quirk in quirks if quirk in PAGE), str.encode)
    return encode(page)


def _western(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _tone_apart(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter)
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
    return base + "".join(part for part in parts if part in TONES)
