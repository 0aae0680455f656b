"""The act that a document is or announces, and the acts it cites."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.act_dates import day_without_year, last_date
from pipelines.citations import citations
from pipelines.headers import Header, read_header
from pipelines.issuers import from_symbol, issuer_before
from pipelines.kinds import KIND_WORDS, LABELS, NEWS, by_words, exactly
from pipelines.mentions import Mention, mentions, sentence_start
from pipelines.numbers import same_number
from pipelines.placenames import typed_names
from pipelines.register import act_of_register
from pipelines.words import fold
from store.identities import symbol
from store.records import Act, Citation, PartialDate

_LEAD_UNITS = 3  # an announcement names its act in the title or at the head of the text
_LEAD_LENGTH = 1200
_ANNOUNCED = re.compile(
    r"(?:(?:đã|vừa|mới|cũng)\s+(?:ký\s+|ban hành\s+|có\s+|phê duyệt\s+|công bố\s+)+|\bban hành\s+)"
    rf"(?P<kind>{KIND_WORDS})(?!\w)",
    re.IGNORECASE,
)
_NEVER_ANNOUNCED = {"quy_dinh", "du_an", "de_an", "phuong_an", "hop_dong", "bien_ban", "thong_cao", NEWS}
_HEADLINE = ("issues", "starts", "none")  # cues of an act that is named for itself
_MAKES = re.compile(r"(?:xây dựng|ban hành|báo cáo)\s+(?P<kind>[\w ]{4,20})")
_BODY_HEAD = 6000  # characters
_ABOUT = re.compile(r"[\s,]*(?:về việc|v/v|về|phê duyệt|ban hành)\s+", re.IGNORECASE)
_ABOUT_LENGTH = 200
_NUMBERED = re.compile(r"\s*(?:số\s*:?\s*)?\d+[a-zđ]?\s?[/-]", re.IGNORECASE)


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
    title: str, text: str, register: Mapping[str, str] | None = None, published: dt.date | None = None
) -> ActReading:
    """Reads a title and a text; `register` holds the fields of a document register's page."""
    named = mentions(text)
    header = read_header(text)
    if register:
        act = act_of_register(register, title)
        return _reading(act.kind if act else NEWS, text, header, act=act, named=named)
    if header.is_act:
        act, own = _self(title, text, header, named)
        return _reading(act.kind, text, header, act=act, named=[one for one in named if one is not own])
    act, own = _announced(title, text, named, published)
    return _reading(NEWS, text, header, act=act, named=[one for one in named if one is not own])


def _reading(
    kind: str, text: str, header: Header, *, act: Act | None, named: Sequence[Mention]
) -> ActReading:
    own = symbol(act.number) if act and act.number else None
    cited = [one for one in named if own is None or symbol(one.number.number or "") != own]
    is_act = header.is_act
    return ActReading(
        kind,
        act,
        citations(cited, act, text),
        header.place if is_act else None,
        header.above if is_act else None,
    )


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
    shown = header.issuer or from_symbol(symbol)
    named = _named_in_body(text, kind)
    if named is None or _head(named) != _head(shown or symbol or named):
        return shown
    says_more = header.issuer is None or fold(named) == fold(header.issuer) or any(typed_names(named, None))
    return named if says_more else shown


def _head(body: str) -> str:
    """What kind of body it is: ubnd, so, bo, phong …"""
    words = fold(body).split()
    people = {"uy ban nhan dan": "ubnd", "hoi dong nhan dan": "hdnd"}
    return people.get(" ".join(words[:4]), words[0])


def _named_in_body(text: str, kind: str) -> str | None:
    """`UBND huyện A xây dựng Kế hoạch`: the sentence at the head of the body that says who issues it."""
    for found in _MAKES.finditer(text, 0, _BODY_HEAD):
        if by_words(found["kind"]) == kind:
            name = issuer_before(text, sentence_start(text, found.start()), found.start())
            if name:
                return name
    return None


def act_of_title(title: str) -> Act | None:
    """The act that a page without text hands on as a file, named by a title such as `Kế hoạch …`."""
    kind = by_words(" ".join(title.split()[:2]))
    if kind is None or not title.lower().startswith(LABELS[kind].lower()):
        return None
    number = next(iter(mentions(title)), None)
    if number:
        told = _told(number, title, None)
        return replace(told, status="self")
    return Act(None, None, kind, None, None, None, "self", ("number_missing",))


