"""The act that an article announces: named in title or head, or that which all of it is the content of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cached_property

from pipelines.act_dates import date_after, day_without_year
from pipelines.citations import carried
from pipelines.issuers import Subject, body_of_officer, from_symbol, issuer_at, subject_before
from pipelines.kinds import KIND_WORDS, LETTER, by_words
from pipelines.mentions import DAY_BEHIND, Mention, mentions
from pipelines.numbers import same_number
from pipelines.roundups import heads, is_listed, is_old, lead_end, promises_many, promises_rules
from pipelines.unnumbered import IS_CONTENT, NEVER_ANNOUNCED, PLACE_SPEAKS, day_before, without_number
from store.records import Act, PartialDate

_TAIL = 300  # characters at the end that may say what the article told
_HEADLINE = ("issues", "starts", "none")  # cues of an act that is named for itself
_ABOUT = re.compile(r"[\s,]*(?:về việc|v/v|về|phê duyệt|ban hành)\s+", re.IGNORECASE)
_ABOUT_LENGTH = 200
# What an act does that the sentence is about.
_TELLS = re.compile(
    r"[\s,]*(?:(?:đã|cũng|sẽ)\s+)?(?:chính thức|có hiệu lực|quy định|nêu|yêu cầu|đề ra|xác định|dự kiến|"
    r"chỉ rõ|gồm|bao gồm|đặt ra|được (?:xây dựng|ban hành))(?!\w)"
)
_ON_A_DAY = re.compile(r"\W*(?:từ\s+)?ngày\s[\d/. -]+,?\s*$", re.IGNORECASE)
_BULLETS = " \t\n-–•*+("
_HANDS_ON = re.compile(r"(?:tại đây|đính kèm|kèm theo)\W*(?:\n.*)?$")
# `Kế hoạch được ký ngày 12/5/2024`: a day that is told in a sentence of its own
_SIGNED = re.compile(
    r"(?<!\w)(?:được|do) (?:[^.;\n]{0,80}? )?(?:ký|ban hành|thông qua|"
    r"phê duyệt)(?: ban hành)? (?:vào )?(?=ngày )",
    re.IGNORECASE,
)
# `Kế hoạch số 8/KH-UBND do Phó Chủ tịch UBND huyện Nguyễn Văn A ký ngày 06/3/2025`
_SIGNED_BY = re.compile(
    r"[\s,(]*(?:được |đã )?do (?P<who>[^.;,()\n]{4,90}?) (?:vừa |đã )?ký(?: ban hành)?(?: vào)?(?= ngày\s)"
)
_SIGNED_WITHIN = 400  # characters behind the number
_THEN = re.compile(r"\s*,\s+")
_ORDERS = re.compile(
    r"\s+(?:đã |cũng |sẽ )*(?:yêu cầu|giao|chỉ đạo|đề nghị|quyết định|thành lập|phê duyệt|quy định|cho phép|"
    r"phân công|tổ chức|triển khai|thống nhất|công bố)(?!\w)"
)
_CARRIES_OUT = re.compile(
    r"\W*(?:để |nhằm )?(?:tiếp tục |tổ chức )*(?:triển khai|thực hiện|căn cứ)(?!\w)", re.IGNORECASE
)
_OF = re.compile(r"(?<!\w)(?:của|do)\s+")
_NEWLY = re.compile(r"(?:vừa|mới)\s")
_FRESH = dt.timedelta(days=45)  # between an act and the news of it
_MADE_PUBLIC = re.compile(rf"(?<!\w)công bố\s+(?P<kind>{KIND_WORDS})(?!\w)", re.IGNORECASE)
_GIST_OF = re.compile(
    rf"(?<!\w)nội dung(?: \w+){{0,3}} của\s+(?:{KIND_WORDS})\s+(?:số\s*:?\s*)?$", re.IGNORECASE
)
_GIST_REACH = 80  # characters
_CHAIRMAN = re.compile(r"^Chủ tịch (?=UBND|[UỦ][yỷ] ban)")
_OF_A_PLACE = ("UBND", "HĐND")


def announced(
    title: str, text: str, named: Sequence[Mention], published: dt.date | None
) -> tuple[Act | None, Mention | None]:
    """The act that a page tells of, and its mention in the text if that is where its number stands."""
    in_title = [mention for mention in mentions(title) if mention.cue in _HEADLINE]
    lead = _Lead(title, text, in_title, named, published)
    ranked = [
        (lead.score(mention), -mention.number.start, own)
        for mention, own in zip(carried(named, text), named, strict=True)
    ]
    score, _, own = max(ranked, key=lambda entry: entry[:2], default=(0, 0, None))
    if own and score > 0:
        return told(own, text, published), own
    if in_title:
        return told(in_title[0], title, published), None
    return lead.without_number[0] if lead.without_number else None, None


class _Lead:
    """Title and head of an article: where it says which act it announces."""

    def __init__(
        self,
        title: str,
        text: str,
        in_title: Sequence[Mention],
        named: Sequence[Mention],
        published: dt.date | None,
    ) -> None:
        self._in_title, self._text, self._published = in_title, text, published
        self._first = text.find("\n") if "\n" in text else len(text)
        self._end = lead_end(text)
        self._title, self._named = title, named

    @cached_property
    def _kinds(self) -> set[str | None]:
        return {by_words(part) for part in (self._title, self._text[: self._first])}

    @cached_property
    def _hands_on(self) -> bool:
        return bool(_HANDS_ON.search(self._text, max(0, len(self._text) - _TAIL)))

    @cached_property
    def without_number(self) -> tuple[Act, int] | None:
        """What is announced without its number, and where."""
        return without_number(self._title, self._text[: self._end], self._named, self._published)

    def score(self, mention: Mention) -> int:
        """How much speaks for this mention being the act that the article is about; 0: nothing does."""
        number, start = mention.number.number or "", mention.number.start
        if any(same_number(number, other.number.number or "") for other in self._in_title):
            return 4
        if mention.kind in NEVER_ANNOUNCED:
            return 0
        if start > self._end:
            return 2 * int(start > len(self._text) - _TAIL and self._is_content(mention))
        early = start < self._first
        if mention.cue == "issues":
            if early or mention.kind in self._kinds:
                return 3
            return int(self._is_new(mention) and not self._lists)
        return self._score_of_subject(mention, early=early) or int(self._is_made_public(mention))

    def _score_of_subject(self, mention: Mention, *, early: bool) -> int:
        if self._is_one_of_many(mention):
            return 0
        before = self._text[mention.sentence : mention.cue_at]
        if mention.cue in _HEADLINE:
            return self._score_of_headline(mention, before, early=early)
        begins = not before.strip(_BULLETS)
        if mention.cue == "refers":
            carried_out = _CARRIES_OUT.match(before) is not None
            return int((early and not carried_out) or begins or self._is_content(mention))
        if not (begins and self._text.startswith(("Theo ", "theo "), mention.cue_at)):
            return 0
        tells = early and (self._is_new(mention) or _acting(mention, self._text) is not None)
        return int(self._hands_on or tells)

    def _score_of_headline(self, mention: Mention, before: str, *, early: bool) -> int:
        start, told = mention.number.start, self.without_number
        if told is not None and told[0].kind == mention.kind and told[1] < start:
            return 2
        if early and (mention.cue == "starts" or _ON_A_DAY.fullmatch(before)):
            return 2
        is_first = self._text.find(mention.number.raw) == start
        return int(is_first and _TELLS.match(self._text, mention.end) is not None)

    @cached_property
    def _lists(self) -> bool:
        return promises_many(self._title)

    @cached_property
    def _heads(self) -> list[Mention]:
        return heads(self._named, self._text)

    def _is_one_of_many(self, mention: Mention) -> bool:
        """Whether an act that its sentence begins with is one of a list, or one that the text leans on."""
        others = [one for one in self._heads if one.number.number != mention.number.number]
        if is_listed(mention, self._text) or (others and promises_rules(self._title)):
            return True
        if mention.cue == "refers" and mention.number.start > self._first:
            return any((one.cue, one.kind) == (mention.cue, mention.kind) for one in others)
        leans = mention.cue == "starts" and bool(self._text[: mention.sentence].strip())
        return leans and is_old(mention, self._text, self._published)

    @cached_property
    def _made_public(self) -> set[str | None]:
        opening = f"{self._title}\n{self._text[: self._first]}"
        return {by_words(found["kind"]) for found in _MADE_PUBLIC.finditer(opening)}

    def _is_made_public(self, mention: Mention) -> bool:
        """`… họp báo công bố Kế hoạch …`, and below it `nội dung chính của Kế hoạch số …`."""
        number = mention.number.start
        near = max(mention.sentence, number - _GIST_REACH)
        return mention.kind in self._made_public and bool(_GIST_OF.search(self._text, near, number))

    def _is_new(self, mention: Mention) -> bool:
        """Whether the page came soon after the act, or says that it is new."""
        issued = mention.issued
        if issued and self._published and issued.precision == "day":
            return dt.timedelta(0) <= self._published - issued.date <= _FRESH
        return _NEWLY.match(self._text, mention.cue_at) is not None

    def _is_content(self, mention: Mention) -> bool:
        return mention.cue == "refers" and bool(
            IS_CONTENT.search(self._text, mention.sentence, mention.cue_at)
        )


def told(mention: Mention, text: str, published: dt.date | None) -> Act:
    """The announced act as its mention tells it; `published` completes a day without a year."""
    by = _SIGNED_BY.match(text, mention.number.end)
    issuer, signer, title = _signed_by(by, mention, text) or _who(mention, text)
    issued, flags = _issued(mention, text, published)
    if issued is None and by:
        issued = date_after(text, by.end())[0]
    return Act(
        number=mention.number.number,
        raw=mention.number.raw,
        kind=mention.kind,
        issuer=issuer,
        issued=issued,
        signer=signer,
        status="announced",
        flags=mention.number.flags + flags,
        signer_title=title,
        abstract=_about(text, mention.end),
    )


def _signed_by(
    by: re.Match[str] | None, mention: Mention, text: str
) -> tuple[str, str | None, str | None] | None:
    """Issuer, signer and title, where who signed is told right behind the act's number."""
    subject = subject_before(text, *by.span("who")) if by else None
    return _office_of(subject, mention.kind) if subject else None


