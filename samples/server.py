"""The sample portals on loopback: one port, every host by its Host header, each request remembered."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from samples.pages.base import Response
from samples.sites import sample_sites

Hit = dict[str, Any]


class Site(Protocol):
    """What the server asks of a portal: its host name and a response to a target, None for a 404."""

    @property
    def host(self) -> str: ...

    def respond(self, path: str, query: str) -> Response | None: ...


class SampleServer:
    """Serves sites on 127.0.0.1 while the `with` block lasts.

    `hits` holds one dict a request: t (seconds since the epoch), host, method, target, path, ua, headers,
    status. A request for a host that is not served gets the site if there is only one, else a 404.
    """

    def __init__(self, sites: Sequence[Site] | None = None, *, sitemap: bool = True, port: int = 0) -> None:
        chosen = sample_sites(sitemap=sitemap) if sites is None else sites
        self.sites: Mapping[str, Site] = {site.host: site for site in chosen}
        self.hits: list[Hit] = []
        self._lock = threading.Lock()
        self._server = _Listener(("127.0.0.1", port), _Handler)
        self._server.sample = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self) -> SampleServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def connect_to(self) -> dict[str, tuple[str, int]]:
        """The mapping that sends a crawl of these hosts here."""
        return dict.fromkeys(self.sites, ("127.0.0.1", self.port))

    def targets(self, host: str) -> list[str]:
        """What was asked of one host, in order."""
        return [hit["target"] for hit in self.hits if hit["host"] == host]

    def answer(self, host: str, target: str) -> Response:
        """The response to a target such as `/tin-tuc?trang=2` of a host, 404 included."""
        site = self.sites.get(host) or (next(iter(self.sites.values())) if len(self.sites) == 1 else None)
        parts = urlsplit(target)
        found = site.respond(unquote(parts.path), parts.query) if site else None
        return found or Response(NOT_FOUND, 404)

    def remember(self, hit: Hit) -> None:
        with self._lock:
            self.hits.append(hit)


NOT_FOUND = (
    "<html><head><title>404</title></head><body><h1>404 - Không tìm thấy trang</h1></body></html>".encode()
)
DECLARATIONS = Path(__file__).parent / "portals"


def portals_folder() -> Path:
    """The declarations of the sample portals, one YAML file each."""
    return DECLARATIONS


def connect_to(port: int) -> dict[str, tuple[str, int]]:
    """{host: (address, port)} for the five sample portals served on `port`."""
    return {site.host: ("127.0.0.1", port) for site in sample_sites()}


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    sample: SampleServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer on a kept connection waits 40 ms
    wbufsize = -1  # head and body leave in one piece
    timeout = 30
    server: _Listener

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        """Silent: whoever wants to know asks `hits`."""

    def _answer(self, *, with_body: bool) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0].lower()
        response = self.server.sample.answer(host, self.path)
        self.server.sample.remember(self._hit(host, response.status))
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers:
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(response.body)
        self.wfile.flush()

    def _hit(self, host: str, status: int) -> Hit:
        return {
            "t": time.time(),
            "host": host,
            "method": self.command,
            "target": self.path,
            "path": urlsplit(self.path).path,
            "ua": self.headers.get("User-Agent", ""),
            "headers": dict(self.headers.items()),
            "status": status,
        }
