"""A mail as it leaves: the same bytes each time, readable for every client, with no address in its links."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.policy import default as plain

import pytest

from search.digest.frozen import freeze, thaw
from search.digest.mail import UNSUBSCRIBE
from search.digest.message import Letterhead, message
from search.digest.planning import Group
from store.database import Store
from store.deliveries import Delivery
from tests.delivery.office import HEAD, MONDAY, PNG, WEEK, subscribe, write, written

A = "nguoi-nhan@office.example"
MAIL = written(Group(WEEK, (), "", "vi", ()))


@pytest.fixture
def delivery(store: Store) -> Delivery:
    subscribe(store, A)
    write(store)
    (found,) = store.deliveries.history()
    return found


def sent(delivery: Delivery, head: Letterhead = HEAD) -> EmailMessage:
    made = message_from_bytes(message(MAIL, delivery, head).as_bytes(policy=SMTP), policy=plain)
    assert isinstance(made, EmailMessage)
    return made


def test_the_same_delivery_is_the_same_bytes(delivery: Delivery) -> None:
    first, second = (message(MAIL, delivery, HEAD).as_bytes(policy=SMTP) for _ in range(2))
    assert first == second
    assert first.isascii()
    assert max(map(len, first.split(b"\r\n"))) <= 998


def test_a_mail_has_text_html_image_and_table(delivery: Delivery) -> None:
    made = sent(delivery)
    kinds = [part.get_content_type() for part in made.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html",
        "image/png", "text/csv",
    ]  # fmt: skip
    parts = {part.get_content_type(): part for part in made.walk()}
    assert parts["image/png"]["Content-ID"] == "<themes>"
    assert parts["image/png"].get_content() == PNG
    assert parts["text/csv"].get_filename() == "ban-tin.csv"
    assert parts["text/csv"].get_payload(decode=True) == MAIL.csv
    assert not made.defects


def test_headers_say_who_when_and_which(delivery: Delivery) -> None:
    made = sent(delivery)
    assert (made["From"], made["To"], made["Subject"]) == (HEAD.sender, A, MAIL.subject)
    assert made["Date"].datetime == MONDAY
    assert made["Message-ID"].endswith("@office.example>")
    assert A not in made["Message-ID"]
    assert made["Auto-Submitted"] == "auto-generated"


def test_an_address_with_letters_beyond_ascii_is_written(store: Store) -> None:
    subscribe(store, "ngọc@office.example")
    write(store)
    (found,) = store.deliveries.history()
    assert "\r\nTo: ngọc@office.example\r\n".encode() in message(MAIL, found, HEAD).as_bytes(policy=SMTPUTF8)


def test_each_text_carries_the_subscribers_own_way_out(delivery: Delivery) -> None:
    made = sent(delivery)
    page = made["List-Unsubscribe"].partition(">")[0].removeprefix("<")
    for kind in ("plain", "html"):
        body = made.get_body((kind,))
        assert body is not None
        text = body.get_content()
        assert page in text
        assert UNSUBSCRIBE not in text


def test_without_a_web_page_the_way_out_is_a_mail(delivery: Delivery) -> None:
    made = sent(delivery, Letterhead("digest@office.example", "", b"a secret of the tests"))
    assert made["List-Unsubscribe"].startswith("<mailto:digest@office.example?subject=unsubscribe%20")
    assert made["List-Unsubscribe-Post"] is None
    assert "mailto:" in made.get_body(("plain",)).get_content()


def test_what_is_frozen_thaws_to_the_same() -> None:
    assert thaw(freeze(MAIL)) == MAIL
    assert freeze(MAIL) == freeze(MAIL)
