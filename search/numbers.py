"""How shares are written: one that is not 0 never reads as 0, one that is not whole never as 100 %."""

from __future__ import annotations

_LEAST = 0.001


def percent(value: float) -> str:
    """A share with one digit: `12.5%`; `<0.1%` and `>99.9%` where that digit would say nothing or all."""
    if 0 < value < _LEAST / 2:
        return f"<{_LEAST:.1%}"
    if 1 - _LEAST / 2 <= value < 1:
        return f">{1 - _LEAST:.1%}"
    return f"{value:.1%}"
