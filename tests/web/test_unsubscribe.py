"""The way out of digests: case D5 of the fault matrix."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import pytest

from search.digest.message import Letterhead, message
from search.digest.planning import Group
from search.digest.tokens import subscriber_id_of, token_of
from store.database import Store
from tests.delivery.office import HEAD, WEEK, subscribe, write, written
from tests.web.conftest import SECRET, Web

A = "a@office.example"
ONE_CLICK = b"List-Unsubscribe=One-Click"


def link_of(store: Store, head: Letterhead = HEAD) -> str:
    """The path of the link in the mail that the only subscriber gets."""
    write(store)
    (delivery,) = store.deliveries.history()
    mail = written(Group(WEEK, (), "", "vi", ()))
    header = message(mail, delivery, head)["List-Unsubscribe"]
    found = re.match(r"<https://web\.office\.example(/[^>]+)>", header)
    assert found
    return found[1]


def is_subscribed(store: Store) -> bool:
    (only,) = store.subscribers.all()
    return only.is_active


@pytest.mark.case("D5", guard="get-only-asks")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_scanner_that_follows_the_link_changes_nothing(web: Web, store: Store, method: str) -> None:
    subscribe(store, A)
    answer = web.ask(link_of(store), method)
    assert answer.status == 200
    assert is_subscribed(store)


@pytest.mark.case("D5", guard="one-click")
def test_a_post_without_cookies_is_enough_and_may_come_twice(web: Web, store: Store) -> None:
    subscribe(store, A)
    link = link_of(store)
    for _ in range(2):
        answer = web.ask(link, "POST", ONE_CLICK, content_type="application/x-www-form-urlencoded")
        assert answer.status == 200
    (only,) = store.subscribers.all()
    assert only.unsubscribed_at is not None
    first = only.unsubscribed_at
    web.ask(link, "POST", ONE_CLICK)
    assert store.subscribers.all()[0].unsubscribed_at == first


@pytest.mark.case("D5", guard="signature")
def test_a_token_that_we_did_not_sign_changes_nothing(web: Web, store: Store) -> None:
    (only,) = subscribe(store, A)
    link = link_of(store)
    for wrong in (
        link[:-1], link[:-4] + "AAAA", f"/unsubscribe?token={only.id}", f"/unsubscribe?token={only.id}.",
        f"/unsubscribe?token={token_of(b'another secret 1', only.id)}",
    ):  # fmt: skip
        assert web.ask(wrong, "POST", ONE_CLICK).status == 400
    assert is_subscribed(store)


@pytest.mark.parametrize("token", ["", ".", "%00", "%ff%fe", "a" * 5000, "%ED%A0%80.x", "đ.đ"])
def test_a_senseless_token_is_answered_plainly(empty: Web, token: str) -> None:
    answer = empty.ask(f"/unsubscribe?token={quote(token, safe='%')}", "POST", ONE_CLICK)
    assert answer.status == 400


def test_who_was_erased_is_told_the_same(web: Web, store: Store) -> None:
    (only,) = subscribe(store, A)
    link = link_of(store)
    store.subscribers.remove(only.id)
    assert web.ask(link, "POST", ONE_CLICK).status == 200


def test_the_page_asks_with_a_button_that_posts_to_the_same_address(web: Web, store: Store) -> None:
    subscribe(store, A)
    link = link_of(store)
    page = web.ask(link).text
    found = re.search(r'<form method="post" action="([^"]+)"', page)
    assert found
    assert web.ask(found[1].replace("&amp;", "&"), "POST", ONE_CLICK).status == 200
    assert not is_subscribed(store)
    assert A not in page
    assert "office.example" not in urlsplit(link).query


def test_many_at_once_are_all_answered(web: Web, store: Store) -> None:
    everybody = subscribe(store, *(f"n{number}@office.example" for number in range(24)))
    with ThreadPoolExecutor(12) as pool:
        links = [f"/unsubscribe?token={token_of(SECRET, each.id)}" for each in everybody]
        answers = list(pool.map(lambda link: web.ask(link, "POST", ONE_CLICK), links))
    assert {answer.status for answer in answers} == {200}
    assert not any(each.is_active for each in store.subscribers.all())


def test_a_token_names_its_subscriber_and_no_other() -> None:
    token = token_of(SECRET, "0123456789abcdef")
    assert subscriber_id_of(SECRET, token) == "0123456789abcdef"
    assert subscriber_id_of(b"another secret 2", token) is None
    assert subscriber_id_of(SECRET, "fedcba9876543210" + token[16:]) is None


@pytest.mark.case("D5", guard="list-headers")
def test_a_mail_offers_both_ways_out(store: Store) -> None:
    subscribe(store, A)
    write(store)
    (delivery,) = store.deliveries.history()
    body = message(written(Group(WEEK, (), "", "vi", ())), delivery, HEAD).as_bytes()
    # As it goes over the wire: a mail program looks for the links in these bytes.
    head = body.partition(b"\r\n\r\n")[0]
    assert re.search(
        rb"\r\nList-Unsubscribe: <https://web\.office\.example/unsubscribe\?token=[\w.-]+>,\r\n "
        rb"<mailto:digest@office\.example\?subject=unsubscribe%20[\w.-]+>\r\n",
        head,
    )
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
