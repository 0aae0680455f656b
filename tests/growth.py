"""Whether the work on a text grows with its length alone: what every reader of foreign text promises."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

ROUNDS = 6
TIMES = 4  # so much longer the long text is; quadratic work takes sixteen times as long
MOST = 9.0
SLACK = 0.05  # seconds: below it a clock says nothing


def grows_linearly(work: Callable[[str], object], unit: str, length: int) -> bool:
    """Whether `work` on four times the text takes clearly less than sixteen times as long.

    The best of up to six rounds counts for each length, since a busy machine only makes work slower;
    the collector, whose cost depends on all that the process holds, is off meanwhile.
    """
    short, long = (_text(unit, size) for size in (length, TIMES * length))
    best_short = best_long = float("inf")
    for _ in range(ROUNDS):
        best_short = min(best_short, _seconds(work, short))
        best_long = min(best_long, _seconds(work, long))
        if best_long < MOST * best_short + SLACK:
            return True
    return False


def _text(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        work(text)
        return time.process_time() - started
    finally:
        gc.enable()
