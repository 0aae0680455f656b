"""A store and a mail server for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.delivery.server import Mailbox, mail_server
from tests.stores import empty_store, store

__all__ = ["empty_store", "store"]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port(mailbox: Mailbox) -> Iterator[int]:
    with mail_server(mailbox) as found:
        yield found
