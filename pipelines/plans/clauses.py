"""A clause of a plan and its opening words: where a subject may stand in it, by looks that cost little."""

from __future__ import annotations

import re

from pipelines.plans.bodies import first_word, may_begin
from pipelines.plans.marks import Marks
from pipelines.plans.words import MAY_BEGIN

_LEAD_IN = re.compile(
    r"[\s“\"(+•*–-]*(?:(?:theo đó|trong đó|cụ thể|đồng thời|bên cạnh đó|ngoài ra|cùng với đó|"
    r"đặc biệt|theo (?:kế hoạch|chỉ thị|công văn|hướng dẫn|đề án|nghị quyết|"
    r"chương trình|quyết định|thông báo)[^,:.]{0,60}|cũng theo kế hoạch|về phía|đối với|"
    r"riêng|các nhiệm vụ cụ thể|tại các địa phương|(?:trách nhiệm|nhiệm vụ)(?: cụ thể)? (?:của|cho)|"
    r"căn cứ [^,;:.]{3,90},|trong quá trình [^,;:.]{3,60},(?: nếu [^;:.]{3,60},)?|nếu [^,;:.]{3,60},|"
    r"(?:hằng|hàng) (?:năm|tháng|quý|tuần)|cùng với (?!đó)[^,.;:]{3,60},|"
    r"định kỳ[^,]{0,30}|trước mắt|thời gian tới|trong thời gian tới)\s*[,:]?\s*)*",
    re.IGNORECASE,
)
_OPENS = frozenset(
    "theo trong cụ đồng bên ngoài cùng đặc cũng về đối riêng các tại trách nhiệm căn nếu".split()  # noqa: SIM905
    + "hằng hàng định trước thời".split()  # noqa: SIM905
)
TIMES = frozenset("trước trong đến hết từ sau ngay chậm hằng hàng mỗi định cuối đầu giữa quý tháng".split())  # noqa: SIM905
_ADVERBIALS = frozenset("trên khi để nhằm chậm nếu trường ngay".split())  # noqa: SIM905
# `Trên cơ sở đó, Sở A …`, `Khi có yêu cầu, các phòng …`: behind what opens the clause stands its subject.
_ADVERBIAL = re.compile(
    r"[\s“\"(+•*–-]*(?:trên cơ sở|khi|để|nhằm|chậm nhất|nếu|trường hợp|ngay khi|"
    r"ngay sau khi)\s+[^,;:.]{2,120}(?=,\s)",
    re.IGNORECASE,
)
# In an act of its own whatever says when, where, by what or about what may stand before who does it.
_SETTING_WORDS = frozenset(
    "trước trong sau với tại về ở từ kể cuối đầu giữa đến hết hằng hàng mỗi định năm quý tháng tuần".split()  # noqa: SIM905
    + "song thông qua bằng do vì đối cùng bên ngoài bước căn theo riêng phần việc khâu".split()  # noqa: SIM905
    + "nhân dịp kết kinh tiền tài dự".split()  # noqa: SIM905
) | _ADVERBIALS  # fmt: skip
_SETTING = re.compile(
    rf"[\s“\"(+•*–-]*(?:{'|'.join(sorted(_SETTING_WORDS))})(?!\w)[^,;:.\n]{{1,120}}(?:(?<=\d)[.](?=\d)"
    r"[^,;:.\n]{1,40}){0,2}(?=,\s)",
    re.IGNORECASE,
)


def opened(text: str, start: int, end: int) -> int:
    """Behind the opening words of a clause (`Theo đó, …`)."""
    return _opened(text, start, end, _opening(text, start, end))


def _opening(text: str, start: int, end: int) -> str | None:
    """The first word of a clause in small letters, a cheap look at it; None where it begins with none."""
    return first_word(text, start, end) if start < end and text[start].isalnum() else None


def _opened(text: str, start: int, end: int, opening: str | None) -> int:
    if opening is not None and opening not in _OPENS:
        return start
    lead = _LEAD_IN.match(text, start, end)
    return lead.end() if lead else start


class Clause:
    """`text[start:end]`; what is looked up in it is looked up once."""

    # Kept by hand: `cached_property` takes a lock at each look.
    __slots__ = (
        "_adverbial", "_is_set", "_may_stand_later", "end", "first", "is_told", "marks", "opening", "start",
        "text", "weak",
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int, marks: Marks, *, weak: bool) -> None:
        self.text, self.start, self.end, self.marks, self.weak = text, start, end, marks, weak
        self.is_told = marks.tells
        self.opening = _opening(text, start, end)
        self.first = _opened(text, start, end, self.opening)
        self._may_stand_later: bool | None = None
        self._is_set: bool | None = None
        self._adverbial: re.Match[str] | bool | None = True  # not looked for yet

    @property
    def begins_with_body(self) -> bool:
        """Whether its first word may begin one."""
        if self.first == self.start:
            return self.opening in MAY_BEGIN
        return may_begin(self.text, self.first, self.end)

    @property
    def may_stand_later(self) -> bool:
        """Whether something says that a subject may stand behind a comma or a colon."""
        known = self._may_stand_later
        if known is None:
            known = self._may_stand_later = (
                self.marks.has("duty", self.start, self.end)
                or self.adverbial is not None
                or self.is_set
                or (
                    self.marks.is_own and self.text.find(": ", self.start, self.end) >= 0
                )  # `Phim ngắn: Tổ A làm`
            )
        return known

    @property
    def is_set(self) -> bool:
        """Whether an act's clause opens with when, where or about what somebody is to do it."""
        known = self._is_set
        if known is None:
            may = self.marks.is_own and (self.opening is None or self.opening in _SETTING_WORDS)
            known = self._is_set = may and _SETTING.match(self.text, self.start, self.end) is not None
        return known

    @property
    def adverbial(self) -> re.Match[str] | None:
        known = self._adverbial
        if isinstance(known, bool):
            may = self.opening is None or self.opening in _ADVERBIALS
            known = self._adverbial = _ADVERBIAL.match(self.text, self.start, self.end) if may else None
        return known

    def may_open(self, words: frozenset[str]) -> bool:
        return self.opening is None or self.opening in words


_MAY_HAVE_SUBJECT = MAY_BEGIN | _OPENS | TIMES | _SETTING_WORDS | _ADVERBIALS


def may_have(text: str, start: int, end: int) -> bool:
    """A cheap look at a clause without a word of duty: whether somebody may still be its subject."""
    opening = _opening(text, start, end)
    return opening is None or opening in _MAY_HAVE_SUBJECT or text.find(": ", start, end) >= 0
