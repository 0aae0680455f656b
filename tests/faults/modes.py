"""How each virtual portal behaves: a mode per host, which `/_admin` changes while the portal runs."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.faults import bombs, encodings, liars, payloads, redirects, timing, traps
from tests.faults.answers import Answer, Ask, Endpoint, Raw
from tests.faults.golden import ARTICLES, CONTROL, GOLDEN, HEALED, PER_LIST, article, listing, piece
from tests.faults.robots import robots

EVIL = ("xau-1.example", "xau-2.example", "xau-3.example")
DECENT = (GOLDEN, CONTROL, *(f"tot-{number}.example" for number in range(1, 8)))
HOSTS = (*DECENT, *EVIL)  # twelve; further names are served as `Mode()` says until somebody says otherwise
_NOT_FOUND = Answer("<html><head><title>404</title></head><body><h1>404</h1></body></html>", 404)

ENDPOINTS: dict[str, Endpoint] = {}
for _module in (timing, bombs, redirects, traps, liars, encodings, payloads):
    ENDPOINTS |= _module.ENDPOINTS


EVIL_MODES: Mapping[str, Mapping[str, Any]] = {
    EVIL[0]: {"faults": ["/hang"]},  # one that is tried again: five failures in a row end a run
    EVIL[1]: {"faults": ["/endless", "/pdfashtml", "/selfloop", "/d1n", "/short"]},
    EVIL[2]: {
        "faults": ["/waf", "/htmlaspdf.pdf", "/status/500"], "menu": ["/rooms/1", "/facet", "/deep/"],
    },
}  # fmt: skip


@dataclass(frozen=True)
class Mode:
    """`faults` are listed among the articles of the home page, `menu` is linked beside them.

    `healed`: the faults are over, a good article stands where each was.
    `everything` is an endpoint that answers all but robots.txt, from the host's hit number `after` on.
    """

    robots: str = "ok"
    articles: int = 3
    faults: tuple[str, ...] = ()
    menu: tuple[str, ...] = ()
    everything: str = ""
    after: int = 0
    sitemap: str = ""
    layout: str = "old"
    healed: bool = False


class Modes:
    """The modes of all hosts, and how often each of their addresses was asked for."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._modes = {GOLDEN: Mode("delay:0.2", ARTICLES), CONTROL: Mode("delay:0.2", ARTICLES)}
        self._modes |= {host: Mode(articles=12) for host in DECENT[2:]}
        self._modes |= {host: _mode(mode) for host, mode in EVIL_MODES.items()}
        self._seen: Counter[tuple[str, str]] = Counter()
        self._hits: Counter[str] = Counter()

    def change(self, changes: dict[str, dict[str, Any]]) -> None:
        """New modes by host; what is not named falls back to `Mode()`."""
        made = {host: _mode(new) for host, new in changes.items()}
        with self._lock:
            self._modes |= made
            for host in made:
                self._hits[host] = 0
            self._seen = Counter({key: n for key, n in self._seen.items() if key[0] not in made})

    def answer(self, host: str, path: str, query: dict[str, str], headers: dict[str, str]) -> Answer | Raw:
        with self._lock:
            mode = self._modes.get(host, Mode())
            seen, self._seen[host, path] = self._seen[host, path], self._seen[host, path] + 1
            hits, self._hits[host] = self._hits[host], self._hits[host] + 1
        bare = path.partition("?")[0]
        ask = Ask(host, path, "", query, headers, seen, self._seed)
        if bare == "/robots.txt":
            return robots(mode.robots, ask)
        if mode.everything and hits >= mode.after:
            return _endpoint(mode.everything, ask)
        if bare == "/sitemap.xml" and mode.sitemap:
            return _endpoint(mode.sitemap, ask)
        return _page(mode, bare, ask)


def _mode(named: Mapping[str, Any]) -> Mode:
    return Mode(**{name: tuple(value) if isinstance(value, list) else value for name, value in named.items()})


def _page(mode: Mode, bare: str, ask: Ask) -> Answer | Raw:
    if mode.healed and ask.path in mode.faults:
        return Answer(piece(ask.host, HEALED, ask.seed).html)
    if bare in {"/", "/tin"}:
        return Answer(_home(mode, ask))
    if bare.startswith("/tin/bai-so-"):
        return Answer(_article(mode, ask, int(bare.rpartition("-")[2])))
    if bare.startswith("/kin/"):
        return Answer(article("Tin nội bộ", ["Không dành cho máy nào đọc."]))
    return _endpoint(ask.path, ask)


def _endpoint(address: str, ask: Ask) -> Answer | Raw:
    name, _, rest = address.partition("?")[0].strip("/").partition("/")
    query = dict(part.partition("=")[::2] for part in address.partition("?")[2].split("&") if part)
    if name not in ENDPOINTS:
        return _NOT_FOUND
    return ENDPOINTS[name](replace(ask, rest=rest.rstrip("/"), query=query | dict(ask.query)))


def _home(mode: Mode, ask: Ask) -> str:
    """The newest articles with the faults between them; older ones on `/tin?page=N`."""
    if mode.layout == "new":
        return f"<html><body><main>{'<section>Tin mới</section>' * 9}</main></body></html>"
    at = int(ask.query.get("page", 1))
    numbers = range((at - 1) * PER_LIST + 1, min(at * PER_LIST, mode.articles) + 1)
    rows = [
        (piece(ask.host, number, ask.seed).path, piece(ask.host, number, ask.seed).title)
        for number in numbers
    ]
    if at == 1:
        rows[1:1] = [(path, f"Tin ở {path[:40]}") for path in mode.faults]
    more = (f"/tin?page={at + 1}",) if at * PER_LIST < mode.articles else ()
    return listing(dict(rows), pagers=more, links=mode.menu)


def _article(mode: Mode, ask: Ask, number: int) -> str:
    told = piece(ask.host, number, ask.seed)
    if mode.layout == "new":
        return f"<html><body><main><section>{told.title}</section></main></body></html>"
    return told.html
