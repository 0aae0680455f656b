"""What Elasticsearch and its client say when something is wrong, as the errors of `search.errors`.

Each sentence says what to do. None repeats what was sent: keys and passwords stay out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout, SerializationError, TlsError, TransportError
from elasticsearch import ApiError, UnsupportedProductError

from search.errors import IndexFull, IndexMissing, IndexProblem, IndexUnreachable

OLDEST = 9  # the major version that the client's requests need

_FORBIDDEN = (401, 403)
_SECRETS = "REFORMWATCH_ELASTICSEARCH_API_KEY, or REFORMWATCH_ELASTICSEARCH_USER and _PASSWORD"
_BUSY = frozenset({429, 502, 503, 504})
_GONE = frozenset({"index_not_found_exception", "search_context_missing_exception"})
_TOO_LONG = ("max_clause_count", "maxClauseCount", "too_many_clauses", "too_many_nested_clauses")
_LONGEST_REASON = 300
_CLOSED = "index_closed_exception"
_CLOSED_INDEX = re.compile(r"'index': '([^']+)'")
_BLOCKED_INDEX = re.compile(r"index \[([^\]]+)\] blocked by")
_BLOCK = re.compile(r"/index ([a-z-]+)[^;\]]*\(api\)")
# What a block forbids, and what it is for us.
_BLOCKS: dict[str, tuple[str, type[IndexProblem]]] = {
    "write": ("writing (index.blocks.write)", IndexFull),
    "read-only": ("writing (index.blocks.read_only)", IndexFull),
    "read": ("reading (index.blocks.read)", IndexUnreachable),
    "metadata": ("looking at its fields (index.blocks.metadata)", IndexUnreachable),
}


class Overloaded(IndexUnreachable):
    """The server, or a proxy before it, turned a request away for now: it may be sent again."""


class Gone(IndexMissing):
    """The index, or the point in time, that was asked is not there (any more)."""


class Unanswered(IndexUnreachable):
    """No whole answer came: what became of the request is unknown."""


class Conflict(IndexProblem):
    """Somebody else was there first: with a newer version, or under the same name."""


class TooLong(IndexProblem):
    """A query has more clauses than the server takes at once."""


class TooLarge(IndexProblem):
    """The server takes no request as large as this one."""


@contextmanager
def faults(address: str) -> Iterator[None]:
    """Errors of the client are raised as IndexProblem; `address` is shown in them."""
    try:
        yield
    except (ApiError, TransportError) as error:
        raise problem(address, error) from error


@contextmanager
def shapes(address: str) -> Iterator[None]:
    """Reading an answer that has not the form that Elasticsearch gives it raises IndexUnreachable."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise strange(address) from error


def strange(address: str) -> IndexProblem:
    return IndexUnreachable(
        f"What answers at {address} has another form than Elasticsearch's answers; check "
        "REFORMWATCH_ELASTICSEARCH_URL, and what stands between."
    )


def problem(address: str, error: ApiError | TransportError) -> IndexProblem:
    """The error as a sentence that says what to do."""
    if isinstance(error, UnsupportedProductError):
        return _not_elasticsearch(address)
    if isinstance(error, ApiError):
        return _refused(address, error.meta.status, error.body)
    return _unanswered(address, error)


def item_problem(address: str, status: int, error: Mapping[str, Any]) -> IndexProblem | None:
    """What stops a whole bulk request, said about one of its items; None if only that item is concerned."""
    kind = str(error.get("type"))
    if "cluster_block" in kind:
        return _blocked(address, str(error.get("reason")))
    if kind == _CLOSED:
        return _closed(address, str(error))
    if status in _FORBIDDEN or kind in _GONE:
        return _refused(address, status, {"error": error})
    if status in _BUSY or status >= 500:
        return _overloaded(address, status)
    return None


def _unanswered(address: str, error: TransportError) -> IndexProblem:
    if isinstance(error, SerializationError):
        return _not_elasticsearch(address)
    if isinstance(error, TlsError):
        return IndexUnreachable(_tls(address, str(error.args[0]) if error.args else ""))
    if isinstance(error, ConnectionTimeout):
        return Unanswered(
            f"Elasticsearch at {address} does not answer in time; see whether it is overloaded or stopped."
        )
    if isinstance(error, NoConnection):
        return Unanswered(
            f"Elasticsearch at {address} cannot be reached; see whether it runs, and whether "
            "REFORMWATCH_ELASTICSEARCH_URL is its address."
        )
    return Unanswered(f"Elasticsearch at {address} does not answer as it should ({type(error).__name__}).")


