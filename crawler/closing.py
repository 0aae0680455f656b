"""What a run is told to have been worth when it ends: its numbers, its verdict, what was not as expected."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace

from crawler.history import RUNS, Evidence, unexpected
from crawler.listdates import VIETNAM
from crawler.loglines import log_event
from crawler.portal import Portal
from crawler.tally import Tally
from crawler.verdict import judge, lowered, reach
from crawler.window import DateWindow
from store.database import Store
from store.quarantine import is_believed
from store.records import Run

logger = logging.getLogger(__name__)


def finished(run: Run, tally: Tally, halted: str | None, window: DateWindow) -> Run:
    """The run with what it counted, judged by itself."""
    verdict, reason = judge(tally, halted)
    today = run.started_at.astimezone(VIETNAM).date()
    reached_back, complete = reach(tally, verdict, window, today)
    return replace(
        run,
        finished_at=dt.datetime.now(dt.UTC),
        verdict=verdict,
        reason=reason,
        pages=tally.pages,
        seen=len(tally.items),
        new=tally.new,
        updated=tally.updated,
        unchanged=tally.unchanged,
        attachments=tally.attachments,
        failed=(*tally.failed, *tally.failed_files),
        robots=tally.robots,
        reached_back=reached_back,
        complete_lists=complete,
        lists_left=tally.lists_left,
        since=window.since,
        until=window.until,
        fields=tally.fields.counts(),
        rules=dict(tally.rules.counts),
    )


def settled(run: Run, tally: Tally, portal: Portal, store: Store) -> Run:
    """The run held against its portal's history; its changes are applied or held. Raises StoreError."""
    newest = store.documents.last_new(portal.id)
    evidence = Evidence(
        is_complete=run.verdict == "ok",
        compared=tally.fields.compared,
        lost=tally.fields.lost,
        examples=tally.fields.examples,
        samples=tally.rules.samples,
        starts=tally.rules.starts,
        vanished=tally.vanished,
        same=tally.fields.same,
        last_new=newest,
    )
    found = unexpected(run, _history(store, portal.id), portal.expects, evidence)
    verdict, reason = lowered(run.verdict, run.reason, found)
    judged = replace(run, verdict=verdict, reason=reason, assertions=found)
    doubted = tally.fields.same.documents() | (tally.vanished.gone if tally.vanished.are_many else {})
    return store.quarantine.settle(judged, believed=is_believed(judged), doubted=doubted)


def _history(store: Store, portal: str) -> list[Run]:
    """The last runs that ended ok, and the last of them that left no list, newest first."""
    good = {run.id: run for whole in (False, True) for run in store.runs.good(portal, RUNS, whole=whole)}
    return sorted(good.values(), key=lambda run: run.started_at, reverse=True)


def log_finished(run: Run) -> None:
    """One line of the log on how a run ended."""
    names = (
        "portal",
        "verdict",
        "reason",
        "pages",
        "seen",
        "new",
        "updated",
        "unchanged",
        "lists_left",
        "removed",
        "held",
        "quarantine",
        "warc",
    )
    unexpected = ",".join(assertion.code for assertion in run.assertions) or None
    numbers = {name: getattr(run, name) for name in names}
    log_event(logger, "run_finished", run=run.id, **numbers, failed=len(run.failed), unexpected=unexpected)
