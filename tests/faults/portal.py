"""The faulty portal: one process, the standard library only, 127.0.0.1 only; `modes.HOSTS` by Host header.

`python -m tests.faults.portal --log hits.jsonl [--seed 7]` prints the port that it serves. Each hit becomes
a line {t, host, method, path, ua, headers} of the log before it is answered. `POST /_admin` with
{host: mode} changes modes while it runs.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qsl, urlsplit

from tests.faults.answers import Answer, Wire
from tests.faults.modes import Modes


class Portal(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, modes: Modes, log: TextIO) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.modes = modes
        self._log = log
        self._lock = threading.Lock()

    def remember(self, hit: dict[str, Any]) -> None:
        with self._lock:
            self._log.write(json.dumps(hit, ensure_ascii=False) + "\n")
            self._log.flush()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle of a fault is what the fault is for."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server: Portal

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        host = headers.get("host", "").partition(":")[0].lower()
        self.server.remember(
            {"t": time.time(), "host": host, "method": self.command, "path": self.path,
             "ua": headers.get("user-agent", ""), "headers": headers}
        )  # fmt: skip
        query = dict(parse_qsl(urlsplit(self.path).query))
        found = self.server.modes.answer(host, self.path, query, headers)
        if isinstance(found, Answer):
            self._answer(found)
        else:
            self.close_connection = True
            found(Wire(self))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path != "/_admin":
            self.send_error(404)
            return
        self.server.modes.change(json.loads(body))
        self._answer(Answer("{}", kind="application/json"))

    def log_message(self, *args: object) -> None:
        pass

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.kind is not None:
            self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value.encode().decode("latin-1"))
        self.send_header("Content-Length", str(len(answer.data)))
        self.end_headers()
        if answer.status not in (204, 304):
            self.wfile.write(answer.data)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--log", type=Path, required=True)
    options.add_argument("--seed", type=int, default=7)
    given = options.parse_args()
    with given.log.open("a", encoding="utf-8") as log:
        portal = Portal(Modes(given.seed), log)
        sys.stdout.write(f"{portal.server_address[1]}\n")
        sys.stdout.flush()
        portal.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
