"""The pages on a real server on loopback, over a store that a test fills."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from search.engines.folders import EmbeddedHome
from search.web.app import create_app
from search.web.site import Site
from store.database import Store, open_store
from tests.stores import empty_store, store

__all__ = ["empty_store", "store"]

SECRET = b"a secret of the tests"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Web:
    port: int

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """One request over a connection of its own; `headers` with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            found = connection.getresponse()
            return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, found.read())
        finally:
            connection.close()


def serving(site: Site) -> AbstractContextManager[Web]:
    return serving_app(create_app(site))


@contextmanager
def serving_app(app: FastAPI) -> Iterator[Web]:
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, access_log=False, log_config=None, server_header=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.02)
        assert server.started
        yield Web(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(60)


def site_of(store: Store, home: Path) -> Site:
    return Site(
        store=store, home=home, index=EmbeddedHome(home / "index"), secret=SECRET,
        public_url="https://web.office.example", contact="nghien-cuu@office.example",
        user_agent="reformwatch/1 (+nghien-cuu@office.example)", rate_limit=0,
    )  # fmt: skip


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Site:
    return site_of(store, tmp_path)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The pages of an empty store, for tests that change nothing."""
    home = tmp_path_factory.mktemp("empty")
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store, serving(site_of(store, home)) as running:
        yield running


@pytest.fixture
def web(site: Site) -> Iterator[Web]:
    with serving(site) as running:
        yield running


@pytest.fixture
def web_with(site: Site) -> Iterator[Callable[..., Web]]:
    """The pages with other settings."""
    with ExitStack() as stack:
        yield lambda **changed: stack.enter_context(serving(replace(site, **changed)))
