"""What every request passes: a limit for each address, one for bodies, and headers that browsers obey."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1_000_000
_MOST_ADDRESSES = 10_000  # whose use is remembered
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",  # the address of a page may hold a token
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}


class SecureHeaders:
    """Adds HEADERS to every answer, that of a fault too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Limits:
    """Refuses bodies over MAX_BODY, and addresses that ask for more than `rate` pages a minute; 0: any.

    The way out of digests is never refused: mail providers call it for many people from one address.
    """

    def __init__(
        self, app: ASGIApp, *, rate: int, free: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._rate, self._free, self._clock = app, rate, free, clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._refusal(scope) if scope["type"] == "http" else None
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length[:20]) > MAX_BODY:
            return PlainTextResponse("Too large\n", 413)
        if not self._rate or scope["path"] == self._free:
            return None
        wait = self._wait(scope["client"][0] if scope.get("client") else "")
        if not wait:
            return None
        return PlainTextResponse("Too many requests\n", 429, {"retry-after": str(math.ceil(wait))})

    def _wait(self, address: str) -> float:
        """Seconds until this address may ask again; 0: it may now, and has."""
        now, second = self._clock(), self._rate / 60
        bucket = self._buckets.pop(address, None) or _Bucket(self._rate, now)
        bucket.left, bucket.at = min(self._rate, bucket.left + (now - bucket.at) * second), now
        self._buckets[address] = bucket
        if len(self._buckets) > _MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return (1 - bucket.left) / second
        bucket.left -= 1
        return 0.0
