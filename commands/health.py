"""How the portals are: what `status` and `portals status` tell of each, the worst first."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Any

from search.numbers import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.portal import Declarations, PortalError
    from store.coverage import Span
    from store.database import Store
    from store.documents import Holdings
    from store.quarantine import HeldRun
    from store.records import Run

WRONG_FILE = "wrong_file"
WIDTH = 80  # columns of a terminal
MOST_FAILED = 20  # addresses of one run; the run keeps them all
_WEEK = dt.timedelta(weeks=1)
_RANK = {"broken": 0, "blocked": 1, "partial": 2, "ok": 4, "never": 5}


def portal_rows(store: Store, found: Declarations) -> list[dict[str, Any]]:
    """A row for each portal that is enabled or was ever crawled, or whose file is wrong."""
    newest, ended = store.runs.all_last(), store.runs.all_last(finished=True)
    successes, holdings = store.runs.last_successes(), store.documents.by_portal()
    whole = store.runs.last_successes(whole=True)
    bad, spans = store.runs.bad_since(), store.coverage.spans()
    held: dict[str, HeldRun] = {}
    for each in store.quarantine.held():
        held.setdefault(each.portal, each)
    wanted: dict[str, int | None] = {
        portal.id: portal.expects.gap_days
        for portal in found.portals.values()
        if portal.enabled or portal.id in newest
    }
    off = {portal.id for portal in found.portals.values() if not portal.enabled}
    wrong = {name: errors for name, errors in found.wrong().items() if name and name not in found.portals}
    rows = [
        {
            "id": id_,
            "enabled": id_ not in off,
            **(_verdict(ended.get(id_)) | _wrong_file(wrong.get(id_, ()))),
            "running": id_ in newest and newest[id_].verdict is None,
            "last_success": instant(successes.get(id_)),
            "lists_whole": instant(whole.get(id_)),
            "expected_gap_days": gap_days,
            **_held(holdings.get(id_)),
            "bad_since": instant(bad.get(id_)),
            "quarantine": _quarantined(held.get(id_)),
            "coverage": _last_week(spans.get(id_, [])),
        }
        for id_, gap_days in (wanted | dict.fromkeys(wrong)).items()
    ]
    return sorted(rows, key=_grief)


def undeclared(store: Store, found: Declarations) -> list[str]:
    """The portals that were crawled once and have no file any more, wrong or right."""
    return sorted(store.runs.all_last().keys() - found.portals.keys() - found.wrong().keys())


def print_undeclared(ids: list[str]) -> Iterator[str]:
    if ids:
        yield f"Crawled before, and declared no more: {', '.join(ids)}."


def print_troubles(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The lines of `portals status`: what is wrong since when and what to do, then how many are well.

    A portal that the operator has switched off is nobody's trouble.
    """
    off = [row["id"] for row in rows if not row["enabled"]]
    rows = [row for row in rows if row["enabled"]]
    for row in rows:
        if row["verdict"] not in ("ok", "never") or row["reason"] or row["quarantine"]:
            yield from _trouble(row)
    counts = {verdict: sum(row["verdict"] == verdict for row in rows) for verdict in _RANK}
    yield ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count) or "No portal."
    if off:
        yield f"Switched off: {', '.join(off)}."


def _trouble(row: dict[str, Any]) -> Iterator[str]:
    since = f" since {day(row['bad_since'])}" if row["bad_since"] else ""
    yield f"{row['verdict']:<8}{row['id']}{since}: {row['reason'] or 'changes are held'}"[:WIDTH]
    for assertion in row["assertions"]:
        yield from _wrapped(tell(assertion))
    if row["quarantine"]:
        yield from _wrapped(
            f"held: {counted(row['quarantine']['changes'], 'change')}, run {row['quarantine']['run']}"
        )
    if row["advice"]:
        yield from _wrapped(f"→ {row['advice']}")


def tell(assertion: dict[str, Any]) -> str:
    """An assertion in words: what was expected, what was seen, which rules, which page."""
    low, high = assertion["expected"]
    unit = assertion["unit"]
    if low is not None and high is not None:
        expected = f"{_amount(low, unit)} to {_amount(high, unit)}"
    else:
        expected = f"at least {_amount(low, unit)}" if low is not None else f"at most {_amount(high, unit)}"
    seen = _amount(assertion["seen"], unit) + (" of pages" if unit == "share" else f" {unit}" if unit else "")
    rules = f", found nothing: {', '.join(assertion['rules'])}" if assertion["rules"] else ""
    example = f", {assertion['example']}" if assertion["example"] else ""
    return f"{assertion['code']}: expected {expected}, seen {seen}{rules}{example}"


def _amount(number: float, unit: str | None) -> str:
    return f"{100 * number:.3g} %" if unit == "share" else f"{number:g}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _verdict(run: Run | None) -> dict[str, Any]:
    """What the last run that has ended was worth."""
    from crawler.advice import advice
    from store.records import as_json

    if run is None:
        return {"verdict": "never", "reason": None, "last_run": None, "robots": None, "failed": [],
                "failed_count": 0, "assertions": [], "advice": advice("never", None)}  # fmt: skip
    verdict = run.verdict or "broken"
    return {"verdict": run.verdict, "reason": run.reason, "last_run": instant(run.finished_at),
            "robots": run.robots, "failed": as_json(run.failed[:MOST_FAILED]),
            "failed_count": len(run.failed), "assertions": as_json(run.assertions),
            "advice": advice(verdict, run.reason, run.failed)}  # fmt: skip


def _wrong_file(errors: Sequence[PortalError]) -> dict[str, Any]:
    """What a portal is that cannot be crawled any more because of its file, whatever its last run was."""
    if not errors:
        return {}
    more = f" (and {len(errors) - 1} more: reformwatch portals check)" if len(errors) > 1 else ""
    told = f"It is not crawled until its file is mended: {errors[0]}{more}"
    return {"verdict": "broken", "reason": WRONG_FILE, "advice": told}


def _held(held: Holdings | None) -> dict[str, Any]:
    if held is None:
        return {"documents": 0, "last_new_document": None}
    return {"documents": held.documents, "last_new_document": instant(held.last_new)}


def _quarantined(held: HeldRun | None) -> dict[str, Any] | None:
    """The newest run that is held; a bad run that changes nothing holds only its zeros."""
    if held is None or not held.changes:
        return None
    return {"run": held.run_id, "changes": len(held.changes)}


def _last_week(spans: list[Span]) -> dict[str, str]:
    """Whether the last full week was observed (design §5.7)."""
    from store.coverage import VIETNAM, state_in

    today = dt.datetime.now(VIETNAM).date()
    monday = today - dt.timedelta(days=today.weekday()) - _WEEK
    year, week, _ = monday.isocalendar()
    return {"week": f"{year}-W{week:02d}", "state": state_in(spans, monday)}


def _grief(row: dict[str, Any]) -> tuple[bool, int, str, str]:
    """The worst first, then the longest; what is switched off last."""
    rank = 3 if row["verdict"] == "ok" and (row["reason"] or row["quarantine"]) else _RANK[row["verdict"]]
    return not row["enabled"], rank, row["bad_since"] or "", row["id"]


def instant(when: dt.datetime | None) -> str | None:
    return when.isoformat() if when else None


def day(text: str | None) -> str:
    """The day of an instant in the time of whoever reads it."""
    return dt.datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d") if text else "never"
