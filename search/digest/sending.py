"""Sends one message at a time: mail over SMTP, or through a channel that apprise knows.

What is about one recipient is an `Outcome`; what would happen to every recipient (no server, no way in, no
encryption) is MailUnusable, after which there is no use in going on. No password is in either.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from types import TracebackType
from typing import Literal, Self, TypeAlias
from urllib.parse import unquote, urlsplit

from search.digest.channels import notify

__all__ = ["MailServer", "MailUnusable", "Outcome", "Sender", "read_smtp_url", "send_text"]

Result: TypeAlias = Literal["sent", "later", "refused", "unknown"]
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
    sender: str
    is_tls: bool = False
    needs_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message.

    sent: the server took it; later: it may be tried again (4xx); refused: never again (5xx); unknown: it was
    handed over and no answer came. `is_address`: the refusal is about the address, not about the message.
    """

    result: Result
    code: int | None = None
    reply: str = ""
    is_address: bool = False


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


def send_text(server: MailServer | None, address: str, subject: str, text: str) -> Outcome:
    """Sends a short message of our own words, an alert: to an e-mail address or the URL of a channel.

    Raises MailUnusable, also where `server` is None and the address needs one.
    """
    if "://" in address:
        return _as_outcome(notify(address, subject, text))
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["To"] = subject, address
    message["From"] = server.sender if server else ""
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    with Sender(server) as sender:
        return sender.send(message, address)


class Sender:
    """One connection to the mail server, opened at the first message and again after it broke."""

    def __init__(self, server: MailServer | None) -> None:
        self._server = server
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._client.quit()
            self._drop()

    def send(self, message: EmailMessage, to: str, begin: Callable[[], None] = lambda: None) -> Outcome:
        """Hands `message` over for one recipient; `begin` is called before any of it leaves.

        Raises MailUnusable, and what `begin` raises: then nothing was sent.
        """
        body = _as_bytes(message, to)
        client, server = self._ready(), self._known()
        try:
            self._introduce(client, server.sender, body)
            code, reply = client.rcpt(to)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            return Outcome("later", None, _words(error))
        if code not in (250, 251):
            return self._refused(code, reply, is_address=True)
        begin()
        return self._data(client, body)

    def notify(self, address: str, subject: str, text: str, begin: Callable[[], None]) -> Outcome:
        """The same for the URL of a channel."""
        begin()
        return _as_outcome(notify(address, subject, text))

    def _data(self, client: smtplib.SMTP, body: bytes) -> Outcome:
        try:
            code, reply = client.data(body)
        except smtplib.SMTPDataError as error:  # it did not even want to see the mail
            code, reply = error.smtp_code, _bytes(error.smtp_error)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            return Outcome("unknown", None, f"no answer after the mail was sent: {_words(error)}")
        if code != 250:
            return self._refused(code, reply, is_address=not _is_about_mail(code, reply))
        return Outcome("sent", code, _text(reply))

    def _refused(self, code: int, reply: bytes, *, is_address: bool) -> Outcome:
        """An answer that is no: the connection goes on where the server lets it."""
        self._reset(code)
        if 500 <= code <= 599:
            return Outcome("refused", code, _text(reply), is_address)
        return Outcome("later", code, _text(reply))

    def _reset(self, code: int) -> None:
        try:
            if code == 421 or self._client is None:
                raise smtplib.SMTPServerDisconnected("421")
            self._client.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _introduce(self, client: smtplib.SMTP, sender: str, body: bytes) -> None:
        """MAIL FROM; a server that refuses our own address refuses it for every recipient."""
        options = [f"size={len(body)}"] if client.has_extn("size") else []
        if client.has_extn("smtputf8") and not body.isascii():
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        code, reply = client.mail(sender, options)
        if code != 250:
            self._drop()
            raise MailUnusable(
                f"{self._known().name} does not take mail from {sender}: {code} {_text(reply)}"
            )

    def _known(self) -> MailServer:
        if self._server is None:
            raise MailUnusable("No mail server is set: REFORMWATCH_SMTP_URL and REFORMWATCH_MAIL_FROM.")
        if not self._server.sender:
            raise MailUnusable("REFORMWATCH_MAIL_FROM is not set: mail needs a sender.")
        return self._server

    def _ready(self) -> smtplib.SMTP:
        if self._client is not None and not _is_alive(self._client):
            self._drop()
        if self._client is None:
            self._client = _connect(self._known())
        return self._client

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def _is_alive(client: smtplib.SMTP) -> bool:
    """Servers close a connection that waits for long; better seen before a mail than within it."""
    try:
        return client.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _connect(server: MailServer) -> smtplib.SMTP:
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
    except (smtplib.SMTPException, OSError) as error:
        raise _unusable(client, f"{server.name} cannot be reached: {_words(error)}") from None
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


def _as_bytes(message: EmailMessage, to: str) -> bytes:
    policy = SMTP if to.isascii() else SMTPUTF8
    return message.as_bytes(policy=policy)


def _as_outcome(reply: str | None) -> Outcome:
    """A channel tells whether it worked, and hardly ever why not: whether it arrived is not known then."""
    return Outcome("sent") if reply is None else Outcome("unknown", None, reply)


def _is_about_mail(code: int, reply: bytes) -> bool:
    """Whether a refusal after the mail is about its size, its content or a policy, not about the address."""
    return code in (552, 554) or reply.startswith((b"5.3.", b"5.6.", b"5.7."))


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)


def _bytes(reply: str | bytes) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()


def _text(reply: bytes) -> str:
    """A server's answer in one line, of a length that a table shows."""
    return " ".join(reply.decode(errors="replace").split())[:300]
