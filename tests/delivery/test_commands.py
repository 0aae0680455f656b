"""The command line over a real mail server: subscribers, sending, history, and what each says."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from settings import PREFIX, SettingsError, get_settings
from store.database import open_store
from store.deliveries import Wanted
from tests.cli.conftest import Answer, call
from tests.delivery.office import subscribe, write
from tests.delivery.server import Mailbox
from tests.measures.corpus import document

A = "an@office.example"
LONG_OVER = ("--force", "--period", "2020-W01")
LONG_AGO = dt.datetime(2020, 1, 6, tzinfo=dt.UTC)  # a Monday before any clock that these tests meet
Call = Callable[..., Answer]
# It must never show, in whatever is printed.
CHANNEL = "json://user:S3cretOfAChannel@127.0.0.1:1/hook"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def reformwatch(home: Path, port: int) -> Call:
    env = {
        "REFORMWATCH_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "REFORMWATCH_MAIL_FROM": "digest@office.example",
    }
    return lambda *args, **more: call(home, *args, env=env | more)


def test_subscribers_are_added_once_listed_and_removed(reformwatch: Call) -> None:
    added = reformwatch("subscribers", "add", "An@Office.example", "--language", "en", "--json")
    assert added.code == 0
    again = reformwatch("subscribers", "add", A, "--period", "month", "--purpose", "luận án", "--json").json
    assert (again["id"], again["period"], again["consent"]["purpose"]) == (
        added.json["id"],
        "month",
        "luận án",
    )
    (only,) = reformwatch("subscribers", "list", "--json").json["subscribers"]
    assert (only["address"], only["consent"]["text"], only["unsubscribed"]) == (A, "1", None)
    assert reformwatch("subscribers", "remove", f"{added.json['id']}.of-the-mail").code == 0
    assert reformwatch("subscribers", "list", "--json").json == {"subscribers": []}
    assert reformwatch("subscribers", "remove", A).code == 1


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("an",), "e-mail address"),
        ((A, "--watch", "nobody"), "watch"),
        (("nowhere://s3cret",), "nowhere://…"),
    ],
)
def test_what_cannot_be_subscribed_is_wrong_use(reformwatch: Call, args: tuple[str, ...], word: str) -> None:
    answer = reformwatch("subscribers", "add", *args)
    assert answer.code == 2
    assert word in answer.err
    assert "s3cret" not in answer.err


def test_a_channel_shows_its_service_and_no_secret(reformwatch: Call, home: Path) -> None:
    answers = [
        reformwatch("subscribers", "add", CHANNEL),
        reformwatch("subscribers", "list"),
        reformwatch("subscribers", "list", "--json"),
    ]
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        write(store, LONG_AGO)
    answers += [
        reformwatch("-v", "digest", "send", "--waiting", *LONG_OVER),
        reformwatch("digest", "history"),
    ]
    assert all("json://…" in answer.out for answer in answers[:3])
    assert not [answer for answer in answers if "S3cret" in answer.out + answer.err]
    assert "unknown" in answers[-1].out


def test_what_waits_is_sent_and_told(reformwatch: Call, home: Path, mailbox: Mailbox) -> None:
    mailbox.script = {("RCPT", "b@office.example"): ["550 5.1.1 no such user"]}
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        subscribe(store, A, "b@office.example")
        write(store, LONG_AGO)
    # By force: that week is long over.
    sent = reformwatch("digest", "send", "--waiting", *LONG_OVER, "--json")
    told = {name: sent.json[name] for name in ("sent", "failed", "stopped")}
    assert (sent.code, told) == (3, {"sent": 1, "failed": 1, "stopped": None})
    assert [to for to, _ in mailbox.arrived] == [A]
    found = reformwatch("digest", "history", "--to", A, "--json").json["deliveries"]
    assert [(each["state"], each["code"], each["attempts"]) for each in found] == [("sent", 250, 1)]
    assert stat.S_IMODE((home / "secret").stat().st_mode) == 0o600


def test_the_last_full_week_is_written_and_sent_once(reformwatch: Call, mailbox: Mailbox) -> None:
    """By force, since on a Friday it is old news."""
    url = {"REFORMWATCH_PUBLIC_URL": "https://web.office.example"}
    reformwatch("subscribers", "add", A)
    assert reformwatch("digest", "send", "--force", "--json", **url).json["sent"] == 1
    assert reformwatch("digest", "send", "--force", **url).out == "Nothing was due.\n"
    reformwatch("subscribers", "add", "b@office.example")
    assert reformwatch("digest", "send", "--force", "--skip-empty", **url).out == "1 skipped.\n"
    found = reformwatch("digest", "history", "--json").json["deliveries"]
    assert [(each["state"], each["reply"]) for each in found] == [
        ("sent", "taken"),
        ("skipped", "nothing new"),
    ]
    (body,) = mailbox.of(A)
    assert body.count(b"https://web.office.example/unsubscribe?token") >= 1
    assert b"unsubscribe.invalid" not in body


def test_a_mail_server_that_is_down_is_said_and_nothing_is_lost(reformwatch: Call, home: Path) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        subscribe(store, A)
        write(store, LONG_AGO)
    down = "smtp://127.0.0.1:1"
    answer = reformwatch("digest", "send", "--waiting", *LONG_OVER, REFORMWATCH_SMTP_URL=down)
    assert (answer.code, answer.out) == (1, "Nothing was sent.\n")
    assert "127.0.0.1:1 cannot be reached" in answer.err
    assert reformwatch("digest", "send", "--waiting", *LONG_OVER).code == 0


def test_without_a_sender_nobody_is_marked(reformwatch: Call, home: Path) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        subscribe(store, A)
        write(store, LONG_AGO)
    answer = reformwatch("digest", "send", "--waiting", *LONG_OVER, REFORMWATCH_MAIL_FROM="")
    assert answer.code == 1
    assert "MAIL_FROM is not set" in answer.err
    (found,) = reformwatch("digest", "history", "--json").json["deliveries"]
    assert found["state"] == "pending"


def test_force_alone_brings_up_nothing_old(reformwatch: Call, home: Path, mailbox: Mailbox) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        subscribe(store, A)
        write(store, LONG_AGO)
    assert reformwatch("digest", "send", "--waiting", "--force").code == 0
    assert mailbox.arrived == []


def test_nothing_is_sent_where_it_could_not_be_noted(reformwatch: Call, home: Path, mailbox: Mailbox) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        subscribe(store, A)
        write(store, LONG_AGO)
    answer = reformwatch("digest", "send", "--force", REFORMWATCH_MIN_FREE_MB=str(10**9))
    assert answer.code == 1
    assert "could not be noted" in answer.err
    assert mailbox.arrived == []


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (("--period", "2026-W60"), 2, "is not a period"),
        (("--period", "2099-W01"), 2, "has not ended"),
        (("--period", "2020-W01"), 1, "--force"),
        (("--to", "nobody@office.example"), 2, "is no subscriber"),
    ],
)
def test_what_cannot_be_sent_is_said(reformwatch: Call, args: tuple[str, ...], code: int, word: str) -> None:
    answer = reformwatch("digest", "send", *args)
    assert (answer.code, answer.out) == (code, "")
    assert word in answer.err


def test_with_nobody_to_send_to_all_is_well(reformwatch: Call) -> None:
    answer = reformwatch("digest", "send")
    assert (answer.code, answer.out) == (0, "Nothing was due.\n")


def test_wrong_settings_are_named_without_their_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = {"SMTP_URL": "smtp://u:S3cret@x:y", "MAIL_FROM": "nobody", "PUBLIC_URL": "ftp://x",
             "SECRET": "S3cret", "UNKNOWN_DELIVERY": "maybe"}  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    get_settings.cache_clear()
    with pytest.raises(SettingsError) as caught:
        get_settings()
    get_settings.cache_clear()
    assert [name for name in given if f"{PREFIX}{name}: " not in str(caught.value)] == []
    assert "S3cret" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_serving_to_others_needs_an_address(reformwatch: Call) -> None:
    answer = reformwatch("serve", "--host", "0.0.0.0")
    assert answer.code == 2
    assert "PUBLIC_URL" in answer.err


def test_a_store_that_is_restored_closes_what_was_open(home: Path) -> None:
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        subscribe(store, A)
        write(store, LONG_AGO)
        assert store.deliveries.close_past(LONG_AGO) == 1
        assert store.deliveries.claim(Wanted(force=True), "resend", LONG_AGO) is None


def test_a_watch_may_follow_a_portal_that_is_stored_and_no_longer_declared(
    reformwatch: Call, home: Path, mailbox: Mailbox
) -> None:
    (home / "watches.yml").write_text("cu:\n  query: một cửa\n  portal: [da-dong]\n")
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        store.documents.save(document("bài cũ", portal="da-dong"))
        subscribe(store, A, watches=("cu",))
    assert reformwatch("digest", "send", "--force").code == 0
    ((_, raw),) = mailbox.arrived
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Bản tin cải cách hành chính" in text
    assert "Cần bạn xử lý" not in text