def _tls(address: str, text: str) -> str:
    """`text` is OpenSSL's or urllib3's; the client's own word for each of them is "TLS error"."""
    for sign, meaning in (
        ("mismatch", "was made for another host"),
        ("doesn't match", "was made for another host"),
        ("has expired", "has expired"),
        ("CERTIFICATE_VERIFY_FAILED", "is not signed by an authority that is known here"),
    ):
        if sign in text:
            return (
                f"The certificate of Elasticsearch at {address} cannot be trusted: it {meaning}. Set "
                "REFORMWATCH_ELASTICSEARCH_CA to the file of the authority that signed the right one."
            )
    if any(sign in text for sign in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")):
        return (
            f"What answers at {address} does not speak TLS; see whether REFORMWATCH_ELASTICSEARCH_URL has to "
            "begin with http:// instead."
        )
    return f"No TLS connection to Elasticsearch at {address} can be made ({text or 'no reason given'})."


def _refused(address: str, status: int, body: Any) -> IndexProblem:  # noqa: PLR0911 - one for each kind
    text = str(body)
    if status == 401:
        return IndexUnreachable(
            f"Elasticsearch at {address} does not accept the key or password; check {_SECRETS}."
        )
    if "cluster_block_exception" in text:
        return _blocked(address, text)
    if _CLOSED in text:
        return _closed(address, text)
    if status == 403:
        return IndexUnreachable(
            f"The key or user may not do this on Elasticsearch at {address}; it needs the rights `manage`, "
            "`read` and `write` on the indices of REFORMWATCH_INDEX_PREFIX."
        )
    if "media_type_header_exception" in text or status == 406:
        return too_old(address)
    if any(kind in text for kind in _GONE):
        return Gone(f"The index is not on Elasticsearch at {address}; run `reformwatch index rebuild`.")
    if status == 409 or "resource_already_exists_exception" in text:
        return Conflict(f"Another process has just written to Elasticsearch at {address}; try again.")
    if status == 413:
        return TooLarge(f"Elasticsearch at {address} takes no request as large as this document.")
    if status in _BUSY:
        return _overloaded(address, status)
    return _other(address, status, body)


def _other(address: str, status: int, body: Any) -> IndexProblem:
    if not isinstance(body, Mapping) or "error" not in body:
        return _not_elasticsearch(address)
    if any(sign in str(body) for sign in _TOO_LONG):
        return TooLong(
            f"This query has more words than Elasticsearch at {address} takes at once; ask for fewer."
        )
    return IndexUnreachable(f"Elasticsearch at {address} refuses a request ({status}: {reason(body)}).")


def reason(body: Mapping[str, Any]) -> str:
    """Type and reason of an error, in a few words: of its innermost cause, which says most."""
    error = body.get("error", body)
    while isinstance(error, Mapping):
        inner = error.get("caused_by") or next(iter(error.get("root_cause") or ()), None)
        if not isinstance(inner, Mapping) or inner == error:
            break
        error = inner
    text = f"{error.get('type')}: {error.get('reason')}" if isinstance(error, Mapping) else str(error)
    return " ".join(text.split())[:_LONGEST_REASON]


def _blocked(address: str, text: str) -> IndexProblem:
    if "flood" in text or "disk usage" in text or "read-only-allow-delete" in text.replace(" / ", "-"):
        return IndexFull(
            f"The disk of Elasticsearch at {address} is nearly full, so that its indices are read-only: free "
            "some space there, then run `reformwatch index sync`."
        )
    name, kind = _BLOCKED_INDEX.search(text), _BLOCK.search(text)
    index = f"The index {name[1]!r}" if name else "An index"
    against, raised = _BLOCKS.get(kind[1] if kind else "", _BLOCKS["write"])
    return raised(
        f"{index} on Elasticsearch at {address} is blocked against {against}; lift the block, then run "
        "`reformwatch index sync`."
    )


def _closed(address: str, text: str) -> IndexProblem:
    name = _CLOSED_INDEX.search(text)
    index = f"The index {name[1]!r}" if name else "An index"
    return IndexUnreachable(
        f"{index} on Elasticsearch at {address} is closed: open it there, or run `reformwatch index "
        "rebuild`, which makes a new one."
    )


def _overloaded(address: str, status: int) -> IndexProblem:
    return Overloaded(f"Elasticsearch at {address} is overloaded or not ready ({status}); try again later.")


def too_old(address: str) -> IndexProblem:
    return IndexUnreachable(
        f"Elasticsearch at {address} is too old; version {OLDEST} or newer is needed: upgrade the server."
    )


def _not_elasticsearch(address: str) -> IndexProblem:
    return IndexUnreachable(
        f"What answers at {address} is not Elasticsearch, or a version older than {OLDEST}; check "
        "REFORMWATCH_ELASTICSEARCH_URL."
    )
