"""Acts that a text names: number, kind, date, issuer, and the words that lead to them.

A mention is read in its sentence. The cue is the last word before it that says how the text stands to the
act (căn cứ, thực hiện, thay thế, ban hành …); vocabulary from the drafting rules of 30/2020/NĐ-CP.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import islice
from typing import Literal, NamedTuple, TypeAlias

from pipelines.act_dates import WITHOUT_YEAR, date_after, day_without_year, last_date
from pipelines.cues import beginnings
from pipelines.issuers import from_symbol, issuer_at, issuer_before
from pipelines.kinds import LABELS, by_words, may_stand_for
from pipelines.numbers import ActNumber, find_numbers
from pipelines.slips import may_slip, mended
from pipelines.words import LOWER
from store.records import PartialDate

Cue: TypeAlias = Literal[
    "issues", "legal_basis", "implements", "issued_with", "replaces", "amends", "refers", "starts", "none"
]

MOST = 2000

_CUE_REACH = 60  # characters to the left, within the sentence
_ISSUER_GAP = re.compile(r"[\s,)]*(?:của|do)\s+", re.IGNORECASE)
_OBJECT_REACH = 12
_SAME_DATE = re.compile(r"(?:\s*,|\s+và)\s+số\s+")  # `các Nghị quyết số A, số B ngày …`: the date of both
_AND = re.compile(r"\s+và\s+(?:số\s+)?")
_TWO_DAYS = re.compile(
    r"ngày (?P<one>\d{1,2}/\d{1,2}) và (?:ngày )?(?P<two>\d{1,2}/\d{1,2})/(?P<y>\d{4})(?!\d)"
)
# `Kế hoạch số 42/KH-SYT ngày 27/9 của Sở Y tế`
DAY_BEHIND = re.compile(rf"[\s,(]*ngày \d{{1,2}}(?:/|\s+tháng\s+)\d{{1,2}}{WITHOUT_YEAR}", re.IGNORECASE)
_DATE_GAP = re.compile(r"\s*(?:,?\s*(?:ký\s+)?ban hành\s+|ký\s+)?(?=ngày\s)", re.IGNORECASE)
# No slash between: no other act's number, and no other day.
_ISSUED_LATER = re.compile(
    r"[^.;\n/]{1,200}?(?<!\w)do (?P<body>[^,.;\n/]{3,60}?) (?:ký )?ban hành (?=ngày\s)"
)
_KIND_LENGTH = 22
_NAMED = re.compile(rf"(?P<kind>[\w ]{{4,{_KIND_LENGTH}}}?)\s*(?:liên ngành\s*)?(?:số\s*:?\s*)?$")
_ANY_PAPER = re.compile(
    r"(?:(?i:văn bản)|(?<!\w)(?:QĐ|KH|CV|TB|CT|NQ|TTr|BC|HD))\s*(?:(?i:số)\s*:?\s*)?$"  # `QĐ 52/QĐ-UBND`
)
_OF_ASSEMBLY = ("luat", "nghi_quyet", "phap_lenh")
_WITHOUT_SYMBOL = ("chi_thi", "cong_dien")  # often numbered as letters are
_SENTENCE_LENGTH = 1500
# A line that goes on in lower case, or ends with `số`, was broken by its width.
# One set to begin with, so that the search skips whatever is not of it.
_SENTENCE = re.compile(rf"[.;!?\n](?:(?<!\n)(?=\s)|(?<=\n)(?<!số\n)(?![ \t]*[{LOWER}]))")
# `có` only right before what was issued: `thực hiện có hiệu quả Chỉ thị …` issues nothing; so is `thay`.
_ISSUING = r"ký|có(?=\s+\Z)|ban hành|công bố|phê duyệt"
_DOING = "triển khai |tổ chức |để |việc "
_CUES: tuple[tuple[Cue, str], ...] = (
    ("issues", rf"(?:(?:đã|vừa|mới|cũng)\s+)*(?:(?:{_ISSUING})\s+)*(?:{_ISSUING})|gửi|ra|thông qua"),
    ("issued_with", r"(?:ban hành\s+)?kèm theo|được ban hành (?:tại|theo|kèm)|ban hành (?:tại|theo)"),
    ("replaces", r"thay thế(?: cho)?|thay(?: cho)?(?=\s+\Z)|hủy bỏ|bãi bỏ|hết hiệu lực|so với"),
    ("amends", r"sửa đổi(?:,? bổ sung)?|bổ sung|điều chỉnh|một số điều(?: của)?"),
    ("legal_basis", r"căn cứ(?: vào)?|trên cơ sở|xét đề nghị|(?<!xem )xét(?=\s+\Z)|theo đề nghị(?: của)?"),
    ("implements", rf"(?:{_DOING})?thực hiện|triển khai|cụ thể hóa|theo(?! đó)|quán triệt|tổng kết|sơ kết"),
    ("refers", r"quy định tại|tại|trong|gắn với"),
)  # fmt: skip
# For a text in lower case: without IGNORECASE it is three times as fast.
# What no cue begins with is left at its first two letters.
_OPENINGS = sorted({word[:2] for _, words in _CUES for word in beginnings(words)})
_CUE = re.compile(
    rf"(?<!\w)(?={'|'.join(_OPENINGS)})(?:{'|'.join(rf'(?P<{name}>{words})' for name, words in _CUES)})(?!\w)"
)


class Mention(NamedTuple):
    """One act as a text names it. `sentence` is where its sentence begins; `cue_at` where its cue does.

    `since` is where its part of the sentence begins, behind the act that is named before it; `is_named`: the
    issuer is spelled out, and not only what the symbol stands for.
    """

    number: ActNumber
    kind: str
    issuer: str | None
    issued: PartialDate | None
    cue: Cue
    cue_at: int
    sentence: int
    end: int  # of number, date and issuer together
    since: int
    is_named: bool
    doubts: tuple[str, ...] = ()  # what is guessed of it


def mentions(text: str) -> list[Mention]:
    """The numbered acts in the text, in order; of a text that lists thousands, the first `MOST`."""
    found: list[Mention] = []
    for number in islice(find_numbers(text), MOST):
        found.append(_mention(text, number, found[-1].end if found else 0))
    for place in range(len(found) - 1, 0, -1):
        first, second = found[place - 1], found[place]
        if first.issued is None and _SAME_DATE.fullmatch(text, first.end, second.number.start):
            found[place - 1] = first._replace(issued=second.issued)
        elif first.cue == "issues" and _AND.fullmatch(text, first.end, second.number.start):
            found[place - 1 : place + 1] = _on_two_days(text, first, second)
    return found


def with_day(mention: Mention, text: str, published: dt.date | None) -> Mention:
    """`Kế hoạch số 9/KH-UBND ngày 5/3`: its day in the year before the page's own day, and a doubt."""
    if mention.issued is not None or published is None:
        return mention
    said = DAY_BEHIND.match(text, mention.number.end)
    day = day_without_year(text, said.start(), said.end(), published) if said else None
    return mention._replace(issued=day, doubts=("year_from_published",)) if day else mention


