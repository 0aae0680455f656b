"""The ledger on both databases: one delivery each, held by one sender at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from store.database import Store, open_store
from store.deliveries import LEASE, Delivery, Due, Wanted
from store.delivery_tables import deliveries
from store.errors import DeliveryLost
from store.subscribers import Consent, Wishes

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
DUE = Due("2026-W48", "", NOW - dt.timedelta(hours=7))
CONSENT = Consent(NOW - dt.timedelta(days=9), "1", "digest")


def subscribed(store: Store, count: int) -> list[str]:
    names = [f"n{number:02}@office.example" for number in range(count)]
    return [store.subscribers.add(name, name, "mail", Wishes(), CONSENT).id for name in names]


def claimed(store: Store) -> list[Delivery]:
    """All that one sender gets, each noted as sent."""
    found = []
    while delivery := store.deliveries.claim(Wanted(), "resend", NOW):
        store.deliveries.begin(delivery, NOW)
        store.deliveries.finish(delivery, "sent", NOW, code=250, reply="ok")
        found.append(delivery)
    return found


def test_what_is_frozen_first_stays(store: Store) -> None:
    first, second = subscribed(store, 2)
    store.deliveries.freeze(DUE, b"one", [first], NOW)
    store.deliveries.freeze(DUE, b"another", [first, second], NOW + dt.timedelta(minutes=1))
    found = {each.subscriber.id: each for each in store.deliveries.history()}
    assert store.deliveries.mail(found[first].mail) == b"one"
    assert store.deliveries.mail(found[second].mail) == b"another"
    assert found[first].built_at == NOW


def test_several_senders_share_the_work_and_none_of_it_twice(store: Store, store_url: str) -> None:
    store.deliveries.freeze(DUE, b"mail", subscribed(store, 30), NOW)
    others = [open_store(store_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(claimed, others))
    for each in others:
        each.close()
    taken = Counter(delivery.subscriber.id for share in shares for delivery in share)
    assert (len(taken), set(taken.values())) == (30, {1})
    assert {each.state for each in store.deliveries.history()} == {"sent"}


def test_what_was_taken_over_cannot_be_begun(store: Store, store_url: str) -> None:
    store.deliveries.freeze(DUE, b"mail", subscribed(store, 1), NOW)
    delivery = store.deliveries.claim(Wanted(), "resend", NOW)
    assert delivery is not None
    _of_another_host(store)
    assert store.deliveries.bury(NOW + LEASE / 2) == 0
    assert store.deliveries.claim(Wanted(), "resend", NOW + LEASE / 2) is None
    store.deliveries.bury(NOW + 2 * LEASE)
    with open_store(store_url) as other:
        assert other.deliveries.claim(Wanted(), "resend", NOW + 2 * LEASE) is not None
        with pytest.raises(DeliveryLost):
            store.deliveries.begin(delivery, NOW)


def test_a_live_sender_keeps_what_it_holds(store: Store) -> None:
    store.deliveries.freeze(DUE, b"mail", subscribed(store, 1), NOW)
    assert store.deliveries.claim(Wanted(), "resend", NOW) is not None
    assert store.deliveries.bury(NOW + 9 * LEASE) == 0
    assert store.deliveries.claim(Wanted(), "resend", NOW + 9 * LEASE) is None


def test_subscribing_again_keeps_the_ledger_and_removing_erases_it(store: Store) -> None:
    (id_,) = subscribed(store, 1)
    store.deliveries.freeze(DUE, b"mail", [id_], NOW)
    store.subscribers.unsubscribe(id_, NOW)
    (again,) = subscribed(store, 1)
    (known,) = store.subscribers.all()
    assert (again, known.is_active) == (id_, True)
    assert len(store.deliveries.history()) == 1
    assert store.subscribers.remove(id_)
    assert store.deliveries.history() == []


def _of_another_host(store: Store) -> None:
    with store._database.write() as connection:
        connection.execute(deliveries.update().values(host="another/host"))
