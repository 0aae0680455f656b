"""The way to the mail server: its address, TLS, the login; and that no secret is ever told."""

from __future__ import annotations

import logging
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from search.digest.mailserver import MailServer, MailUnusable, read_smtp_url
from search.digest.sending import send_text
from tests.delivery.server import Mailbox, mail_server, takes

PASSWORD = "pa55/of:a@test"
QUOTED = "pa55%2Fof%3Aa%40test"
SENDER = "Bản tin <digest@office.example>"
TO = "a@office.example"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def context(authority: trustme.CA) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(made)
    return made


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine knows the authority."""
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


def at(url: str, port: int) -> MailServer:
    return read_smtp_url(url.format(port), SENDER, timeout=60)


def refusal(url: str, port: int) -> str:
    with pytest.raises(MailUnusable) as caught:
        send_text(at(url, port), TO, "Thử", "Một câu.")
    error = caught.value
    told = f"{error} {error!r} {error.__cause__!r}"
    assert PASSWORD not in told
    assert QUOTED not in told
    return str(error)


@pytest.mark.usefixtures("trusted")
def test_starttls_and_a_password_are_used_where_they_are_offered(
    mailbox: Mailbox, context: ssl.SSLContext
) -> None:
    options = {"auth_required": True, "authenticator": takes("thu", PASSWORD)}
    with mail_server(mailbox, context=context, require_starttls=True, **options) as port:
        outcome = send_text(at(f"smtp://thu:{QUOTED}@127.0.0.1:{{}}", port), TO, "Thử", "Một câu.")
    assert outcome.result == "sent"
    assert b"M=E1=BB=99t" in mailbox.of(TO)[0] or "Một".encode() in mailbox.of(TO)[0]


@pytest.mark.usefixtures("trusted")
def test_tls_from_the_first_byte(mailbox: Mailbox, context: ssl.SSLContext) -> None:
    with mail_server(mailbox, context=context, tls=True) as port:
        assert send_text(at("smtps://localhost:{}", port), TO, "Thử", "Một câu.").result == "sent"


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_said_plainly_and_only_once(
    mailbox: Mailbox, context: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    options = {"auth_required": True, "authenticator": takes("thu", "another")}
    with mail_server(mailbox, context=context, **options) as port:
        told = refusal(f"smtp://thu:{QUOTED}@127.0.0.1:{{}}", port)
    assert told == f"127.0.0.1:{port} refuses the user or password: 535."
    ours = [each for each in caplog.records if not each.name.startswith("mail")]  # the server's own
    assert not [each for each in ours if PASSWORD in each.getMessage()]


def test_a_certificate_that_nobody_knows_is_refused(mailbox: Mailbox, context: ssl.SSLContext) -> None:
    with mail_server(mailbox, context=context) as port:
        assert "cannot be reached over TLS" in refusal("smtp://127.0.0.1:{}", port)
    with mail_server(mailbox, context=context, tls=True) as port:
        assert "cannot be reached over TLS" in refusal("smtps://127.0.0.1:{}", port)
    assert mailbox.arrived == []


def test_a_password_is_never_sent_without_tls(mailbox: Mailbox, port: int) -> None:
    told = refusal(f"smtp://thu:{QUOTED}@127.0.0.1:{{}}", port)
    assert "offers no TLS: a password is never sent without it" in told
    assert "offers no TLS" in refusal("smtp://127.0.0.1:{}?tls=required", port)


def test_no_server_and_no_sender_are_said(port: int) -> None:
    assert "cannot be reached" in refusal("smtp://127.0.0.1:{}", 1)
    with pytest.raises(MailUnusable, match="SMTP_URL"):
        send_text(None, TO, "Thử", "Một câu.")
    nobody = replace(at("smtp://127.0.0.1:{}", port), sender="")
    with pytest.raises(MailUnusable, match="MAIL_FROM"):
        send_text(nobody, TO, "Thử", "Một câu.")


@pytest.mark.parametrize(
    "url",
    ["mail.office.example", "http://x", "smtp://", "smtp://x:99999", f"smtp://u:{QUOTED}@", f"smtp://u:{PASSWORD}@x",
     f"smtp://u:{QUOTED}@x/y", f"smtp://u:{QUOTED}@x?tls=no", "smtp://u@x", f"smtp://:{QUOTED}@x", "smtp://x:0"],
)  # fmt: skip
def test_a_wrong_address_is_refused_without_any_part_of_it(url: str) -> None:
    with pytest.raises(ValueError, match=r"smtp://user:password@host|without a") as caught:
        read_smtp_url(url)
    assert "pa55" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_what_an_address_says_is_read() -> None:
    found = read_smtp_url(f"smtps://thu:{QUOTED}@[::1]", SENDER)
    assert (found.host, found.port, found.user, found.password) == ("::1", 465, "thu", PASSWORD)
    assert read_smtp_url("smtp://mail").port == 587
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize("takes_it", [True, False])
def test_an_address_with_letters_beyond_ascii(mailbox: Mailbox, takes_it: bool) -> None:
    with mail_server(mailbox, enable_SMTPUTF8=takes_it) as port:
        outcome = send_text(at("smtp://127.0.0.1:{}", port), "người@ví-dụ.example", "Thử", "Một câu.")
    assert outcome.result == ("sent" if takes_it else "refused")
    assert not outcome.is_address
