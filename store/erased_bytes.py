"""Erased words in raw answers: in the text of a page as it came, markup and all.

What is found is masked where it stands. What is not text of ours, or says the words in pieces that no mask
fits (a name with markup inside a word, a PDF), is for the caller to drop whole.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence

from store.erased_words import MARK, Matcher

_TAG = re.compile(r"<[^<>]*>")
# Where a link leads stays: it is how the page is read again.
_LINK = re.compile(
    r"""\b(?:href|src|action|(?:content-)?location)\s*[=:]\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_CODED = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|\\u[0-9a-fA-F]{4}")
_BINARY = b"\x00"
_HEAD = 4096


def redact_bytes(data: bytes, matcher: Matcher) -> tuple[bytes, int]:
    """The bytes with marks for the words of the rules; how many they lost. UTF-8, or what looks like it."""
    if _BINARY in data[:_HEAD]:
        return data, 0
    text = data.decode("utf-8", "surrogateescape")
    spans = set(_found(_LINK.sub(_blank, text), matcher))
    spans |= set(_found(_TAG.sub(_blank, text), matcher))
    if not spans:
        return data, 0
    return _masked(text, sorted(spans)).encode("utf-8", "surrogateescape"), len(spans)


def is_left(data: bytes, matcher: Matcher, gaps: Sequence[str] = ("", " ")) -> bool:
    """Whether the words can still be read, be it across markup: with `gaps` in the place of tags."""
    if _BINARY in data[:_HEAD]:
        return False
    text = data.decode("utf-8", "surrogateescape")
    return any(matcher.spans(html.unescape(_TAG.sub(gap, text))) for gap in gaps)


def _found(text: str, matcher: Matcher) -> Iterator[tuple[int, int]]:
    """The spans of a text whose signs may be coded: as entities, or as a script has them."""
    plain, starts = _decoded(text)
    for start, end in matcher.spans(plain):
        yield (starts[start], starts[end]) if starts else (start, end)


def _decoded(text: str) -> tuple[str, list[int]]:
    """The text with its signs decoded, and where each begins in `text`; no list where none is coded."""
    parts: list[str] = []
    starts: list[int] = []
    last = 0
    for coded in _CODED.finditer(text):
        sign = _sign(coded.group())
        if sign is None:
            continue
        parts += [text[last : coded.start()], sign]
        starts += [*range(last, coded.start()), *[coded.start()] * len(sign)]
        last = coded.end()
    if not parts:
        return text, []
    return "".join([*parts, text[last:]]), [*starts, *range(last, len(text) + 1)]


def _sign(coded: str) -> str | None:
    sign = chr(int(coded.removeprefix("\\u"), 16)) if coded.startswith("\\u") else html.unescape(coded)
    return None if sign == coded else sign


def _masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, end in spans:
        if start < last:  # seen both ways
            continue
        length = len(_decoded(text[start:end])[0])
        parts += [text[last:start], MARK * length]
        last = end
    return "".join([*parts, text[last:]])


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
