"""Senders that are killed at any moment, and two at once: case D1 of the fault matrix."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from store.database import Store, open_store
from store.deliveries import Policy, Wanted
from tests.delivery import child
from tests.delivery.office import MONDAY, addresses, post, server_at, states, subscribe, write
from tests.delivery.server import Mailbox, mail_server

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(list(child.PRELOADED))
KILLS = 50
EVENTS = ("MAIL", "RCPT", "DATA", "BODY")


def killed_at(url: str, port: int, mailbox: Mailbox, policy: Policy, event: int) -> bool:
    """Runs a sender that is killed when the server hears its so many-th command; whether it came that far."""
    left = [event]
    process = _forks.Process(target=child.send, args=(url, port, policy))

    def heard(_: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    mailbox.on_event = heard
    process.start()
    process.join(60)
    mailbox.on_event = lambda event: None
    assert process.exitcode is not None
    return process.exitcode == -signal.SIGKILL


def killed_often(store: Store, url: str, port: int, mailbox: Mailbox, policy: Policy) -> int:
    """Kills at each kind of moment in turn, then lets one sender end; how many were killed."""
    write(store)
    done = sum(killed_at(url, port, mailbox, policy, 1 + 7 * kill % 16) for kill in range(KILLS))
    post(store, server_at(port), policy=policy)
    return done


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.sqlite'}"


@pytest.mark.case("D1", guard="ledger")
@pytest.mark.parametrize("moment", range(1, 5), ids=EVENTS)
def test_a_sender_that_is_killed_leaves_nobody_without(
    store: Store, url: str, port: int, mailbox: Mailbox, moment: int
) -> None:
    subscribe(store, *addresses(3))
    write(store)
    assert killed_at(url, port, mailbox, "resend", 4 + moment)
    post(store, server_at(port))
    copies = Counter(to for to, _ in mailbox.arrived)
    assert set(copies) == set(addresses(3))
    assert sum(copies.values()) == (4 if moment == 4 else 3)
    assert all(len(set(mailbox.of(each))) == 1 for each in addresses(3))
    assert set(states(store).values()) == {"sent"}


@pytest.mark.case("D1", guard="data-mark")
def test_under_hold_what_may_have_arrived_is_not_sent_again_and_is_listed(
    store: Store, url: str, port: int, mailbox: Mailbox
) -> None:
    subscribe(store, *addresses(3))
    write(store)
    assert killed_at(url, port, mailbox, "hold", 8)
    post(store, server_at(port), policy="hold")
    assert max(Counter(to for to, _ in mailbox.arrived).values()) == 1
    assert Counter(states(store).values()) == {"sent": 2, "unknown": 1}


@pytest.mark.case("D1", guard="claims")
def test_two_senders_at_once_send_nothing_twice(store: Store, url: str, port: int, mailbox: Mailbox) -> None:
    subscribe(store, *addresses(6))
    write(store)
    others: list[Store] = []

    def heard(event: str) -> None:
        # While the first one is in the middle of a mail, a second one looks for work.
        if event == "BODY" and not others:
            others.append(open_store(url))
            claimed = others[0].deliveries.claim(Wanted(), "resend", MONDAY)
            assert claimed is not None
            second.append(claimed.subscriber.address)

    second: list[str] = []
    mailbox.on_event = heard
    post(store, server_at(port))
    others[0].close()
    assert len(second) == 1
    copies = Counter(to for to, _ in mailbox.arrived)
    assert set(copies.values()) == {1}
    assert set(copies) == set(addresses(6)) - set(second)


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["resend", "hold"])
def test_fifty_kills_while_two_hundred_are_sent_to(tmp_path: Path, policy: Policy) -> None:
    url, mailbox = f"sqlite:///{tmp_path / 'store.sqlite'}", Mailbox()
    everybody = set(addresses(200))
    with open_store(url) as store, mail_server(mailbox) as port:
        subscribe(store, *everybody)
        assert killed_often(store, url, port, mailbox, policy) == KILLS
        copies, found = Counter(to for to, _ in mailbox.arrived), states(store)
    unknown = {address for address, state in found.items() if state == "unknown"}
    assert set(found) == everybody
    if policy == "resend":
        assert set(copies) == everybody
        assert sum(copies.values()) <= len(everybody) + KILLS
        assert all(len(set(mailbox.of(each))) == 1 for each in everybody)
        assert not unknown
    else:
        assert max(copies.values()) == 1
        assert everybody - set(copies) <= unknown
        assert {state for address, state in found.items() if address not in unknown} == {"sent"}
        assert len(unknown) <= KILLS
