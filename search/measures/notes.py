"""What a reader of figures has to know first: that there are none and why, what they leave out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from crawler import gazetteer
from crawler.gazetteer.units import Unit
from search.measures.material import Material
from search.measures.observed import asked_days
from search.measures.periods import VIETNAM
from search.measures.publications import days_of
from search.measures.results import MeasureRow
from search.numbers import asked
from search.query_doubts import conditions_of
from search.values import condition
from search.watch_checks import known_themes
from store.filters import Filters


def notes(material: Material, rows: Sequence[MeasureRow]) -> Iterator[str]:
    """Sentences, the most important first."""
    today = material.now.astimezone(VIETNAM).date()
    yield from _of_erased(material)
    yield from _of_query(material.query)
    yield from _ahead(material.filters, today)
    yield from _of_another_era(material.filters)
    yield from _mapped(material, rows)
    yield from _how_many(material, rows)
    yield from _not_compared(rows, material.settings["compare"])


def without_erased(count: int) -> str:
    """Of a frozen corpus from which words of so many documents were erased since."""
    return (
        "Documents whose words were erased at somebody's request since the corpus was frozen:"
        f" {count}."
        " Figures of codes and counts stay, unless documents are chosen by words (--query); those of words"
        " (reuse, tracker, distinctiveness by word) are made of what is left."
    )


def without_withdrawn(count: int) -> str:
    """Of a store from which so many documents were taken out whole."""
    return f"Documents that were taken out at somebody's request, and are in none of this: {count}."


MASKED_WORDS = "Words were erased from documents at somebody's request: signs of █ stand in their place."
UNFOUND = (
    "Words were erased from documents at somebody's request: the query does not find documents by them, and"
    " its figures are without these."
)
_MASKED = (
    "An erasure by an older program masked ids of themes: figures by theme are wrong until all is coded anew"
    " (reformwatch recode, then reformwatch codebook use)."
)


def _of_erased(material: Material) -> Iterator[str]:
    """What erasures did to what these figures are made of. A corpus has no erasures of its own: who opened it
    tells of them."""
    if material.store.erasing.is_any_of_words():
        if material.query and not material.is_of_portals:
            yield UNFOUND
        if material.store.erasing.masked_codes():
            yield _MASKED


def _of_query(query: str) -> Iterator[str]:
    """Themes that there are not: that nothing has one is no zero, a minus before it leaves out nothing."""
    asked = {one.value for one in conditions_of(query) if one.field == "theme"}
    for value in sorted(one for one in asked if one.lower() not in known_themes()):
        if condition("theme", value) is None:
            yield f"The query's theme:{value} is no theme: it is read as words."
            continue
        yield (
            f"The query's theme:{value} is no theme of the codebook in force: only documents that another"
            " codebook coded could have it."
        )


def _ahead(filters: Filters, today: dt.date) -> Iterator[str]:
    first, last = asked_days(filters)
    if first and first > today:
        yield f"All that was asked for lies ahead: it begins on {first}, and today is {today}."
    elif last and last > today and (filters.until or filters.year):
        yield f"The days after {today} have not been yet: figures go up to that day."


def _of_another_era(filters: Filters) -> Iterator[str]:
    """Places that were not on the days asked for, or that today's geography does not have."""
    first, last = asked_days(filters)
    for code in dict.fromkeys((*filters.province, *filters.locality)):
        unit = gazetteer.load().unit(code)
        if unit is None or _is_territory(unit):
            continue
        if filters.geography == "today" and unit.level != "commune":
            yield f"Rows of {unit.today} hold no more than what {code} ({unit.name}), part of it, published."
        if unit.until and first and first > unit.until:
            yield f"{code} ({unit.name}) ended on {unit.until}; its territory is part of {unit.today} today."
        if unit.since and last and last < unit.since:
            yield f"{code} ({unit.name}) exists since {unit.since}."


def _mapped(material: Material, rows: Sequence[MeasureRow]) -> Iterator[str]:
    """By what places were folded, and where a series by locality does not run on across July 2025."""
    if material.filters.geography != "today" or not {"locality", "province"} & set(material.by):
        return
    yield (
        "Geography of today: provinces and districts of before 1 July 2025 are counted as the province of"
        " today that they are part of (tables of places of this program, by code)."
    )
    places = {row.key.get("locality") for row in rows}
    levels = {unit.level for code in places if code and (unit := gazetteer.load().unit(code))}
    if {"commune", "province"} <= levels:
        yield (
            "Communes have rows of their own, while districts are folded into their provinces:"
            " a series that runs on across July 2025 is one by province."
        )


def _is_territory(unit: Unit) -> bool:
    """A province of today stands for its territory, which was always there."""
    return unit.code == unit.today


def _how_many(material: Material, rows: Sequence[MeasureRow]) -> Iterator[str]:
    if not material.store.documents.count():
        yield "The store has no documents."
    elif not material.is_of_portals:
        yield from _of_publications(material, rows)
    elif not rows:
        yield "No portal is left by what was asked for: there is no figure."


def _of_publications(material: Material, rows: Sequence[MeasureRow]) -> Iterator[str]:
    count = len(material.subject)
    if material.query and not material.ids:
        yield "The query finds no document."
    if not count:
        kind = "" if material.counts != "reform" or not material.filters.reform else "reform "
        yield f"No {kind}publication is left by what was asked for: no figure is made of none."
    elif count == 1:
        yield "There is one publication only: its figures say nothing about a locality."
    elif not rows:
        yield f"None of {count} publications has what this measure needs: there is no figure."
    undated = days_of(material.subject).count(None)
    if undated and "period" in material.by:
        yield f"Publications without a usable date: {undated} of {count}, in a row of period null."


def _not_compared(rows: Sequence[MeasureRow], least: object) -> Iterator[str]:
    if not isinstance(least, float):
        yield "Rows are compared whatever was observed of their weeks (compare=all)."
        return
    left = [row for row in rows if not row.compared]
    if left:
        yield (
            f"Rows not compared with others: {len(left)} of {len(rows)}; less than {asked(least)} of their"
            " weeks were observed, or it is not known which weeks are theirs (compare=all compares them)."
        )
