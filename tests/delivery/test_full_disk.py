"""A disk that fills while digests are sent: said as such, nobody without, at most one copy too many."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from store.database import open_store
from tests.cli.small_disk import possible, small_disk
from tests.delivery.office import addresses, subscribe, write
from tests.delivery.server import Mailbox
from tests.delivery.test_commands import LONG_AGO, LONG_OVER

needs_mounts = pytest.mark.skipif(not possible(), reason="this machine allows no mounts of one's own")


@needs_mounts
@pytest.mark.slow
def test_a_disk_that_fills_while_sending_loses_nobody(tmp_path: Path, port: int, mailbox: Mailbox) -> None:
    everybody = set(addresses(60))
    with open_store(f"sqlite:///{tmp_path / 'data' / 'store.sqlite'}") as store:
        subscribe(store, *everybody)
        write(store, LONG_AGO)
    used = sum(file.stat().st_size for file in (tmp_path / "data").iterdir()) // 1024
    home = tmp_path / "disk" / "home"
    settings = {
        "SMTP_URL": f"smtp://127.0.0.1:{port}", "MAIL_FROM": "digest@office.example", "MIN_FREE_MB": "0",
        "DATABASE_URL": f"sqlite:///{home / 'data' / 'store.sqlite'}",
    }  # fmt: skip
    with small_disk(home, **{f"REFORMWATCH_{name}": value for name, value in settings.items()}) as disk:
        disk("put", str(tmp_path / "data"), "data")
        disk("size", used + 700)  # the log of a few dozen transactions
        full = disk("digest", "send", "--waiting", *LONG_OVER)
        came = len(mailbox.arrived)
        disk("size", 65536)
        ended = disk("digest", "send", "--waiting", *LONG_OVER)
        states = Counter(line.split()[2] for line in disk("digest", "history").out.splitlines())
    assert (full.code, "full" in full.err) == (1, True), full
    assert 0 < came < len(everybody)
    assert ended.code == 0, ended
    copies = Counter(to for to, _ in mailbox.arrived)
    assert set(copies) == everybody
    assert sum(copies.values()) <= len(everybody) + 1
    assert states == {"sent": len(everybody)}
