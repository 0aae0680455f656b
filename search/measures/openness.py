"""Portal openness: how many of the checks that a crawl could make a portal passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from search.measures.asked import asked_portals, changes_nothing
from search.measures.checks import CHECKS, Check, Facts
from search.measures.material import Material
from search.measures.registry import Measure
from search.measures.results import MeasureRow


def _rows(material: Material) -> Iterator[MeasureRow]:
    """One row for each portal, or for each portal and check."""
    newest = material.store.facts.newest(material.filters.until)
    for portal in asked_portals(material):
        found = newest.get(portal)
        if "check" in material.by:
            yield from (_of_check(portal, check, found) for check in CHECKS)
        else:
            yield _of_portal(portal, found)


def _of_portal(portal: str, found: tuple[dt.date, Facts] | None) -> MeasureRow:
    made = [_told(check, *found) for check in CHECKS] if found else []
    results = [each["passed"] for each in made if each["passed"] is not None]
    return MeasureRow(
        key={"portal": portal},
        value=sum(results) / len(results) if results else None,
        n=len(results),
        denominator=len(CHECKS),
        flags=() if found else ("never_crawled",),
        more={
            "passed": sum(results),
            "not_made": [each["check"] for each in made if each["passed"] is None],
            "seen_on": found[0].isoformat() if found else None,
            "archive": found[1].get("archive") if found else None,
            "checks": made,
        },
    )


def _of_check(portal: str, check: Check, found: tuple[dt.date, Facts] | None) -> MeasureRow:
    told = _told(check, *found) if found else None
    passed = told["passed"] if told else None
    flag = "never_crawled" if found is None else "check_not_made"
    return MeasureRow(
        key={"portal": portal, "check": check.id},
        value=None if passed is None else float(passed),
        n=int(passed is not None),
        denominator=1,
        flags=(flag,) if passed is None else (),
        more=told or {},
    )


def _told(check: Check, day: dt.date, facts: Facts) -> dict[str, Any]:
    duty = check.duty(day)
    return {
        "check": check.id,
        "about": check.about,
        "passed": check.passes(facts),
        "law": duty.law if duty else None,
        "law_since": duty.since.isoformat() if duty else None,
        "law_until": duty.until.isoformat() if duty and duty.until else None,
    }


MEASURE = Measure(
    name="openness",
    about="how many of the checks that a crawl could make a portal passes",
    formula="O = (1/m) Σ_i x_i over the m checks that were made; n = m",
    source=(
        "Checks: duties of 43/2011, 42/2022 and 224/2026/NĐ-CP, 24/2011 and 32/2017/TT-BTTTT in their"
        " periods; pass or fail as in UNDP, CEPEW and RTA, disclosure of district land plans, 2022"
    ),
    keys=("portal", "check"),
    by=("portal",),
    requires=("portal",),
    rows=_rows,
    is_of_weeks=False,
    says=lambda material, rows: changes_nothing(material, "--until"),
    counts="portals",
)
