"""The faulty portal and the crawls over it, shared by the suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.running import Faulty, faulty_portal


@pytest.fixture(scope="session")
def without(request: pytest.FixtureRequest) -> str:
    """The guard that is switched off in the crawls of this session; none but for the suite's own proof."""
    return str(request.config.getoption("--without", default=""))


@pytest.fixture
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faulty]:
    """A portal of the test's own."""
    with faulty_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running
