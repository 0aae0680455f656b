"""What a mail server may answer, and what becomes of the delivery: case D2 of the fault matrix."""

from __future__ import annotations

import datetime as dt

import pytest

from search.digest.delivering import WAITS
from store.database import Store
from store.deliveries import KEPT, Wanted
from tests.delivery.office import MONDAY, addresses, post, server_at, states, subscribe, write
from tests.delivery.server import DROP, HANG, Mailbox

A, B, C = "a@office.example", "b@office.example", "c@office.example"
WEEKLY = dt.timedelta(days=7)


def test_everybody_gets_one_mail_and_another_call_sends_none(
    store: Store, port: int, mailbox: Mailbox
) -> None:
    subscribe(store, *addresses(5))
    write(store)
    assert post(store, server_at(port)).counts == {"sent": 5}
    write(store)
    assert post(store, server_at(port)).counts == {}
    assert sorted(to for to, _ in mailbox.arrived) == sorted(addresses(5))


@pytest.mark.case("D2", guard="mail-retries")
def test_a_temporary_refusal_is_tried_again_by_schedule_and_stops_nobody(
    store: Store, port: int, mailbox: Mailbox
) -> None:
    mailbox.script = {("RCPT", A): ["450 4.2.1 try later"] * 4}
    subscribe(store, A, B)
    write(store)
    assert post(store, server_at(port)).counts == {"later": 1, "sent": 1}
    assert len(mailbox.of(B)) == 1
    now = MONDAY
    for wait in WAITS[:3]:
        assert post(store, server_at(port), now + wait - dt.timedelta(seconds=1)).counts == {}
        now += wait
        assert post(store, server_at(port), now).counts == {"later": 1}
    assert post(store, server_at(port), now + WAITS[3]).counts == {"sent": 1}
    assert (len(mailbox.of(A)), len(mailbox.of(B))) == (1, 1)
    assert tuple(dt.timedelta(minutes=minutes) for minutes in (5, 15, 60, 1440)) == WAITS


def test_what_is_put_off_for_the_fifth_time_has_failed(store: Store, port: int, mailbox: Mailbox) -> None:
    mailbox.script = {("RCPT", A): ["451 4.3.0 no"] * 5}
    subscribe(store, A)
    write(store)
    now = MONDAY
    for wait in (dt.timedelta(0), *WAITS):
        now += wait
        post(store, server_at(port), now)
    assert states(store) == {A: "failed"}
    assert post(store, server_at(port), now + dt.timedelta(hours=20)).counts == {}


@pytest.mark.case("D2", guard="mail-refusals")
@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_final_refusal_is_marked_and_not_tried_again(
    store: Store, port: int, mailbox: Mailbox, command: str
) -> None:
    mailbox.script = {(command, A): ["550 5.1.1 no such user"]}
    subscribe(store, A, B)
    write(store)
    assert post(store, server_at(port)).counts == {"failed": 1, "sent": 1}
    assert post(store, server_at(port), MONDAY + dt.timedelta(days=2)).counts == {}
    assert states(store) == {A: "failed", B: "sent"}
    assert mailbox.of(A) == []
    (refused,) = [each for each in store.deliveries.history() if each.subscriber.address == A]
    assert (refused.code, refused.reply, refused.attempts) == (550, "5.1.1 no such user", 1)


@pytest.mark.case("D2", guard="suspension")
def test_an_address_that_refuses_three_times_is_suspended(store: Store, port: int, mailbox: Mailbox) -> None:
    mailbox.script = {("RCPT", A): ["550 5.1.1 no such user"] * 9}
    subscribe(store, A, B)
    told = []
    for week in range(4):
        now = MONDAY + week * WEEKLY
        write(store, now)
        told.append(post(store, server_at(port), now))
    assert [sent.suspended for sent in told] == [[], [], [A], []]
    assert [sent.counts["failed"] for sent in told] == [1, 1, 1, 0]
    assert len(mailbox.of(B)) == 4
    (suspended,) = [each for each in store.subscribers.all() if each.suspended_at]
    assert (suspended.address, suspended.suspended_reason) == (A, "550 5.1.1 no such user")


def test_a_mail_that_arrives_clears_an_address(store: Store, port: int, mailbox: Mailbox) -> None:
    no = "550 5.1.1 no such user"
    mailbox.script = {("RCPT", A): [no, no, "250 OK", no, no]}
    subscribe(store, A)
    for week in range(5):
        write(store, MONDAY + week * WEEKLY)
        post(store, server_at(port), MONDAY + week * WEEKLY)
    assert all(each.is_active for each in store.subscribers.all())