def _on_two_days(text: str, first: Mention, second: Mention) -> list[Mention]:
    """`Hai ngày 16/9 và 19/9/2011, Cục A đã có công văn số B và C`: each has the day of its own."""
    days = _TWO_DAYS.search(text, first.sentence, first.cue_at)
    if days is None:
        return [first, second]
    both = [last_date(f"{days[part]}/{days['y']}", 0, 10) for part in ("one", "two")]
    return [one._replace(issued=day or one.issued) for one, day in zip((first, second), both, strict=True)]


def sentence_start(text: str, position: int) -> int:
    """Where the sentence that holds `position` begins; a very long one counts from its middle."""
    reach = position
    for length in (_SENTENCE_LENGTH // 8, _SENTENCE_LENGTH):  # most are short
        reach = max(0, position - length)
        last = max(
            text.rfind(".", reach, position),
            text.rfind("\n", reach, position),
            text.rfind(";", reach, position),
            text.rfind("!", reach, position),
            text.rfind("?", reach, position),
        )
        if last >= 0 and _SENTENCE.match(text, last, position):
            return last + 1
        ends = [found.end() for found in _SENTENCE.finditer(text, reach, position)] if last >= 0 else []
        if ends:
            return ends[-1]
    return reach


def _mention(text: str, number: ActNumber, floor: int) -> Mention:
    """`floor`: where the mention before this one ends, whose date and issuer are not this one's."""
    sentence = sentence_start(text, number.start)
    kind, words_at = _kind(text, number, sentence)
    cue, cue_at = cue_before(text, sentence, words_at)
    issued, end = date_after(text, number.end)
    named_from = end
    issuer, end = _issuer(text, number, end)
    is_named = end > named_from
    if issued is None and end > number.end:
        issued, end = _date_behind_issuer(text, end)
    issued = issued or _told_later(text, number, end)
    since = max(sentence, min(floor, number.start))
    if cue == "issues" and floor <= cue_at:
        issuer = issuer_before(text, since, cue_at) or issuer
        issued = issued or last_date(text, since, cue_at)
    return Mention(
        number, kind, issuer, issued, cue, cue_at, sentence, min(end, len(text)), since, is_named=is_named
    )


def _issuer(text: str, number: ActNumber, end: int) -> tuple[str | None, int]:
    """The body named behind the number and its date, else that of the symbol; all of a joint act's."""
    by_symbol = _joint(number) or from_symbol(number.issuer)
    gap = _ISSUER_GAP.match(text, end)
    named = issuer_at(text, gap.end()) if gap else None
    if named is None:
        return by_symbol, end
    return (by_symbol if "LT" in number.short and by_symbol else named[0]), named[1]


def _joint(number: ActNumber) -> str | None:
    if "LT" not in number.short or not number.number:
        return None
    bodies = [from_symbol(part) for part in number.number.split("-")[1:]]
    return ", ".join(filter(None, bodies)) if len(bodies) > 1 and all(bodies) else None


def _date_behind_issuer(text: str, end: int) -> tuple[PartialDate | None, int]:
    """`… của UBND tỉnh ngày 8/1/2015`; a comma before `ngày` begins another clause."""
    gap = _DATE_GAP.match(text, end)
    return date_after(text, gap.end()) if gap else (None, end)


def _told_later(text: str, number: ActNumber, end: int) -> PartialDate | None:
    """`Quyết định 5/QĐ-TTg phê duyệt Đề án A do Thủ tướng Chính phủ ban hành ngày …`: of its body."""
    body, later = from_symbol(number.issuer), _ISSUED_LATER.match(text, end)
    return date_after(text, later.end())[0] if later and body and later["body"] == body else None


def _kind(text: str, number: ActNumber, sentence: int) -> tuple[str, int]:
    """The kind, by the words before the number where these may decide, and where these words begin."""
    before = text[max(sentence, number.start - 40) : number.start]
    named = _NAMED.search(before, _least_named(before))
    kind = by_words(named["kind"]) if named else None
    if not named or not kind:
        other = _ANY_PAPER.search(before)  # `văn bản số …` names no kind
        return number.kind, number.start - len(other.group()) if other else number.start
    at = max(sentence, number.start - 40) + before.lower().rfind(LABELS[kind].lower().split()[0])
    return (kind if _words_decide(number, kind) else number.kind), max(at, sentence)


def _least_named(before: str) -> int:
    """Where `_NAMED` may begin at the earliest: not far before what may stand behind the kind."""
    said = before.rstrip().removesuffix(":").rstrip()
    for word in ("số", "liên ngành"):
        if said[-len(word) :].lower() == word:
            said = said[: -len(word)].rstrip()
    return max(0, len(said) - _KIND_LENGTH)


def _words_decide(number: ActNumber, kind: str) -> bool:
    """For abbreviations of two kinds, for acts of the National Assembly and for numbers without a kind.

    A letter keeps its kind, since people call it by what it asks for, unless its unit is that kind's
    abbreviation: `Kế hoạch số 1595/STC-KH`.
    """
    if number.form == "assembly":
        return kind in _OF_ASSEMBLY
    if number.short:
        return may_stand_for(number.short, kind)
    unit = (number.number or "").partition("-")[2]
    return not unit or kind in _WITHOUT_SYMBOL or may_stand_for(unit, kind)


def cue_before(text: str, sentence: int, words_at: int) -> tuple[Cue, int]:
    """The last word before `words_at` that says how the text stands to the act, and where it begins."""
    reach = max(sentence, words_at - _CUE_REACH)
    since = max(0, reach - 1)  # with the sign before, so that no cue begins within a word
    near = (mended(text[since:words_at]) if may_slip(text) else text[since:words_at]).lower()
    found = list(_CUE.finditer(near, reach - since)) if len(near) == words_at - since else []
    if found:
        name: Cue = found[-1].lastgroup  # type: ignore[assignment]
        between = near[found[-1].end() :]
        if name == "issues" and (len(between) > _OBJECT_REACH or "," in between):
            name = "none"  # what was issued stands directly behind the verb
        return name, since + found[-1].start()
    return ("starts", words_at) if not text[sentence:words_at].strip(' \t\n-–•*+“"') else ("none", words_at)
