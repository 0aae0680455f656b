"""How much of a file is read, and what of that is left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Bounds of one file with all its members; each that is reached leaves a flag.

    `seconds` is wall time in all, `page_seconds` that of a tool on one page; `unpacked` are the bytes
    that come out of archives and zipped formats in all, `ratio` how many for one byte of them; `depth` counts
    archives in each other.
    """

    seconds: float = 600.0
    page_seconds: float = 120.0
    tool_memory: int = 1024 * MEBIBYTE
    pages: int = 2000
    recognised_pages: int = 100
    characters: int = 10_000_000
    cells: int = 500_000
    members: int = 200
    depth: int = 2
    unpacked: int = 256 * MEBIBYTE
    ratio: int = 200


@dataclass(slots=True)
class Budget:
    """What is left for one file; shared by the members of an archive. `folder` holds what tools write."""

    limits: FileLimits
    folder: Path
    recognised_pages: int = field(init=False)
    unpacked: int = field(init=False)
    members: int = field(init=False)
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.recognised_pages = self.limits.recognised_pages
        self.unpacked = self.limits.unpacked
        self.members = self.limits.members
        self.ends = time.monotonic() + self.limits.seconds

    @property
    def seconds(self) -> float:
        return max(0.0, self.ends - time.monotonic())

    @property
    def is_over(self) -> bool:
        return self.seconds <= 0
