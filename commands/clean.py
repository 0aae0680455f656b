"""`reformwatch clean`: what the settings say is kept for so long, and no longer."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from commands.options import open_home_store, print_json
from search.numbers import counted

if TYPE_CHECKING:
    from settings import Settings
    from store.database import Store
    from store.retention import Keeping

_KEPT_SLOTS, _KEPT_INCIDENTS = dt.timedelta(days=90), dt.timedelta(days=400)


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option("--json", "as_json", is_flag=True, help="What went, as one JSON object.")
def clean(*, dry_run: bool, as_json: bool) -> int:
    """Remove what is older than the settings KEEP_… allow, and say what that was.

    Slots of the scheduler go after 90 days, alerts that are over after 400.
    A file of the raw archive goes only when nothing in the store leads to it any more: how many old ones are
    still cited is told. What erasures have to keep out of new files is done too.
    """
    from commands.erasing import keep_erased_out
    from settings import get_settings
    from store.records import as_json as record_json

    settings = get_settings()
    with open_home_store() as store:
        if not dry_run:
            store.archives.salvage(settings.home / "warc")
            keep_erased_out(store, settings.home)
        now = dt.datetime.now(dt.UTC)
        done = store.retention.clean(settings.home, _keeping(settings), now, dry_run=dry_run)
        # Not counted beforehand: null, since a zero would say that nothing goes.
        ledger = {"slots": None, "incidents": None} if dry_run else _ledger(store, now)
    told: dict[str, Any] = record_json(done) | ledger | {"dry_run": dry_run}
    if as_json:
        print_json(told)
    else:
        _print(told)
    return 0


def _ledger(store: Store, now: dt.datetime) -> dict[str, int]:
    """What the scheduler noted and nobody asks for any more."""
    return {
        "slots": store.slots.clean(now - _KEPT_SLOTS),
        "incidents": store.incidents.clean(now - _KEPT_INCIDENTS),
    }


def _keeping(settings: Settings) -> Keeping:
    """0 is for ever: nothing goes because somebody left a number out."""
    from store.retention import Keeping

    return Keeping(
        warc=settings.keep_warc_days or None,
        logs=settings.keep_log_days or None,
        search_logs=settings.keep_search_log_days or None,
        deliveries=settings.keep_delivery_days or None,
        unsubscribed=settings.keep_unsubscribed_days or None,
    )


def _print(told: dict[str, Any]) -> None:
    verb = "Would remove" if told["dry_run"] else "Removed"
    for name in (*told["warc"], *told["logs"], *told["stale"]):
        click.echo(f"{verb.lower()}  {name}")
    click.echo(
        f"{verb} {counted(len(told['warc']), 'file')} of the raw archive "
        f"({told['warc_bytes'] / 1e6:.1f} MB), {counted(len(told['logs']), 'log')}, "
        f"{counted(told['deliveries'], 'delivery', 'deliveries')}, "
        f"{counted(told['mails'], 'mail')}, "
        f"{told['unsubscribed']} who had unsubscribed."
    )
    if told["slots"] is not None:
        slots, alerts = counted(told["slots"], "slot"), counted(told["incidents"], "alert")
        click.echo(f"Removed {slots} of the scheduler, {alerts}.")
    if told["cited"]:
        kept = counted(len(told["cited"]), "old file stays", "old files stay")
        click.echo(f"{kept} in the raw archive: documents still cite what is in there.")
