"""What an endpoint of the faulty portal is given, and what it may give back."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TypeAlias

HTML = "text/html; charset=utf-8"
LONG = 9.0  # seconds that something endless goes on: three times the longest time-out that a test sets


@dataclass(frozen=True)
class Ask:
    """A request: `rest` is what follows the endpoint's name in the path, `seen` how often it came before."""

    host: str
    path: str
    rest: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    seen: int
    seed: int

    @property
    def number(self) -> int:
        return int(self.rest.split("/")[0] or 0)


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = HTML

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Raw: TypeAlias = Callable[["Wire"], None]
Endpoint: TypeAlias = Callable[[Ask], "Answer | Raw"]


@dataclass(frozen=True)
class Wire:
    """The connection itself, for answers that no HTTP library would send."""

    handler: BaseHTTPRequestHandler

    def send(self, data: bytes) -> None:
        self.handler.wfile.write(data)
        self.handler.wfile.flush()

    def head(self, *lines: str, status: str = "200 OK") -> None:
        text = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", *lines))
        self.send(f"{text}\r\n".encode("latin-1"))

    def drip(self, pieces: Iterable[bytes], pause: float) -> None:
        for part in pieces:
            self.send(part)
            time.sleep(pause)

    def reset(self) -> None:
        """End with a RST instead of a FIN."""
        linger = struct.pack("ii", 1, 0)
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close()

    def close(self) -> None:
        self.handler.close_connection = True
        self.handler.connection.shutdown(socket.SHUT_RDWR) if not self._is_gone() else None
        self.handler.connection.close()

    def _is_gone(self) -> bool:
        return self.handler.connection.fileno() < 0


def redirect(to: str, status: int = 302, **headers: str) -> Answer:
    return Answer("", status, {"Location": to} | headers)
