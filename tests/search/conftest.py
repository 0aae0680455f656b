"""What the tests of both engines share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.engines.connection import ElasticConnection
from tests.stores import empty_store, store

__all__ = ["empty_store", "store"]


@pytest.fixture
def here() -> Iterator[ElasticConnection]:
    """A prefix of the suite's node, empty before and after."""
    from tests.search.elastic_node import connection, remove  # noqa: PLC0415 - only where a node is there

    made = connection()
    yield made
    remove(made)
