"""What the ledger costs: digests sent to many subscribers, against the same mails by the bare library.

    python -m bench.delivery [--subscribers 500]

A mail server on loopback takes both. Ours claims, marks and notes each delivery on disk before and after it.
"""

from __future__ import annotations

import argparse
import smtplib
import tempfile
import time
from collections.abc import Callable

from search.digest.frozen import thaw
from search.digest.message import message
from store.database import Store, open_store
from tests.delivery.office import HEAD, addresses, post, server_at, subscribe, write
from tests.delivery.server import Mailbox, mail_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.delivery")
    parser.add_argument("--subscribers", type=int, default=500)
    count = parser.parse_args().subscribers
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/store.sqlite") as store:
        subscribe(store, *addresses(count))
        write(store)
        with mail_server(Mailbox()) as port:
            bare = _seconds(lambda: _bare(store, port))
            ours = _seconds(lambda: post(store, server_at(port)))
    print(f"{count} mails: ours {ours:.1f} s, smtplib alone {bare:.1f} s, ratio {bare / ours:.2f}")


def _bare(store: Store, port: int) -> None:
    """The same mails over one connection, with nothing noted."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        for delivery in store.deliveries.history():
            mail = thaw(store.deliveries.mail(delivery.mail))
            client.send_message(message(mail, delivery, HEAD))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
