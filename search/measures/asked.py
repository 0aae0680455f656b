"""The portals that a measure of portals speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from crawler import gazetteer
from crawler.portal import Portal
from search.measures.material import Material
from store.filters import Filters


def asked_portals(material: Material) -> list[str]:
    """Ids of portals that were crawled, have documents or are named, and that the filters leave; sorted."""
    store = material.store
    known = {*store.runs.portals(), *store.documents.portals(), *material.filters.portal}
    return sorted(
        portal for portal in known if _is_asked(portal, material.portals.get(portal), material.filters)
    )


def narrowing(material: Material) -> str:
    """The options that choose documents, of those that were given, and what they leave out."""
    filters = material.filters
    given = {
        "--query": material.query, "--theme": filters.theme, "--kind": filters.kind,
        "--reform": filters.reform, "--not-reform": filters.reform is False, "--year": filters.year,
        "--since": filters.since, "--until": filters.until,
    }  # fmt: skip
    return ", ".join(name for name, value in given.items() if value)


def changes_nothing(material: Material, *used: str) -> Iterator[str]:
    """Says which of these options a measure of portals leaves aside: a portal is held against all it has."""
    names = ", ".join(name for name in narrowing(material).split(", ") if name and name not in used)
    if names:
        yield f"Rows of portals speak of all that a portal has: {names} changes nothing here."


def _is_asked(portal: str, declared: Portal | None, filters: Filters) -> bool:
    if filters.portal and portal not in filters.portal:
        return False
    if not (filters.province or filters.locality or filters.level):
        return True
    # Whose portal it is stands in its declaration.
    units = [gazetteer.load().unit(span.code) for span in declared.localities] if declared else []
    return any(
        (not filters.level or unit.level in filters.level)
        and all(
            not codes or not {unit.code, unit.province, unit.today}.isdisjoint(codes)
            for codes in (filters.province, filters.locality)
        )
        for unit in units
        if unit
    )
