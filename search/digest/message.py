"""A frozen mail as the message to one subscriber: the same bytes at every try."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from html import escape
from urllib.parse import quote

from search.digest.mail import UNSUBSCRIBE, Mail
from search.digest.mailpolicy import SMTP
from search.digest.tokens import token_of
from store.deliveries import Delivery


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all messages share: `sender` is an address, with a name before it or not."""

    sender: str
    public_url: str = ""
    secret: bytes = field(default=b"", repr=False)

    def links(self, subscriber_id: str) -> tuple[str, ...]:
        """The ways out: our page, where it has an address, and a mail to the sender."""
        token = token_of(self.secret, subscriber_id)
        page = [f"{self.public_url.rstrip('/')}/unsubscribe?token={quote(token)}"] if self.public_url else []
        mailbox = parseaddr(self.sender)[1]
        mail = (
            [f"mailto:{quote(mailbox, safe='@')}?subject={quote(f'unsubscribe {token}')}"] if mailbox else []
        )
        return (*page, *mail)


def message_id(delivery: Delivery, sender: str) -> str:
    """The same at each try, so that who gets a mail twice sees it once."""
    told = f"{delivery.subscriber.id}\n{delivery.period}\n{delivery.watch}\n{delivery.mail}"
    return f"<{hashlib.sha256(told.encode()).hexdigest()[:32]}@{_domain(sender)}>"


def text_of(mail: Mail, delivery: Delivery, head: Letterhead) -> str:
    """The plain text, with the subscriber's way out."""
    return mail.text.replace(UNSUBSCRIBE, _way_out(delivery, head))


def message(mail: Mail, delivery: Delivery, head: Letterhead) -> EmailMessage:
    """Raises ValueError where a header cannot hold what it is given."""
    made = EmailMessage(policy=SMTP)
    _headers(made, mail, delivery, head)
    # Not every server takes eight bits.
    made.set_content(text_of(mail, delivery, head), cte="quoted-printable")
    link = escape(_way_out(delivery, head), quote=True)
    made.add_alternative(mail.html.replace(UNSUBSCRIBE, link), subtype="html", cte="quoted-printable")
    page = made.get_payload(1)
    assert isinstance(page, EmailMessage)
    for image in mail.images:
        page.add_related(image.png, "image", "png", cid=f"<{image.cid}>", disposition="inline")
    made.add_attachment(mail.csv, "text", "csv", filename=mail.csv_name, params={"charset": "utf-8"})
    _name_boundaries(made)
    return made


def _headers(made: EmailMessage, mail: Mail, delivery: Delivery, head: Letterhead) -> None:
    links = head.links(delivery.subscriber.id)
    made["From"] = _address(*parseaddr(head.sender))
    made["To"] = _address("", delivery.subscriber.address)
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(delivery.built_at)
    made["Message-ID"] = message_id(delivery, head.sender)
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = delivery.subscriber.wishes.language
    made["List-Unsubscribe"] = ", ".join(f"<{link}>" for link in links)
    if head.public_url:
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _address(name: str, mailbox: str) -> Address:
    """In its parts: given whole, the library refuses letters beyond ASCII, which SMTPUTF8 takes."""
    local, _, domain = mailbox.rpartition("@")
    return Address(name, local, domain)


def _way_out(delivery: Delivery, head: Letterhead) -> str:
    return next(iter(head.links(delivery.subscriber.id)), "")


def _name_boundaries(made: EmailMessage) -> None:
    """By what they part, and not by chance."""
    name = made["Message-ID"].strip("<>").partition("@")[0]
    parts = [part for part in made.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"={name}={number}=")


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
