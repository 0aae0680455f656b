"""A real mail server on loopback with scripted replies, which counts what it is asked."""

# ruff: noqa: N802 aiosmtpd calls by these names

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

DROP = "drop the connection"
HANG = "never answer"


@dataclass
class Mailbox:
    """What arrived, in order, and what the server is to say.

    `script` holds replies by (command, address), one after the other, and then yes; `on_event` is called at
    each MAIL, RCPT, DATA and BODY, at BODY when the mail is kept and not answered.
    """

    arrived: list[tuple[str, bytes]] = field(default_factory=list)
    script: Mapping[tuple[str, str], list[str]] = field(default_factory=dict)
    on_event: Callable[[str], None] = lambda event: None
    asked: Counter[str] = field(default_factory=Counter)

    def reply(self, command: str, address: str, usual: str) -> str:
        left = self.script.get((command, address)) or self.script.get((command, "*"))
        return left.pop(0) if left else usual

    def of(self, address: str) -> list[bytes]:
        return [body for to, body in self.arrived if to == address]


class _Handler:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        self._tell("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._answer("MAIL", address, server, "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Sequence[str]
    ) -> str:
        self._tell("RCPT")
        answer = await self._answer("RCPT", address, server, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        answer = self._mailbox.reply("DATA", address, "250 taken")
        if answer[0] not in "45":
            assert isinstance(envelope.original_content, bytes)
            self._mailbox.arrived.append((address, envelope.original_content))
        self._tell("BODY")
        return await self._do(answer, server)

    async def _answer(self, command: str, address: str, server: SMTP, usual: str) -> str:
        return await self._do(self._mailbox.reply(command, address, usual), server)

    async def _do(self, answer: str, server: SMTP) -> str:
        if answer == HANG:
            await asyncio.Event().wait()
        if answer == DROP:
            assert server.transport is not None
            server.transport.abort()
        return "421 gone" if answer == DROP else answer

    def _tell(self, event: str) -> None:
        self._mailbox.asked[event] += 1
        self._mailbox.on_event(event)


class _Server(SMTP):
    """Tells of DATA before it says yes to it."""

    async def smtp_DATA(self, arg: str) -> None:
        self.event_handler._tell("DATA")
        await super().smtp_DATA(arg)


@contextmanager
def mail_server(mailbox: Mailbox, *, tls: bool = False, **options: Any) -> Iterator[int]:
    """Serves on a free port, which it gives; `options` are those of aiosmtpd, `tls`: from the first byte."""
    loop = asyncio.new_event_loop()
    context = options.pop("context", None)
    if context is not None and not tls:
        options["tls_context"] = context
    handler = _Handler(mailbox)

    async def begin() -> asyncio.Server:
        return await loop.create_server(
            lambda: _Server(handler, loop=loop, **options), "127.0.0.1", 0, ssl=context if tls else None
        )

    server = loop.run_until_complete(begin())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)


def takes(user: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that knows one user."""

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        is_right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=is_right, handled=is_right)  # what is not handled is answered with 535

    return check
