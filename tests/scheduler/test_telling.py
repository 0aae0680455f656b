"""What the operator is told, of what, and that nothing of it stops the scheduler."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from commands.jobs.rounds import After
from commands.jobs.telling import channels, sign_of_life, tell
from commands.jobs.troubles import Look, troubles
from crawler.portal import Declarations
from settings import SettingsError, get_settings
from store.backups import Backup
from store.database import Store
from store.incidents import Trouble
from tests.scheduler.homes import at, portal, settings

NOW = at(2, 12)
BROKEN, LOW = Trouble("portal", "a", "Portal a is\nbroken"), Trouble("disk", "home", "12 MB are free")


class Channel:
    """Takes what it is sent, or says why not."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.error: str | None = None

    def __call__(self, address: str, subject: str, text: str) -> str | None:
        if self.error is None:
            self.taken.append((address, subject, text))
        return self.error


def kinds(found: list[Trouble]) -> list[tuple[str, str]]:
    return [(each.kind, each.subject) for each in found]


def look(store: Store, home: Path, *portals: Any, **values: Any) -> list[Trouble]:
    home.mkdir(exist_ok=True)
    declared = Declarations({portal.id: portal for portal in portals})
    given = settings(home, disk_low_mb=values.pop("disk_low_mb", 0), **values)
    return troubles(Look(store, declared, given, NOW))


def ended(store: Store, job: str, *codes: tuple[str, int | None]) -> None:
    for hours, (state, code) in enumerate(codes):
        slot = at(1, hours)
        assert store.slots.claim(job, slot)
        store.slots.finish(job, slot, state, code)  # type: ignore[arg-type]


def test_what_begins_and_what_is_over_is_one_message_for_each_address(store: Store) -> None:
    channel, addresses = Channel(), {"x": "a@example.org", "y": "b@example.org"}
    for minutes, found in enumerate(([BROKEN, LOW], [BROKEN, LOW], [LOW])):
        assert tell(store, found, addresses, NOW + dt.timedelta(minutes=minutes), channel) == 0
    mine = [(subject, text) for address, subject, text in channel.taken if address == "a@example.org"]
    assert [subject for subject, _ in mine] == ["reformwatch: 2 new", "reformwatch: 1 over"]
    assert "- Portal a is broken\n- 12 MB are free" in mine[0][1]
    assert len(channel.taken) == 4


def test_what_could_not_be_delivered_is_kept_and_tried_again(store: Store) -> None:
    channel, addresses = Channel(), {"x": "a@example.org"}
    channel.error = "no server"
    assert tell(store, [BROKEN], addresses, NOW, channel) == 1
    assert [notice.error for notice in store.incidents.waiting()] == ["no server"]
    channel.error = None
    assert tell(store, [BROKEN], addresses, NOW + dt.timedelta(minutes=1), channel) == 0
    assert channel.taken == []  # not yet
    tell(store, [], addresses, NOW + dt.timedelta(hours=1), channel)
    assert [subject for _, subject, _ in channel.taken] == ["reformwatch: 1 new, 1 over"]
    assert store.incidents.waiting() == []


def test_the_store_keeps_no_key_of_a_channel(tmp_path: Path) -> None:
    given = settings(tmp_path, alert_to=("tgram://123456:KEY/789", "a@example.org"))
    assert "KEY" not in repr(given)
    names = [*channels(given)]
    assert not any("KEY" in name or "123456" in name for name in names)
    assert [name.split()[0] for name in names] == ["tgram://…", "a@example.org"]


def test_addresses_are_told_apart_and_wrong_ones_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for value, wanted in (
        ("a@x.org,b@x.org tgram://1:K/2,3, a@x.org", ("a@x.org", "b@x.org", "tgram://1:K/2,3")),
        ("", ()),
    ):
        monkeypatch.setenv("REFORMWATCH_ALERT_TO", value)
        get_settings.cache_clear()
        assert get_settings().alert_to == wanted
    monkeypatch.setenv("REFORMWATCH_ALERT_TO", "somebody")
    monkeypatch.setenv("REFORMWATCH_HEARTBEAT_URL", "hc.example.org/SECRET")
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match="neither an e-mail address") as refused:
        get_settings()
    assert "SECRET" not in str(refused.value)
    get_settings.cache_clear()


def test_a_portal_that_is_broken_or_blocked_is_a_trouble(store: Store, tmp_path: Path) -> None:
    for name, verdict in (("a", "broken"), ("b", "blocked"), ("c", "ok"), ("d", "broken")):
        run = store.runs.start(name, connected_to=None, owner="a test")
        store.runs.finish(replace(run, verdict=verdict, reason=None))  # type: ignore[arg-type]
    found = look(store, tmp_path, *map(portal, "abc"), portal("d", enabled=False))
    assert sorted(kinds(found)) == [("portal", "a"), ("portal", "b")]


