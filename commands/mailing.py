"""What the settings say of mail: the server, what all messages share, the secret that signs their links."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from commands.options import Failed

if TYPE_CHECKING:
    from search.digest.mailserver import MailServer
    from search.digest.message import Letterhead

SECRET_FILE = "secret"  # noqa: S105 the name of the file


def mail_server() -> MailServer | None:
    """The mail server of the settings; None where none is set."""
    from search.digest.mailserver import read_smtp_url
    from settings import get_settings

    settings = get_settings()
    return read_smtp_url(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


def letterhead() -> Letterhead:
    from search.digest.message import Letterhead
    from settings import get_settings

    settings = get_settings()
    return Letterhead(settings.mail_from, settings.public_url, signing_secret())


def signing_secret() -> bytes:
    """The secret of the settings, else the one in HOME, which is made at the first call."""
    from settings import get_settings

    settings = get_settings()
    given = settings.secret.get_secret_value()
    if given:
        return given.encode()
    file = settings.home / SECRET_FILE
    try:
        return _kept(file)
    except FileNotFoundError:
        return _made(file)


def _kept(file: Path) -> bytes:
    found = file.read_bytes().strip()
    if len(found) < 16:
        raise Failed(f"{file} holds no secret: remove it, and links in mails sent so far end to work.")
    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
    return found


def _made(file: Path) -> bytes:
    """Complete before it has its name, so that two processes at their first start agree on one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{SECRET_FILE}.{secrets.token_hex(8)}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(number, "wb") as out:
            out.write(secrets.token_urlsafe(32).encode())
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink()
    return _kept(file)
