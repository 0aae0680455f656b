"""The act that a document is or announces, and the acts it cites."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from pipelines.announced import announced, told
from pipelines.citations import citations
from pipelines.covers import act_of_title, is_cover, kind_of_title, number_of_cover
from pipelines.headers import Header, read_header
from pipelines.issuers import from_symbol, issuer_at, issuer_before
from pipelines.kinds import NEWS, by_words, exactly, kind_at_head
from pipelines.mentions import Mention, mentions, sentence_start, with_day
from pipelines.nameless import nameless_mentions
from pipelines.notices import notice_in_own_voice
from pipelines.placenames import typed_names
from pipelines.register import act_of_register
from pipelines.roundups import tells_or_asks
from pipelines.words import fold, lower, lowered
from store.identities import symbol
from store.records import Act, Citation

_MAKING = ("xây dựng", "ban hành", "báo cáo")
_MADE = re.compile(r"\s+(?P<kind>[\w ]{4,20})")
_BODY_HEAD = 6000  # characters
# Above the grounds of an act that is his own: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH A
_CHAIRMAN = re.compile(
    r"^[^\S\n]*(?P<who>CHỦ TỊCH\s{1,3}(?:[UỦ][YỶ] BAN NHÂN DÂN|UBND)\s{1,3}(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|"
    r"THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU)[^\S\n]+[^\n:]{2,40}?)(?:[^\S\n]+(?:điện|ĐIỆN))?[^\S\n]*:?[^\S\n]*$",
    re.MULTILINE,
)
# Below these an act speaks of others, or to them.
_UNDER_HIM = re.compile(
    r"^[^\w\n]{0,5}(?:căn cứ|xét|kính gửi|nơi nhận)(?!\w)|(?<!công )điện\s{0,3}:",
    re.IGNORECASE | re.MULTILINE,
)
_OF_A_COMMITTEE = frozenset(("UBND", "UB", "CT", "CTUBND", "CTUB"))  # symbols of a committee and its chairman
_OF_A_CHAIRMAN = ("quyet_dinh", "cong_dien", "chi_thi")
_MOST_NAMES = 20
_MOST_SPACE = 40  # characters of white space among the words of a body, but for a ragged text
# A regulation without a head: its text is its articles.
_RULES = re.compile(r"\W{0,20}Điều 1\.\s")
_RULES_GO_ON = re.compile(r"\n[^\w\n]{0,10}Điều 2\.\s")


@dataclass(frozen=True, slots=True)
class ActReading:
    """`kind` of the document, its act and its citations; their localities are read with the document's.

    `symbol` is the issuer's of the act's number, `place` that of the header's date line, `above` the body
    under which the header puts the issuer.
    """

    kind: str
    act: Act | None
    citations: tuple[Citation, ...]
    place: str | None = None
    above: str | None = None


def read_acts(
    title: str,
    text: str,
    register: Mapping[str, str] | None = None,
    published: dt.date | None = None,
    *,
    has_files: bool = False,
) -> ActReading:
    """Reads a title and a text; `register` holds the fields of a document register's page."""
    named = mentions(text)
    header = read_header(text)
    if register:
        act = act_of_register(register, title)
        return _reading(
            act.kind if act else NEWS, (title, text), header, act=act, named=named, published=published
        )
    if header.is_act:
        act, own = _self(title, text, header, named)
        return _reading(
            act.kind,
            (title, text),
            header,
            act=act,
            named=[one for one in named if one is not own],
            published=published,
        )
    act, own = _told_of(title, text, named, published, has_files=has_files)
    if act is not None and act.status == "self":
        return _reading(act.kind, (title, text), header, act=act, named=named, published=published)
    others = [one for one in named if one is not own]
    return _reading(NEWS, (title, text), header, act=act, named=others, published=published)


def _told_of(
    title: str, text: str, named: Sequence[Mention], published: dt.date | None, *, has_files: bool
) -> tuple[Act | None, Mention | None]:
    """The act of a page without an act's form: handed on, told of, or a notice in its issuer's own voice."""
    if is_cover(title, text, has_files=has_files):
        return _of_cover(title, text, named, published)
    if _RULES.match(text) and _RULES_GO_ON.search(text) and not tells_or_asks(title):
        kind = kind_at_head(title) or "quy_dinh"
        return Act(None, None, kind, None, None, None, "self", ("number_missing", "date_incomplete")), None
    act, own = announced(title, text, named, published)
    notice = notice_in_own_voice(title, text) if act is None else None
    return (notice, None) if notice else (act, own)


def _of_cover(
    title: str, text: str, named: Sequence[Mention], published: dt.date | None
) -> tuple[Act | None, Mention | None]:
    in_title = mentions(title)
    own = number_of_cover(title, in_title, list(named))
    if own is None and kind_of_title(title) is None:
        return announced(title, text, named, published)
    act = told(own, title if own in in_title else text, published) if own else None
    return act_of_title(title, act), own


def _reading(
    kind: str, said: tuple[str, str], header: Header, *, act: Act | None, named: Sequence[Mention],
    published: dt.date | None,
) -> ActReading:  # fmt: skip
    is_act = header.is_act
    named = [with_day(one, said[1], published) for one in named]
    return ActReading(
        kind,
        act,
        _cited(*said, act, named),
        header.place if is_act else None,
        header.above if is_act else None,
    )


