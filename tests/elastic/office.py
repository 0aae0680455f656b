"""One installation of reformwatch with Elasticsearch, and what the node says of it past our own client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.engines.connection import ElasticConnection
from search.index import IndexHome
from store.database import Store, open_store
from store.documents import Deleted
from tests.cli.conftest import Answer, call
from tests.conftest import PROJECT
from tests.search.corpus import make

DOCUMENTS = 450  # three bulk requests
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Office:
    """`url` is the node that keeps the index; `through` a gate before it that the program is told to use."""

    def __init__(self, home: Path, url: str, prefix: str) -> None:
        self.home, self.url, self.prefix, self.through = home, url, prefix, url

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("REFORMWATCH_")}
        ours = {"PYTHONPATH": str(PROJECT), "REFORMWATCH_HOME": str(self.home)}
        return inherited | ours | self._settings() | more

    def _settings(self) -> dict[str, str]:
        return {"REFORMWATCH_ELASTICSEARCH_URL": self.through, "REFORMWATCH_INDEX_PREFIX": self.prefix}

    def call(self, *args: str, **more: str) -> Answer:
        """The program, run to its end; its settings in `more`."""
        return call(self.home, *args, env=self._settings() | more)

    def begin(self, *args: str, **more: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *args], env=self.environment(**more), cwd=self.home,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, process_group=0,
        )  # fmt: skip

    def index(self, retry_base: float = 0.05) -> IndexHome:
        """The home of its index, for use within this process."""
        from search.engines.elastic_home import ElasticHome  # noqa: PLC0415 - only where a node is there

        return ElasticHome(ElasticConnection(self.through, prefix=self.prefix, retry_base=retry_base))

    @contextmanager
    def store(self) -> Iterator[Store]:
        with open_store(f"sqlite:///{self.home / 'reformwatch.sqlite'}") as store:
            yield store

    def save(self, *names: str, text: str = "tin cải cách", **fields: Any) -> None:
        with self.store() as store:
            for name in names:
                store.documents.save(make(name, text, name, **fields))

    def stored(self) -> dict[str, int]:
        """Document → revision, by the store."""
        with self.store() as store:
            changes = store.documents.changed_since(0, 100_000)
        return {one.id: revision for revision, one in changes if not isinstance(one, Deleted)}

    def held(self) -> dict[str, int]:
        """Document → version, by the node."""
        self.ask("POST", f"/{self.prefix}/_refresh")
        body = {"size": 10_000, "_source": False, "version": True, "query": {"match_all": {}}}
        hits = self.ask("POST", f"/{self.prefix}/_search", body)["hits"]["hits"]
        return {hit["_id"]: hit["_version"] for hit in hits}

    def versions(self) -> list[str]:
        """The indices below the alias's name, of killed builds too."""
        return sorted(self.ask("GET", f"/{self.prefix}-v*?expand_wildcards=all"))

    def serving(self) -> list[str]:
        return sorted(self.ask("GET", f"/_alias/{self.prefix}"))

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Content-Type", "application/json")
        request.data = None if body is None else json.dumps(body).encode()
        with _direct.open(request, timeout=30) as answer:
            return json.loads(answer.read() or b"{}")

    def assert_whole(self) -> None:
        """The index holds what the store holds, in one version, and nothing is left beside it."""
        assert set(self.held()) == set(self.stored())
        assert self.versions() == self.serving()
        assert len(self.versions()) == 1

    def close(self) -> None:
        try:
            for name in self.ask("GET", f"/{self.prefix}*?expand_wildcards=all"):
                self.ask("DELETE", f"/{name}")
        except OSError:
            return  # its node is gone


def wait_for(event: threading.Event, process: subprocess.Popen[bytes]) -> None:
    """Until something has happened in a process that must not end before."""
    deadline = time.monotonic() + 100
    while not event.wait(0.1):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "it never happened"


def end(process: subprocess.Popen[bytes]) -> None:
    """kill -9, while it still runs."""
    assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()


def eventually(reached: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it never came to that"
        threading.Event().wait(0.1)
