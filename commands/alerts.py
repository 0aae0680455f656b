"""`reformwatch alerts`: what is wrong, since when, and whether the operator could be told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.options import open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from store.database import Store
    from store.incidents import Incident, Notice

_SHOWN = 10


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The same as one JSON object.")
@click.option("--test", "is_test", is_flag=True, help="Send a test to each address of REFORMWATCH_ALERT_TO.")
def alerts(*, as_json: bool, is_test: bool) -> int:
    """Show what is wrong now, what was lately, and alerts that could not be delivered.

    `reformwatch schedule` looks for it and tells the addresses of REFORMWATCH_ALERT_TO, once when it begins
    and once when it is over. Exit code 1 when a test reached nobody, 3 when it did not reach everybody.
    """
    if is_test:
        return _test()
    with open_home_store() as store:
        facts = alert_facts(store)
        ended = [_incident(each) for each in store.incidents.ended(_SHOWN)]
    if as_json:
        print_json(facts | {"ended": ended})
        return 0
    for line in alert_lines(facts) or ["Nothing is wrong, as far as the scheduler has looked."]:
        click.echo(line)
    for each in ended:
        click.echo(f"Over since {_local(each['over_at'])}: {each['words']}")
    return 0


def alert_facts(store: Store) -> dict[str, Any]:
    """What `status` and `alerts` tell of incidents."""
    return {
        "incidents": [_incident(each) for each in store.incidents.going()],
        "undelivered_alerts": [_notice(each) for each in store.incidents.waiting()],
    }


def alert_lines(facts: dict[str, Any]) -> list[str]:
    return [*_lines(facts)]


def _lines(facts: dict[str, Any]) -> Iterator[str]:
    for each in facts["incidents"]:
        yield f"Alert since {_local(each['opened_at'])}: {each['words']}"
    waiting = facts["undelivered_alerts"]
    for channel in dict.fromkeys(each["channel"] for each in waiting):
        mine = [each for each in waiting if each["channel"] == channel]
        why = next((f": {each['error']}" for each in mine if each["error"]), "")
        yield f"{counted(len(mine), 'alert')} to {channel} not delivered yet{why}"


def _incident(each: Incident) -> dict[str, Any]:
    return {
        "kind": each.kind, "subject": each.subject, "words": each.words,
        "opened_at": each.opened_at.isoformat() if each.opened_at else None,
        "over_at": each.over_at.isoformat() if each.over_at else None,
    }  # fmt: skip


def _notice(each: Notice) -> dict[str, Any]:
    return {
        "channel": each.channel.rpartition(" ")[0], "event": each.event, "words": each.words,
        "noted_at": each.noted_at.isoformat(), "attempts": each.attempts, "error": each.error,
    }  # fmt: skip


def _test() -> int:
    from commands.jobs.telling import sender
    from commands.mailing import mail_server
    from search.digest.channels import mask
    from settings import get_settings

    addresses = get_settings().alert_to
    if not addresses:
        raise click.UsageError("REFORMWATCH_ALERT_TO names nobody")
    send, refused = sender(mail_server()), 0
    for address in addresses:
        error = send(address, "reformwatch: a test", "This is how alerts of reformwatch reach you.\n")
        refused += error is not None
        click.echo(f"{mask(address)}: {'sent' if error is None else error}")
    return 0 if not refused else 1 if refused == len(addresses) else 3


def _local(instant: str | None) -> str:
    return dt.datetime.fromisoformat(instant).astimezone().strftime("%Y-%m-%d %H:%M") if instant else "never"
