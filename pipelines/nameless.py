"""Acts that a text cites by kind, body and day alone: `Nghị quyết của HĐND tỉnh ngày 12/7/2023`.

All three must be told: a kind and a body are no more than what somebody usually issues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from pipelines.act_dates import date_after
from pipelines.issuers import issuer_at
from pipelines.kinds import by_words
from pipelines.mentions import Mention, cue_before, sentence_start
from pipelines.numbers import ActNumber
from pipelines.words import lowered
from store.records import PartialDate

_KINDS = (
    "nghị quyết", "quyết định", "chỉ thị", "kế hoạch", "công văn", "kết luận", "thông báo", "nghị định",
    "thông tư", "chương trình", "công điện", "hướng dẫn",
)  # fmt: skip
_BY = re.compile(r"\s+(?:của|do)\s+(?=[A-ZĐỦ])")
_ON = re.compile(r"(?:\s*\(?|\s+ký\s+|\s+ban hành\s+)(?=\s?ngày\s)")
_BEHIND = (" của ", " ngày ", " do ")
_CUES = AhoCorasick([kind + behind for kind in _KINDS for behind in _BEHIND])
_MOST = 200


def nameless_mentions(text: str, named: Sequence[Mention]) -> list[Mention]:
    """Those that no numbered mention covers, in order; the first `_MOST` of a long list."""
    found: list[Mention] = []
    for start, kind in sorted(_places(text)):
        read = _read(text, start + len(kind))
        if read is None or any(one.sentence <= start < one.end and one.cue_at <= start for one in named):
            continue
        body, issued, end = read
        sentence = sentence_start(text, start)
        cue, cue_at = cue_before(text, sentence, start)
        name = by_words(kind) or kind
        number = ActNumber(None, text[start:end], name, "", "blank", start, end, ("number_missing",))
        found.append(Mention(number, name, body, issued, cue, cue_at, sentence, end, sentence, is_named=True))
    return found[:_MOST]


def _places(text: str) -> Iterator[tuple[int, str]]:
    for place, at, _ in _CUES.find_matches_as_indexes(lowered(text), overlapping=True):
        yield at, _KINDS[place // len(_BEHIND)]


def _read(text: str, at: int) -> tuple[str, PartialDate, int] | None:
    """Body and day in either order, and where they end."""
    by = _BY.match(text, at)
    body = issuer_at(text, by.end()) if by else None
    on = _ON.match(text, body[1] if body else at)
    issued, end = date_after(text, on.end()) if on else (None, at)
    if issued is None or issued.precision != "day":
        return None
    if body is None:
        by = _BY.match(text, end)
        body = issuer_at(text, by.end()) if by else None
        end = body[1] if body else end
    return (body[0], issued, end) if body else None
