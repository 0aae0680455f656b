"""The node that the tests of the engine ask, and what is there past the engine."""

from __future__ import annotations

import secrets
from typing import Any

from search.engines.connection import ElasticConnection
from search.engines.elastic_client import Node
from tests.conftest import ELASTICSEARCH


def connection(**options: Any) -> ElasticConnection:
    """A prefix that nobody else uses; waits are short."""
    return ElasticConnection(
        ELASTICSEARCH, prefix=f"test-{secrets.token_hex(4)}", retry_base=0.001, **options
    )


def asked(there: ElasticConnection, method: str, path: str, body: Any = None, **params: str) -> Any:
    return Node(there).ask(method, path, body, wait=30, params=params)


def remove(there: ElasticConnection) -> None:
    """All that was made under the prefix."""
    for name in asked(there, "GET", f"/{there.prefix}*/_mapping", expand_wildcards="all"):
        asked(there, "DELETE", f"/{name}")
