"""How a long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

# The name of a step, how many more of it are done, of how many.
Told: TypeAlias = Callable[[str, int, int], None]


def untold(_step: str, _more: int, _of: int) -> None:
    """For whom nobody waits."""
