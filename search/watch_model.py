"""The keys of a watch in watches.yml and what each may hold; documented in docs/digests.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import ErrorDetails

from crawler import gazetteer
from crawler.nearest import suggestion
from search.digest.periods import Rhythm
from search.watch_checks import Found
from store.filters import Filters, Geography

_LEVELS = ("province", "district", "commune")


def _list(value: Any) -> Any:
    return value if value is None or isinstance(value, (list, tuple)) else [value]


Texts = Annotated[
    tuple[Annotated[str, Field(max_length=200)], ...], BeforeValidator(_list), Field(max_length=500)
]


class WatchModel(BaseModel):
    """The filters of every command, a query and a rhythm."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str = Field("", max_length=2000)
    period: Rhythm = "week"
    portal: Texts = ()
    province: Texts = ()
    locality: Texts = ()
    level: Annotated[tuple[Literal["province", "district", "commune"], ...], BeforeValidator(_list)] = ()
    kind: Texts = ()
    theme: Texts = ()
    year: Annotated[tuple[Annotated[int, Field(ge=1990, le=2100)], ...], BeforeValidator(_list)] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    reform: bool | None = Field(None, strict=True)
    geography: Geography = "then"


def filters_of(model: WatchModel) -> tuple[Filters, list[Found]]:
    """The filters with codes for names of places, and the names that are no single place."""
    found: list[Found] = []
    places = {
        key: tuple(code for name in names for code in _codes(key, name, levels, found))
        for key, names, levels in (
            ("province", model.province, ("province",)), ("locality", model.locality, _LEVELS),
        )
    }  # fmt: skip
    rest = model.model_dump(exclude={"query", "period", "province", "locality"})
    return Filters(**rest, province=places["province"], locality=places["locality"]), found


def message(detail: ErrorDetails) -> str:
    """What pydantic found wrong, in a sentence that names the key."""
    key = next((str(part) for part in detail["loc"] if isinstance(part, str)), "")
    if detail["type"] == "extra_forbidden":
        return f"unknown key '{key}'{suggestion(key, list(WatchModel.model_fields))}"
    said = detail["msg"].replace("Input should", "it should")
    return f"'{key}': {said}" if key else "expected the keys of a watch, each with its value"


def _codes(key: str, name: str, levels: tuple[str, ...], found: list[Found]) -> Iterator[str]:
    """The code of a code or of a name; of a name of both eras today's, since a watch looks ahead."""
    known = gazetteer.load()
    if ":" in name:
        if known.unit(name.upper()) is None:
            found.append(Found(key, "locality_unknown", name))
        else:
            yield name.upper()
        return
    units = [unit for unit in known.named(name) if unit.level in levels]
    living = [unit for unit in units if unit.until is None]
    chosen = living or units
    if len(chosen) == 1:
        yield chosen[0].code
    elif chosen:
        found.append(Found(key, "locality_ambiguous", name, tuple(unit.code for unit in chosen)))
    else:
        found.append(Found(key, "locality_unknown", name))
