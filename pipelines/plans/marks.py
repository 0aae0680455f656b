"""One pass over a text for the words that begin what plans say: patterns run only where they may match."""

from __future__ import annotations

import re
from bisect import bisect_left
from copy import copy
from itertools import chain
from typing import Literal, TypeAlias

from ahocorasick_rs import AhoCorasick

from pipelines.words import exact_tokens, lowered

Mark: TypeAlias = Literal["time", "directive", "with", "by", "report", "purpose", "duty"]

_WORDS: dict[Mark, str] = {
    "time": "ngày|tháng|quý|quí|q.|qi|q1|q2|q3|q4|"
    "năm|hằng |hàng |mỗi |định kỳ|thường xuyên|liên tục|quanh năm|theo định|sáu tháng|"
    "ba tháng|nửa |trong năm|cả năm|cuối năm|đầu năm|hết năm|t1|t2|t3|t4|t5|t6|t7|t8|t9|t0",
    "directive": "giao|đề nghị|yêu cầu|phân công|ủy quyền|chỉ thị|kiến nghị|chỉ đạo|gửi |lưu ý|nhắc nhở|"
    "khuyến nghị|mời |cử |kêu gọi|chỉ định|ủy nhiệm|uỷ nhiệm|uỷ quyền|để |nhờ ",
    "with": "phối hợp|phối kết hợp|kết hợp|cùng |sự phối hợp|sự tham gia|sự hỗ trợ|sự giúp đỡ|sự cộng tác|"
    "sự góp ý|sự tư vấn|sự chứng kiến|sự vào cuộc|sự góp mặt|sự đồng hành|sự giúp sức|"
    "liên hệ|hợp tác|bắt tay|tranh thủ|nhờ |có |mời |"
    "trao đổi với|"
    "thống nhất với|giúp |hỗ trợ |trợ giúp|góp |chung |cho mượn|cho ý kiến|hiệu đính|tiếp sức|đọc góp ý",
    "by": "do|được ",
    "duty": "có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|chủ trì|chủ động|được giao|là cơ quan|là đơn vị|"
    "là đầu mối|tiếp tục|hướng dẫn|tham mưu|tăng cường|đẩy mạnh|rà soát|đôn đốc|theo dõi|sẽ|"
    "cần|phải|phối hợp",
    "report": "báo cáo",
    "purpose": "mục đích|nhằm|với mục tiêu|hướng tới",
}
_OF_DUTY: tuple[Mark, ...] = ("directive", "with", "by", "duty")
# What acts write short of who speaks, as they write it in full.
_SHORT = {
    "ubnd": "Ủy ban nhân dân", "hđnd": "Hội đồng nhân dân", "gd&đt": "Giáo dục và Đào tạo",
    "gdđt": "Giáo dục và Đào tạo", "tt&tt": "Thông tin và Truyền thông", "tttt": "Thông tin và Truyền thông",
    "tn&mt": "Tài nguyên và Môi trường", "tnmt": "Tài nguyên và Môi trường", "khcn": "Khoa học và Công nghệ",
    "kh&cn": "Khoa học và Công nghệ", "kh&đt": "Kế hoạch và Đầu tư", "khđt": "Kế hoạch và Đầu tư",
    "nn&ptnt": "Nông nghiệp và Phát triển nông thôn", "gtvt": "Giao thông vận tải",
    "vh&tt": "Văn hóa và Thông tin",
}  # fmt: skip
_ABBREVIATION = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})(?!\w)", re.IGNORECASE
)
_PATTERNS = [(word, mark) for mark, words in _WORDS.items() for word in words.split("|")]
_AUTOMATON = AhoCorasick([word for word, _ in _PATTERNS])
# With one set to begin with, so that the search skips whatever is no digit: a day, a month, `6 tháng`. The
# digits of other scripts, which nobody writes dates with, would make it half as fast.
_NUMBER = re.compile(r"[0-9](?<!\w[0-9])\d?(?!\d)(?=\s?[/.-]|\s+[tT])")


def _tokens(name: str) -> list[str]:
    return exact_tokens(_ABBREVIATION.sub(lambda found: _SHORT[found.group().lower()], name))


class Marks:
    """Where the words of each kind stand, whole words only at their beginning.

    `is_own`: the text is the act itself, which charges whoever it names but its `issuer`; news also tells
    what bodies did. `tells`: so does this part of the text, which charges by words such as `phải` alone.
    """

    tells = False

    def __init__(self, text: str, *, is_own: bool = False, issuer: str | None = None) -> None:
        self.is_own = is_own
        self._issuer = _tokens(issuer or "")
        small = lowered(text).replace("İ", "i")  # a pattern without case takes it for an i
        found: dict[Mark, list[int]] = {mark: [] for mark in _WORDS}
        for pattern, start, _ in _AUTOMATON.find_matches_as_indexes(small, overlapping=True):
            if start == 0 or not small[start - 1].isalpha():
                found[_PATTERNS[pattern][1]].append(start)
        found["time"] += [number.start() for number in _NUMBER.finditer(text)]
        self._at = found
        for places in found.values():
            places.sort()
        self._of_duty = sorted(chain.from_iterable(found[mark] for mark in _OF_DUTY))

    def of_report(self) -> Marks:
        """The same marks for the parts of the text that say how things went."""
        told = copy(self)
        told.is_own, told.tells = False, True
        return told

    def is_issuer(self, name: str) -> bool:
        """Whether the text is an act that speaks for itself, and this the name of who speaks."""
        return self.is_own and self.names_issuer(name)

    def names_issuer(self, name: str) -> bool:
        """Whether a name is that of the issuer, perhaps without its place: `UBND tỉnh`."""
        said = _tokens(name)
        return len(said) > 1 and self._issuer[: len(said)] == said

    def of(self, mark: Mark) -> list[int]:
        return self._at[mark]

    def says_nothing(self, start: int, end: int) -> bool:
        """Whether no word there charges anybody with anything."""
        places = self._of_duty
        first = bisect_left(places, start)
        return first == len(places) or places[first] >= end

    def has(self, mark: Mark, start: int, end: int) -> bool:
        """Whether one stands there."""
        places = self._at[mark]
        first = bisect_left(places, start)
        return first < len(places) and places[first] < end

    def between(self, mark: Mark, start: int, end: int) -> list[int]:
        places = self._at[mark]
        first = bisect_left(places, start)
        if first == len(places) or places[first] >= end:  # most clauses have none
            return []
        return places[first : bisect_left(places, end, first)]
