from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator

import pytest

from samples import SampleServer

Answer = tuple[int, dict[str, str], bytes]
Fetch = Callable[[str, str], Answer]


@pytest.fixture(scope="module")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture(scope="module")
def fetch(server: SampleServer) -> Fetch:
    """(host, target) → status, headers with names in lower case, body."""

    def get(host: str, target: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            connection.request("GET", target, headers={"Host": host, "User-Agent": "test"})
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, headers, response.read()
        finally:
            connection.close()

    return get
