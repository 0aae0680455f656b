"""What a run of a portal was worth (design §5.11): never ok because nothing happened."""

from __future__ import annotations

from crawler.tally import Tally
from store.records import Verdict

_REFUSING = frozenset({"blocked", "challenge", "retry_after"})


def judge(tally: Tally, halted: str | None) -> tuple[Verdict, str | None]:
    """The verdict and its reason; `halted` is why the run ended before its work was done, if it did."""
    if halted in ("interrupted", "lease_lost"):
        return "partial", halted
    if tally.robots_reason and not tally.readable:
        return "blocked", tally.robots_reason
    if halted in _REFUSING and not tally.readable:
        return "blocked", halted
    if not tally.items:
        return "broken", halted or _cause_of_nothing(tally)
    if halted:
        return "partial", halted
    return _of_finished(tally)


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
    return "ok", None


def _cause_of_nothing(tally: Tally) -> str:
    if tally.errors:
        return "internal_error"
    return tally.failed[0].reason if tally.failed else "no_items"
