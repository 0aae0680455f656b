"""The sentences of a text, and which of them say a pattern."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pipelines.cues import Cue, CuedText, Cues
from pipelines.letters import END, as_written
from pipelines.phrases import Hit

_ENDS, _ENDS_BEFORE_SPACE = ";\n", ".!?"
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

    def say(self, asked: Cue, start: int, end: int) -> bool:
        """Whether the cue is in `text[start:end]`."""
        if self._may(asked, start, end) is None:
            return False
        ends = self._all_ends()
        place = bisect_right(ends, start)
        while start < end:
            first = ends[place - 1] if place else 0
            last = ends[place] if place < len(ends) else len(self.text)
            found = self._spans_of(asked, first, last)
            at = bisect_left(found, (start, 0))
            if at < len(found) and found[at][1] <= end:
                return True
            start, place = last, place + 1
        return False

    def _spans_of(self, asked: Cue, start: int, end: int) -> list[tuple[int, int]]:
        found = self._said.get((asked.bit, start))
        if found is None:
            found = list(self.spans(asked, start, end))
            self._said[asked.bit, start] = found
        return found

    def _goes_on(self, end: int) -> bool:
        return self.text[end - 1] == ";" and _NEXT_BODY.match(self.text, end) is not None

    def _all_ends(self) -> list[int]:
        if self._ends is None:
            self._ends = list(self._find_ends())
        return self._ends

    def _find_ends(self) -> Iterator[int]:
        """Behind each line, semicolon, and point or other such sign before white space."""
        text, end = self.text, 0
        for part in as_written(text).split(END)[:-1]:  # C looks for the few places that may be one
            end += len(part) + 1
            sign = text[end - 1]
            if sign in _ENDS or (sign in _ENDS_BEFORE_SPACE and text[end : end + 1].isspace()):
                yield end
