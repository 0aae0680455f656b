"""An act that an article announces without its number: `UBND tỉnh vừa có Kế hoạch …`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.act_dates import day_without_year, last_date
from pipelines.covers import issuer_of_title
from pipelines.issuers import body_of_officer, issuer_at, subject_before
from pipelines.kinds import KIND_WORDS, LABELS, LETTER, NEWS, by_words, kind_at_head
from pipelines.mentions import Mention, sentence_start
from pipelines.nameless import nameless_mentions
from pipelines.words import lower
from store.records import Act, PartialDate

_ISSUING = r"(?:(?:chính thức|ký|ban hành|có|phê duyệt|công bố|thông qua|xây dựng|ra|gửi|phát hành)\s+)+"
_PLAIN = ("xây dựng", "thông qua", "phê duyệt", "có", "ra")  # alone they tell of no act that is new
# Of a text in lower case, each alternative by a letter of its own: an article is searched for its few starts.
_ANNOUNCED = re.compile(
    rf"(?:đã\s+{_ISSUING}|vừa\s+{_ISSUING}|mới\s+{_ISSUING}|cũng\s+{_ISSUING}|b(?<=\bb)an hành\s+|"
    rf"x(?<=\bx)ây dựng\s+|t(?<=\bt)hông qua\s+|p(?<=\bp)hê duyệt\s+|c(?<=\bc)ó\s+|r(?<=\br)a\s+)"
    rf"(?P<kind>{KIND_WORDS}|văn bản)(?!\w)"
)
# `Kế hoạch … vừa được UBND tỉnh ban hành`
_BY = (
    r"(?:được|(?:của|do)(?=[^.,;\n]{2,80}? (?:vừa|mới) )) (?=[A-ZĐỦ])(?P<by>[^.,;\n]{2,80}?)\s+"
    r"(?:vừa |mới |ký |chính thức )*(?:ban hành|phê duyệt|thông qua|công bố)(?!\w)"
)
_ISSUED_BY = re.compile(_BY)
_PASSIVE = re.compile(rf"(?P<kind>(?i:{KIND_WORDS}|văn bản))(?!\w)\s[^.;\n]{{0,250}}?(?:đã |vừa |mới )?{_BY}")
NEVER_ANNOUNCED = {"quy_dinh", "du_an", "de_an", "phuong_an", "hop_dong", "bien_ban", "thong_cao", NEWS}
# Kinds whose name, at the head of a title, is no ordinary word: `Hướng dẫn`, `Báo cáo` may be.
_TITLED = (
    "chi_thi",
    "quyet_dinh",
    "nghi_quyet",
    "nghi_dinh",
    "thong_tu",
    "ke_hoach",
    "cong_dien",
    "ket_luan",
)
_NUMBERED = re.compile(r"\s*(?:số\s*:?\s*)?\d+[a-zđ]?\s?[/-]", re.IGNORECASE)
# `… là nội dung tại Công văn số …`: what was told before is what that act says.
IS_CONTENT = re.compile(
    r"(?<!\w)là\s[^.\n]{0,40}(?:nội dung|yêu cầu|chỉ đạo|ý kiến|tinh thần|mục tiêu|nhiệm vụ|quy định)(?!\w)",
    re.IGNORECASE,
)
_CONTENT_OF = re.compile(
    rf"(?:trong|tại|của)\s+(?P<kind>{KIND_WORDS})\s[^.;\n]{{0,120}}?(?:của|do)\s(?=[A-ZĐỦ])", re.IGNORECASE
)
PLACE_SPEAKS = re.compile(
    r"(?:^|[,.;]\s*|\n)(?P<place>(?i:thành phố|tp\.?|tỉnh|huyện|quận|thị xã)(?: [A-ZĐ][\w’']*){0,4}|Hà Nội)"
    r"\s+(?:(?:đã|vừa|mới|cũng|chính thức)\s*)*$"
)
_SUBJECT = re.compile(r"\s+(?:về|v/v|quy định|phê duyệt|ban hành|sửa đổi|thực hiện|triển khai|tổ chức)(?!\w)")
_PLURAL = re.compile(r"\s+(?:quy phạm|pháp luật|của (?:Trung ương|cấp trên)|liên quan|khác|chỉ đạo của)")
# `… đang lấy ý kiến về dự thảo Nghị định …`; a meeting about a draft puts none up for comment.
_DRAFT = re.compile(
    r"(?:lấy|xin|góp|tham gia|đóng góp)\s+ý(?:\s+kiến)?(?:\s+[^\s.;:,]+){0,8}?\s+(?:bản\s+)?dự thảo\s+"
    rf"(?:các\s+)?(?P<kind>{KIND_WORDS}|luật)(?!\w)",
    re.IGNORECASE,
)
_OPENS_TITLE = re.compile(r"\W*(?:(?:về việc|v/v|đề nghị|tổ chức|đang|mời)\s+)*$", re.IGNORECASE)
_PUTS_UP = re.compile(r"\s*(?:đang|vừa|đã|sẽ|tiếp tục|\s)*(?:tổ chức\s+)?$")
_ASIDE = re.compile(r"(?:dịp|khi|lúc|thời điểm|việc)\s+$", re.IGNORECASE)


def without_number(
    title: str, lead: str, named: Sequence[Mention], published: dt.date | None
) -> tuple[Act, int] | None:
    """`UBND tỉnh vừa có Kế hoạch …`: an act whose number is not told, and where its kind is named.

    One whose number follows was looked at as a mention, and is not what the article announces.
    """
    found = _issued_in(lead, named, published, titled=kind_at_head(title)) or _issued_in(
        title, (), None, needs_issuer=False
    )
    found = found or _passive_in(lead, named, published) or _draft_in(title, lead)
    return found or _content_of(lead) or _named_by_title(title, lead)


def _issued_in(
    text: str,
    named: Sequence[Mention],
    published: dt.date | None,
    *,
    titled: str | None = None,
    needs_issuer: bool = True,
) -> tuple[Act, int] | None:
    """`titled`: the kind that the title begins with: then `xây dựng kế hoạch` tells of that plan."""
    small = lower(text)
    for found in _ANNOUNCED.finditer(small):
        kind = _kind(found, text)
        if kind is None:
            continue
        is_plain = small.startswith(_PLAIN, found.start())
        is_written = text[found.start("kind")].isupper() or (kind == titled and kind in _TITLED)
        if is_plain and not (is_written and needs_issuer):
            continue  # `các xã xây dựng kế hoạch`
        start = sentence_start(text, found.start())
        subject = subject_before(text, start, found.start())
        if subject and _ASIDE.search(text, start, start + subject.start):
            continue
        if subject or not needs_issuer or PLACE_SPEAKS.search(text[start : found.start()]):
            since = max((one.end for one in named if one.end <= found.start()), default=0)
            issued, flags = day_before(text, max(start, since), found.start(), published)
            issuer = body_of_officer(subject.name) if subject else None
            act = _numberless(kind, issuer, issued, flags)
            return (replace(act, signer=subject.person) if subject else act), found.start()
    return None


def _passive_in(lead: str, named: Sequence[Mention], published: dt.date | None) -> tuple[Act, int] | None:
    if not _ISSUED_BY.search(lead):
        return None
    for found in _PASSIVE.finditer(lead):
        kind, body = _kind(found, lead), issuer_at(lead, found.start("by"))
        if kind and body:
            start = sentence_start(lead, found.start())
            since = max((one.end for one in named if one.end <= found.start()), default=0)
            issued, flags = day_before(lead, max(start, since), found.end(), published)
            return _numberless(kind, body_of_officer(body[0]), issued, flags), found.start()
    return None


def _draft_in(title: str, lead: str) -> tuple[Act, int] | None:
    """A draft that title or lead puts up for comment."""
    found = _DRAFT.search(title)
    if found and _OPENS_TITLE.match(title[: found.start()]):
        kind = by_words(found["kind"])
        return (_numberless(kind, None, flags=("draft",)), 0) if kind else None
    for found in _DRAFT.finditer(lead):
        start, kind = sentence_start(lead, found.start()), by_words(found["kind"])
        subject = subject_before(lead, start, _verb_at(lead, start, found.start()))
        if subject and kind:
            return _numberless(kind, body_of_officer(subject.name), flags=("draft",)), found.start()
    return None


def _verb_at(text: str, start: int, at: int) -> int:
    """Where the words before `lấy ý kiến` begin (`đang`, `tổ chức`)."""
    before = _PUTS_UP.search(text, start, at)
    return before.start() if before else at


def _kind(found: re.Match[str], text: str) -> str | None:
    """The kind that a phrase names without a number; `văn bản` is a letter."""
    kind = by_words(found["kind"]) or LETTER
    is_other = kind in NEVER_ANNOUNCED or _NUMBERED.match(text, found.end("kind"))
    return None if is_other or _PLURAL.match(text, found.end("kind")) else kind


def _content_of(lead: str) -> tuple[Act, int] | None:
    """`… là nhiệm vụ trọng tâm trong kế hoạch cải cách của UBND tỉnh`, in the first paragraph."""
    first = lead.partition("\n")[0]
    cue = IS_CONTENT.search(first)
    found = _CONTENT_OF.search(first, cue.end()) if cue else None
    body = issuer_at(first, found.end()) if found else None
    kind = by_words(found["kind"]) if found else None
    if not found or not body or not kind or _NUMBERED.match(first, found.end("kind")):
        return None
    return _numberless(kind, body[0]), found.start()


def _named_by_title(title: str, lead: str) -> tuple[Act, int] | None:
    """`Chỉ thị về việc …` above a text that goes on with `Chỉ thị nêu rõ: …`."""
    kind = kind_at_head(title)
    if kind not in _TITLED:
        return None
    name = LABELS[kind]
    told = re.search(rf"(?:^|[.\n]\s*){name}(?: này)? \w", lead)
    if not told and not _SUBJECT.match(title, len(title) - len(title.lstrip()) + len(name)):
        return None
    return _numberless(kind, issuer_of_title(title)), told.start() if told else 0


def _numberless(
    kind: str, issuer: str | None, issued: PartialDate | None = None, flags: tuple[str, ...] = ()
) -> Act:
    return Act(None, None, kind, issuer, issued, None, "announced", ("number_missing", *flags))


def day_before(
    text: str, start: int, end: int, published: dt.date | None
) -> tuple[PartialDate | None, tuple[str, ...]]:
    """The day that a clause gives to what it tells, also without its year; not that of an act it cites."""
    start = max((one.end for one in nameless_mentions(text[start:end], ())), default=0) + start
    before = last_date(text, start, end)
    if before or published is None:
        return before, ()
    guessed = day_without_year(text, start, end, published)
    return guessed, ("year_from_published",) if guessed else ()
