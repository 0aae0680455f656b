"""What a run is expected to show, from the portal's own history and its declared bounds; pure.

History is the last 8 runs that ended ok. With m the median of what they saw and
s = max(1.4826 × median absolute deviation, √m):

    items_fell          seen < m − max(3 s, 0.3 m), or fewer than declared
    items_rose          seen > m + max(3 s, m); more than declared is only noted
    title_missing, dates_missing, text_missing
                        of n articles that were read k have the field; of those in history the share p had:
                        n − k ≥ 3, p − k/n ≥ 0.2 and k < np − 3 √(np(1 − p)); or, of stored documents that
                        were read again, 3 at least and a fifth have lost it; or the median text has shrunk
                        below a quarter
    selectors_missing   rules of the platform found nothing where they did before, by the same test; what the
                        page's other marks still give is only noted. Of the lists that a run starts from (the
                        sections, the home page), those that showed items in at least half of history and show
                        none now: noted, and it counts where they are half of such lists. A run that saw
                        nothing at all names them without history
    fields_lost         single documents lost a field: they are held, the run is not the worse for it
    items_gone          3 stored documents or more that lists name answer 404 or 410: their removals are held;
                        it is only noted while more of what lists name was read
    same_text           3 stored documents or more have changed to one title and text: they are held; it is
                        only noted while they are less than half of those that were read again
    no_news             nothing new for longer than `gap_days`, and than twice the longest pause in history:
                        noted, since a quiet portal was observed

Nothing is lowered by chance: numbers of items need 3 runs of the same window in history that left no list,
and say nothing of a run that was cut short, or of too few in one that left lists; √m stands for the noise
of counts, so that below 10 items only zero, which is broken anyway, is too few; shares are smoothed, (k +
1) / (n + 2), and one or two odd articles never count.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from crawler.portal import Expects
from crawler.rules import (
    ITEM_PAGES,
    LIST_ITEM,
    LIST_PAGES,
    READ_BY_LAYOUT,
    RuleSample,
    example_without,
    of_start,
)
from crawler.sametext import MIN_SAME, SameText
from crawler.vanished import MIN_VANISHED, Vanished
from store.records import Assertion, Run

RUNS = 8  # of history
_MIN_RUNS = 3
_MIN_MISSING = 3
_FALL = 0.2
_SIGMAS = 3
_MIN_LENGTHS = 5  # articles whose median length says something
_SHRUNK = 0.25
_LONG = 400  # characters
_CODES = {"title": "title_missing", "date": "dates_missing", "text": "text_missing"}
_DEFAULT = Expects()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a run knows beside its numbers. `compared`: stored documents that were read again; `lost`: field →
    addresses of those that lack it now; `examples`: field → address of an article without it."""

    is_complete: bool = True  # the walk came to its end
    compared: int = 0
    lost: Mapping[str, Sequence[str]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    samples: Sequence[RuleSample] = ()
    starts: Mapping[str, str] = field(default_factory=dict)  # path of a start list → its address
    vanished: Vanished = field(default_factory=Vanished)
    same: SameText = field(default_factory=SameText)
    last_new: dt.datetime | None = None  # when the portal's newest document was first seen


def unexpected(run: Run, good: Sequence[Run], expects: Expects, evidence: Evidence) -> tuple[Assertion, ...]:
    """What `run` did not show as expected, the gravest first; `good` are runs that ended ok, newest first,
    those among them that left lists unread included."""
    others = [each for each in good if each.id != run.id]
    whole, good = [each for each in others if not each.lists_left][:RUNS], others[:RUNS]
    found = [
        *_items(run, whole, expects, evidence),
        *_fields(run, good, evidence),
        *_selectors(run, good, evidence),
        *_lists(run, good, evidence),
        *_items_gone(evidence.vanished),
        *_same_text(evidence),
        *_single_losses(evidence),
        *_no_news(run, good, expects, evidence),
    ]
    first: dict[tuple[str, bool], Assertion] = {}
    for assertion in found:
        first.setdefault((assertion.code, LIST_ITEM in assertion.rules), assertion)
    return tuple(sorted(first.values(), key=lambda each: not each.lowers))


def bounds(numbers: Sequence[int]) -> tuple[float, float]:
    """The least and the most that is normal after these numbers."""
    middle = median(numbers)
    deviation = median(abs(number - middle) for number in numbers)
    spread = _SIGMAS * max(1.4826 * deviation, math.sqrt(middle))
    return middle - max(spread, 0.3 * middle), middle + max(spread, middle)


def has_fallen(found: int, of: int, before: int, of_before: int) -> bool:
    """Whether a share is lower than before by more than chance and a few odd ones make it."""
    if of - found < _MIN_MISSING or not of_before:
        return False
    share = (before + 1) / (of_before + 2)
    noise = _SIGMAS * math.sqrt(of * share * (1 - share))
    return before / of_before - found / of >= _FALL and found < of * share - noise


def _items(run: Run, good: Sequence[Run], expects: Expects, evidence: Evidence) -> Iterator[Assertion]:
    least, most = expects.items_per_run
    is_declared = expects.items_per_run != _DEFAULT.items_per_run
    is_whole = evidence.is_complete and not run.lists_left
    if is_declared and is_whole and run.seen < least:
        yield Assertion("items_fell", (least, most), run.seen, unit="items")
    numbers = [each.seen for each in good if (each.since, each.until) == (run.since, run.until)]
    if len(numbers) >= _MIN_RUNS:
        low, high = bounds(numbers)
        expected = (round(max(low, 0)), round(high))
        if is_whole and run.seen < low:
            yield Assertion("items_fell", expected, run.seen, unit="items")
        if run.seen > high:
            yield Assertion("items_rose", expected, run.seen, unit="items")
    if is_declared and run.seen > most:
        yield Assertion("items_rose", (least, most), run.seen, lowers=False, unit="items")


def _fields(run: Run, good: Sequence[Run], evidence: Evidence) -> Iterator[Assertion]:
    of, of_before = run.fields.read, sum(each.fields.read for each in good)
    for name, code in _CODES.items():
        found = getattr(run.fields, name)
        before = sum(getattr(each.fields, name) for each in good)
        lost = evidence.lost.get(name, ())
        rules = _lost_rules(run, good, f".{'body' if name == 'text' else name}")
        if has_fallen(found, of, before, of_before):
            share = before / of_before
            example = evidence.examples.get(name)
            yield _share(code, share, found / of, rules=rules, example=example)
        elif len(lost) >= _MIN_MISSING and len(lost) >= _FALL * evidence.compared:
            kept = 1 - len(lost) / max(evidence.compared, len(lost))
            yield _share(code, 1.0, kept, rules=rules, example=lost[0])
    lengths = [each.fields.length for each in good if each.fields.read >= _MIN_LENGTHS]
    if lengths and of >= _MIN_LENGTHS:
        usual = median(lengths)
        if usual >= _LONG and run.fields.length < _SHRUNK * usual:
            example = evidence.examples.get("text")
            least = (_SHRUNK * usual, None)
            yield Assertion("text_missing", least, run.fields.length, example=example, unit="characters")


def _items_gone(vanished: Vanished) -> Iterator[Assertion]:
    if vanished.are_many:
        gone = vanished.gone
        most = (None, MIN_VANISHED - 1)
        lowers, example = vanished.are_most, min(gone.values())
        yield Assertion("items_gone", most, len(gone), lowers=lowers, example=example, unit="documents")


def _same_text(evidence: Evidence) -> Iterator[Assertion]:
    found = evidence.same.documents()
    if found:
        lowers = evidence.same.are_most(evidence.compared)
        example = min(found.values())
        most = (None, MIN_SAME - 1)
        yield Assertion("same_text", most, len(found), lowers=lowers, example=example, unit="documents")


def _single_losses(evidence: Evidence) -> Iterator[Assertion]:
    found = sorted({url for lost in evidence.lost.values() for url in lost})
    if found:
        most = (None, 0)
        yield Assertion("fields_lost", most, len(found), False, example=found[0], unit="documents")


def _selectors(run: Run, good: Sequence[Run], evidence: Evidence) -> Iterator[Assertion]:
    """The platform's rules that found nothing where they did before, named with a page."""
    counted = (
        (READ_BY_LAYOUT, ITEM_PAGES, (".title", ".body")),
        (LIST_ITEM, LIST_PAGES, (LIST_ITEM,)),
    )
    for rule, pages, suffixes in counted:
        found, of = run.rules.get(rule, 0), run.rules.get(pages, 0)
        before, of_before = _sum(good, rule), _sum(good, pages)
        fallen = has_fallen(found, of, before, of_before)
        is_gone = run.verdict == "broken" and of and not found and 2 * before >= of_before > 0
        if (fallen and (rule == READ_BY_LAYOUT or not found)) or is_gone:
            rules = _lost_rules(run, good, *suffixes)
            example = example_without(rules, rule, evidence.samples)
            share = before / of_before if of_before else 1.0
            yield _share("selectors_missing", share, found / of, rules=rules, example=example)
    rules = _lost_rules(run, good, ".date")
    if rules and run.rules.get(READ_BY_LAYOUT, 0):
        example = example_without(rules, rules[0], evidence.samples)
        yield _share("selectors_missing", 1.0, 0.0, lowers=False, rules=rules, example=example)


def _lists(run: Run, good: Sequence[Run], evidence: Evidence) -> Iterator[Assertion]:
    """Start lists that show no items any more, though a sitemap or a feed beside them may name articles."""
    had = [path for path in evidence.starts if _showed_items(good, path)]
    if run.reason == "no_items" and not had:
        had = list(evidence.starts)  # nothing was seen at all: no history is needed to look at the lists
    empty = [path for path in had if not run.rules.get(of_start(LIST_ITEM, path), 0)]
    if empty:
        shown, lowers = 1 - len(empty) / len(had), 2 * len(empty) >= len(had)
        example = evidence.starts[empty[0]]
        yield _share("selectors_missing", 1.0, shown, lowers=lowers, rules=(LIST_ITEM,), example=example)


def _showed_items(good: Sequence[Run], path: str) -> bool:
    read = _sum(good, of_start(LIST_PAGES, path))
    return 0 < read <= 2 * _sum(good, of_start(LIST_ITEM, path))


def _lost_rules(run: Run, good: Sequence[Run], *suffixes: str) -> tuple[str, ...]:
    """The rules of these names that found nothing in this run and did in history, the usual ones first.

    What stands beside an article's title is asked for on the pages with that title only.
    """
    lost: list[tuple[int, str]] = []
    names = {name for each in good for name in each.rules if name.endswith(suffixes) and " " not in name}
    for rule in names:
        before, title = _sum(good, rule), f"{rule.rpartition('.')[0]}.title"
        if run.rules.get(rule, 0):
            continue
        if rule.endswith(".date") and not has_fallen(0, run.rules.get(title, 0), before, _sum(good, title)):
            continue
        lost.append((-before, rule))
    return tuple(rule for _, rule in sorted(lost))


def _no_news(run: Run, good: Sequence[Run], expects: Expects, evidence: Evidence) -> Iterator[Assertion]:
    if run.new or evidence.last_new is None or not run.seen:
        return
    fresh = sorted(each.started_at for each in good if each.new)
    pauses = [after - before for before, after in pairwise(fresh)]
    usual = max(2 * max(pauses, default=dt.timedelta()), dt.timedelta(days=expects.gap_days))
    pause = run.started_at - evidence.last_new
    if pause > usual:
        yield Assertion("no_news", (None, usual.days), pause.days, lowers=False, unit="days")


def _share(
    code: str,
    least: float,
    seen: float,
    *,
    lowers: bool = True,
    rules: tuple[str, ...] = (),
    example: str | None = None,
) -> Assertion:
    return Assertion(code, (round(least, 3), None), round(seen, 3), lowers, rules, example, "share")


def _sum(good: Sequence[Run], rule: str) -> int:
    return sum(each.rules.get(rule, 0) for each in good)
