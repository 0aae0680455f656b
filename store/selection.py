"""Filters as SQL conditions over `documents`."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, or_

from store.filters import Filters
from store.tables import codes, documents

_TODAY = "P34:"  # today's provinces: always the whole territory


def conditions(filters: Filters | None) -> list[ColumnElement[bool]]:
    """What must hold of a row of `documents`, one condition per given filter."""
    if filters is None:
        return []
    column = documents.c
    found: list[ColumnElement[bool]] = [
        listed.in_(values)
        for listed, values in (
            (column.portal, filters.portal),
            (column.level, filters.level),
            (column.kind, filters.kind),
        )
        if values
    ]
    found += [or_(*map(_place, places)) for places in (filters.province, filters.locality) if places]
    if filters.theme:
        found.append(_coded(filters.theme))
    if filters.reform is not None:
        found.append(column.is_reform.is_(filters.reform))
    return found + _days(filters)


def _place(code: str) -> ColumnElement[bool]:
    column = documents.c
    if code.startswith(_TODAY):
        return column.today_code == code
    return or_(column.locality_code == code, column.province_code == code)


def _coded(themes: tuple[str, ...]) -> ColumnElement[bool]:
    wanted = []
    for value in themes:
        theme, _, subtheme = value.partition("/")
        condition = codes.c.theme == theme
        wanted.append(and_(condition, codes.c.subtheme == subtheme) if subtheme else condition)
    return exists().where(codes.c.document_id == documents.c.id, or_(*wanted))


def _days(filters: Filters) -> list[ColumnElement[bool]]:
    day = documents.c.published_date
    found: list[ColumnElement[bool]] = []
    if filters.since is not None:
        found.append(day >= filters.since)
    if filters.until is not None:
        found.append(day <= filters.until)
    if filters.year:
        # Bounds instead of a part of the date: the index on days is used, and both databases agree.
        found.append(or_(*(day.between(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in filters.year)))
    return found
