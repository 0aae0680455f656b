"""Changes on their way into an index: in bulk requests, repeated until the server has taken each one.

Repeating is safe: a document has one id, and the store's revision as its version, so that a change that came
twice or late leaves the newest one (`version_type` external_gte).
"""

from __future__ import annotations

import json
import random
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from search.engines.elastic_client import Node
from search.engines.elastic_faults import Overloaded, TooLarge, Unanswered, item_problem, reason, shapes
from search.engines.elastic_schema import body
from search.entries import EntryError, entry, id_number
from search.errors import IndexProblem
from search.index import Refused, Updated, Versioned
from store.records import Document

# One request: few enough to be held in memory by both sides, also when the server is small.
_MOST_ITEMS = 200
_MOST_BYTES = 5_000_000
# Requests at once: the server works on one while the next is made.
_AT_ONCE = 2
# Waits in units of `retry_base`: the longest, all together, and how often an answer may fail to come.
_LONGEST_WAIT = 60
_PATIENCE = 300
_MOST_LOST = 3


class _Item(NamedTuple):
    """One change: it deletes where it has no `body`; `refused` says why a document is deleted instead."""

    id: str
    revision: int
    body: bytes | None
    refused: str | None = None

    @property
    def lines(self) -> list[bytes]:
        action = "delete" if self.body is None else "index"
        about = {"_id": self.id, "version": self.revision, "version_type": "external_gte"}
        header = json.dumps({action: about}).encode()
        return [header] if self.body is None else [header, self.body]

    def refuse(self, why: str) -> _Item:
        return self._replace(body=None, refused=why)


@dataclass(slots=True)
class _Tally:
    done: int = 0
    refused: list[Refused] = field(default_factory=list)

    def add(self, item: _Item) -> None:
        if item.refused is None:
            self.done += 1
        else:
            self.refused.append(Refused(item.id, item.refused))


def send(node: Node, target: str, changes: Iterable[Versioned]) -> Updated:
    """Applies `changes` to the index behind the alias `target`. Raises IndexProblem.

    When it raises, some of the changes are made; all of them may be sent again.
    """
    tally, stop = _Tally(), threading.Event()
    running: deque[Future[list[_Item]]] = deque()
    with ThreadPoolExecutor(_AT_ONCE, "bulk") as pool:
        try:
            for chunk in _chunks(changes):
                if len(running) == _AT_ONCE:
                    _collect(tally, running.popleft())
                running.append(pool.submit(_deliver, _Delivery(node, target, stop), chunk))
            while running:
                _collect(tally, running.popleft())
        finally:
            stop.set()
    return Updated(tally.done, tuple(tally.refused))


def _collect(tally: _Tally, future: Future[list[_Item]]) -> None:
    for item in future.result():
        tally.add(item)


def _chunks(changes: Iterable[Versioned]) -> Iterator[list[_Item]]:
    chunk: list[_Item] = []
    size = 0
    for change in changes:
        item = _item(change)
        length = len(item.body or b"")
        if chunk and (len(chunk) == _MOST_ITEMS or size + length > _MOST_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += length
    if chunk:
        yield chunk


def _item(versioned: Versioned) -> _Item:
    revision, change = versioned
    if not isinstance(change, Document):
        return _Item(change.id, revision, None)
    try:
        return _Item(change.id, revision, body(entry(change), change))
    except EntryError as error:
        return _Item(change.id, revision, None, str(error))


@dataclass(frozen=True, slots=True)
class _Delivery:
    node: Node
    target: str
    stop: threading.Event


def _deliver(delivery: _Delivery, chunk: list[_Item]) -> list[_Item]:
    """Sends the items until each is taken; gives them back, some as refused."""
    taken = [item for item in chunk if not _is_id(item.id)]  # such a document was never held
    pending = [item for item in chunk if _is_id(item.id)]
    waits, lost = _waits(delivery.node.connection.retry_base), 0
    while pending:
        try:
            pending, problem = _sent(delivery, pending, taken)
        except TooLarge as error:
            return taken + _in_parts(delivery, pending, error)
        except Overloaded as error:
            problem = error
        except Unanswered as error:
            problem, lost = error, lost + 1
        if problem is not None:
            wait = next(waits, None)
            if wait is None or lost > _MOST_LOST or delivery.stop.wait(wait):
                raise problem
    return taken


def _sent(
    delivery: _Delivery, items: list[_Item], taken: list[_Item]
) -> tuple[list[_Item], IndexProblem | None]:
    """One request: what is to be sent again, and after which problem."""
    answer = delivery.node.bulk(f"/{delivery.target}", [line for item in items for line in item.lines])
    again: list[_Item] = []
    problem: IndexProblem | None = None
    for item, outcome in zip(items, _outcomes(delivery.node, answer, len(items)), strict=True):
        status, error = int(outcome["status"]), outcome.get("error")
        # 409: the index holds a newer version, which is what this change was on the way to.
        if error is None or status == 409:
            taken.append(item)
        elif stopper := item_problem(delivery.node.address, status, error):
            if not isinstance(stopper, Overloaded):
                raise stopper
            again.append(item)
            problem = stopper
        elif item.refused is None:
            again.append(item.refuse(f"Elasticsearch refuses it ({reason({'error': error})})."))
        else:
            taken.append(item)
    return again, problem


def _outcomes(node: Node, answer: Any, count: int) -> Sequence[Mapping[str, Any]]:
    with shapes(node.address):
        found = [next(iter(item.values())) for item in answer.get("items", ()) if item]
    if len(found) != count:
        raise Unanswered(f"Elasticsearch at {node.address} answered for {len(found)} of {count} documents.")
    return found


def _in_parts(delivery: _Delivery, items: list[_Item], error: TooLarge) -> list[_Item]:
    if len(items) == 1:
        if items[0].refused is not None:
            raise error
        return _deliver(delivery, [items[0].refuse(str(error))])
    half = len(items) // 2
    return _deliver(delivery, items[:half]) + _deliver(delivery, items[half:])


def _is_id(text: str) -> bool:
    try:
        return id_number(text) >= 0
    except EntryError:
        return False


def _waits(base: float) -> Iterator[float]:
    """Seconds before each repetition: 1, 2, 4, 8 … times `base`, a little spread, for five minutes in all."""
    spent, step = 0.0, 1.0
    while spent + step <= _PATIENCE:
        yield base * step * random.uniform(0.8, 1.0)  # noqa: S311 - no secret
        spent, step = spent + step, min(step * 2, _LONGEST_WAIT)
