"""A small office: subscribers, a digest in our own words, and a sender at a moment of the test's choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from search.digest.delivering import Courier, Sent
from search.digest.mail import UNSUBSCRIBE, Image, Mail
from search.digest.mailserver import MailServer
from search.digest.message import Letterhead
from search.digest.periods import Period
from search.digest.planning import Asked, Group, groups, write_all
from search.digest.sending import Sender
from store.database import Store
from store.deliveries import Policy, Wanted
from store.subscribers import Consent, Kind, Rhythm, Subscriber, Wishes

MONDAY = dt.datetime(2026, 11, 30, 0, 0, tzinfo=dt.UTC)  # 07:00 in Hà Nội
WEEK = Period.parse("2026-W48")
HEAD = Letterhead("Bản tin <digest@office.example>", "https://web.office.example", b"a secret of the tests")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


def written(group: Group) -> Mail:
    """A digest that says which one it is."""
    named = f"{group.period.key} {', '.join(group.watches) or 'mọi tin'} {group.language}"
    return Mail(
        subject=f"Bản tin {named}",
        text=f"Tuần này có hai kế hoạch mới ({named}).\n\nHủy đăng ký: {UNSUBSCRIBE}\n",
        html=f'<p>Tuần này có hai kế hoạch mới ({named}).</p><img src="cid:themes" alt="Chủ đề">'
        f'<p><a href="{UNSUBSCRIBE}">Hủy đăng ký</a></p>',
        csv_name="ban-tin.csv",
        csv="\ufeffTên,Nơi\r\nKế hoạch,Huế\r\n".encode(),
        images=(Image("themes", PNG, "Chủ đề"),),
        is_empty=False,
    )


def silent(group: Group) -> Mail:
    """A digest of a week without anything new."""
    return Mail("Bản tin", "Không có gì mới.\n", "<p>Không có gì mới.</p>", "x.csv", b"", (), is_empty=True)


def subscribe(
    store: Store,
    *addresses: str,
    at: dt.datetime = MONDAY - dt.timedelta(days=30),
    kind: Kind = "mail",
    period: Rhythm = "week",
    watches: tuple[str, ...] = (),
) -> list[Subscriber]:
    consent = Consent(at, "1", "digest")
    wishes = Wishes(period=period, watches=watches)
    return [store.subscribers.add(each, each.casefold(), kind, wishes, consent) for each in addresses]


def write(store: Store, now: dt.datetime = MONDAY, asked: Asked | None = None) -> None:
    write_all(store, groups(store, asked or Asked(), now), written, now, skip_empty=False)


def server_at(port: int, *, timeout: float = 60.0) -> MailServer:
    return MailServer("127.0.0.1", port, HEAD.sender, timeout=timeout)


def post(
    store: Store,
    server: MailServer | None,
    now: dt.datetime = MONDAY,
    policy: Policy = "resend",
    *,
    force: bool = False,
) -> Sent:
    """One call of a sender at `now`: what dead ones held is let go, and what is due is tried."""
    store.deliveries.bury(now)
    if not force:
        store.deliveries.expire(now)
    with Sender(server) as sender:
        return Courier(store, sender, HEAD, policy, lambda: now).deliver(Wanted(force=force))


def states(store: Store) -> dict[str, str]:
    """How each delivery of the newest period stands, by address."""
    found = store.deliveries.history()
    newest = max(each.ends_at for each in found)
    return {each.subscriber.address: each.state for each in found if each.ends_at == newest}


def addresses(count: int) -> Iterable[str]:
    return [f"nguoi-{number:03}@office.example" for number in range(count)]
