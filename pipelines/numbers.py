"""Numbers and symbols of administrative documents: found in running text, read from a field.

State numbers are `num[/year]/TYPE-ISSUER` (30/2020/NĐ-CP, Annex III), Party numbers `num-TYPE/ISSUER`,
letters `num/ISSUER-UNIT`, laws `num/year/QHkk`. Real texts vary in spaces, dashes, slashes, case and Đ, and
files break numbers at the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple

from pipelines.symbols import Form, Reason, Symbol, blank_symbol, read_symbol
from store.identities import symbol

__all__ = ["ActNumber", "Form", "Reason", "find_blank", "find_numbers", "parse_number", "reject_reason",
           "same_number"]  # fmt: skip

_UPPER = "A-ZĐƯƠÔĂÂÊ"
_WORD = rf"[{_UPPER}][A-Za-zĐđƯưƠơÔôĂăÂâÊê0-9]*(?:&[{_UPPER}][A-Za-zĐđƯư0-9]*)*"
_NUMBER = r"(?P<num>\d{1,2}\.\d{2,3}|\d{1,5})(?P<letter>[a-zđ])?"
_GAP = r"(?:\s|[ \t]?\n[ \t]{0,60})?"  # the line of a file may end within a number
_YEAR = rf"(?:(?P<year>(?:19|20)\d\d){_GAP}[/-]{_GAP})?"
# Only the first two parts may stand apart: what follows a later ` - ` is the next thing that is said.
_REST = rf"(?:[-/._]\n?{_WORD}){{0,4}}"
_BODY = rf"(?P<body>{_WORD}(?:{_GAP}[-/._]{_GAP}{_WORD}{_REST})?(?:\s\d{{3}}(?!\d))?)"
_END = r"(?!\w)(?!\.(?:pdf|docx?|xlsx?|zip|rar|html?|aspx?)\b)"
_APART = r"(?:(?P<slash>-?/)|(?P<dash>-))"
_BEFORE = r"(?<![\w/⁄.@=%-])"
_MENTION = re.compile(rf"{_BEFORE}{_NUMBER}{_GAP}{_APART}{_GAP}{_YEAR}{_BODY}{_END}")
# Where a number may begin, by the digits and what follows them: most digits of a text are none.
_MAY_BEGIN = re.compile(rf"[0-9](?<={_BEFORE}[0-9])[0-9.]*+(?=[a-zđ]?{_GAP}[/-]|\s[{_UPPER}])")
_FIELD = re.compile(rf"{_NUMBER}\s*(?:{_APART}|\s)\s*{_YEAR}{_BODY}{_END}")
# `số 02 NQ-CP`, without its slash: only behind the word.
# It has the parts of every number: two of them are never there.
_SPACED = re.compile(
    rf"(?<=(?i:số) )(?P<num>\d{{1,5}})(?:(?!)(?P<letter>.)(?P<dash>.)(?P<year>.))?"
    rf"\s(?P<body>{_WORD}-{_WORD}){_END}"
)
# `Công văn số 1357/PTTH&TTĐT`: a letter that names no unit needs the word before it.
_LETTER_WORDS = re.compile(r"(?:công văn|văn bản|cv)(?: số)?:?\s{0,3}$", re.IGNORECASE)
_BLANK = re.compile(
    rf"(?i:số)\s?:?[\s.…_]{{0,40}}(?:/|-(?={_WORD}\s?/))\s?(?P<body>{_WORD}(?:\s?[-/]\s?{_WORD})+){_END}"
)
_PREFIX = re.compile(r"^\s*(?:số(?: ký hiệu| hiệu)?|ký hiệu)?\s*:?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*[-/._]\s*")
_DATE = re.compile(r"\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}\W*$")

# One code point for one, so that offsets stay.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_LOOKALIKES = [
    (sign, plain)
    for signs, plain in (("\u00d0\u0189", "Đ"), ("\u00a0\u2009\u202f", " "), (_DASHES, "-"))
    for sign in signs
]


class ActNumber(NamedTuple):
    """A number as read; `text[start:end] == raw` for one found in text. `number` None: left blank.

    `issuer` is its symbol (UBND, CP, TU …), `short` the abbreviation of the kind, '' for a letter.
    """

    number: str | None
    raw: str
    kind: str
    issuer: str
    form: Form
    start: int
    end: int
    flags: tuple[str, ...] = ()
    short: str = ""


# What a named tuple is made by is a function of Python; a text has many numbers.
_as_number: Callable[[tuple[Any, ...]], ActNumber] = partial(tuple.__new__, ActNumber)
_as_symbol: Callable[[tuple[Any, ...]], Symbol] = partial(tuple.__new__, Symbol)


def find_numbers(text: str) -> Iterator[ActNumber]:
    """Every number of an act in running text, in order; dates, ranks, licences and file names are none."""
    plain = _plain(text)
    end = 0
    for digits in _MAY_BEGIN.finditer(plain):
        start = digits.start()
        found = _MENTION.match(plain, start) or _SPACED.match(plain, start) if start >= end else None
        if found is None:
            continue
        end = found.end()
        read = _read(found, strict=_LETTER_WORDS.search(plain, max(0, start - 20), start) is None)
        if isinstance(read, Symbol) and not _is_code(found, read):
            yield _made(read, text[start:end], start, end)


def find_blank(text: str) -> ActNumber | None:
    """The number line of a draft, `Số: /KH-UBND`: kind and issuer without a number."""
    for found in _BLANK.finditer(_plain(text)):
        read = blank_symbol(_SEPARATOR.split(found["body"]))
        if read:
            raw = text[found.start() : found.end()]
            return ActNumber(
                None, raw, read.kind, read.issuer, "blank", *found.span(), ("number_blank",), read.short
            )
    return None


def parse_number(field: str) -> ActNumber | None:
    """The number that a field of a register holds, with whatever the clerk typed around it."""
    found = _FIELD.match(_bare(field))
    read = _read(found, strict=False) if found else None
    if found is None or not isinstance(read, Symbol):
        return None
    return _made(read, found.group(), 0, found.end())


def reject_reason(field: str) -> Reason | None:
    """Why `parse_number` gives nothing for a field; None where it does."""
    bare = _bare(field)
    if not bare:
        return "empty"
    if _DATE.match(bare):
        return "date"
    if not bare[0].isdigit():
        return "no_number"
    found = _FIELD.match(bare)
    if found is None:
        return "unknown_symbol" if re.search(r"[^\W\d]", bare) else "no_symbol"
    read = _read(found, strict=False)
    return None if isinstance(read, Symbol) else read


def same_number(one: str, two: str) -> bool:
    """Whether two numbers are the same symbol but for leading zeros, case and separators."""
    return symbol(_plain(one)) == symbol(_plain(two))


def _plain(text: str) -> str:
    for sign, plain in _LOOKALIKES:  # far cheaper than one translate() over a whole text
        text = text.replace(sign, plain)
    return text


def _bare(field: str) -> str:
    return _PREFIX.sub("", _plain(field)).strip(" .,;")


def _is_code(found: re.Match[str], read: Symbol) -> bool:
    """05-KH-UBND is a file name or a code."""
    return bool(found["dash"] and read.short and not found["year"] and "/" not in found["body"])


def _read(found: re.Match[str], *, strict: bool) -> Symbol | Reason:
    number, letter, dash, year, body = found.group("num", "letter", "dash", "year", "body")
    read = _symbol(year, body, dashed=dash is not None, strict=strict)
    if not isinstance(read, Symbol):
        return read
    return _as_symbol((_digits(number) + (letter or "") + read.number, *read[1:]))


@lru_cache(maxsize=4096)
def _symbol(year: str | None, body: str, *, dashed: bool, strict: bool) -> Symbol | Reason:
    """What stands behind the digits; `number` is its canonical form without them. A few are in every text."""
    return read_symbol("", year, _SEPARATOR.split(body), dashed=dashed, strict=strict)


def _made(read: Symbol, raw: str, start: int, end: int) -> ActNumber:
    number, kind, issuer, form, short, flags = read
    return _as_number((number, raw, kind, issuer, form, start, end, flags, short))


def _digits(number: str) -> str:
    """Padded as the rules ask; a dot parts thousands where three digits follow it."""
    whole, _, rest = number.partition(".")
    if len(rest) == 3:
        return whole + rest
    return f"{int(whole):02d}" + (f".{rest}" if rest else "")
