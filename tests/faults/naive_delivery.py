"""Naive forms of the guards of digests on their way, and of the way out of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.patching import everywhere, replace

_EVER = dt.timedelta(days=10_000)


def marked_before() -> None:
    """What a dead sender held counts as sent."""
    from sqlalchemy import update

    from store.deliveries import Deliveries
    from store.delivery_tables import deliveries

    def bury(self: Any, now: dt.datetime) -> int:
        with self._database.write() as connection:
            held = update(deliveries).where(deliveries.c.owner.is_not(None))
            return int(connection.execute(held.values(state="sent", owner=None)).rowcount)

    Deliveries.bury = bury  # type: ignore[method-assign]


def no_data_mark() -> None:
    """That a mail is on its way is not noted."""
    from store.deliveries import Deliveries

    Deliveries.begin = lambda self, delivery, now: None  # type: ignore[method-assign]


def no_claims() -> None:
    """Who sends a delivery stands nowhere."""
    from sqlalchemy import update

    from store.deliveries import Deliveries, _of
    from store.delivery_tables import deliveries

    ours = Deliveries.claim

    def claim(self: Any, *given: Any) -> Any:
        found = ours(self, *given)
        if found is not None:
            with self._database.write() as connection:
                connection.execute(update(deliveries).where(*_of(found)).values(owner=None))
        return found

    def begin(self: Any, delivery: Any, now: dt.datetime) -> None:
        with self._database.write() as connection:
            connection.execute(update(deliveries).where(*_of(delivery)).values(state="data"))

    Deliveries.claim, Deliveries.begin = claim, begin  # type: ignore[method-assign]


def _verdict(**instead: str) -> Callable[[], None]:
    """Outcomes taken for others: `later="refused"`."""

    def change() -> None:
        import dataclasses

        from search.digest import delivering

        ours = delivering._verdict

        def naive(delivery: Any, outcome: Any, *given: Any) -> Any:
            taken_for = instead.get(outcome.result, outcome.result)
            return ours(delivery, dataclasses.replace(outcome, result=taken_for), *given)

        everywhere(ours, naive)

    return change


def never_suspended() -> None:
    replace("store.deliveries._is_dead_address", lambda connection, id_: False)


def any_age() -> None:
    replace("store.deliveries.KEPT", _EVER)
    replace("search.digest.planning.KEPT", _EVER)


def forgetful_restore() -> None:
    """A restored store goes on where it was."""
    from store.deliveries import Deliveries

    Deliveries.close_past = lambda self, now: 0  # type: ignore[method-assign]


def always_written() -> None:
    """That there is nothing new stops no mail."""
    from search.digest import planning

    ours = planning.write_all

    def naive(*given: Any, skip_empty: bool) -> Any:
        return ours(*given, skip_empty=False)

    everywhere(ours, naive)


def any_clock() -> None:
    """Which period was the last one is what the clock says, and nothing else."""
    from store.deliveries import Deliveries

    Deliveries.newest = lambda self: {}  # type: ignore[method-assign]


def get_unsubscribes() -> None:
    """Whoever follows the link has unsubscribed."""
    from search.web import pages

    ours = pages.Pages.unsubscribe

    def naive(self: Any, request: Any) -> Any:
        request.scope["method"] = "POST"
        return ours(self, request)

    pages.Pages.unsubscribe = naive  # type: ignore[method-assign]


def asks_again() -> None:
    """A POST is only a question: a second click is needed."""
    from search.web import pages

    ours = pages.Pages.unsubscribe

    def naive(self: Any, request: Any) -> Any:
        request.scope["method"] = "GET"
        return ours(self, request)

    pages.Pages.unsubscribe = naive  # type: ignore[method-assign]


def unsigned() -> None:
    """The id of a subscriber is enough."""
    from search.digest.tokens import subscriber_id_of

    everywhere(subscriber_id_of, lambda secret, token: token.partition(".")[0])


def no_post_header() -> None:
    """The link alone, as it was before RFC 8058."""
    from search.digest import message

    ours = message._headers

    def naive(made: Any, *given: Any) -> None:
        ours(made, *given)
        del made["List-Unsubscribe-Post"]

    everywhere(ours, naive)


GUARDS: Mapping[str, Callable[[], None]] = {
    "ledger": marked_before,
    "data-mark": no_data_mark,
    "claims": no_claims,
    "mail-retries": _verdict(later="refused"),
    "mail-refusals": _verdict(refused="later"),
    "unknown-fate": _verdict(unknown="later"),
    "suspension": never_suspended,
    "old-news": any_age,
    "restored": forgetful_restore,
    "nothing-new": always_written,
    "set-back": any_clock,
    "get-only-asks": get_unsubscribes,
    "one-click": asks_again,
    "signature": unsigned,
    "list-headers": no_post_header,
}
