"""A fresh store for each test, on SQLite and, where REFORMWATCH_TEST_POSTGRES names a server, PostgreSQL.

`python tests/services/postgres.py start` makes such a server and prints its URL.
"""

from __future__ import annotations

import atexit
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa

from store.database import Store, open_store

SERVER = os.environ.get("REFORMWATCH_TEST_POSTGRES", "")
BACKENDS = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=[
            pytest.mark.postgres,
            pytest.mark.skipif(not SERVER, reason="REFORMWATCH_TEST_POSTGRES names no server: SQLite only"),
        ],
    ),
]


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; where the test asks for the `store`, its tables are there already."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'store.sqlite'}"
        return
    with _database(_with_tables() if "store" in request.fixturenames else "template1") as url:
        yield url


@contextmanager
def _database(template: str) -> Iterator[str]:
    server = sa.make_url(SERVER).set(drivername="postgresql+pg8000")
    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


def empty_database() -> AbstractContextManager[str]:
    """The URL of a new database of the server."""
    return _database("template1")


_templates = ExitStack()
atexit.register(_templates.close)


@cache
def _with_tables() -> str:
    """The name of a database with the store's tables, made once: a copy takes a tenth of their making."""
    url = _templates.enter_context(_database("template1"))
    open_store(url).close()
    name = sa.make_url(url).database
    assert name is not None
    return name


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'only.sqlite'}"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with open_store(store_url) as opened:
        yield opened


@pytest.fixture
def rows(store_url: str) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """Asks the database itself, past the store."""
    engine = sa.create_engine(store_url.replace("postgresql://", "postgresql+pg8000://"))

    def ask(statement: str) -> list[tuple[object, ...]]:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(statement))]

    yield ask
    engine.dispose()
