"""Phrases in two parts with words between them: `bồi dưỡng … công chức` in `bồi dưỡng kỹ năng cho công chức`.

News puts numbers, names and purposes between a verb and its object. The parts are found like any phrase; they
stand together where the second follows within a few words and nothing ends between them: no sentence, no
clause before a colon or a dash, and for a part of one syllable no member of a list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipelines.phrases import Hit, Rule

SIGN = "…"
LAYER = "part"
_REACH = 36  # letters between the parts: about eight syllables
_ENDS = re.compile(r"[.!?](?:\s|$)|[\n:;–—()]| - ")
_COMMA_TOO = re.compile(rf"{_ENDS.pattern}|,")


def is_gapped(phrase: str) -> bool:
    return SIGN in phrase


def parts(phrase: str) -> tuple[str, ...]:
    """What stands before and behind each sign; two where the phrase can be read."""
    return tuple(part.strip() for part in phrase.split(SIGN))


class Gapped:
    """The phrases of a codebook that have a gap, and which hits of parts make one."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = frozenset(rules)
        self._by_first: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
        for rule in sorted(self._rules, key=str):
            first, second = parts(rule.phrase)
            self._by_first[first][second].append(rule)

    def part_rules(self) -> Iterator[Rule]:
        """A rule for each part, for titles alone where no phrase with it counts elsewhere."""
        everywhere = {part for rule in self._rules if rule.strength != "title" for part in parts(rule.phrase)}
        for part in sorted({part for rule in self._rules for part in parts(rule.phrase)}):
            yield Rule(LAYER, part, part, strength="strong" if part in everywhere else "title")

    def differing(self, other: Gapped) -> set[str]:
        """The longer part of each phrase that only one of the two has: without it a text has none."""
        return {max(parts(rule.phrase), key=len) for rule in self._rules ^ other._rules}

    def joined(self, found: Sequence[Hit], text: str, *, in_title: bool) -> Iterator[Hit]:
        """The phrases whose parts are among the hits `found`, which are by start."""
        for place, first in enumerate(found):
            seconds = self._by_first.get(first.rule.phrase)
            if seconds is None:
                continue
            # By number: a slice would copy the rest of a long text for each start.
            for number in range(place + 1, len(found)):
                second = found[number]
                if second.start > first.end + _REACH:
                    break
                rules = seconds.get(second.rule.phrase) if second.start >= first.end else None
                ends = _COMMA_TOO if _is_short(first) or _is_short(second) else _ENDS
                if rules and not ends.search(text, first.end, second.start):
                    yield from (
                        Hit(first.start, second.end, rule, first.unaccented or second.unaccented)
                        for rule in rules
                        if in_title or rule.strength != "title"
                    )


def _is_short(part: Hit) -> bool:
    """Of one syllable: `xã`, `giảm` stand in all kinds of phrases."""
    return " " not in part.rule.phrase
