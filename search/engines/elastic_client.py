"""One Elasticsearch as the engine sees it: requests in, answers or plain sentences out.

The client never repeats a request by itself: what may be sent again, and when, is known to its callers.
"""

from __future__ import annotations

import logging
import re
import ssl
import warnings
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, ElasticsearchWarning

from search.engines.connection import ElasticConnection
from search.engines.elastic_faults import OLDEST, faults, shapes, strange, too_old
from search.errors import IndexProblem, IndexUnreachable

# Seconds. What is asked of the cluster while somebody waits for an answer is answered at once, or not at all.
SEARCH = 10.0
LOOK = 5.0
WRITE = 30.0

_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_JSON = {"accept": "application/json", "content-type": "application/json"}
_LINES = {"accept": "application/json", "content-type": "application/x-ndjson"}

# The server repeats hints to its operators with every answer; the transport logs what is raised anyway.
warnings.filterwarnings("ignore", category=ElasticsearchWarning)
logging.getLogger("elastic_transport").setLevel(logging.ERROR)


class Node:
    """The server, or the cluster, behind a connection. All methods raise IndexProblem."""

    def __init__(self, connection: ElasticConnection) -> None:
        self.connection = connection

    @property
    def address(self) -> str:
        try:
            return self.connection.address
        except ValueError as error:
            raise IndexUnreachable(
                "REFORMWATCH_ELASTICSEARCH_URL is no http:// or https:// address of a server."
            ) from error

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        wait: float = LOOK,
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """The answer's JSON, after at most `wait` seconds without one."""
        return self._ask(method, path, wait, params=params, headers=_JSON, body=body)

    def bulk(self, path: str, lines: Sequence[bytes]) -> Any:
        """The answer to a bulk request of these lines: each item's status, and what was wrong with it."""
        params = {"require_alias": "true", "filter_path": "items.*.status,items.*.error"}
        return self._ask("POST", f"{path}/_bulk", WRITE, params=params, headers=_LINES, body=lines)

    def check(self) -> None:
        """Raises IndexUnreachable for a server older than the client's requests need."""
        self._checked  # noqa: B018 - asked once

    @cached_property
    def _checked(self) -> bool:
        try:
            answer = self.ask("GET", "/_nodes", params={"filter_path": "nodes.*.version"})
        except IndexProblem as error:
            # A key for our own indices alone may not ask this; whatever else is wrong shows itself again.
            if "may not do this" in str(error):
                return True
            raise
        with shapes(self.address):
            versions = [str(node.get("version", "")) for node in answer.get("nodes", {}).values()]
        majors = [int(version.split(".")[0]) for version in versions if version[:1].isdigit()]
        if majors and min(majors) < OLDEST:
            raise too_old(self.address)
        return True

    def _ask(self, method: str, path: str, wait: float, **request: Any) -> Any:
        client = self._client.options(request_timeout=wait)
        with faults(self.address):
            answer = client.perform_request(method, path, **request).body
        if not isinstance(answer, Mapping):
            raise strange(self.address)
        return answer

    @cached_property
    def _client(self) -> Elasticsearch:
        connection = self.connection
        if not _PREFIX.fullmatch(connection.prefix):
            raise IndexUnreachable(
                "REFORMWATCH_INDEX_PREFIX may hold small letters, digits, - and _, a letter or digit first."
            )
        address, options = self.address, dict[str, Any]()
        if connection.api_key:
            options["api_key"] = connection.api_key
        elif connection.login:
            options["basic_auth"] = connection.login
        if connection.ca is not None and address.startswith("https:"):
            options["ssl_context"] = self._trusted(connection.ca)
        try:
            return Elasticsearch(
                address, max_retries=0, retry_on_timeout=False, retry_on_status=(), **options
            )
        except ValueError as error:
            raise IndexUnreachable(
                f"The connection to Elasticsearch at {address} cannot be set up from its settings."
            ) from error

    def _trusted(self, file: Path) -> ssl.SSLContext:
        try:
            return ssl.create_default_context(cafile=file)
        except OSError as error:
            raise IndexUnreachable(
                f"The file of REFORMWATCH_ELASTICSEARCH_CA, {file}, cannot be read as certificates."
            ) from error