def _cited(title: str, text: str, act: Act | None, named: Sequence[Mention]) -> tuple[Citation, ...]:
    """The acts that the text names, then those that only the title does."""
    own = symbol(act.number) if act and act.number else None
    numbered = [one for one in named if symbol(one.number.number or "") != own]
    days = {(one.kind, one.issued) for one in named} | ({(act.kind, act.issued)} if act else set())
    nameless = [one for one in nameless_mentions(text, named) if (one.kind, one.issued) not in days]
    found = citations(sorted(numbered + nameless, key=lambda one: one.number.start), act, text)
    known = {symbol(one.number) for one in found} | {own}
    in_title = [one for one in mentions(title) if symbol(one.number.number or "") not in known]
    return found + tuple(replace(one, field="title") for one in citations(in_title, act, title))


# --- The act itself -----------------------------------------------------------------------------------


def _self(title: str, text: str, header: Header, named: Sequence[Mention]) -> tuple[Act, Mention | None]:
    number = header.number
    kind = header.kind or (number.kind if number else None) or exactly(title) or by_words(title) or NEWS
    own = next(
        (mention for mention in named if number and number.number and mention.number.raw == number.raw), None
    )
    flags = number.flags if number else ("number_missing",)
    if header.issued is None or header.issued.precision != "day":
        flags += ("date_incomplete",)
    act = Act(
        number=number.number if number else None,
        raw=number.raw if number else None,
        kind=kind,
        issuer=_issuer(text, kind, header),
        issued=header.issued,
        signer=header.signature.signer if header.signature else None,
        status="self",
        flags=flags,
        authority=header.signature.authority if header.signature else None,
        signer_title=header.signature.title if header.signature else None,
        abstract=header.abstract,
        place=header.place,
    )
    return act, own


def _issuer(text: str, kind: str, header: Header) -> str | None:
    """As the body's own sentence spells it, where that is the body of the header or of the symbol."""
    symbol = header.number.issuer if header.number else ""
    chairman = _chairman(text, header.issuer, symbol) if kind in _OF_A_CHAIRMAN else None
    if chairman:
        return chairman
    shown = header.issuer or from_symbol(symbol)
    named = _named_in_body(text, kind) or (_with_its_place(text, header.issuer) if header.issuer else None)
    if named is None or _head(named) != _head(shown or symbol or named):
        return shown
    says_more = header.issuer is None or fold(named) == fold(header.issuer) or any(typed_names(named, None))
    return named if says_more else shown


def _chairman(text: str, issuer: str | None, symbol: str) -> str | None:
    """The chairman who decides himself, of the committee that the head or the symbol names."""
    if symbol not in _OF_A_COMMITTEE and not (issuer and _head(issuer) == "ubnd"):
        return None
    under = _UNDER_HIM.search(text, 0, _BODY_HEAD)
    for found in _CHAIRMAN.finditer(text, 0, _BODY_HEAD):
        if under and found.start() > under.start():
            return None
        if found["who"].isupper():
            return " ".join(found["who"].split())
    return None


def _with_its_place(text: str, body: str) -> str | None:
    """SỞ TÀI CHÍNH of a header as the text below spells it with its place: `Sở Tài chính tỉnh A`."""
    for start in islice(_spelled(text, lower(body).split()), _MOST_NAMES):
        named = issuer_at(text, start)
        if named and not named[0].isupper() and any(typed_names(named[0], None)):
            return named[0] if fold(named[0]).startswith(fold(body)) else None
    return None


def _spelled(text: str, words: Sequence[str]) -> Iterator[int]:
    """Where these words in small letters stand near the head of a text, white space behind them."""
    small = lowered(text)[:_BODY_HEAD]
    first, near = words[0], len(" ".join(words)) + _MOST_SPACE
    at = small.find(first)
    while at >= 0:
        behind = at + len(first)
        if small[behind : behind + 1].isspace():
            pieces = small[at : at + near].split(maxsplit=len(words))
            if len(pieces) <= len(words):  # more white space than usual
                pieces = small[at:].split(maxsplit=len(words))
            if pieces[: len(words)] == words and (len(pieces) > len(words) or small[-1].isspace()):
                yield at
        at = small.find(first, behind)


def _head(body: str) -> str:
    """What kind of body it is: ubnd, so, bo, phong …"""
    words = fold(body).split()
    people = {"uy ban nhan dan": "ubnd", "hoi dong nhan dan": "hdnd"}
    if words[:3] == ["ban", "chi", "dao"] or words[0] == "bcd":
        return "ban"
    return people.get(" ".join(words[:4]), words[0])


def _named_in_body(text: str, kind: str) -> str | None:
    """`UBND huyện A xây dựng Kế hoạch`: the sentence at the head of the body that says who issues it."""
    reached = 0
    for start, end in sorted(_places(text, _MAKING)):
        found = _MADE.match(text, end, _BODY_HEAD) if start >= reached else None
        if found is None:
            continue
        reached = found.end()
        if by_words(found["kind"]) == kind:
            name = issuer_before(text, sentence_start(text, start), start)
            if name:
                return name
    return None


def _places(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each of the words stands near the head of a text."""
    for word in words:
        at = text.find(word, 0, _BODY_HEAD)
        while at >= 0:
            yield at, at + len(word)
            at = text.find(word, at + 1, _BODY_HEAD)
