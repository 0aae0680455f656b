"""`reformwatch subscribers`: who gets digests, and what they agreed to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, open_home_store, print_json

if TYPE_CHECKING:
    from search.digest.addresses import Address
    from store.subscribers import Subscriber

CONSENT_TEXT = "1"  # the version of the text in docs/delivery.md
PURPOSE = "digest"


@click.group()
def subscribers() -> None:
    """Who gets digests: e-mail addresses, and channels such as tgram://… or slack://…"""


@subscribers.command()
@click.argument("address", metavar="EMAIL|URL")
@click.option("--watch", "watches", multiple=True, metavar="NAME", help="What is followed; else everything.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--period", type=click.Choice(["day", "week", "month"]), default="week", show_default=True)
@click.option(
    "--consent-text",
    default=CONSENT_TEXT,
    show_default=True,
    metavar="VERSION",
    help="The version of the text that the person agreed to.",
)
@click.option("--asked-anew", is_flag=True, help="Though the address was erased: its owner asks again.")
@click.option("--purpose", default=PURPOSE, show_default=True, help="What the person agreed to it for.")
@click.option("--json", "as_json", is_flag=True, help="The subscriber as it is kept.")
def add(
    address: str, *, watches: tuple[str, ...], language: Any, period: Any, consent_text: str, purpose: str,
    asked_anew: bool, as_json: bool,
) -> int:  # fmt: skip
    """Add a subscriber who agreed to it; one that is there gets these wishes, and mail again."""
    from store.subscribers import Consent, Wishes

    found = _read(address)
    _refuse_unknown(watches)
    consent = Consent(dt.datetime.now(dt.UTC), consent_text, purpose)
    wishes = Wishes(language, period, tuple(dict.fromkeys(watches)))
    with open_home_store() as store:
        if asked_anew:
            store.erasing.ask_anew(found.key)
        elif store.erasing.is_suppressed(found.key):
            raise Failed(
                f"{found.text} was erased at its owner's request and was not added: "
                "--asked-anew if its owner asks for mail again"
            )
        added = store.subscribers.add(found.text, found.key, found.kind, wishes, consent)
    if as_json:
        print_json(_facts(added))
    else:
        click.echo(_line(added))
    return 0


@subscribers.command("list")
@click.option("--json", "as_json", is_flag=True, help="With consent and state.")
def list_all(*, as_json: bool) -> int:
    """List all subscribers, those too that get nothing any more."""
    with open_home_store() as store:
        found = store.subscribers.all()
    if as_json:
        print_json({"subscribers": [_facts(each) for each in found]})
        return 0
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo("Nobody has subscribed: reformwatch subscribers add EMAIL.")
    return 0


@subscribers.command()
@click.argument("address", metavar="EMAIL|URL|ID|TOKEN")
@click.option("--json", "as_json", is_flag=True, help="Who was removed.")
def remove(address: str, *, as_json: bool) -> int:
    """Erase a subscriber, with all that is known of what was sent."""
    with open_home_store() as store:
        known = store.subscribers.by_id(address.partition(".")[0])  # a token begins with the id
        key = _read(address).key if known is None else None
        known = known or (store.subscribers.get(key) if key else None)
        if known is None:
            raise Failed(f"{_shown(address)} is no subscriber: reformwatch subscribers list shows all.")
        store.subscribers.remove(known.id)
    if as_json:
        print_json({"removed": _facts(known)})
    else:
        click.echo(f"{_shown(known.address)} is removed.")
    return 0


def _read(address: str) -> Address:
    from search.digest.addresses import read_address

    try:
        return read_address(address)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _refuse_unknown(names: tuple[str, ...]) -> None:
    if not names:
        return
    from commands.options import near
    from search.watches import load_watches
    from settings import get_settings

    known = load_watches(get_settings().home).known
    for name in names:
        if name not in known:
            raise click.UsageError(f"no watch is called {name}{near(name, known)}; reformwatch watch list")


def _facts(subscriber: Subscriber) -> dict[str, Any]:
    consent, wishes = subscriber.consent, subscriber.wishes
    return {
        "id": subscriber.id,
        "address": _shown(subscriber.address),
        "kind": subscriber.kind,
        "language": wishes.language,
        "period": wishes.period,
        "watches": list(wishes.watches),
        "consent": {"at": consent.at.isoformat(), "text": consent.text, "purpose": consent.purpose},
        "suspended": _told(subscriber.suspended_at),
        "suspended_reason": subscriber.suspended_reason,
        "unsubscribed": _told(subscriber.unsubscribed_at),
    }


def _told(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _shown(address: str) -> str:
    from search.digest.channels import mask

    return mask(address)


def _line(subscriber: Subscriber) -> str:
    wishes, state = subscriber.wishes, "active"
    if subscriber.unsubscribed_at is not None:
        state = f"unsubscribed on {subscriber.unsubscribed_at:%Y-%m-%d}"
    elif subscriber.suspended_at is not None:
        state = f"suspended on {subscriber.suspended_at:%Y-%m-%d}: {subscriber.suspended_reason}"
    followed = ", ".join(wishes.watches) or "everything"
    shown = _shown(subscriber.address)
    return f"{subscriber.id}  {shown}  {wishes.period}  {wishes.language}  {followed}  {state}"