@pytest.mark.parametrize(
    ("job", "codes", "wanted"),
    [
        ("verify", [("done", 3)], [("job", "verify")]),
        ("verify", [("done", 3), ("done", 0)], []),
        ("digest week", [("failed", 1)], [("digest", "digest week")]),
        ("digest week", [("done", 3)], [("digest", "digest week")]),
        ("digest week", [("failed", 1), ("done", 0)], []),
        ("digest retry", [("done", 0)], []),
        ("index sync", [("failed", 1)] * 2, []),
        ("index sync", [("failed", 1)] * 3, [("job", "index sync")]),
        ("index sync", [("failed", 1)] * 3 + [("busy", 75)], []),
        ("index sync", [("timed_out", -15)], [("job", "index sync")]),
        ("crawl a", [("failed", 1)] * 3, []),  # the portal's own trouble says it
        ("crawl a", [("failed", -11)] * 3, [("job", "crawl a")]),
        ("crawl a", [("timed_out", -9)], [("job", "crawl a")]),
    ],
)
def test_a_job_that_fails_is_a_trouble_until_it_does_not(
    store: Store, tmp_path: Path, job: str, codes: list[tuple[str, int | None]], wanted: list[tuple[str, str]]
) -> None:
    ended(store, job, *codes)
    assert kinds(look(store, tmp_path)) == wanted


def test_a_digest_that_was_delivered_at_a_later_try_is_no_trouble_any_more(
    store: Store, tmp_path: Path
) -> None:
    ended(store, "digest week", ("failed", 1))
    assert kinds(look(store, tmp_path)) == [("digest", "digest week")]
    ended(store, "digest retry", ("failed", 1), ("done", 0))
    assert look(store, tmp_path) == []


def test_a_job_that_is_always_cut_short_is_a_trouble(store: Store, tmp_path: Path) -> None:
    for _ in range(3):
        assert store.slots.claim("index sync", at(1))
        store.slots.finish("index sync", at(1), "killed", None)
    (found,) = look(store, tmp_path)
    assert "cut short 3 times" in found.words


def test_a_disk_that_is_low_and_a_backup_that_is_old_are_troubles(store: Store, tmp_path: Path) -> None:
    assert kinds(look(store, tmp_path, disk_low_mb=10**9)) == [("disk", "home")]
    (never,) = look(store, tmp_path, backup_to=tmp_path)
    assert never.patience == dt.timedelta(days=3)
    store.backups.note(Backup(dt.datetime.now(dt.UTC), "backup.tar", 1, 0, with_warc=True))
    assert look(store, tmp_path, backup_to=tmp_path) == []
    late = Look(store, Declarations({}), settings(tmp_path, disk_low_mb=0, backup_to=tmp_path),
                dt.datetime.now(dt.UTC) + dt.timedelta(days=4))  # fmt: skip
    assert kinds(troubles(late)) == [("backup", "backup")]


@contextmanager
def answering(status: int) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/ping", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_good_round_gives_a_sign_of_life_and_a_failed_one_is_said(store: Store, tmp_path: Path) -> None:
    said: list[str] = []
    with answering(200) as (url, asked):
        after = After(store, settings(tmp_path, disk_low_mb=0, heartbeat_url=url), said.append)
        after.round(Declarations({}), NOW)
        after.round(Declarations({}), NOW + dt.timedelta(minutes=1))
    assert (asked, said) == (["/ping", "/ping"], [])
    after.round(Declarations({}), NOW)  # nobody listens any more
    assert len(said) == 1
    assert "cannot be reached" in said[0]
    assert url not in said[0]


def test_troubles_are_looked_for_every_five_minutes(store: Store, tmp_path: Path) -> None:
    after = After(store, settings(tmp_path, disk_low_mb=0), lambda line: None)
    found = []
    for minutes, state in ((0, "done"), (1, "timed_out"), (4, ""), (5, "")):
        if state:
            slot = at(1, minutes)
            assert store.slots.claim("verify", slot)
            store.slots.finish("verify", slot, state, 0)  # type: ignore[arg-type]
        after.round(Declarations({}), NOW + dt.timedelta(minutes=minutes))
        found.append(len(store.incidents.going()))
    assert found == [0, 0, 0, 1]


def test_an_answer_that_is_none_is_a_fault_of_the_heartbeat() -> None:
    with answering(500) as (url, _):
        assert sign_of_life(url) == "it answered 500"