def _office_of(subject: Subject, kind: str | None) -> tuple[str, str | None, str | None]:
    """A letter is its office's, whoever signs it."""
    issuer = body_of_officer(subject.name)
    if kind == LETTER and subject.person:
        issuer = _CHAIRMAN.sub("", issuer)
    return issuer, subject.person, subject.name if issuer != subject.name or subject.person else None


def _who(mention: Mention, text: str) -> tuple[str | None, str | None, str | None]:
    """Issuer, signer and the signer's title: `Giám đốc Sở A ký` is the department's act."""
    if mention.cue == "issues":
        subject = subject_before(text, mention.sentence, mention.cue_at)
        if subject:
            return _office_of(subject, mention.kind)
    if mention.cue == "refers" and not mention.is_named:
        for of in _OF.finditer(text, mention.sentence, mention.cue_at):
            body = issuer_at(text, of.end())
            if body and body[1] <= mention.cue_at:
                return body[0], None, None
    acting = None if mention.is_named else _acting(mention, text)
    named = acting or mention.issuer or _place_speaks(mention, text)
    return (body_of_officer(named) if named else None), None, None


def _acting(mention: Mention, text: str) -> str | None:
    """`Theo Quyết định số …/QĐ-UBND, UBND tỉnh A giao …`: the issuer, subject of what the act orders."""
    gap = _THEN.match(text, mention.end)
    body = issuer_at(text, gap.end()) if gap else None
    if body is None or not _ORDERS.match(text, body[1]):
        return None
    return body[0] if _is_of(body[0], mention.number.issuer) else None


