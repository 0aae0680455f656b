"""Of what a digest speaks: localities that were seen and said nothing, and portals that nobody could see.

A silent, a blocked and an unseen locality are three different things: of the first we know that it published
nothing, of the others we know nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from crawler import gazetteer
from crawler.portal import LocalitySpan, Portal
from search.digest.periods import Period
from search.digest.records import Covered, Silent, Unseen
from search.digest.scope import Scope
from search.digest.sections.shares import BEFORE
from search.digest.sections.sources import place
from search.measures.coverage import joined
from search.measures.periods import monday_of
from store.coverage import PortalHistory, State, state_in
from store.database import Store
from store.records import Run

_EARLIER = dt.timedelta(days=7)  # no run takes longer
STATES: tuple[State, ...] = ("observed", "partial", "blocked", "down", "not_covered")


class Portals(NamedTuple):
    """What the runs saw of each portal that ever ran; `read` is the end of its last run of any use."""

    states: Mapping[str, State]
    read: Mapping[str, dt.datetime]
    reasons: Mapping[str, str | None]
    successes: Mapping[str, dt.datetime]
    first_runs: Mapping[str, dt.date]
    last_new: Mapping[tuple[str, str | None], dt.datetime]
    documents: int
    before: frozenset[
        str
    ]  # those that were observed in every week (that had ended) that shares are compared with


class Seen(NamedTuple):
    silent: tuple[Silent, ...]
    unseen: tuple[Unseen, ...]
    covered: Covered


def look(store: Store, period: Period, now: dt.datetime) -> Portals:
    """What is known of every portal, once for all digests of a period."""
    runs = store.runs.between(period.start - _EARLIER, now + dt.timedelta(seconds=1))
    by_portal: dict[str, list[Run]] = defaultdict(list)
    for run in runs:
        by_portal[run.portal].append(run)
    following = period.last + dt.timedelta(days=1)
    known = store.coverage.first_runs()
    states: dict[str, State] = dict.fromkeys(known, "not_covered")
    states |= {
        portal: PortalHistory(found).between(period.first, following) for portal, found in by_portal.items()
    }
    ended = [run for run in runs if run.verdict is not None and run.finished_at is not None]
    return Portals(
        states=states,
        read={
            run.portal: run.finished_at
            for run in ended
            if run.verdict in {"ok", "partial"} and run.finished_at
        },
        reasons={run.portal: run.reason if run.verdict != "ok" else None for run in ended},
        successes=store.runs.last_successes(),
        first_runs=known,
        last_new=store.arrivals.last(),
        documents=store.documents.count(),
        before=_observed_before(store, period),
    )


def _observed_before(store: Store, period: Period) -> frozenset[str]:
    first, week = monday_of(period.first - BEFORE), dt.timedelta(days=7)
    weeks = [first + week * number for number in range(5) if first + week * (number + 1) <= period.first]
    return frozenset(
        portal
        for portal, spans in store.coverage.spans().items()
        if all(state_in(spans, monday) == "observed" for monday in weeks)
    )


def seen(portals: Mapping[str, Portal], known: Portals, period: Period, scope: Scope) -> Seen:
    """The coverage of a scope: of localities by all the portals that speak for them."""
    speakers = _speakers(portals, known, period, scope)
    states = {
        code: joined({known.states.get(one.id, "not_covered") for one in speaking})
        for code, speaking in speakers.items()
    }
    silent = tuple(_silent(known, period, speakers, states))
    relevant = {portal.id: portal for speaking in speakers.values() for portal in speaking}
    counted = Counter(states.values())
    told = [known.states.get(id_, "not_covered") for id_ in relevant]
    reached = [
        known.read[id_] for id_ in relevant if known.states.get(id_) == "partial" and id_ in known.read
    ]
    covered = Covered(
        localities=len(states),
        states=tuple((state, counted[state]) for state in STATES if counted[state]),
        silent=len(silent),
        portals=len(relevant),
        portals_seen=sum(state == "observed" for state in told),
        seen_until=min((at for at in reached if at < period.end), default=None),
        documents=known.documents,
        whole_before=all(
            speaking and {one.id for one in speaking} <= known.before for speaking in speakers.values()
        ),
    )
    return Seen(silent, tuple(_unseen(known, speakers, relevant)), covered)


def _speakers(
    portals: Mapping[str, Portal], known: Portals, period: Period, scope: Scope
) -> dict[str, list[Portal]]:
    """The localities of a scope with the portals that spoke for them in the period.

    A portal that is switched off, or was never crawled, speaks for nobody; one whose places have all ended
    goes on under their names. A place that a watch names is there without a portal too.
    """
    found: dict[str, list[Portal]] = {}
    for portal in portals.values():
        if portal.id in known.states and (portal.enabled or known.states[portal.id] == "observed"):
            for code in _now_or_last(portal, period):
                if scope.holds(code, portal.id):
                    found.setdefault(code, []).append(portal)
    holding = {holder for code in found for holder in _holders(code)}
    return found | {code: [] for code in sorted(scope.named() - holding) if gazetteer.load().unit(code)}


def _now_or_last(portal: Portal, period: Period) -> list[str]:
    spans = (*portal.localities, *(span for part in portal.sections for span in part.localities))
    speaking = [span for span in spans if _speaks(span, period)] or list(spans[-1:])
    return list(dict.fromkeys(span.code for span in speaking))


def _speaks(span: LocalitySpan, period: Period) -> bool:
    return span.covers(period.first) or span.covers(period.last)


def _holders(code: str) -> tuple[str, ...]:
    unit = gazetteer.load().unit(code)
    return (code, unit.province, unit.today) if unit else (code,)


def _silent(
    known: Portals, period: Period, speakers: Mapping[str, list[Portal]], states: Mapping[str, State]
) -> Iterator[Silent]:
    for code, speaking in sorted(speakers.items()):
        if states[code] != "observed":
            continue
        last = max((at for one in speaking if (at := _last_new(known, one, code))), default=None)
        first = min(known.first_runs[one.id] for one in speaking)
        since = last.astimezone(period.end.tzinfo).date() if last else first
        days = (period.last - since).days
        rhythm = max(one.expects.gap_days for one in speaking)
        if days > rhythm:
            yield Silent(place(code), tuple(one.id for one in speaking), last, days, rhythm)


def _last_new(known: Portals, portal: Portal, code: str) -> dt.datetime | None:
    """When a portal last said something new; of one that speaks for several, for this locality."""
    spoken = {span.code for span in portal.localities}
    alone = spoken == {code} and not any(part.localities for part in portal.sections)
    return max(
        (at for (id_, where), at in known.last_new.items() if id_ == portal.id and (alone or where == code)),
        default=None,
    )


def _unseen(
    known: Portals, speakers: Mapping[str, list[Portal]], relevant: Mapping[str, Portal]
) -> Iterator[Unseen]:
    """The portals that were not seen whole, the worst first, then places without any portal."""
    places = {portal.id: code for code, speaking in reversed(list(speakers.items())) for portal in speaking}
    wrong = [id_ for id_ in relevant if known.states[id_] != "observed"]
    for id_ in sorted(wrong, key=lambda id_: (-STATES.index(known.states[id_]), id_)):
        yield Unseen(
            portal=id_,
            name=relevant[id_].name,
            place=place(places[id_]),
            state=known.states[id_],
            reason=known.reasons.get(id_),
            since=known.successes.get(id_),
        )
    for code in (code for code, speaking in speakers.items() if not speaking):
        yield Unseen("", "", place(code), "not_covered", None, None)
