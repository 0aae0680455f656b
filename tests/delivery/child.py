"""A sender in a process of its own, to be killed."""

from __future__ import annotations

from store.database import open_store
from store.deliveries import Policy
from tests.delivery.office import post, server_at
from tests.faults.naive_store import switch_off_as_told

PRELOADED = ("tests.delivery.office", "search.digest.delivering", "store.database")


def send(url: str, port: int, policy: Policy) -> None:
    switch_off_as_told()
    with open_store(url) as store:
        post(store, server_at(port), policy=policy)
