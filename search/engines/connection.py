"""How an Elasticsearch is reached: the settings of the engine as one record, free of its client."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

# The port of an address that names none.
_PORTS = {"http": 9200, "https": 443}
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?:(?P<login>[^\s/?#\\]*)@)?(?P<host>\[[0-9a-f:.]+\]|[^\s\[\]/?#\\:@]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[!\"$->A-~]*)?)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_NO_ADDRESS = (
    "is not an address such as https://search.example:9200 (in a user or password that stands before an @, "
    "the characters / ? # @ : % and blanks are written as %2F %3F %23 %40 %3A %25 %20)"
)


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
        found = read_address(self.url)
        host = f"[{found.host}]" if ":" in found.host else found.host
        return f"{found.scheme}://{host}:{found.port}{found.path.rstrip('/')}"

    @property
    def login(self) -> tuple[str, str] | None:
        """User and password, from the settings or else from the address. Raises ValueError like `address`."""
        if self.user:
            return self.user, self.password
        return read_address(self.url).login


class Address(NamedTuple):
    """The parts of an address; `host` is without the brackets of IPv6."""

    scheme: str
    login: tuple[str, str] | None
    host: str
    port: int
    path: str


def read_address(url: str) -> Address:
    """The parts of `url`. Raises ValueError with a sentence that has no part of it: it may hold a password.

    Stricter than RFC 3986: an @ after the authority, and a port that is no number, are signs of a password
    whose /, ? or # was not encoded.
    """
    found = _ADDRESS.fullmatch(url.strip())
    if found is None or not _is_host(found["host"]) or not 0 < int(found["port"] or 1) < 65536:
        raise ValueError(_NO_ADDRESS)
    scheme = found["scheme"].lower()
    user, _, password = (found["login"] or "").partition(":")
    return Address(
        scheme,
        (unquote(user), unquote(password)) if user else None,
        found["host"].strip("[]").lower(),
        int(found["port"] or _PORTS[scheme]),
        found["path"],
    )


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return _is_ipv6(host)
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return len(name) <= 253 and all(map(_LABEL.fullmatch, name.removesuffix(".").split(".")))


def _is_ipv6(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True
