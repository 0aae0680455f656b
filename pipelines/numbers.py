"""Numbers and symbols of administrative documents: found in running text, read from a field.

State numbers are `num[/year]/TYPE-ISSUER` (30/2020/NĐ-CP, Annex III), Party numbers `num-TYPE/ISSUER`,
letters `num/ISSUER-UNIT`, laws `num/year/QHkk`. Real texts vary in spaces, dashes, slashes, case and Đ; the
canonical form keeps the order that the issuer's house uses, and a flag says where the writer used the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipelines.issuers import CENTRAL
from pipelines.kinds import LETTER, by_abbreviation

Form: TypeAlias = Literal["state", "party", "assembly", "letter", "blank"]

_UPPER = "A-ZĐƯƠÔĂÂÊ"
_WORD = rf"[{_UPPER}][A-Za-zĐđƯưƠơÔôĂăÂâÊê0-9]*(?:&[{_UPPER}][A-Za-zĐđƯư0-9]*)*"
_NUMBER = r"(?P<num>\d{1,2}\.\d{2,3}|\d{1,5})(?P<letter>[a-zđ])?"
_YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s?[/-]\s?)?"
_BODY = rf"(?P<body>{_WORD}(?:\s?[-/._]\s?{_WORD}){{0,4}}(?:\s\d{{3}}(?!\d))?)"
_END = r"(?!\w)(?!\.(?:pdf|docx?|xlsx?|zip|rar|html?|aspx?)\b)"
_MENTION = re.compile(rf"(?<![\w/.@-]){_NUMBER}\s?(?:(?P<slash>-?/)|(?P<dash>-))\s?{_YEAR}{_BODY}{_END}")
_FIELD = re.compile(rf"{_NUMBER}\s*(?:(?P<slash>-?/)|(?P<dash>-)|\s)\s*{_YEAR}{_BODY}{_END}")
_BLANK = re.compile(rf"(?i:số)\s?:?[ .…_]*/\s?(?P<body>{_WORD}(?:\s?-\s?{_WORD})+){_END}")
_PREFIX = re.compile(r"^\s*(?:số(?: ký hiệu| hiệu)?|ký hiệu)?\s*:?\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s?[-/._]\s?")

# One code point for one, so that offsets stay.
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_LOOKALIKES = [
    (sign, plain)
    for signs, plain in (("\u00d0\u0189", "Đ"), ("\u00a0\u2009\u202f", " "), (_DASHES, "-"))
    for sign in signs
]
_ASSEMBLY = re.compile(r"(?:UBTV)?QH\d{1,2}$")
_PARTY = re.compile(r"(?!MT)\w*(?:TW|TƯ|TU)$|\w*(?:HU|QU)$|ThU$|ĐU\w*$|BTG\w*$|BCSĐ\w*$|UBKT\w*$")
_STATE = re.compile(r"(?:CP|TTg|UBND|HĐND|UB|CTN|UBTVQH\d*)$")
_ALONE = re.compile(r"(?:CP|TTg|HĐBT|TTra)$", re.IGNORECASE)  # numbers of old papers: 38/CP
_GLUED = re.compile(r"(?P<type>[A-Za-zĐđ]{2,3})(?P<issuer>UBND|HĐND|TTg)$")  # a hyphen lost in a PDF
_MARKED = {"HDND": "HĐND", "BCD": "BCĐ"}
_LICENCES = {"GP", "GPXB", "GPTTĐT", "GXN", "GPBC"}


@dataclass(frozen=True, slots=True)
class ActNumber:
    """A number as read; `text[start:end] == raw` for one found in text. `number` None: left blank."""

    number: str | None
    raw: str
    kind: str
    issuer: str  # the symbol: UBND, CP, TU …
    form: Form
    start: int
    end: int
    flags: tuple[str, ...] = ()


def find_numbers(text: str) -> Iterator[ActNumber]:
    """Every number of an act in running text, in order; dates, ranks, licences and file names are none."""
    return _found(_plain(text), text)


def find_blank(text: str) -> ActNumber | None:
    """The number line of a draft, `Số: /KH-UBND`: kind and issuer without a number."""
    for found in _BLANK.finditer(_plain(text)):
        parts = _SEPARATOR.split(found["body"])
        short = by_abbreviation(parts[0])
        if short and parts[0] not in _LICENCES:
            raw = text[found.start() : found.end()]
            return ActNumber(None, raw, short[1], parts[1], "blank", *found.span(), flags=("number_blank",))
    return None


def parse_number(field: str) -> ActNumber | None:
    """The number that a field of a register holds, with whatever the clerk typed around it."""
    plain = _PREFIX.sub("", _plain(field)).strip(" .,;")
    found = _FIELD.match(plain)
    return _number(found, plain[: found.end()], 0, strict=False) if found else None


def same_number(one: str, two: str) -> bool:
    """Whether two numbers are the same symbol but for leading zeros, case and the order of its parts."""
    return _comparable(one) == _comparable(two)


def _plain(text: str) -> str:
    for sign, plain in _LOOKALIKES:  # far cheaper than one translate() over a whole text
        text = text.replace(sign, plain)
    return text


def _comparable(number: str) -> list[str]:
    parts = re.split(r"[-/._\s]+", _plain(number).lower())
    return [parts[0].lstrip("0"), *parts[1:]]


def _found(plain: str, text: str) -> Iterator[ActNumber]:
    for found in _MENTION.finditer(plain):
        read = _number(found, text[found.start() : found.end()], found.start(), strict=True)
        if read:
            yield read


def _number(found: re.Match[str], raw: str, start: int, *, strict: bool) -> ActNumber | None:
    parts = [_MARKED.get(part, part) for part in _SEPARATOR.split(found["body"])]
    end = start + len(raw)
    digits = _digits(found["num"]) + (found["letter"] or "")
    year = found["year"]
    if _ASSEMBLY.match(parts[0]) and year and len(parts) == 1:
        kind = "nghi_quyet" if parts[0].startswith("UBTV") else "luat"
        return ActNumber(f"{digits}/{year}/{parts[0]}", raw, kind, parts[0], "assembly", start, end)
    parts = _unglued(parts)
    if by_abbreviation(parts[0]) and len(parts) > 1 and _names_an_issuer(parts[1]):
        dashed = found["dash"] is not None
        if strict and dashed and not year and "/" not in found["body"]:
            return None  # 05-KH-UBND is a file name or a code
        return _typed(digits, year, parts, raw, start, dashed=dashed)
    return _letter(digits, parts, raw, (start, end), strict=strict and found["dash"] is not None)


def _typed(
    digits: str, year: str | None, parts: list[str], raw: str, start: int, *, dashed: bool
) -> ActNumber | None:
    short = by_abbreviation(parts[0])
    if short is None or parts[0] in _LICENCES:
        return None
    abbreviation, kind = short
    issuer = "-".join(parts[1:])
    as_party = dashed and not year
    party = bool(_PARTY.match(parts[1])) or (as_party and not _is_state(parts[1]))
    party = party and not year and len(parts) == 2
    if party and abbreviation == "TT":
        kind = "thong_tri"
    number = f"{digits}-{abbreviation}/{issuer}" if party else _state(digits, year, abbreviation, issuer)
    form: Form = "party" if party else "state"
    flags = ("hybrid_number",) if party != as_party else ()
    return ActNumber(number, raw, kind, parts[1], form, start, start + len(raw), flags)


def _is_state(issuer: str) -> bool:
    return bool(_STATE.match(issuer)) or issuer in CENTRAL.keys() - {"TW", "TƯ"}


def _state(digits: str, year: str | None, abbreviation: str, issuer: str) -> str:
    return f"{digits}/{year}/{abbreviation}-{issuer}" if year else f"{digits}/{abbreviation}-{issuer}"


def _letter(
    digits: str, parts: list[str], raw: str, span: tuple[int, int], *, strict: bool
) -> ActNumber | None:
    if strict or parts[0] in _LICENCES or not all(map(_names_an_issuer, parts)):
        return None
    if len(parts) == 1 and not _ALONE.match(parts[0]):
        return None
    kind = "nghi_dinh" if parts == ["CP"] else LETTER
    return ActNumber(f"{digits}/{'-'.join(parts)}", raw, kind, parts[0], "letter", *span)


def _unglued(parts: list[str]) -> list[str]:
    glued = _GLUED.match(parts[0]) if len(parts) == 1 else None
    if glued and by_abbreviation(glued["type"]):
        return [glued["type"], glued["issuer"]]
    return parts


def _names_an_issuer(part: str) -> bool:
    """Two capitals or more: `CP`, `TTg`, `SNgV`; a word that merely begins a sentence has one."""
    return sum(sign.isupper() for sign in part) > 1 or bool(_ALONE.match(part))


def _digits(number: str) -> str:
    """Padded as the rules ask; a dot parts thousands where three digits follow it."""
    whole, _, rest = number.partition(".")
    if len(rest) == 3:
        return whole + rest
    return f"{int(whole):02d}" + (f".{rest}" if rest else "")
