"""The measure of growth tells linear work from quadratic."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests import growth
from tests.growth import grows_linearly

pytestmark = pytest.mark.slow


def _work(monkeypatch: pytest.MonkeyPatch, seconds: Callable[[int], float]) -> Callable[[str], None]:
    """Work that takes so long for a length, by a clock that only it moves."""
    now = [0.0]
    monkeypatch.setattr(growth.time, "process_time", lambda: now[0])

    def work(text: str) -> None:
        now[0] += seconds(len(text))

    return work


def test_linear_work_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert grows_linearly(lambda text: sum(map(ord, text)), "ab ", 200_000)
    assert grows_linearly(_work(monkeypatch, lambda length: 1e-3 * length), "ab ", 1000)


@pytest.mark.parametrize("power", [2, 3])
def test_what_grows_faster_does_not(monkeypatch: pytest.MonkeyPatch, power: int) -> None:
    assert not grows_linearly(_work(monkeypatch, lambda length: 1e-6 * length**power), "ab ", 1000)


def test_one_slow_round_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = iter([1.0, 60.0])  # the first of the long texts meets a busy machine
    work = _work(monkeypatch, lambda length: next(slow, 1e-3 * length))
    assert grows_linearly(work, "ab ", 1000)