# --- The act announced ----------------------------------------------------------------------------------


def _announced(
    title: str, text: str, named: Sequence[Mention], published: dt.date | None
) -> tuple[Act | None, Mention | None]:
    lead = _Lead(title, text, [mention for mention in mentions(title) if mention.cue in _HEADLINE])
    ranked = [(lead.score(mention), -mention.number.start, mention) for mention in named]
    score, _, own = max(ranked, key=lambda entry: entry[:2], default=(0, 0, None))
    if own and score > 0:
        return _told(own, text, published), own
    if lead.in_title:
        return _told(lead.in_title[0], title, published), None
    return lead.without_number, None


class _Lead:
    """Title and head of an article: where it says which act it announces."""

    def __init__(self, title: str, text: str, in_title: Sequence[Mention]) -> None:
        self.in_title = in_title
        self.without_number = _without_number(title, text[: _lead_end(text)])
        self._first = text.find("\n") if "\n" in text else len(text)
        self._end = _lead_end(text)
        self._kinds = {by_words(part) for part in (title, text[: self._first])}

    def score(self, mention: Mention) -> int:
        """How much speaks for this mention being the act that the article is about; 0: nothing does."""
        number = mention.number.number or ""
        if any(same_number(number, other.number.number or "") for other in self.in_title):
            return 4
        if mention.number.start > self._end or mention.kind in _NEVER_ANNOUNCED:
            return 0
        early = mention.number.start < self._first
        if mention.cue == "issues":
            return 3 if early or mention.kind in self._kinds else 0
        if mention.cue in _HEADLINE:
            told = self.without_number is not None and self.without_number.kind == mention.kind
            return 2 if told or (early and mention.cue == "starts") else 0
        return int(mention.cue == "refers" and early)


def _told(mention: Mention, text: str, published: dt.date | None) -> Act:
    issuer = mention.issuer
    if mention.cue == "issues":
        issuer = issuer_before(text, mention.sentence, mention.cue_at) or issuer
    issued, flags = _issued(mention, text, published)
    return Act(
        number=mention.number.number,
        raw=mention.number.raw,
        kind=mention.kind,
        issuer=issuer,
        issued=issued,
        signer=None,
        status="announced",
        flags=mention.number.flags + flags,
        abstract=_about(text, mention.end),
    )


def _about(text: str, end: int) -> str | None:
    """What the act is about, as the sentence goes on behind its number, date and issuer: `… về việc …`."""
    found = _ABOUT.match(text, end)
    if not found:
        return None
    clause = re.split(r"[.;\n](?=\s|$)|\n", text[found.end() : found.end() + _ABOUT_LENGTH])[0]
    return clause.strip(" ,.;:") or None


def _issued(
    mention: Mention, text: str, published: dt.date | None
) -> tuple[PartialDate | None, tuple[str, ...]]:
    if mention.issued:
        return mention.issued, ()
    before = last_date(text, mention.sentence, mention.number.start) if mention.cue == "issues" else None
    if before or mention.cue != "issues" or published is None:
        return before, ()
    guessed = day_without_year(text, mention.sentence, mention.number.start, published)
    return guessed, ("year_from_published",) if guessed else ()


def _without_number(title: str, lead: str) -> Act | None:
    """`UBND tỉnh vừa có Kế hoạch …`: an act whose number is not told.

    One whose number follows was looked at as a mention, and is not what the article announces.
    """
    for text in (lead, title):
        for found in _ANNOUNCED.finditer(text):
            kind = by_words(found["kind"])
            if kind is None or kind in _NEVER_ANNOUNCED or _NUMBERED.match(text, found.end()):
                continue
            start = sentence_start(text, found.start())
            issuer = issuer_before(text, start, found.start())
            if issuer or text is title:
                issued = last_date(text, start, found.start())
                return Act(None, None, kind, issuer, issued, None, "announced", ("number_missing",))
    return None


def _lead_end(text: str) -> int:
    """Where the head of the text ends: after three paragraphs, or 1,200 characters."""
    ends = [found.start() for found in re.finditer(r"\n\s*", text)][:_LEAD_UNITS]
    return min(ends[-1] if len(ends) == _LEAD_UNITS else len(text), _LEAD_LENGTH)
