"""What a person says of a document against its codebook: the frozen records of corrections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Who took a correction back, and why."""

    at: dt.datetime
    by: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants of a document; at least one of it is there.

    `add` and `remove` name themes, `tthc` or `tthc/mot_cua`; a theme that is removed takes its sub-themes
    along. `locality` is a code of the gazetteer.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    reform: bool | None = None
    locality: str | None = None

    def __bool__(self) -> bool:
        return bool(self.add or self.remove or self.locality) or self.reform is not None


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: `number` is its name in the store, `codebook` the version that it was made against.

    It stands until it is taken back, whatever reads or codes the document meanwhile.
    """

    number: int
    at: dt.datetime
    by: str
    why: str
    change: Change
    codebook: str | None = None
    taken_back: TakenBack | None = None
