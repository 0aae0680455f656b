"""What a run of a portal was worth (design §5.11): never ok because nothing happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from crawler.hours import OUT_OF_HOURS
from crawler.politeness import REFUSED_STATUS
from crawler.tally import Tally
from crawler.window import DateWindow
from store.records import Assertion, Verdict

MIN_FILES = 5  # attachments; fewer may be dead by chance
MIN_HOLLOW = 3  # pages; one or two may be articles that were withdrawn

_REFUSING = frozenset({"blocked", "challenge", "retry_after"})
_REFUSALS = frozenset({"challenge", *(f"http_{status}" for status in REFUSED_STATUS)})


def judge(tally: Tally, halted: str | None) -> tuple[Verdict, str | None]:
    """The verdict and its reason; `halted` is why the run ended before its work was done, if it did.

    An ok run has a reason where a limit cut off what no list names.
    """
    if halted in ("interrupted", "lease_lost", OUT_OF_HOURS):
        return "partial", halted
    if not tally.readable and (refusal := _refusal(tally, halted)):
        return "blocked", refusal
    if not tally.items:
        return "broken", halted or _cause_of_nothing(tally, "no_items")
    if halted:
        return "partial", halted
    if (tally.has_empty and not tally.has_documents) or _is_hollow(tally):
        return "broken", _cause_of_nothing(tally, "no_documents")
    return _of_finished(tally)


def lowered(
    verdict: Verdict | None, reason: str | None, assertions: Sequence[Assertion]
) -> tuple[Verdict | None, str | None]:
    """The verdict and its reason in the light of what was expected: what was ok by itself may be partial.

    What stays ok takes the first thing that is only noted for its reason, if it has none.
    """
    if verdict != "ok" or not assertions:
        return verdict, reason
    if assertions[0].lowers:
        return "partial", assertions[0].code
    return verdict, reason or assertions[0].code


def reach(tally: Tally, verdict: Verdict, window: DateWindow, today: dt.date) -> tuple[dt.date | None, bool]:
    """The first day that lists were read back to, None if that is not known, and whether all was read.

    A feed, a page of a list, or what a window leaves out say nothing of the time before. A window that
    ended before `today` says nothing of the time after it either, which no day could tell.
    """
    is_whole = verdict == "ok" and tally.read_whole and not (tally.cuts or tally.failed or tally.lists_left)
    if window.until and window.until < today:
        return None, False
    if window.since is None:
        return tally.reached, is_whole and window.until is None
    if is_whole:
        return window.since, False
    return tally.reached and max(tally.reached, window.since), False


def _is_hollow(tally: Tally) -> bool:
    """Whether not one page of an article holds an article, or is there: a redesign, or a broken portal."""
    if tally.vanished.are_all and not tally.fields.read:
        return True
    return tally.hollow >= MIN_HOLLOW and not (tally.fields.read or tally.unchanged)


def _of_finished(tally: Tally) -> tuple[Verdict, str | None]:
    causes = (
        (tally.failed_lists, "list_failed"),
        (tally.failed_items, "items_failed"),
        (tally.unread, "page_budget"),
        (tally.errors, "internal_error"),
    )
    for count, reason in causes:
        if count:
            return "partial", reason
    if tally.losses:
        return "partial", min(tally.losses)
    if tally.files_fresh >= MIN_FILES and tally.fresh_failed == tally.files_fresh:
        return "partial", "attachments_failed"
    return "ok", min(tally.cuts, default=None)


def _refusal(tally: Tally, halted: str | None) -> str | None:
    """Why a portal could not be read, if robots.txt or every page refused."""
    if tally.robots_reason or halted:
        return tally.robots_reason or (halted if halted in _REFUSING else None)
    reasons = {failure.reason for failure in tally.failed}
    if not reasons or not reasons <= _REFUSALS:
        return None
    return "challenge" if reasons == {"challenge"} else "blocked"


def _cause_of_nothing(tally: Tally, otherwise: str) -> str:
    if tally.errors:
        return "internal_error"
    return tally.failed[0].reason if tally.failed else otherwise