@pytest.mark.parametrize("reply", ["554 5.7.1 spam", "552 too big", "550 5.7.1 policy"])
def test_a_refusal_of_the_mail_says_nothing_of_the_address(
    store: Store, port: int, mailbox: Mailbox, reply: str
) -> None:
    mailbox.script = {("DATA", A): [reply] * 5}
    subscribe(store, A)
    for week in range(4):
        write(store, MONDAY + week * WEEKLY)
        assert post(store, server_at(port), MONDAY + week * WEEKLY).counts == {"failed": 1}
    assert all(each.is_active for each in store.subscribers.all())


@pytest.mark.case("D2", guard="unknown-fate")
@pytest.mark.parametrize("fault", [DROP, HANG])
def test_no_answer_after_the_mail_leaves_its_fate_unknown(
    store: Store, port: int, mailbox: Mailbox, fault: str
) -> None:
    mailbox.script = {("DATA", A): [fault]}
    subscribe(store, A, B)
    write(store)
    server = server_at(port, timeout=10.0 if fault == HANG else 60.0)
    assert post(store, server, policy="hold").counts == {"unknown": 1, "sent": 1}
    assert post(store, server_at(port), MONDAY + dt.timedelta(days=2), "hold").counts == {}
    assert states(store) == {A: "unknown", B: "sent"}
    assert (len(mailbox.of(A)), len(mailbox.of(B))) == (1, 1)


def test_under_resend_the_same_mail_goes_once_more(store: Store, port: int, mailbox: Mailbox) -> None:
    mailbox.script = {("DATA", A): [DROP]}
    subscribe(store, A)
    write(store)
    assert post(store, server_at(port)).counts == {"unknown": 1}
    assert post(store, server_at(port), MONDAY + WAITS[0]).counts == {"sent": 1}
    first, second = mailbox.of(A)
    assert first == second


def test_a_connection_that_breaks_before_the_mail_is_only_put_off(
    store: Store, port: int, mailbox: Mailbox
) -> None:
    mailbox.script = {("RCPT", A): [DROP]}
    subscribe(store, A, B, C)
    write(store)
    assert post(store, server_at(port), policy="hold").counts == {"later": 1, "sent": 2}
    assert post(store, server_at(port), MONDAY + WAITS[0], "hold").counts == {"sent": 1}
    assert [len(mailbox.of(each)) for each in (A, B, C)] == [1, 1, 1]


@pytest.mark.parametrize("reply", ["421 too many mails over one connection", DROP])
def test_a_server_that_takes_so_many_mails_over_a_connection_gets_the_rest_over_another(
    store: Store, port: int, mailbox: Mailbox, reply: str
) -> None:
    mailbox.script = {("MAIL", "*"): ["250 OK", "250 OK", reply]}
    subscribe(store, *addresses(4))
    write(store)
    assert post(store, server_at(port)).counts == {"sent": 4}


def test_a_refused_sender_stops_all_and_marks_nobody(store: Store, port: int, mailbox: Mailbox) -> None:
    mailbox.script = {("MAIL", "*"): ["553 5.7.1 not yours"]}
    subscribe(store, A, B)
    write(store)
    sent = post(store, server_at(port))
    assert sent.counts == {}
    assert "takes no mail from digest@office.example: 553 5.7.1 not yours" in (sent.stopped or "")
    assert states(store) == {A: "pending", B: "pending"}


@pytest.mark.case("D6", guard="old-news")
def test_a_server_that_is_down_for_four_days_gets_no_old_news(
    store: Store, port: int, mailbox: Mailbox
) -> None:
    subscribe(store, A, B)
    write(store)
    closed = server_at(1)
    assert "127.0.0.1:1 cannot be reached" in (post(store, closed).stopped or "")
    friday = MONDAY + dt.timedelta(days=4)
    assert post(store, server_at(port), friday).counts == {}
    assert mailbox.arrived == []
    assert states(store) == {A: "late", B: "late"}


def test_what_is_late_is_sent_where_somebody_says_so(store: Store, port: int, mailbox: Mailbox) -> None:
    subscribe(store, A)
    write(store)
    friday = MONDAY + KEPT + dt.timedelta(days=1)
    post(store, server_at(port), friday)
    store.deliveries.reopen(Wanted(), friday)
    assert post(store, server_at(port), friday, force=True).counts == {"sent": 1}


def test_who_leaves_after_the_digest_was_built_gets_none(store: Store, port: int, mailbox: Mailbox) -> None:
    (left, _) = subscribe(store, A, B)
    write(store)
    store.subscribers.unsubscribe(left.id, MONDAY)
    assert post(store, server_at(port)).counts == {"skipped": 1, "sent": 1}
    assert mailbox.of(A) == []


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # apprise asks for it
def test_a_channel_is_not_held_up_by_a_mail_server_that_is_down(store: Store) -> None:
    subscribe(store, A)
    subscribe(store, "json://127.0.0.1:1/hook", kind="channel")
    write(store)
    sent = post(store, server_at(1))
    assert sent.stopped
    assert sent.counts == {"unknown": 1}  # it was tried, and nobody listens at that address either
