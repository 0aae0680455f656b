"""Stored documents that a portal names and no longer has: most likely its fault, and no removal."""

from __future__ import annotations

from dataclasses import dataclass, field

MIN_VANISHED = 3  # documents; one or two may have been withdrawn before their list was written anew
_SHARE = 0.5


@dataclass(slots=True)
class Vanished:
    """`gone`: document → address of a page that lists name and that answers 404 or 410, in this run or when
    it was asked last; `standing`: how many articles that lists name were read or confirmed within a day."""

    gone: dict[str, str] = field(default_factory=dict)
    standing: int = 0

    @property
    def are_many(self) -> bool:
        return len(self.gone) >= MIN_VANISHED

    @property
    def are_most(self) -> bool:
        return self.are_many and len(self.gone) >= _SHARE * (len(self.gone) + self.standing)

    @property
    def are_all(self) -> bool:
        return self.are_many and not self.standing
