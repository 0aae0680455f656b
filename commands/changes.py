"""`reformwatch changes`: what portals changed or took away in silence, with the records that show it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from commands.difference import told
from commands.options import Day, open_home_store, print_json, refuse_turned
from commands.output import one_form, seen

if TYPE_CHECKING:
    from store.database import Store
    from store.history import Edit
    from store.removals import Answer, Removal


@click.command()
@click.option("--since", type=Day(), metavar="DAY", help="Seen on this day or later.", required=True)
@click.option("--until", type=Day(last=True), metavar="DAY", help="Seen on this day or earlier; else today.")
@click.option("--portal", multiple=True, metavar="ID", help="Of this portal; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with edits, removals and returns.")
@click.option("--csv", "as_csv", is_flag=True, help="One line per change, for a spreadsheet.")
def changes(
    since: dt.date, until: dt.date | None, portal: tuple[str, ...], *, as_json: bool, as_csv: bool
) -> int:
    """List silent edits and removals that were seen between two days.

    A silent edit changes title, text or attachments while the day that the portal shows stays. A removal
    is confirmed: 410, or 404 at two runs a day apart. Each change names the records of the raw archive
    before and after it: file, offset, time of capture.
    """
    one_form(as_json=as_json, as_csv=as_csv)
    refuse_turned(since, until)
    with open_home_store() as store:
        report = _report(store, since, until, portal)
    if as_json:
        print_json(report)
    elif as_csv:
        _print_csv(report)
    else:
        _print(report)
    return 0


def _report(store: Store, since: dt.date, until: dt.date | None, portals: tuple[str, ...]) -> dict[str, Any]:
    from crawler.listdates import VIETNAM

    last = until or dt.datetime.now(VIETNAM).date()
    first = dt.datetime.combine(since, dt.time(), VIETNAM)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), VIETNAM)
    edits, announced = [], 0
    for edit in store.history.edits(first, end, portals):
        if edit.is_silent:
            edits.append(_edit(edit))
        else:
            announced += 1
    removals, returns = [], []
    for removal in store.removals.between(first, end, portals):
        one = _removal(store, removal)
        if removal.gone is not None and first <= removal.gone.at < end:
            removals.append(one)
        if removal.returned is not None and first <= removal.returned.at < end:
            returns.append(one)
    return {
        "since": since.isoformat(),
        "until": last.isoformat(),
        "edits": edits,
        "removals": removals,
        "returns": returns,
        "totals": {
            "edits": len(edits),
            "edits_with_new_date": announced,
            "removals": len(removals),
            "returns": len(returns),
        },
    }


def _edit(edit: Edit) -> dict[str, Any]:
    from store.differences import excerpt, size
    from store.history import compared
    from store.records import as_json

    document = edit.after.document
    pieces = compared(edit.before.document, document)
    sizes = [size(each) for each in pieces.values()]
    return {
        "id": document.id,
        "url": document.url,
        "portal": document.portal,
        "title": document.title,
        "published": as_json(document.published),
        "fields": list(edit.fields),
        "words_removed": sum(removed for removed, _ in sizes),
        "words_added": sum(added for _, added in sizes),
        "excerpt": " | ".join(excerpt(each) for each in pieces.values()),
        "before": told(edit.before),
        "after": told(edit.after),
    }


def _removal(store: Store, removal: Removal) -> dict[str, Any]:
    from store.records import as_json

    document = store.documents.get(removal.document_id)
    assert document is not None  # a removal goes with its document
    number = document.versions[-1].number
    last = {"version": number, "captured_at": document.fetched_at.isoformat(), "warc": as_json(document.warc)}
    return {
        "id": document.id,
        "url": document.url,
        "portal": document.portal,
        "title": document.title,
        "published": as_json(document.published),
        "before": last,
        "missing": _answer(removal.missing),
        "gone": _answer(removal.gone),
        "returned": _answer(removal.returned),
    }


def _answer(answer: Answer | None) -> dict[str, Any] | None:
    from store.records import as_json

    if answer is None:
        return None
    return {"captured_at": answer.at.isoformat(), "status": answer.status, "warc": as_json(answer.warc)}


_COLUMNS = (
    "change", "id", "portal", "url", "title", "published", "fields", "words_removed", "words_added",
    "excerpt", "before_at", "before_file", "before_offset", "after_at", "after_file", "after_offset",
)  # fmt: skip


def _rows(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for change, key, after in (("edit", "edits", "after"), ("removal", "removals", "gone"),
                               ("return", "returns", "returned")):  # fmt: skip
        for one in report[key]:
            row = {"change": change} | {name: one.get(name) for name in _COLUMNS[1:10]}
            row["published"] = one["published"]["date"] if one["published"] else None
            row["fields"] = " ".join(one.get("fields", ()))
            before = one["gone"] if change == "return" else one["before"]
            for name, side in (("before", before), ("after", one[after])):
                warc = side["warc"] or {"file": None, "offset": None}
                row |= {f"{name}_at": side["captured_at"], f"{name}_file": warc["file"],
                        f"{name}_offset": warc["offset"]}  # fmt: skip
            yield row


def _print_csv(report: dict[str, Any]) -> None:
    from search.export import write_rows

    write_rows(_COLUMNS, _rows(report), sys.stdout)


def _print(report: dict[str, Any]) -> None:
    for row in _rows(report):
        title = seen(row["title"] or "(no title)")
        click.echo(f"{row['change']}  {row['after_at'][:10]}  {row['portal']}  {row['id']}  {title}")
        if row["excerpt"]:
            click.echo(
                f"    {row['fields']}: -{row['words_removed']} +{row['words_added']} words: {row['excerpt']}"
            )
        click.echo(f"    {row['url']}")
        for name in ("before", "after"):
            click.echo(f"    {name:<6} {row[f'{name}_at']}  {row[f'{name}_file']}:{row[f'{name}_offset']}")
    totals = report["totals"]
    click.echo(
        f"{report['since']} to {report['until']}: {totals['edits']} silent edits, "
        f"{totals['removals']} removals, {totals['returns']} returns; "
        f"{totals['edits_with_new_date']} edits with a new date are not listed."
    )
