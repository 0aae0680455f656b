"""How a host is treated: one request at a time, a pause between two, waiting when told, giving up in time.

Scrapy's own delay counts from when a request leaves its queue, ignores Retry-After and retries at once; so
the pause is kept here, where the connection is used, by all crawls of the process together.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

RETRIES = 2
RETRY_AFTER_CAP = 3600.0  # seconds; a host that wants more is left alone until the next run
RETRY_AFTER_UNREADABLE = 60.0
MIN_REAL_DELAY = 1.0  # seconds between two requests to a real host, whatever the settings say
CIRCUIT = 5  # consecutive failures after which a host is in doubt, and asked for a page that it answered
LAST_STRAW = 7  # consecutive failures, with that page answered, after which it is left alone for this run
REFUSALS = 10  # consecutive refusals after which even a host whose home page answered is

RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})
REFUSED_STATUS = frozenset({401, 403, 406, 451})


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ready_at: float = 0.0


class HostGate:
    """Turns of requests to hosts; times are those of the running event loop."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """Wait for this host's turn; the next one begins `delay` seconds after this one ended, or later.

        Counted from the end, the pause is as long at the host as here, however long a request travels.
        """
        state = self._state_of(host)
        clock = asyncio.get_running_loop().time
        async with state.lock:
            while (wait := state.ready_at - clock()) > 0:  # noqa: ASYNC110  `hold` may move it meanwhile
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                state.ready_at = max(state.ready_at, clock() + delay)

    def hold(self, host: str, seconds: float) -> None:
        """No request to `host` in the next `seconds`."""
        state = self._state_of(host)
        state.ready_at = max(state.ready_at, asyncio.get_running_loop().time() + seconds)

    def _state_of(self, host: str) -> _Host:
        """With and without `www.` it is one server."""
        return self._hosts.setdefault(host.lower().removeprefix("www."), _Host())


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After header asks for; 60 where it cannot be read or lies in the past."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return RETRY_AFTER_UNREADABLE
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    seconds = (moment - now).total_seconds()
    return seconds if seconds > 0 else RETRY_AFTER_UNREADABLE


class HostHealth:
    """What a run has seen of one host, and when it has seen enough."""

    def __init__(self, *, on_trial: bool = False) -> None:
        """`on_trial`: the last run ended with this host down; its first failure brings it into doubt."""
        self._failures = CIRCUIT - 1 if on_trial else 0
        self._refusals = 0
        self.home_answered = False

    @property
    def is_doubted(self) -> bool:
        """Whether so many requests in a row failed that none is sent a second time."""
        return self._failures >= CIRCUIT

    def answered(self, status: int, *, home: bool) -> str | None:
        """Count an answer; the reason to leave the host alone, if this was one too many.

        A host refuses us as a whole where its home page does: a closed section is its own affair, unless
        it goes on and on, as with a firewall that has had enough of us in the middle of a run.
        """
        if status in RETRIED_STATUS:
            return self.failed()
        self._failures = 0
        if status not in REFUSED_STATUS:
            self._refusals = 0
            self.home_answered |= home
            return None
        self._refusals += 1
        return "blocked" if self._refusals >= (REFUSALS if self.home_answered else CIRCUIT) else None

    def failed(self) -> str | None:
        """Count a request without a usable answer: the host is `in_doubt`, or `host_down` for good."""
        self._failures += 1
        if self._failures >= LAST_STRAW:
            return "host_down"
        return "in_doubt" if self._failures == CIRCUIT else None

    def relent(self) -> None:
        """Bear with a host whose failures were expected; the next one is too many again."""
        self._failures = LAST_STRAW - 1
