"""A store of its own for each test: `from tests.stores import empty_store, store` in a conftest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Store, open_store


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty store: its tables are made once, and copied for each test."""
    file = tmp_path_factory.mktemp("empty") / "store.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def store(tmp_path: Path, empty_store: Path) -> Iterator[Store]:
    shutil.copy(empty_store, tmp_path / "store.sqlite")
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        yield opened
