"""Texts of strangers, made fit to stand in a mail: no controls, no turned letters, not endless.

Escaping is the template's. What is cleaned here is what escaping leaves: letters that end lines, turn the
direction of others or are not seen (all that `str.isprintable` refuses), numbers of persons, and addresses
that are none of the web.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

TITLE = 200  # characters
_LONGEST_LINK = 2000
_KEPT = 8192  # of each kind: the digests of many name the same documents

_BLANKS = re.compile(r"\s+")  # with all that ends a line
_UNFIT = re.compile(r"[\s\"<>`\\]")
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8}")
# Phones of Vietnam, and the 12 or 9 digits of an identity card, all but the first three.
_PHONE = re.compile(r"(?<![\d/.,-])((?:\+84|0)[ .-]?\d{2})((?:[ .-]?\d){6,7})(?![\d/]|[.,-]\d)")
_CARD = re.compile(
    r"(?<![\d/.,-])(\d{3})(\d{9}|\d{6})(?![\d/]|[.,-]\d|\s*(?:đồng|đ\b|vnđ|triệu|tỷ|tỉ))", re.IGNORECASE
)


def plain(text: str, most: int = TITLE) -> str:
    """One line of at most `most` characters, cut at a blank where there is one."""
    # Before anything else: what is looked at letter by letter must not be 10 MB.
    return _line(text[: 4 * most + 1000], most)


@lru_cache(maxsize=_KEPT)
def _line(text: str, most: int) -> str:
    words = masked(" ".join(_seen(" ".join(text.split())).split()))
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    return cut[: cut.rfind(" ")].rstrip() + "…" if cut.rfind(" ") > most // 2 else cut + "…"


@lru_cache(maxsize=_KEPT)
def piece(text: str) -> str:
    """A piece of a text that others follow: its blanks at the ends stay, one each."""
    return masked(_seen(_BLANKS.sub(" ", text)))


def masked(text: str) -> str:
    """Without the numbers of persons, as a digest goes to many."""
    if not _LONG_NUMBER.search(text):
        return text
    return _CARD.sub(_dots, _PHONE.sub(_dots, text))


@lru_cache(maxsize=_KEPT)
def link(url: str | None) -> str | None:
    """An address of the web as it may stand in a mail; None for any other."""
    if not url or len(url) > _LONGEST_LINK or not url.isprintable():
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    # A name before the host is how an address looks like another one.
    usable = parts.scheme in {"http", "https"} and host and "@" not in parts.netloc
    return _UNFIT.sub(_quoted, url) if usable else None


def _seen(text: str) -> str:
    """The letters of a line that are seen; nearly all texts have no others."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter.isprintable())


def _dots(found: re.Match[str]) -> str:
    return f"{found[1]}…"


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
