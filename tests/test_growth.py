"""The measure of growth tells linear work from quadratic."""

from __future__ import annotations

from tests.growth import grows_linearly


def test_linear_work_passes_and_quadratic_does_not() -> None:
    assert grows_linearly(lambda text: sum(map(ord, text)), "ab ", 200_000)
    assert not grows_linearly(lambda text: sum(a != b for a in text for b in text), "ab ", 600)
