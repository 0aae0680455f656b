"""A store of its own for each test of the scheduler."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Store, open_store
from tests.scheduler.homes import Clock, at


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        opened.slots.hold()
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock(at(2, 12, 30))
