"""The right to write an engine's indices, as a document that its holder renews until it lets go or dies."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from search.engines.elastic_client import WRITE, Node
from search.engines.elastic_faults import Conflict, shapes
from search.engines.elastic_schema import MADE_BY
from search.errors import IndexBusy, IndexProblem, IndexUnreachable
from store.processes import is_dead, this_host, this_process

logger = logging.getLogger(__name__)

# Seconds: how long a lock outlives a holder that nobody can look at, and how often it is renewed.
LEASE = 60.0
_RENEWAL = 15.0
_DOCUMENT = "writer"


class Lock:
    """The lock of one prefix."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._index = f"{node.connection.prefix}-lock"
        self._seen: Mapping[str, Any] = {}
        self._until = 0.0  # on the clock of this process
        self._lost = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Raises IndexBusy while another living process holds it."""
        self._take()
        done = threading.Event()
        renewal = threading.Thread(target=self._renew, args=(done,), name="lock", daemon=True)
        renewal.start()
        try:
            yield
        finally:
            done.set()
            renewal.join()
            self._release()

    def check(self) -> None:
        """Raises IndexBusy if this process held the lock and somebody else may have taken it since."""
        if self._lost or (self._seen and time.monotonic() > self._until):
            raise IndexBusy("Another process has taken over writing the index; run the command again.")

    def _take(self) -> None:
        holder = self._holder()
        if holder.get("found") and not self._ended(holder.get("_source")):
            raise IndexBusy("Another process is writing the index; try again later.")
        try:
            self._write(holder)
        except Conflict as error:
            raise IndexBusy("Another process is writing the index; try again later.") from error

    def _holder(self) -> Mapping[str, Any]:
        answer = self._node.ask("POST", f"/{self._index}/_mget", {"ids": [_DOCUMENT]})
        with shapes(self._node.address):
            found: Mapping[str, Any] = answer["docs"][0]
            failed = "error" in found
        if failed:
            self._make()
        return found

    def _make(self) -> None:
        keyword = {"type": "keyword", "index": False, "doc_values": False}
        fields = {"host": keyword, "process": keyword, "expires": {"type": "double", "index": False}}
        mappings = {"dynamic": "strict", "_meta": {"made_by": MADE_BY}, "properties": fields}
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        with suppress(Conflict):  # another process has just made it
            body = {"settings": settings, "mappings": mappings}
            self._node.ask("PUT", f"/{self._index}", body, wait=WRITE)

    def _write(self, seen: Mapping[str, Any]) -> None:
        """Writes this process as the holder, if the document is still as it was `seen`."""
        started = time.monotonic()
        held = {"host": this_host(), "process": this_process(), "expires": time.time() + LEASE}
        params = _unchanged(seen) if seen.get("found") else {"op_type": "create"}
        path = f"/{self._index}/_doc/{_DOCUMENT}"
        self._seen = self._node.ask("PUT", path, held, params=params) | {"found": True}
        self._until = started + LEASE

    def _ended(self, holder: Any) -> bool:
        try:
            return bool(holder["expires"] < time.time() or is_dead(holder["host"], holder["process"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise IndexUnreachable(
                f"The index {self._index!r} on Elasticsearch at {self._node.address} holds something else "
                "than reformwatch's lock: remove it, or set REFORMWATCH_INDEX_PREFIX to another name."
            ) from error

    def _renew(self, done: threading.Event) -> None:
        while not done.wait(_RENEWAL) and not self._lost:
            try:
                self._write(self._seen)
            except Conflict:
                self._lost = True
            except IndexProblem as problem:
                logger.debug("the lock of the index could not be renewed: %s", problem)

    def _release(self) -> None:
        seen, self._seen = self._seen, {}
        lost, self._lost = self._lost, False
        if not lost:
            with suppress(IndexProblem):  # then it ends with its lease, or with this process
                self._node.ask("DELETE", f"/{self._index}/_doc/{_DOCUMENT}", params=_unchanged(seen))


def _unchanged(seen: Mapping[str, Any]) -> dict[str, Any]:
    return {"if_seq_no": seen["_seq_no"], "if_primary_term": seen["_primary_term"]}
