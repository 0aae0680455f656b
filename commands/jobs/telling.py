"""Telling the operator: each trouble once, and once when it is over; and a sign of life.

What a channel did not take waits in the store and is tried again; nothing here stops the scheduler.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from search.digest.channels import mask
from search.digest.sending import MailServer, MailUnusable, send_text
from settings import VERSION, Settings
from store.database import Store
from store.incidents import Notice, Trouble

log = logging.getLogger(__name__)

Send: TypeAlias = Callable[[str, str, str], str | None]  # address, subject, text → why it was not taken

_PATIENCE = 10.0  # seconds for the sign of life
_LONGEST = 70  # characters of a subject


def channels(settings: Settings) -> dict[str, str]:
    """The addresses that alerts go to, by the name under which the store knows them, which holds no key."""
    return {
        f"{mask(address)[:40]} {hashlib.sha256(address.encode()).hexdigest()[:12]}": address
        for address in settings.alert_to
    }


def tell(
    store: Store, found: Iterable[Trouble], addresses: Mapping[str, str], now: dt.datetime, send: Send
) -> int:
    """Notes what began and what is over, and sends what waits; how many notices were not taken."""
    store.incidents.drop(addresses)
    store.incidents.observe(found, list(addresses), now)
    waiting = store.incidents.waiting(now)
    refused = 0
    for channel, address in addresses.items():
        mine = [notice for notice in waiting if notice.channel == channel]
        if not mine:
            continue
        error = send(address, subject(mine), text(mine))
        if error is None:
            store.incidents.sent(mine, now)
        else:
            store.incidents.failed(mine, error, now)
            refused += len(mine)
            log.warning("%d alerts wait: %s", len(mine), error)
    return refused


def subject(notices: Sequence[Notice]) -> str:
    """Of our own words: how much began and how much is over."""
    begun = sum(notice.event == "open" for notice in notices)
    over = len(notices) - begun
    parts = [f"{begun} new" if begun else "", f"{over} over" if over else ""]
    return f"reformwatch: {', '.join(filter(None, parts))}"[:_LONGEST]


def text(notices: Sequence[Notice]) -> str:
    """One line each, what began first."""
    begun = [f"- {_line(notice)}" for notice in notices if notice.event == "open"]
    over = [f"- {_line(notice)}" for notice in notices if notice.event == "over"]
    blocks = [("What is wrong:", begun), ("Over:", over)]
    told = "\n\n".join("\n".join((title, *lines)) for title, lines in blocks if lines)
    return f"{told}\n\nAll that is open: reformwatch alerts\n"


def _line(notice: Notice) -> str:
    return " ".join(notice.words.split())


def sender(server: MailServer | None) -> Send:
    """Sends mail through `server`, and to the URLs of channels."""

    def send(address: str, title: str, body: str) -> str | None:
        try:
            outcome = send_text(server, address, title, body)
        except MailUnusable as error:
            return str(error)
        if outcome.result in {"sent", "unknown"}:  # unknown: handed over, and most likely there
            return None
        return f"{mask(address)}: {outcome.code or ''} {outcome.reply}".strip()

    return send


def sign_of_life(url: str) -> str | None:
    """Asks for the page that watches over this program; why that failed, without the address."""
    request = urllib.request.Request(url, headers={"User-Agent": f"reformwatch/{VERSION}"})  # noqa: S310 http(s), by the settings
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE):  # noqa: S310
            return None
    except urllib.error.HTTPError as error:
        error.close()
        return f"it answered {error.code}"
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return f"{type(reason).__name__}"
