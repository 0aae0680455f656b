"""Channels other than mail, by the URLs of apprise: tgram://…, slack://…, msteams://…, json://…"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apprise import NotifyBase

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)


def check_channel(url: str) -> None:
    """Raises ValueError, without the URL and its secret, for what is no channel."""
    _service(url)


def mask(address: str) -> str:
    """An address as it may be shown: of a channel's URL only which service it is."""
    if "://" not in address:
        return address
    scheme = address.partition("://")[0]
    return f"{scheme}://…" if _SCHEME.fullmatch(scheme) else "…"


def notify(url: str, subject: str, text: str) -> str | None:
    """Sends a text through a channel; None when it took it, else a sentence without its secret."""
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 a second of loading that mail does not need

    # What the library logs may name addresses; the outcome stands in our own ledger.
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    service = _service(url)
    sender = Apprise()
    sender.add(service)
    body = _cut(text, int(service.body_maxlen))
    if sender.notify(body=body, title=subject, body_format=NotifyFormat.TEXT):
        return None
    return f"the channel {mask(url)} did not take it"


def _service(url: str) -> NotifyBase:
    from apprise import Apprise  # noqa: PLC0415 as above

    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    service = Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        raise ValueError(f"{mask(url)} is not the URL of a channel that apprise knows, or not all of it")
    return service


def _cut(text: str, most: int) -> str:
    """As much of a text as a service takes, to the end of a line."""
    if len(text) <= most:
        return text
    return text[: most - 2].rpartition("\n")[0] + "\n…"
