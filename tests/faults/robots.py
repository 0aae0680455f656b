"""The forms of a robots.txt, by the name of the mode."""

from __future__ import annotations

import time

from tests.faults.answers import LONG, Answer, Ask, Raw, Wire, redirect

_TEXT = "text/plain"
CLOSED = "/kin/"  # what each of them closes, where it closes anything


def robots(mode: str, ask: Ask) -> Answer | Raw:
    """robots.txt of a host in this mode; `delay:SECONDS` asks for a pause, `sitemap:PATH` names a sitemap."""
    name, _, value = mode.partition(":")
    if name.isdigit():
        return Answer("Bận", int(name))
    if name == "delay":
        return _rules(f"Crawl-delay: {value}")
    if name == "sitemap":
        return _rules(f"Sitemap: https://{ask.host}{value}")
    if name == "redir":
        return _redirected(int(value or 1), ask)
    if name == "changes":  # open at first, closed from the second reading on
        return _rules("Disallow: /") if ask.seen else _rules()
    return _FORMS[name]


def _rules(*lines: str) -> Answer:
    return Answer("\n".join(("User-agent: *", f"Disallow: {CLOSED}", *lines, "")), kind=_TEXT)


def _redirected(hops: int, ask: Ask) -> Answer:
    """To the real rules after so many hops, each at an address of its own."""
    left = int(ask.query.get("left", hops))
    return redirect(f"/robots.txt?left={left - 1}") if left else _rules()


def _hang(wire: Wire) -> None:
    time.sleep(LONG)
    wire.head("Content-Length: 0")


_FORMS: dict[str, Answer | Raw] = {
    "ok": _rules(),
    "none": Answer("", 404),
    "closed": Answer("User-agent: *\nDisallow: /\n", kind=_TEXT),
    "html": Answer("<html><h1>Trang chủ</h1><p>Disallow: /</p></html>"),
    "hang": _hang,
    "reset": Wire.reset,
    "huge": Answer(
        f"User-agent: *\nDisallow: {CLOSED}\n" + "#" * (600 << 10) + "\nDisallow: /\n", kind=_TEXT
    ),
    "bom": Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /kin/\n", kind=_TEXT),
    "unknown-line": Answer("User-agent: *\nX-La: 1\nUser-agent: khac\nDisallow: /kin/\n", kind=_TEXT),
    "percent": Answer("User-agent: *\nDisallow: /k%C3%ADn/\nDisallow: /kin/\n", kind=_TEXT),
}
