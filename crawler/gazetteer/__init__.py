"""Provinces, districts and communes with their era, their other names and what became of them.

Codes carry the era: `P63:46` and `D63:482` until 30 June 2025, `P34:46` and `C34:20107` since. Seven pairs of
digits changed their meaning that day, so codes of different eras are never compared. The tables are CSV
files of this folder; their origin and licence: NOTICE.md. Which province a district belonged to and is part
of today is exact; which communes succeeded a district is approximate where communes were divided.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Literal, TypeAlias

from crawler.gazetteer.names import exact_key, has_marks, slug, slugs, split_type
from crawler.gazetteer.units import (
    FIRST_DAY_OF_34,
    LAST_DAY_OF_63,
    Era,
    OtherName,
    Row,
    Unit,
    day,
    full_name,
    other_names,
    rows,
)
from store.records import Level, Locality, PlaceName

__all__ = ["FIRST_DAY_OF_34", "LAST_DAY_OF_63", "Era", "Gazetteer", "Unit", "load", "slug"]

_TABLE_OF = {"P63": "provinces_63", "P34": "provinces_34", "D63": "districts", "C34": "communes"}
Source: TypeAlias = Literal["portal", "host", "act", "text", "person"]
_LEVELS = {"province": 0, "district": 1, "commune": 2}


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """The gazetteer of this process; each table is read when it is first asked for."""
    return Gazetteer()


class Gazetteer:
    """Look-ups over the tables; all answers are frozen and in the order of the codes."""

    def __init__(self) -> None:
        self._units: dict[str, Unit] = {}
        self._tables: dict[str, dict[str, Row]] = {}

    def unit(self, code: str) -> Unit | None:
        """The unit of a code with its era; None for any other text."""
        if code not in self._units:
            row = self._table(code.partition(":")[0]).get(code)
            if row is None:
                return None
            self._units[code] = self._made(row)
        return self._units[code]

    def locality(self, code: str, source: Source, on: dt.date | None = None) -> Locality:
        """The record of a code, named as on the day `on` where that is given. KeyError: unknown code."""
        unit = self[code]
        today = self[unit.today]
        return Locality(
            unit.code,
            self._name(unit, on),
            unit.level,
            PlaceName(unit.province, self._name(self[unit.province], on)),
            PlaceName(today.code, today.name),
            source,
        )

    def __getitem__(self, code: str) -> Unit:
        unit = self.unit(code)
        if unit is None:
            raise KeyError(code)
        return unit

    def provinces(self, era: Era) -> tuple[Unit, ...]:
        """The 63 provinces (`P63`) or the 34 (`P34`)."""
        return self._all(era)

    def districts(self) -> tuple[Unit, ...]:
        """Every district-level unit from 2021 on, with those that ended before 30 June 2025."""
        return self._all("D63")

    def communes(self) -> tuple[Unit, ...]:
        """The communes since 1 July 2025."""
        return self._all("C34")

    def named(self, text: str, on: dt.date | None = None) -> tuple[Unit, ...]:
        """All units that `text` may name: provinces, then districts, then communes.

        `text` is a bare name, a name with its type (`TX. Phú Thọ`), an alias, a former name, or a slug
        (`phuyen`). With marks it means only names with these marks, in any usual spelling; without, all
        that fold to it. With `on`, only units that existed on that day and were called so.
        """
        unit_type, bare = split_type(text)
        found = self._named(text, None, on)
        if unit_type:
            found |= self._named(bare, unit_type, on, marked=has_marks(text))
        return tuple(sorted(found, key=lambda unit: (_LEVELS[unit.level], unit.code)))

    def successors(self, code: str) -> tuple[Unit, ...]:
        """What a unit became: a P63 province its P34 one, a district its communes (or the district that
        absorbed it), a unit of today nothing."""
        unit = self[code]
        if code.startswith("P63:"):
            return (self[unit.today],)
        if not code.startswith("D63:"):
            return ()
        into = self._table("D63")[code]["into"]
        return (self[into],) if into else tuple(self[commune] for commune in self._communes_of[code])

    def on(self, code: str, on: dt.date) -> Unit | None:
        """The unit with the name and type that it had on a day; None where it did not exist then."""
        unit = self.unit(code)
        if unit is None or not unit.existed(on):
            return None
        former = self._former(code, on)
        if former is None:
            return unit
        return replace(
            unit, name=former.name, type=former.type, full_name=full_name(former.type, former.name)
        )

    # --- Tables ------------------------------------------------------------------------------------------

    def _table(self, era: str) -> dict[str, Row]:
        if era not in self._tables:
            table = _TABLE_OF.get(era)
            self._tables[era] = {row["code"]: row for row in rows(table)} if table else {}
        return self._tables[era]

    def _all(self, era: str) -> tuple[Unit, ...]:
        return tuple(self[code] for code in self._table(era))

    def _made(self, row: Row) -> Unit:
        code = row["code"]
        era, until = code[:3], LAST_DAY_OF_63 if code[1:3] == "63" else None
        level: Level = "province" if era[0] == "P" else "district" if era[0] == "D" else "commune"
        province = row.get("province", code)
        return Unit(
            code=code,
            name=row["name"],
            full_name=full_name(row["type"], row["name"]),
            level=level,
            type=row["type"],
            province=province,
            today=province if era[1:] == "34" else self._table("P63")[province]["today"],
            since=FIRST_DAY_OF_34 if era[1:] == "34" else day(row.get("since", "")),
            until=day(row["until"]) if "until" in row else until,
        )

    @cached_property
    def _communes_of(self) -> dict[str, list[str]]:
        successors: dict[str, list[str]] = defaultdict(list)
        for code, row in self._table("C34").items():
            for district in row["from_districts"].split():
                successors[district].append(code)
        return successors

    # --- Names -------------------------------------------------------------------------------------------

    @cached_property
    def _others(self) -> dict[str, list[OtherName]]:
        names: dict[str, list[OtherName]] = defaultdict(list)
        for name in other_names():
            names[name.code].append(name)
        return names

    @cached_property
    def _codes_by_key(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for era in _TABLE_OF:
            for code, row in self._table(era).items():
                index[row["key"]].append(code)
        for code, names in self._others.items():
            for name in names:
                index[name.key].append(code)
        return index

    def _named(
        self, name: str, unit_type: str | None, on: dt.date | None, *, marked: bool | None = None
    ) -> set[Unit]:
        exact = exact_key(name) if (has_marks(name) if marked is None else marked) else None
        keys = slugs(name)
        codes = {code for key in keys for code in self._codes_by_key.get(key, ())}
        return {self[code] for code in codes if self._is_called(code, keys, exact, unit_type, on)}

    def _is_called(
        self, code: str, keys: Iterable[str], exact: str | None, unit_type: str | None, on: dt.date | None
    ) -> bool:
        unit = self[code]
        if on is not None and not unit.existed(on):
            return False
        own = [(unit.type, unit.name)] if on is None or self._former(code, on) is None else []
        others = [
            (other.type or unit.type, other.name)
            for other in self._others.get(code, ())
            if on is None or other.held(on)
        ]
        return any(
            slug(name) in keys
            and (exact is None or exact_key(name) == exact)
            and (unit_type is None or own_type.lower() == unit_type)
            for own_type, name in own + others
        )

    def _former(self, code: str, on: dt.date) -> OtherName | None:
        names = self._others.get(code, ())
        return next((name for name in names if name.kind == "former" and name.held(on)), None)

    def _name(self, unit: Unit, on: dt.date | None) -> str:
        former = self._former(unit.code, on) if on is not None else None
        return former.name if former else unit.name
