"""How the places of a digest divided their talk about reform, against the four weeks before.

By published day and by the formula of the measure `attention`, over all that these places published about
reform: what a watch looks for narrows the places and not the themes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from typing import NamedTuple

from pipelines import codebook
from search.copies import fold
from search.digest.periods import Period
from search.digest.records import Share, Shares
from search.digest.scope import Scope
from search.measures.attention import attention_rows
from search.measures.publications import Publication, publications
from search.measures.results import MeasureRow
from search.measures.stamps import bulk_stamps_of
from search.measures.tracker import last_day
from store.database import Store
from store.filters import Filters
from store.records import Json

BEFORE = dt.timedelta(weeks=4)


class Talk(NamedTuple):
    """The publications about reform of a period and of the four weeks before it.

    `codebooks`: the version that gave a document its themes, by id.
    """

    period: Period
    now: list[Publication]
    before: list[Publication]
    codebooks: Mapping[str, str | None]


def talk(store: Store, period: Period) -> Talk:
    """All that carries a theme; a date that hundreds of pages share says nothing of when."""
    rows = fold(
        store.documents.coded(Filters(since=period.first - BEFORE, until=period.last, reform=True))
    ).rows
    found = publications(rows, "then", bulk_stamps_of(store.documents), roots=store.measuring.coded)
    coded = [one for one in found if one.weights and one.dated]
    now = [one for one in coded if _lies_in(one, period.first, period.last)]
    before = [one for one in coded if _lies_in(one, period.first - BEFORE, _day_before(period))]
    versions = zip(rows.ids, rows.column("codebook"), strict=True)
    return Talk(period, now, before, dict(compress(versions, rows.column("themes"))))


def shares(found: Talk, scope: Scope, rates: Callable[[str | None], Mapping[str, Json]]) -> Shares:
    """The themes by the codebook, those that nobody spoke of left out.

    `rates` gives those of the rules of a version by theme; of several versions together none are known.
    """
    now, before = (
        [one for one in part if scope.holds(one.locality, one.portal)] for part in (found.now, found.before)
    )
    rows = [_by_theme(part) for part in (now, before)]
    codebooks = _codebooks([*now, *before], found.codebooks)
    known = rates(codebooks[0]) if len(codebooks) == 1 else {}
    period = found.period
    return Shares(
        first=period.first,
        last=period.last,
        before_first=period.first - BEFORE,
        before_last=_day_before(period),
        n=len(now),
        n_before=len(before),
        rows=tuple(
            Share(
                theme=theme,
                now=_value(rows[0].get(theme), len(now)),
                before=_value(rows[1].get(theme), len(before)),
                n=rows[0][theme].n if theme in rows[0] else 0,
                n_before=rows[1][theme].n if theme in rows[1] else 0,
                validated=known.get(theme),
            )
            for theme in _ordered(rows[0].keys() | rows[1].keys())
        ),
        codebooks=codebooks,
    )


def _codebooks(found: Sequence[Publication], versions: Mapping[str, str | None]) -> tuple[str, ...]:
    given = {versions.get(id_) for one in found for id_ in one.members}
    return tuple(sorted(version for version in given if version))


def _by_theme(found: Sequence[Publication]) -> dict[str, MeasureRow]:
    return {str(row.key["theme"]): row for row in attention_rows(found, ("theme",))}


def _value(row: MeasureRow | None, n: int) -> float | None:
    """No share of nothing: where nobody spoke of reform, a theme has none and not zero."""
    if not n:
        return None
    return round(row.value, 6) if row is not None and row.value is not None else 0.0


def _lies_in(one: Publication, first: dt.date, last: dt.date) -> bool:
    """A date of a month is in a period only where all of the month is."""
    if one.published is None:
        return False
    return first <= one.published and last_day(one.published, one.precision or "day") <= last


def _day_before(period: Period) -> dt.date:
    return period.first - dt.timedelta(days=1)


def _ordered(themes: set[str]) -> list[str]:
    known = [theme.id for theme in codebook.load().themes]
    return [theme for theme in known if theme in themes] + sorted(themes - set(known))
