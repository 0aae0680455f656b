"""Naive forms of what keeps erased words out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.faults.patching import everywhere, replace


def once_erased() -> None:
    """What is erased is erased once; what comes in later is saved as it is."""
    from store.keeping_out import keep_out

    everywhere(keep_out, lambda connection, prepared: prepared)


def tables_only() -> None:
    """The raw archive stays as it came."""
    from store.erased_archive import Swept

    def naive(self: Any, folder: Path) -> tuple[Swept, list[str]]:
        return Swept(0, 0), []

    replace("store.erasing.Erasing.sweep", naive)


GUARDS: Mapping[str, Callable[[], None]] = {"kept-out": once_erased, "swept": tables_only}
