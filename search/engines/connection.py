"""How an Elasticsearch is reached: the settings of the engine as one record, free of its client."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

# The port of an address that names none.
_PORTS = {"http": 9200, "https": 443}


@dataclass(frozen=True, slots=True)
class ElasticConnection:
    """`url` may hold user and password; `api_key` goes before both. Secrets are in no repr.

    `prefix` names the alias, and the indices behind it `<prefix>-v<N>`. `retry_base` is the first wait in
    seconds before a bulk request is sent again; waits double, and end after 300 times as many seconds.
    """

    url: str = field(repr=False)
    api_key: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    ca: Path | None = None
    prefix: str = "reformwatch"
    shards: int = 1
    retry_base: float = 1.0

    @property
    def address(self) -> str:
        """`scheme://host:port/path`, without secrets. Raises ValueError where `url` is no such address."""
        parts = urlsplit(self.url.strip())
        if parts.scheme not in _PORTS or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("The address of Elasticsearch is no http:// or https:// address of a server.")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return f"{parts.scheme}://{host}:{parts.port or _PORTS[parts.scheme]}{parts.path.rstrip('/')}"

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password, from the settings or else from the address."""
        parts = urlsplit(self.url.strip())
        if self.user:
            return self.user, self.password
        return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
