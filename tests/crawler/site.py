"""A small portal on loopback: pages as the test says, and a log of every hit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Hit:
    at: float
    host: str
    path: str
    status: int
    headers: Mapping[str, str]

    @property
    def agent(self) -> str:
        return self.headers.get("user-agent", "")


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    then: Callable[[BaseHTTPRequestHandler], None] | None = None  # takes over instead of an answer

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Page = Answer | str | Callable[["Site", Hit], "Answer | str"]


class Site:
    """Serves `pages` (path with query → page) for every host that is asked for; a missing one is 404."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = dict(pages)
        self.hits: list[Hit] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def connect_to(self, *hosts: str) -> dict[str, tuple[str, int]]:
        return dict.fromkeys(hosts, ("127.0.0.1", self.port))

    def paths(self, host: str | None = None) -> list[str]:
        return [hit.path for hit in self.hits if host is None or hit.host == host]

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Answer:
        page = self.pages.get(f"{host}{path}", self.pages.get(path, Answer("<h1>404</h1>", 404)))
        if callable(page) and not isinstance(page, (Answer, str)):
            page = page(self, Hit(time.monotonic(), host, path, 0, headers))
        answer = page if isinstance(page, Answer) else Answer(page)
        self.hits.append(Hit(time.monotonic(), host, path, answer.status, headers))
        return answer


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = site.answer((headers.get("host") or "").lower(), self.path, headers)
            if answer.then is not None:
                answer.then(self)
                return
            self.send_response(answer.status)
            kind = "application/xml" if self.path.endswith(".xml") else "text/html; charset=utf-8"
            for name, value in {"Content-Type": kind, **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.data)))
            self.end_headers()
            self.wfile.write(answer.data)

        def log_message(self, *args: object) -> None:
            pass

    return Handler


# --- Pages in the grammar that tests.crawler.plain_reader reads --------------------------------------------


def article(title: str, date: str = "", links: str = "") -> str:
    return f"<html><h1>{title}</h1><time>{date}</time><p>Nội dung {title}</p>{links}</html>"


def listing(items: Mapping[str, str], pager: tuple[str, ...] = (), nav: tuple[str, ...] = ()) -> str:
    """Items: address → the date shown beside it."""
    rows = "".join(
        f'<a class="item" href="{url}" data-date="{date}">Tin {url}</a>' for url, date in items.items()
    )
    pages = "".join(f'<a class="pager" href="{url}">trang</a>' for url in pager)
    menu = "".join(f'<a class="nav" href="{url}">mục</a>' for url in nav)
    return f"<html><!--listing-->{rows}{pages}{menu}</html>"


def sitemap(*urls: str, lastmod: str = "") -> str:
    stamp = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    rows = "".join(f"<url><loc>{url}</loc>{stamp}</url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def robots(*lines: str) -> Answer:
    return Answer("\n".join(("User-agent: *", *lines)), headers={"Content-Type": "text/plain"})
