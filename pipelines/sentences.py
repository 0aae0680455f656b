"""The sentences of a text, and which of them say a pattern."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from pipelines.cues import CuedText, Cues
from pipelines.phrases import Hit

# One set to begin with, so that the search skips whatever is not of it.
_SENTENCE = re.compile(r"[.!?;\n](?:(?<=[;\n])|(?=\s))")
_NEXT_BODY = re.compile(r"\s+(?:Báo|Đài|Sở|Phòng|UBND|Ủy ban|Ban|Trung tâm|Cổng|Hội|Đoàn|Công an|các)\s")
# `…, tăng cường sự đồng thuận`: behind such a comma something else is said.
_ANOTHER = re.compile(r",\s+(?:tăng cường|nâng cao|góp phần|tạo|phát huy|đẩy mạnh|thực hiện|đảm bảo)\s")
_PAIR = 2  # words
LIST = 120  # characters of names that semicolons part
_REACH = 600  # characters of a sentence to either side


class Sentences(CuedText):
    """Where the sentences of a text end, and which of them say a pattern: each is searched once."""

    def __init__(self, text: str, cues: Cues) -> None:
        super().__init__(text, cues)
        self._ends: list[int] | None = None
        self._said: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around the words found, as far as it tells of them."""
        ends = self._all_ends()
        before = bisect_right(ends, start)
        first = max(ends[before - 1] if before else 0, start - _REACH)
        after = bisect_left(ends, end + 1)
        last = min(len(self.text), end + _REACH)
        # `Đài A; Báo B; Sở C tuyên truyền …`
        while after < len(ends) and ends[after] <= end + LIST and self._goes_on(ends[after]):
            after += 1
        return first, min(last, ends[after] - 1) if after < len(ends) else last

    def is_parted(self, hit: Hit) -> bool:
        """`công văn, thư mời`: a comma between the two words of a phrase parts them."""
        words = self.text[hit.start : hit.end].split()
        return len(words) == _PAIR and words[0].endswith(",") and "," not in hit.rule.phrase

    def next_clause(self, start: int, end: int) -> int:
        """Where within `text[start:end]` something else begins to be said."""
        found = _ANOTHER.search(self.text[start:end])
        return start + found.start() if found else end

    def say(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether the pattern is in `text[start:end]`."""
        if not self.may(pattern, start, end):
            return False
        ends = self._all_ends()
        place = bisect_right(ends, start)
        while start < end:
            first = ends[place - 1] if place else 0
            last = ends[place] if place < len(ends) else len(self.text)
            found = self._spans_of(pattern, first, last)
            at = bisect_left(found, (start, 0))
            if at < len(found) and found[at][1] <= end:
                return True
            start, place = last, place + 1
        return False

    def _spans_of(self, pattern: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
        found = self._said.get((id(pattern), start))
        if found is None:
            found = list(self.spans(pattern, start, end))
            self._said[id(pattern), start] = found
        return found

    def _goes_on(self, end: int) -> bool:
        return self.text[end - 1] == ";" and _NEXT_BODY.match(self.text, end) is not None

    def _all_ends(self) -> list[int]:
        if self._ends is None:
            self._ends = [found.end() for found in _SENTENCE.finditer(self.text)]
        return self._ends
