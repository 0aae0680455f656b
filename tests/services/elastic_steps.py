"""Steps for `tests.services.elastic_gate`: bulk requests refused in part, held, or left without an answer."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.services.elastic_gate import Asked, Forward, Reply, refusal

Item = tuple[dict[str, Any], bytes]  # {operation: {…}} and the line after it, empty for a delete
BUSY = {"type": "es_rejected_execution_exception", "reason": "rejected execution of coordinating operation"}
_NOTHING_DONE = Reply(200, b'{"items": []}')


def items(body: bytes) -> list[Item]:
    lines, found = iter(body.split(b"\n")), []
    for line in lines:
        if line.strip():
            action = json.loads(line)
            found.append((action, b"" if "delete" in action else next(lines)))
    return found


def lines(kept: list[Item]) -> bytes:
    return b"".join(
        json.dumps(action).encode() + b"\n" + (source + b"\n" if source else b"") for action, source in kept
    )


def target(item: Item) -> str:
    """The `_id` that an item is about."""
    return str(next(iter(item[0].values()))["_id"])


def refuse_items(wanted: Callable[[str], bool], times: int = 1) -> Callable[[Asked, Forward], Reply]:
    """The node is too busy for items of the ids that are `wanted`, each `times` times; does the others."""
    refused: Counter[str] = Counter()

    def step(asked: Asked, forward: Forward) -> Reply:
        if not asked.is_bulk:
            return forward(asked)
        asked_for = items(asked.body)
        out = {target(item) for item in asked_for if wanted(target(item)) and refused[target(item)] < times}
        refused.update(out)
        kept = [item for item in asked_for if target(item) not in out]
        done = forward(replace(asked, body=lines(kept))) if kept else _NOTHING_DONE
        said = json.loads(done.body)
        rest = iter(said["items"])
        said["items"] = [_busy(item) if target(item) in out else next(rest) for item in asked_for]
        said |= {"took": 1, "errors": bool(out) or said.get("errors", False)}
        return (
            replace(done, body=json.dumps(said).encode()) if kept else Reply(200, json.dumps(said).encode())
        )

    return step


def refuse_requests(status: int, times: int) -> Callable[[Asked, Forward], Reply]:
    """The first bulk requests get an HTTP status for an answer and are not done."""
    left = [times]

    def step(asked: Asked, forward: Forward) -> Reply:
        if asked.is_bulk and left[0] > 0:
            left[0] -= 1
            return refusal(status, BUSY["type"], BUSY["reason"])
        return forward(asked)

    return step


def lose_answers(times: int) -> Callable[[Asked, Forward], Reply]:
    """The first bulk requests are done, and the connection breaks before their answer."""
    left = [times]

    def step(asked: Asked, forward: Forward) -> Reply:
        reply = forward(asked)
        if asked.is_bulk and left[0] > 0:
            left[0] -= 1
            return Reply(0)
        return reply

    return step


class Hold:
    """Lets `count` bulk requests pass and holds the next one: `reached` is set then, `go` lets it go on.

    `done` says whether the node has carried out the one that is held.
    """

    def __init__(self, count: int, *, done: bool = False) -> None:
        self.reached, self.go = threading.Event(), threading.Event()
        self._left, self._done = count, done

    def __call__(self, asked: Asked, forward: Forward) -> Reply:
        if not asked.is_bulk:
            return forward(asked)
        self._left -= 1
        if self._left >= 0 or self.reached.is_set():
            return forward(asked)
        reply = forward(asked) if self._done else None
        self.reached.set()
        self.go.wait(120)
        return reply or forward(asked)


def _busy(item: Item) -> dict[str, Any]:
    operation, facts = next(iter(item[0].items()))
    return {operation: {"_index": facts.get("_index"), "_id": facts["_id"], "status": 429, "error": BUSY}}
