"""The signed name of a subscriber in a link: it tells no address, and nobody makes one without the secret."""

from __future__ import annotations

import base64
import hashlib
import hmac


def token_of(secret: bytes, subscriber_id: str) -> str:
    return f"{subscriber_id}.{_signature(secret, subscriber_id)}"


def subscriber_id_of(secret: bytes, token: str) -> str | None:
    """The id that a token names; None for one that this secret did not sign."""
    subscriber_id, _, signature = token.partition(".")
    wanted = _signature(secret, subscriber_id).encode()
    # In constant time, so that nobody finds a signature letter by letter.
    return subscriber_id if hmac.compare_digest(wanted, signature.encode(errors="replace")) else None


def _signature(secret: bytes, subscriber_id: str) -> str:
    told = b"unsubscribe:" + subscriber_id.encode(errors="replace")
    return base64.urlsafe_b64encode(hmac.digest(secret, told, hashlib.sha256)).rstrip(b"=").decode()
