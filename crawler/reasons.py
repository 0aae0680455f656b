"""Which code a failed request gets (docs/crawling.md lists them)."""

from __future__ import annotations

from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from service_identity import VerificationError
from twisted.internet.error import ConnectError, ConnectionClosed
from twisted.web.client import ResponseFailed

from crawler.addresses import is_refused
from crawler.errors import Refused
from store.errors import LeaseLost, StoreError, StoreFull

NETWORK_ERRORS = (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    ConnectError,
    ConnectionClosed,
    ResponseFailed,
    OSError,
    SSL.Error,
)
# Failures that another attempt may cure; the others would only repeat themselves.
TRANSIENT = frozenset({"timeout", "conn_reset", "conn_refused", "dns_error", "truncated"})
INTERNAL = "internal_error"  # a fault of this program, never of the portal
# What stands between us and a portal without its doing.
OURS = frozenset({INTERNAL, "store_error", "disk_full", "lease_lost", "interrupted", "not_connected"})

_SIMPLE: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "conn_refused"),
    (ResponseDataLossError, "truncated"),
    (DownloadCancelledError, "too_large"),  # Scrapy ends a body over the limit
    (NotSupported, "bad_scheme"),
    (UnsupportedURLSchemeError, "bad_scheme"),
)

# OpenSSL's words for a protocol that either side finds too old; "wrong version number" is no TLS at all.
_OLD_TLS = ("unsupported protocol", "protocol version", "version too low")
_CONNECTION = (DownloadFailedError, ConnectError, ConnectionClosed, ResponseFailed, ConnectionError)


def failure_reason(error: BaseException, url: str) -> str:
    """The code of what went wrong when `url` was requested; INTERNAL for what no connection does."""
    if isinstance(error, Refused):
        return error.reason
    if isinstance(error, CannotResolveHostError):
        return "blocked_address" if is_refused(urlsplit(url).hostname or "") else "dns_error"
    if isinstance(error, IgnoreRequest):
        # Scrapy's own: a body that unpacks to more than the limit has a cause, a redirect too many has none.
        return "too_large" if error.__cause__ else "redirect_loop"
    simple = (reason for kind, reason in _SIMPLE if isinstance(error, kind))
    return next(simple, None) or _connection_reason(error)


def store_reason(error: StoreError) -> str:
    """Why a run ends when the store or the archive refuses."""
    if isinstance(error, StoreFull):
        return "disk_full"
    return "lease_lost" if isinstance(error, LeaseLost) else "store_error"


def _connection_reason(error: BaseException) -> str:
    parts = list(_chain(error))
    for part in parts:
        if isinstance(part, VerificationError):  # a certificate of somebody else
            return "tls_error"
        if isinstance(part, SSL.Error):
            return "tls_version" if any(words in str(part).lower() for words in _OLD_TLS) else "tls_error"
    if any("header" in str(part).lower() for part in parts if isinstance(part, ValueError)):
        return "bad_headers"
    return "conn_reset" if any(isinstance(part, _CONNECTION) for part in parts) else INTERNAL


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error, its causes, and the reasons that Twisted keeps inside its own."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        part = todo.pop()
        if part is None or part in found:
            continue
        found.append(part)
        todo += [part.__cause__, part.__context__]
        todo += [getattr(reason, "value", None) for reason in getattr(part, "reasons", None) or ()]
    return found
