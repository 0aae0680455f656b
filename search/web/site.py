"""What the pages are made of: the store, and what the settings say of this site."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from search.index import IndexHome
from store.database import Store


@dataclass(frozen=True, slots=True)
class Site:
    """`hosts` are the names that the site answers to; `rate_limit`: requests a minute and address, 0: any."""

    store: Store
    home: Path
    index: IndexHome
    secret: bytes = field(repr=False)
    public_url: str = ""
    contact: str = ""
    user_agent: str = ""
    delay: float = 2.0
    rate_limit: int = 60
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
