"""The databases of the tests of the store: SQLite, and PostgreSQL where a server is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from pipelines import codebook
from tests.store.conftest import empty_database, store_url

__all__ = ["store_url"]


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    """What a call leaves in this process."""
    yield
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


@pytest.fixture
def other_url(store_url: str, tmp_path: Path) -> Iterator[str]:
    """Another empty database of the same kind."""
    if store_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'other.sqlite'}"
        return
    with empty_database() as url:
        yield url
