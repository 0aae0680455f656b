"""What the symbol behind a number says: `KH-UBND`, `NQ/TW`, `SNV-CCHC`, `QH15`.

The canonical form keeps the order that the issuer's house uses; a flag says where the writer used the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

from pipelines.issuers import CENTRAL, LOCAL
from pipelines.kinds import BY_ABBREVIATION, LETTER, by_abbreviation

Form: TypeAlias = Literal["state", "party", "assembly", "letter", "blank"]
Reason: TypeAlias = Literal["empty", "no_number", "date", "no_symbol", "licence", "unknown_symbol"]

_ASSEMBLY = re.compile(r"(?:UBTV)?QH\d{1,2}$")
_PARTY = re.compile(r"(?!MT)\w*(?:TW|TƯ|TU)$|\w*(?:HU|QU)$|ThU$|ĐU\w*$|BTG\w*$|BCSĐ\w*$|UBKT\w*$")
_STATE = re.compile(r"(?:CP|TTg|UBND|HĐND|UB|CTN|UBTVQH\d*)$")
_LOCAL = re.compile(r"UB|HĐND$|VP$|[SP][A-ZĐ]\w+$|TT[A-ZĐ]\w+$")  # bodies that make no circulars
_ALONE = re.compile(r"(?:CP|TTg|HĐBT|TTra)$", re.IGNORECASE)  # numbers of old papers: 38/CP
_LICENCE = re.compile(r"GP|GXN|GCN|ĐKKD")
_SHORTS = "|".join(sorted((*BY_ABBREVIATION, "QD", "ND"), key=len, reverse=True))
# A hyphen lost at the end of a line: QĐUBND, TTRUBND, QĐBNV.
_GLUED = re.compile(
    rf"(?P<type>{_SHORTS})(?P<issuer>UBND|HĐND|TTg|CP|TW|TU|[BS][A-ZĐ]{{2,8}})$", re.IGNORECASE
)
_HOUSES = "|".join(sorted((*LOCAL.keys() - {"HU", "QU"}, "UBND", "VPCP", "VPUB"), key=len, reverse=True))
_GLUED_LETTER = re.compile(rf"(?P<issuer>{_HOUSES})(?P<unit>[A-ZĐ]{{2,6}}\d?)$")
_MARKED = {"HDND": "HĐND", "BCD": "BCĐ", "BCDTW": "BCĐTW"}
# As they should be written, whatever the case: `UBNd`, `TTG`.
_CASES = {known.lower(): known for known in (*CENTRAL, "UBND", "HĐND", "TU", "HU", "UB")}


class Symbol(NamedTuple):
    """A symbol as read: `number` is the whole canonical number, `short` the abbreviation of its kind."""

    number: str
    kind: str
    issuer: str
    form: Form
    short: str = ""
    flags: tuple[str, ...] = ()


def read_symbol(
    digits: str, year: str | None, parts: Sequence[str], *, dashed: bool, strict: bool
) -> Symbol | Reason:
    """`parts` of the symbol in their order; `dashed`: a hyphen follows the number, as in Party papers.

    Running text is read `strict`: what may be a code, a rank or a file name is none. A field that should
    hold a number is not.
    """
    parts = _split([_known(part) for part in parts])
    if _LICENCE.match(parts[0]):
        return "licence"
    if _ASSEMBLY.match(parts[0]) and year and len(parts) == 1:
        kind = "nghi_quyet" if parts[0].startswith("UBTV") else "luat"
        return Symbol(f"{digits}/{year}/{parts[0]}", kind, parts[0], "assembly")
    if by_abbreviation(parts[0]) and len(parts) > 1 and names_a_body(parts[1]):
        return _typed(digits, year, parts, dashed=dashed)
    if strict and dashed:
        return "unknown_symbol"
    return _letter(digits, year, parts, strict=strict)


def blank_symbol(parts: Sequence[str]) -> Symbol | None:
    """The symbol of a number line whose number was left blank."""
    parts = [_known(part) for part in parts]
    if len(parts) < 2 or _LICENCE.match(parts[0]) or not names_a_body(parts[1]):
        return None
    short = by_abbreviation(parts[0])
    if short:
        return Symbol("", short[1], parts[1], "blank", short[0])
    return Symbol("", LETTER, parts[0], "blank") if names_a_body(parts[0]) else None


def names_a_body(part: str) -> bool:
    """Two capitals or more: `CP`, `TTg`, `SNgV`; a word that merely begins a sentence has one."""
    return sum(sign.isupper() for sign in part) > 1 or bool(_ALONE.match(part))


def _typed(digits: str, year: str | None, parts: Sequence[str], *, dashed: bool) -> Symbol | Reason:
    short = by_abbreviation(parts[0])
    if short is None:
        return "unknown_symbol"
    abbreviation, kind = short
    issuer = "-".join(parts[1:])
    as_party = dashed and not year
    party = bool(_PARTY.match(parts[1])) or (as_party and not _is_state(parts[1]))
    party = party and not year and len(parts) == 2
    if abbreviation == "TT" and (party or _LOCAL.match(parts[1])):
        kind = "thong_tri" if party else "to_trinh"
    slot = f"{year}/" if year else ""
    number = f"{digits}-{abbreviation}/{issuer}" if party else f"{digits}/{slot}{abbreviation}-{issuer}"
    flags = ("hybrid_number",) if party != as_party else ()
    return Symbol(number, kind, parts[1], "party" if party else "state", abbreviation, flags)


def _letter(digits: str, year: str | None, parts: Sequence[str], *, strict: bool) -> Symbol | Reason:
    if not all(map(names_a_body, parts)):
        return "unknown_symbol"
    if len(parts) == 1 and strict and not (_ALONE.match(parts[0]) or (year and _is_central(parts[0]))):
        return "unknown_symbol"
    kind = "nghi_dinh" if list(parts) == ["CP"] else LETTER
    slot = f"{year}/" if year else ""
    return Symbol(f"{digits}/{slot}{'-'.join(parts)}", kind, parts[0], "letter")


def _is_state(issuer: str) -> bool:
    return bool(_STATE.match(issuer)) or issuer in CENTRAL.keys() - {"TW", "TƯ"}


def _is_central(part: str) -> bool:
    """`BXD`, behind a year: a number that lost the abbreviation of its kind (`07/2013/BXD`)."""
    return part in CENTRAL.keys() - {"TW", "TƯ", "QH"}


def _known(part: str) -> str:
    return _MARKED.get(part) or _CASES.get(part.lower(), part)


def _split(parts: list[str]) -> list[str]:
    glued = _GLUED.match(parts[0]) if len(parts) == 1 else None
    if glued and by_abbreviation(glued["type"]):
        return [glued["type"], _known(glued["issuer"])]
    letter = _GLUED_LETTER.match(parts[0]) if len(parts) == 1 and parts[0] not in LOCAL else None
    return [letter["issuer"], letter["unit"]] if letter else parts
