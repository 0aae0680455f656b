"""The cheap look that leaves a clause unread hides nobody whom the whole grammar names."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from pipelines.plans import duties, times
from pipelines.plans.marks import Marks
from tests.plans.cases import cases
from tests.plans.test_who import DOERS, SENTENCES


def _clauses() -> Iterator[str]:
    """Whole lines, and what stands between their marks: parts of sentences that open with any word."""
    texts = [case.text for case in cases()]
    texts += [case["text"] for case in (*SENTENCES, *DOERS)]
    for line in (line for text in texts for line in text.split("\n")):
        yield line
        yield from re.split(r"(?<=[,.;:])\s+", line)
        yield from (line[at.start() :] for at in re.finditer(r"(?<= )\w", line))


def test_what_is_left_unread_names_nobody() -> None:
    idle, wrong = 0, []
    for clause in {one for one in _clauses() if one.strip()}:
        for is_own in (True, False):
            marks = Marks(clause, is_own=is_own)
            if not (marks.says_nothing(0, len(clause)) and duties._is_idle(clause, 0, len(clause))):
                continue
            idle += 1
            for has_actor in (True, False):
                duty = duties.Duty()
                span = (0, len(clause))
                duties._fill(duty, clause, span, marks, has_actor=has_actor, is_behind=has_actor)
                if dataclasses.replace(duty, is_intro=False) != duties.Duty():
                    wrong.append((clause, duty))
    assert wrong == []
    assert idle > 1000


def test_forms_of_times_by_their_first_letter_miss_none() -> None:
    """Each place of a text in either case, and what `re` takes for a letter in another case."""
    matched, wrong = 0, []
    texts = [case.text for case in cases()]
    texts += [
        f"{time} tháng năm" for time in ("ſáu tháng đầu năm 2024", "Quý I", "ĐỊNH kỳ", "T5", "nửa cuối năm")
    ]
    for text in (variant for each in texts for variant in (each, each.upper())):
        for at in range(len(text)):
            whole = times._CORE.match(text, at)
            found = times._CORES.get(text[at], times._CORE).match(text, at)
            matched += whole is not None
            if (whole and (whole.span(), whole.groupdict())) != (found and (found.span(), found.groupdict())):
                wrong.append(text[at : at + 40])
    assert wrong == []
    assert matched > 400
