"""Naive forms of the guards of the store, of the archive, of declarations and of the index.

They are switched off in the process of the test itself, and in the processes that it starts for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.faults import naive_care, naive_delivery, naive_schedule, naive_writing
from tests.faults.patching import everywhere, replace

OF_PROCESSES = "TEST_WITHOUT_GUARD"  # in the environment of the processes that tests start


def switch_off_as_told() -> None:
    """In a process that a test has started."""
    guard = os.environ.get(OF_PROCESSES, "")
    if guard in GUARDS:
        GUARDS[guard]()


def no_transactions() -> None:
    """Every statement is a transaction of its own."""
    replace("store.engine._begin_sqlite", lambda connection: None)


def no_log() -> None:
    """SQLite as it comes: readers and the writer keep each other out, and nobody waits."""
    pragmas = ("journal_mode=DELETE", "synchronous=FULL", "busy_timeout=0", "foreign_keys=ON")
    replace("store.engine._PRAGMAS", pragmas)


def any_schema() -> None:
    from store.migrations import MIGRATIONS, check_version

    everywhere(check_version, lambda version, migrations=MIGRATIONS: version < len(migrations))


def warcio_alone() -> None:
    """An archive is what warcio reads of it, which says nothing of where it stopped."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    from store.verification import Checked, check_file

    def naive(path: Path, closed: Any) -> Checked:
        checked = Checked(path.name)
        with path.open("rb") as file, suppress(ArchiveLoadFailed):
            for _ in ArchiveIterator(file):
                checked.records += 1
        return checked

    everywhere(check_file, naive)


def any_key() -> None:
    """A key of a declaration that nobody knows is no mistake."""
    from crawler import declaration_model

    for model in declaration_model._Model.__subclasses__():
        model.model_config = {**model.model_config, "extra": "ignore"}
        model.model_rebuild(force=True)


def sent_once() -> None:
    """Changes go to the index in bulk, and nobody looks at what it says of them."""
    from search.engines import elastic_bulk
    from search.errors import IndexProblem

    def naive(delivery: Any, chunk: list[Any]) -> list[Any]:
        with suppress(IndexProblem):
            elastic_bulk._sent(delivery, chunk, [])
        return chunk

    replace("search.engines.elastic_bulk._deliver", naive)


def no_revisions() -> None:
    """The last writer wins."""
    import json

    def lines(self: Any) -> list[bytes]:
        header = json.dumps({"delete" if self.body is None else "index": {"_id": self.id}}).encode()
        return [header] if self.body is None else [header, self.body]

    replace("search.engines.elastic_bulk._Item.lines", property(lines))


def any_field() -> None:
    from search.engines.elastic_schema import mapping

    strict = mapping()
    importing = "search.engines.elastic_home"  # has it by name
    __import__(importing)
    everywhere(mapping, lambda: strict | {"dynamic": True})


def two_swaps() -> None:
    """The old index is taken from the alias before the new one gets it."""
    import time

    from search.engines.elastic_home import ElasticHome

    publish = ElasticHome.publish

    def naive(self: Any, state: Any) -> None:
        for name in self._behind():
            remove = {"actions": [{"remove": {"index": name, "alias": self._alias}}]}
            self._node.ask("POST", "/_aliases", remove)
        time.sleep(0.5)
        publish(self, state)

    ElasticHome.publish = naive  # type: ignore[method-assign]


GUARDS: Mapping[str, Callable[[], None]] = {
    "transactions": no_transactions,
    "log": no_log,
    "schema": any_schema,
    "verification": warcio_alone,
    "keys": any_key,
    "bulk-answers": sent_once,
    "revisions": no_revisions,
    "strict-fields": any_field,
    "one-swap": two_swaps,
    **naive_care.GUARDS,
    **naive_delivery.GUARDS,
    **naive_writing.GUARDS,
    **naive_schedule.GUARDS,
}
