"""Places for the portals that are crawled at a time: a host that does not answer the resolver takes none.

A name that does not resolve costs its time-out three times over, and every portal waits for a place. So each
host is looked up first, a few at a time, and those that are not found queue for places of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from twisted.internet.error import DNSLookupError

AT_ONCE = 32  # portals; the others wait, so that memory does not grow with their number
NOT_FOUND_AT_ONCE = 16  # portals whose host was not found, besides
LOOKED_UP_AT_ONCE = 64  # of the threads of the resolver (REACTOR_THREADPOOL_MAXSIZE)


class Places:
    def __init__(self) -> None:
        self._found = asyncio.Semaphore(AT_ONCE)
        self._not_found = asyncio.Semaphore(NOT_FOUND_AT_ONCE)
        self._lookups = asyncio.Semaphore(LOOKED_UP_AT_ONCE)

    @asynccontextmanager
    async def one(self, host: str | None) -> AsyncIterator[None]:
        """A place for the portal of `host`; None where its requests do not go to the network."""
        async with self._found if host is None or await self._is_found(host) else self._not_found:
            yield

    async def _is_found(self, host: str) -> bool:
        from twisted.internet import reactor  # noqa: PLC0415  importing it earlier would install one

        async with self._lookups:
            try:
                await reactor.resolve(host).asFuture(asyncio.get_running_loop())  # type: ignore[arg-type]
            except DNSLookupError:
                return False
        return True
