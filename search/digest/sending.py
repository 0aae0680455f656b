"""Sends one message at a time: mail over SMTP, or through a channel that apprise knows.

What is about one recipient is an `Outcome`; what would happen to every recipient (no server, no way in, no
encryption) is MailUnusable, after which there is no use in going on. No password is in either.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType
from typing import Literal, Self, TypeAlias

from search.digest.channels import notify
from search.digest.mailpolicy import SMTP, SMTPUTF8
from search.digest.mailserver import MailServer, MailUnusable, connect, in_words, read_smtp_url

__all__ = ["MailServer", "MailUnusable", "Outcome", "Sender", "read_smtp_url", "send_text"]

Result: TypeAlias = Literal["sent", "later", "refused", "unknown"]


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
        self._is_used = False  # whether a mail went over this connection

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

    def check(self) -> None:
        """Raises MailUnusable where no mail can be sent by these settings."""
        self._known()

    def send(self, message: EmailMessage, to: str, begin: Callable[[], None] = lambda: None) -> Outcome:
        """Hands `message` over for one recipient; `begin` is called before any of it leaves.

        Raises MailUnusable, and what `begin` raises: then nothing was sent.
        """
        body = message.as_bytes(policy=SMTP if to.isascii() else SMTPUTF8)
        try:
            answer = self._introduce(to, len(body))
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            return Outcome("later", None, in_words(error))
        if answer is not None:
            return answer
        begin()
        return self._data(body)

    def notify(self, address: str, subject: str, text: str, begin: Callable[[], None]) -> Outcome:
        """The same for the URL of a channel."""
        begin()
        return _as_outcome(notify(address, subject, text))

    def _data(self, body: bytes) -> Outcome:
        assert self._client is not None
        try:
            code, reply = self._client.data(body)
        except smtplib.SMTPDataError as error:  # it did not even want to see the mail
            code, reply = error.smtp_code, _bytes(error.smtp_error)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._drop()
            return Outcome("unknown", None, f"no answer after the mail was sent: {in_words(error)}")
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

    def _introduce(self, to: str, size: int) -> Outcome | None:
        """MAIL FROM and RCPT TO; an answer that is final for this recipient, None: the mail may follow."""
        options = [f"size={size}"] if self._ready().has_extn("size") else []
        if not to.isascii():
            if not self._ready().has_extn("smtputf8"):
                return Outcome("refused", None, "the server takes no address with such letters")
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        code, reply = self._mail_from(options)
        if code == 552:
            return self._refused(code, reply, is_address=False)
        code, reply = self._ready().rcpt(to)
        return None if code in (250, 251) else self._refused(code, reply, is_address=True)

    def _mail_from(self, options: list[str]) -> tuple[int, bytes]:
        """A server that refuses our own address refuses it for every recipient. Raises MailUnusable."""
        server = self._known()
        try:
            code, reply = self._ready().mail(server.envelope, options)
        except smtplib.SMTPServerDisconnected:
            if not self._is_used:
                raise
            code, reply = 421, b""
        if code not in (250, 552) and self._is_used:
            self._drop()  # servers take only so many mails over one connection
            code, reply = self._ready().mail(server.envelope, options)
        if code not in (250, 552):
            self._drop()
            told = f"{server.name} takes no mail from {server.envelope}: {code} {_text(reply)}"
            raise MailUnusable(told)
        self._is_used = True
        return code, reply

    def _known(self) -> MailServer:
        if self._server is None:
            raise MailUnusable("No mail server is set: REFORMWATCH_SMTP_URL and REFORMWATCH_MAIL_FROM.")
        if not self._server.sender:
            raise MailUnusable("REFORMWATCH_MAIL_FROM is not set: mail needs a sender.")
        return self._server

    def _ready(self) -> smtplib.SMTP:
        if self._client is None:
            self._client, self._is_used = connect(self._known()), False
        return self._client

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def _as_outcome(reply: str | None) -> Outcome:
    """A channel tells whether it worked, and hardly ever why not: whether it arrived is not known then."""
    return Outcome("sent") if reply is None else Outcome("unknown", None, reply)


def _is_about_mail(code: int, reply: bytes) -> bool:
    """Whether a refusal after the mail is about its size, its content or a policy, not about the address."""
    return code in (552, 554) or reply.startswith((b"5.3.", b"5.6.", b"5.7."))


def _bytes(reply: str | bytes) -> bytes:
    return reply if isinstance(reply, bytes) else reply.encode()


def _text(reply: bytes) -> str:
    """A server's answer in one line, of a length that a table shows."""
    return " ".join(reply.decode(errors="replace").split())[:300]
