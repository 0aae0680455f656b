"""The filters of every command: which documents a search, a measure or an export looks at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

Geography: TypeAlias = Literal["then", "today"]


@dataclass(frozen=True, slots=True)
class Filters:
    """All given fields must hold; several values of one field are alternatives.

    `province` and `locality` take codes with their era: `P63:46` matches by the document's province then
    (district and commune documents of it included), a `P34:` code always by today's province
    (`locality.today`), whatever `geography` says. `theme` is `tthc` or `tthc/mot_cua`. `since` and `until`
    are inclusive days of the published date; with either, documents without a date do not match.
    `reform`: True only reform documents, False only the others, None both.
    """

    portal: tuple[str, ...] = ()
    province: tuple[str, ...] = ()
    locality: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    reform: bool | None = None
    geography: Geography = "then"
