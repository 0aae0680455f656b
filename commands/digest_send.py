"""`reformwatch digest send` and `history`: digests on their way, and the ledger of all that went."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, open_home_store, print_json

if TYPE_CHECKING:
    from search.digest.delivering import Sent
    from search.digest.mail import Mail
    from search.digest.periods import Period
    from search.digest.planning import Asked, Group
    from store.database import Store
    from store.deliveries import Delivery, Wanted
    from store.subscribers import Subscriber


@click.command()
@click.option("--period", metavar="KEY", help="A day, week or month: 2026-11-30, 2026-W47, 2026-11.")
@click.option("--to", metavar="EMAIL|URL", help="Only to this subscriber.")
@click.option("--watch", metavar="NAME", help="Only this watch, to those who follow it.")
@click.option("--skip-empty", is_flag=True, help="Send nothing where there is nothing new.")
@click.option(
    "--force",
    is_flag=True,
    help="Also what is over three days old, or failed: of the period.",
)
@click.option("--waiting", is_flag=True, help="Write nothing new; only try again what waits.")
@click.option("--json", "as_json", is_flag=True, help="What became of how many.")
def send(
    period: str | None, *, to: str | None, watch: str | None, skip_empty: bool, force: bool, waiting: bool,
    as_json: bool,
) -> int:  # fmt: skip
    """Send each subscriber the last full day, week or month, once; what was put off is tried again.

    May be called at any time, and twice at once. Exit code 3 when some recipients failed, 1 when all did.
    """
    from search.digest.delivering import utc_now
    from search.digest.planning import Asked

    now = utc_now()
    named = _period(period, now, force=force)
    _refuse_full_disk()
    with open_home_store() as store:
        asked = Asked(named, _subscriber(store, to), watch, force)
        wanted = _wanted(asked) if named or not force else replace(_wanted(asked), periods=_newest(now))
        store.deliveries.bury(now)
        late = 0 if force else store.deliveries.expire(now)
        written = Counter[str]()
        if force:
            store.deliveries.reopen(wanted, now)
        if not waiting:
            written = _write(store, asked, now, skip_empty=skip_empty)
        sent = _deliver(store, wanted)
        sent.counts["skipped"] += written["skipped"]
        held = store.deliveries.count("unknown")
    return _tell(sent, late + written["late"], held, as_json=as_json)


@click.command()
@click.option("--period", metavar="KEY", help="Only of this period.")
@click.option("--to", metavar="EMAIL|URL", help="Only to this subscriber.")
@click.option("--json", "as_json", is_flag=True, help="Every delivery with its tries and answers.")
def history(period: str | None, *, to: str | None, as_json: bool) -> int:
    """Show what was sent to whom, what was not and why; the newest period first."""
    from search.digest.planning import Asked

    named = _parsed(period) if period else None
    with open_home_store() as store:
        found = store.deliveries.history(_wanted(Asked(named, _subscriber(store, to))))
    if as_json:
        print_json({"deliveries": [_facts(each) for each in found]})
        return 0
    for each in found:
        click.echo(_line(each))
    if not found:
        click.echo("Nothing was sent so far.")
    return 0


def _parsed(key: str) -> Period:
    from search.digest.periods import Period

    try:
        return Period.parse(key)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _period(key: str | None, now: dt.datetime, *, force: bool) -> Period | None:
    from store.deliveries import KEPT

    if key is None:
        return None
    period = _parsed(key)
    if not period.has_ended(now):
        raise click.UsageError(f"{key} has not ended yet")
    if period.end + KEPT <= now and not force:
        raise Failed(f"{key} ended more than {KEPT.days} days ago and is old news: --force sends it.")
    return period


def _newest(now: dt.datetime) -> tuple[str, ...]:
    """The last full periods: force without a name must not bring up what failed months ago."""
    from search.digest.periods import RHYTHMS, Period

    return tuple(Period.last_full(rhythm, now).key for rhythm in RHYTHMS)


def _subscriber(store: Store, address: str | None) -> Subscriber | None:
    if address is None:
        return None
    from search.digest.addresses import read_address
    from search.digest.channels import mask

    try:
        found = store.subscribers.get(read_address(address).key)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if found is None:
        shown = mask(address)
        raise click.UsageError(f"{shown} is no subscriber: reformwatch subscribers add {shown}")
    return found


def _wanted(asked: Asked) -> Wanted:
    from store.deliveries import Wanted

    return Wanted(
        subscriber=asked.to.id if asked.to else None,
        periods=(asked.period.key,) if asked.period else None,
        watch=asked.watch,
        force=asked.force,
    )


def _refuse_full_disk() -> None:
    """What cannot be noted must not be sent."""
    from crawler.archiving import has_room
    from settings import get_settings

    settings = get_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    if not has_room(settings.home, settings.min_free_mb):
        raise Failed(
            f"Less than {settings.min_free_mb} MB are free in {settings.home}: nothing is sent, since what "
            "became of it could not be noted."
        )


def _write(store: Store, asked: Asked, now: dt.datetime, *, skip_empty: bool) -> Counter[str]:
    """Writes what is owed; how many deliveries there are by this, by state."""
    from search.digest.planning import groups, write_all
    from settings import get_settings

    owed = groups(store, asked, now)
    if not owed:
        return Counter()
    skips = skip_empty or get_settings().empty_digest == "skip"
    return write_all(store, owed, _writer(store, now), now, skip_empty=skips)


def _writer(store: Store, now: dt.datetime) -> Callable[[Group], Mail]:
    """Writes digests; what several of one period share is read once."""
    from functools import cache

    from commands.options import declared_portals, index_home
    from search.digest.content import Builder
    from search.digest.rendering import render
    from search.watches import load_watches
    from settings import get_settings

    settings, portals = get_settings(), declared_portals()
    watches = load_watches(settings.home, portals.keys() | store.documents.by_portal().keys())
    builder = cache(lambda period: Builder(store, period, now, portals, index_home(), is_kept=True))
    content = cache(lambda period, names: builder(period).build(*watches.chosen(names)))
    return lambda group: render(content(group.period, group.watches), group.language, settings.public_url)


def _deliver(store: Store, wanted: Wanted) -> Sent:
    from commands.mailing import letterhead, mail_server
    from search.digest.delivering import Courier
    from search.digest.sending import Sender
    from settings import get_settings

    with Sender(mail_server()) as sender:
        return Courier(store, sender, letterhead(), get_settings().unknown_delivery).deliver(wanted)


def _tell(sent: Sent, late: int, held: int, *, as_json: bool) -> int:
    """What became of the call, and its exit code."""
    counts = {name: sent.counts[name] for name in ("sent", "failed", "later", "unknown", "skipped")}
    failed = sent.failures + late + bool(sent.stopped)
    if as_json:
        facts = {"late": late, "unknown_in_all": held, "suspended": sent.suspended, "stopped": sent.stopped}
        print_json(counts | facts)
    else:
        _say(counts, late, held, is_stopped=bool(sent.stopped))
        for address in sent.suspended:
            click.echo(f"{address} is suspended: it refused too often.")
    if sent.stopped:
        click.echo(f"Error: {sent.stopped} What is left waits for the next call.", err=True)
    return 0 if not failed else 3 if sent.counts["sent"] else 1


def _say(counts: dict[str, int], late: int, held: int, *, is_stopped: bool) -> None:
    told = [f"{count} {name}" for name, count in counts.items() if count]
    click.echo(f"{', '.join(told)}." if told else "Nothing was sent." if is_stopped else "Nothing was due.")
    if late:
        click.echo(f"{late} ended more than three days ago and were not sent: --force sends them.")
    if held:
        click.echo(f"{held} may have arrived or not (unknown): reformwatch digest history.")


def _facts(delivery: Delivery) -> dict[str, Any]:
    from search.digest.channels import mask

    return {
        "subscriber": delivery.subscriber.id,
        "address": mask(delivery.subscriber.address),
        "period": delivery.period,
        "watch": delivery.watch or None,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "code": delivery.code,
        "reply": delivery.reply,
        "built_at": delivery.built_at.isoformat(),
        "changed_at": delivery.changed_at.isoformat(),
        "next_at": delivery.next_at.isoformat() if delivery.next_at else None,
        "mail": delivery.mail,
    }


def _line(delivery: Delivery) -> str:
    from search.digest.channels import mask

    told = " ".join(str(part) for part in (delivery.code, delivery.reply) if part)
    again = f"; again from {delivery.next_at:%Y-%m-%d %H:%M} UTC" if delivery.next_at else ""
    shown = mask(delivery.subscriber.address)
    of = f" ({delivery.watch})" if delivery.watch else ""
    return f"{delivery.period}{of}  {shown}  {delivery.state}  {told}{again}".rstrip()