def _place_speaks(mention: Mention, text: str) -> str | None:
    """`Thành phố ban hành Kế hoạch số …/KH-UBND`: the symbol says which body of the place it is."""
    speaks = PLACE_SPEAKS.search(text[mention.since : mention.cue_at])
    if mention.cue != "issues" or speaks is None or mention.number.issuer not in _OF_A_PLACE:
        return None
    return f"{mention.number.issuer} {speaks['place']}"


def _is_of(body: str, symbol: str) -> bool:
    """Whether a symbol may be a body's: its initials, its own short form, or the one of its head's office."""
    words = re.sub(r"^(?:Phó )?(?:Chủ tịch|Giám đốc|Trưởng) ", "", body).split()
    initials = "".join(word[0] for word in words).upper()
    meant = from_symbol(symbol)
    return bool(symbol) and (
        (meant is not None and body.lower().startswith(meant.lower()))
        or initials.startswith(symbol.upper())
        or words[0].upper() == symbol.upper()
        or (meant or symbol).lower().startswith(body.lower())
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
    if mention.issued is None and published is not None:
        said = DAY_BEHIND.match(text, mention.number.end)
        day = day_without_year(text, said.start(), said.end(), published) if said else None
        if day is not None:
            return day, ("year_from_published",)
    if mention.issued or mention.cue != "issues":
        return mention.issued, ()
    before = day_before(text, mention.since, mention.number.start, published)
    signed = _SIGNED.search(text, mention.end, mention.end + _SIGNED_WITHIN) if before[0] is None else None
    return (date_after(text, signed.end())[0], ()) if signed else before
