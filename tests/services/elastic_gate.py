"""A door before an Elasticsearch node: TLS, credentials, and answers that a test makes up or holds back.

The node of the tests has no security module and cannot be brought to refuse single items at will, so this
stands in its place: what it lets through is done by the real node behind it. Without a node it is a server of
its own, such as one that is too old.
"""

from __future__ import annotations

import base64
import gzip
import http.client
import json
import re
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}


@dataclass(frozen=True)
class Asked:
    """A request; names of `headers` are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_bulk(self) -> bool:
        return urlsplit(self.path).path.endswith("/_bulk")


@dataclass(frozen=True)
class Reply:
    """An answer; `status` 0 breaks the connection without one."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: PRODUCT)


Forward = Callable[[Asked], Reply]
Step = Callable[[Asked, Forward], Reply]


def refusal(status: int, kind: str, reason: str, **more: Any) -> Reply:
    """An error in the form of Elasticsearch."""
    error = {"type": kind, "reason": reason, **more}
    body = {"error": {"root_cause": [{"type": kind, "reason": reason}], **error}, "status": status}
    return Reply(status, json.dumps(body).encode())


def too_old(asked: Asked, forward: Forward) -> Reply:
    """Elasticsearch 8: it says so where it is asked, and knows no media type of version 9."""
    accept = asked.headers.get("accept", "")
    if "compatible-with=9" in accept:
        wrong = f"Accept version must be either version 8 or 7, but found 9. Accept={accept}"
        return refusal(
            400, "media_type_header_exception", "Invalid media-type value on headers [Accept, Content-Type]",
            caused_by={"type": "status_exception", "reason": wrong},
        )  # fmt: skip
    reply = forward(asked)
    return replace(reply, body=re.sub(rb'("version":\s*")9\.[\d.]+"', rb'\g<1>8.19.1"', reply.body))


def not_elasticsearch(asked: Asked, _: Forward) -> Reply:
    """Some other server that has an answer for everything."""
    return Reply(200, b'{"welcome": "printer"}', {"Content-Type": "application/json"})


class Gate:
    """Serves on 127.0.0.1 while the `with` block lasts; `asked` holds what was let in, in order.

    `step` decides on each request that carries the right credentials: it answers itself or forwards. With an
    API key (`id:secret`, sent in base64) or a user the others get 401; `barred` credentials are known and may
    do nothing: 403.
    """

    def __init__(
        self, node: str = "", step: Step | None = None, *, tls: ssl.SSLContext | None = None,
        api_key: str = "", user: tuple[str, str] | None = None, barred: bool = False,
    ) -> None:  # fmt: skip
        self.step: Step = step or (lambda asked, forward: forward(asked))
        self.asked: list[Asked] = []
        self._node, self._tls, self._barred = urlsplit(node), tls, barred
        self._allowed = {f"apikey {base64.b64encode(api_key.encode()).decode()}"} if api_key else set()
        if user:
            self._allowed.add(f"basic {base64.b64encode(':'.join(user).encode()).decode()}")
        self._server = _Listener(("127.0.0.1", 0), _Handler)
        self._server.gate, self._server.tls = self, tls
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )

    def __enter__(self) -> Gate:
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
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def answer(self, asked: Asked) -> Reply:
        if self._allowed:
            scheme, _, secret = asked.headers.get("authorization", "").partition(" ")
            if f"{scheme.lower()} {secret}" not in self._allowed:
                return refusal(
                    401, "security_exception", f"unable to authenticate for REST request [{asked.path}]"
                )
            if self._barred:
                return refusal(403, "security_exception", "action is unauthorized for this API key")
        self.asked.append(asked)
        return self.step(asked, self._forward)

    def _forward(self, asked: Asked) -> Reply:
        assert self._node.hostname
        connection = http.client.HTTPConnection(self._node.hostname, self._node.port, timeout=60)
        left_out = {"host", "content-length", "content-encoding", "accept-encoding", "authorization"}
        headers = {name: value for name, value in asked.headers.items() if name not in left_out}
        try:
            connection.request(asked.method, asked.path, asked.body, headers)
            answer = connection.getresponse()
            said = {
                name: value
                for name, value in answer.getheaders()
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}
            }
            return Reply(answer.status, answer.read(), said)
        except OSError:
            return Reply(0)
        finally:
            connection.close()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    gate: Gate
    tls: ssl.SSLContext | None

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake belongs into the connection's own thread; one that fails is the client's matter.
        with suppress(OSError):
            if self.tls is None:
                super().finish_request(request, client_address)
                return
            with self.tls.wrap_socket(request, server_side=True) as wrapped:
                super().finish_request(wrapped, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Listener

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.gate.answer(Asked(self.command, self.path, headers, body))
        if reply.status == 0:
            self.close_connection = True
            return
        self.send_response_only(reply.status)
        named = {name.lower() for name in reply.headers}
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if "content-type" not in named:
            self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 -- called by these names

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class names it so
        """Silent: whoever wants to know looks at `asked`."""
