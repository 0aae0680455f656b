"""Endpoints that answer late, for ever, in pieces, or not at all."""

from __future__ import annotations

import time

from tests.faults.answers import LONG, Answer, Ask, Endpoint, Raw, Wire
from tests.faults.golden import HEALED, article, piece

_STEP = 0.1


def page(ask: Ask) -> bytes:
    """A good article, as it would be without the fault: what a crawl without its guard would take."""
    return piece(ask.host, HEALED, ask.seed).html.encode()


def hang(ask: Ask) -> Raw:
    def wait(wire: Wire) -> None:
        time.sleep(LONG)
        body = page(ask)
        wire.head("Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}")
        wire.send(body)

    return wait


def drip(ask: Ask) -> Raw:
    """A whole page, a few bytes at a time: each read succeeds, the page takes LONG seconds."""

    def go(wire: Wire) -> None:
        body, count = page(ask), int(LONG / _STEP)
        wire.head("Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}")
        step = len(body) // count + 1
        wire.drip((body[at : at + step] for at in range(0, len(body), step)), _STEP)

    return go


def dripheaders(ask: Ask) -> Raw:
    def go(wire: Wire) -> None:
        body = page(ask)
        wire.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")
        wire.drip((f"X-{n}: y\r\n".encode() for n in range(int(LONG / _STEP))), _STEP)
        wire.send(f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    return go


def reset(ask: Ask) -> Raw:
    return Wire.reset


def empty(ask: Ask) -> Raw:
    return Wire.close


def http09(ask: Ask) -> Raw:
    """A body without any status line."""

    def go(wire: Wire) -> None:
        wire.send(page(ask))
        wire.close()

    return go


def short(ask: Ask) -> Raw:
    """Fewer bytes than were promised; what comes is enough to look like an article."""

    def go(wire: Wire) -> None:
        body = page(ask)
        wire.head("Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body) + 5000}")
        wire.send(body)
        wire.close()

    return go


def brokenchunk(ask: Ask) -> Raw:
    def go(wire: Wire) -> None:
        body = page(ask)
        wire.head("Content-Type: text/html; charset=utf-8", "Transfer-Encoding: chunked")
        wire.send(f"{len(body):x}\r\n".encode() + body + b"\r\nzz\r\n")
        wire.close()

    return go


def slowfirst(ask: Ask) -> Raw:
    """The first byte comes after a second, the rest at once."""

    def go(wire: Wire) -> None:
        time.sleep(1)
        body = page(ask)
        wire.head("Content-Type: text/html; charset=utf-8", f"Content-Length: {len(body)}")
        wire.send(body)

    return go


def status(ask: Ask) -> Answer:
    headers = {"Retry-After": ask.query["ra"]} if "ra" in ask.query else {}
    return Answer(article(f"Lỗi {ask.number}", ["Không phục vụ được."]), ask.number, headers)


def flap(ask: Ask) -> Answer:
    """Twice 503, then good."""
    return Answer("", 503) if ask.seen < 2 else Answer(page(ask))


_FORMS = {"big": "999999999", "neg": "-10", "date": "", "junk": "bald, vielleicht", "past": ""}


def retryafter(ask: Ask) -> Answer:
    """One 429 with an odd Retry-After, then good."""
    if ask.seen:
        return Answer(page(ask))
    moments = {"date": time.time() + 7, "past": time.time() - 86400}
    value = _FORMS[ask.rest]
    if ask.rest in moments:
        value = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(moments[ask.rest]))
    return Answer("", 429, {"Retry-After": value})


def geo(ask: Ask) -> Answer:
    return Answer(article("Truy cập bị từ chối", ["Địa chỉ của bạn không được phép truy cập."]), 403)


ENDPOINTS: dict[str, Endpoint] = {
    "hang": hang, "drip": drip, "dripheaders": dripheaders, "reset": reset, "empty": empty, "http09": http09,
    "short": short, "brokenchunk": brokenchunk, "slowfirst": slowfirst, "status": status, "flap": flap,
    "retryafter": retryafter, "geo": geo,
}  # fmt: skip
