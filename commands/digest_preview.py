"""`reformwatch digest preview`: a digest as it would be sent, without sending it."""

from __future__ import annotations

import base64
import datetime as dt
from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, declared_portals, index_home, open_home_store
from commands.watch import home_watches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.digest.mail import Mail
    from search.digest.periods import Period, Rhythm
    from search.digest.records import Content
    from search.watch_checks import Fault
    from search.watches import Watch
    from store.database import Store


class PeriodKey(click.ParamType["Period"]):
    """A day, a week or a month: 2026-11-30, 2026-W47, 2026-11."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Period:
        from search.digest.periods import Period

        try:
            return Period.parse(str(value))
        except ValueError as error:
            return self.fail(str(error), param, ctx)


_KEYS = "2026-11-30, 2026-W47 or 2026-11; else the last full one."


@click.command()
@click.option(
    "--period",
    type=PeriodKey(),
    metavar="KEY",
    help=_KEYS,
)
@click.option(
    "--watch", "names", multiple=True, metavar="NAME", help="Of this watch; repeatable. Else of everything."
)
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "csv", "json"]), default="text", show_default=True
)
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def preview(period: Period | None, names: tuple[str, ...], form: str, language: str) -> int:
    """Show a digest as it would be sent: as text, as HTML with its picture within, its table, its content.

    Nothing is sent and nothing is kept. Without --period: the last full day, week or month of the watch.
    """
    watches = home_watches()
    chosen, faults = watches.chosen(names)
    with open_home_store() as store:
        content = content_of(store, period, chosen, faults)
    if form == "json":
        from commands.options import print_json

        print_json(content.to_json())
        return 0
    from search.digest.rendering import render
    from settings import get_settings

    mail = render(content, language, get_settings().public_url)  # type: ignore[arg-type] # a choice of click
    click.echo(_shown(mail, form), nl=False)
    return 0


def content_of(
    store: Store, period: Period | None, chosen: Sequence[Watch], faults: Sequence[Fault]
) -> Content:
    """The digest of watches, of the last full period of their rhythm unless one is named."""
    from commands.sync import follow_copies
    from search.digest.content import build
    from search.digest.periods import Period
    from search.measures.periods import VIETNAM

    now = dt.datetime.now(VIETNAM)
    rhythms: set[Rhythm] = {watch.period for watch in chosen} or {"week"}
    if period is None:
        if len(rhythms) > 1:
            raise click.UsageError(
                f"the watches have different rhythms ({', '.join(sorted(rhythms))}): name a --period"
            )
        period = Period.last_full(rhythms.pop(), now)
    if period.start > now:
        raise Failed(f"{period.key} has not begun yet: there is nothing to tell of it.")
    follow_copies(store)
    return build(store, period, chosen, now, declared_portals(), faults=faults, index=index_home())


def _shown(mail: Mail, form: str) -> str:
    if form == "csv":
        return mail.csv.decode("utf-8-sig")
    if form == "text":
        return f"{mail.subject}\n\n{mail.text}"
    html = mail.html
    for image in mail.images:  # a browser knows no parts of a mail
        drawn = base64.b64encode(image.png).decode()
        html = html.replace(f"cid:{image.cid}", f"data:image/png;base64,{drawn}")
    return html
