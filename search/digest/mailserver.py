"""The mail server of the settings: read from its URL, reached, encrypted and logged in. No password shows."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

TIMEOUT = 60.0  # seconds; some servers look at a mail for long before they answer
_WRONG_URL = "is not an address such as smtp://user:password@host:587 or smtps://host"
_PORTS = {"smtp": 587, "smtps": 465}


class MailUnusable(RuntimeError):  # noqa: N818 as the store's errors
    """Nothing can be sent to anybody now; `str(error)` is a sentence for people."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, and whom it is from.

    `smtp://` takes STARTTLS where the server offers it and must have it before a password is sent;
    `?tls=required` must have it always, `smtps://` is encrypted from the first byte.
    """

    host: str
    port: int
    sender: str  # as the mails show it: an address, with a name before it or not
    is_tls: bool = False
    needs_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT

    @property
    def envelope(self) -> str:
        """The bare address of the sender."""
        return parseaddr(self.sender)[1]

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


def read_smtp_url(url: str, sender: str = "", timeout: float = TIMEOUT) -> MailServer:
    """The server of `smtp[s]://user:password@host:port`. Raises ValueError without any part of it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError(_WRONG_URL) from None
    wanted = {"": False, "tls=required": True}
    rest = parts.path.strip("/") or parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or rest or parts.query not in wanted or port == 0:
        raise ValueError(_WRONG_URL)
    if bool(parts.username) != bool(parts.password):
        raise ValueError("has a user without a password, or a password without a user")
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        sender=sender,
        is_tls=parts.scheme == "smtps",
        needs_tls=wanted[parts.query] or bool(parts.username),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        timeout=timeout,
    )


def connect(server: MailServer) -> smtplib.SMTP:
    """A connection that is encrypted and logged in as the settings ask. Raises MailUnusable."""
    client: smtplib.SMTP | None = None
    try:
        client = _open(server)
        _encrypt(client, server)
        if server.user:
            client.login(server.user, server.password)
    except MailUnusable:
        raise
    except smtplib.SMTPAuthenticationError as error:
        raise _unusable(client, f"{server.name} refuses the user or password: {error.smtp_code}") from None
    except ssl.SSLError as error:
        why = getattr(error, "verify_message", "") or error.reason or "no TLS"
        raise _unusable(client, f"{server.name} cannot be reached over TLS: {why}") from None
    except OSError as error:  # SMTPException is one
        told = "used" if isinstance(error, smtplib.SMTPException) else "reached"
        raise _unusable(client, f"{server.name} cannot be {told}: {in_words(error)}") from None
    return client


def _open(server: MailServer) -> smtplib.SMTP:
    if server.is_tls:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.timeout)


def _encrypt(client: smtplib.SMTP, server: MailServer) -> None:
    client.ehlo_or_helo_if_needed()
    if server.is_tls:
        return
    if client.has_extn("starttls"):
        client.starttls(context=ssl.create_default_context())
        client.ehlo_or_helo_if_needed()
    elif server.needs_tls:
        raise _unusable(client, f"{server.name} offers no TLS: a password is never sent without it")


def _unusable(client: smtplib.SMTP | None, sentence: str) -> MailUnusable:
    if client is not None:
        client.close()
    return MailUnusable(f"{sentence}.")


def in_words(error: Exception) -> str:
    """What went wrong with a connection, without addresses and secrets."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
