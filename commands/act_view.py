"""An act as a person reads it: its head, the acts it stands on and those that stand on it, its tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from store.citing import Citing
    from store.database import Store
    from store.documents import Shown
    from store.records import Act, Citation, Document, PartialDate, Plan, Precision, Task

# In the order in which a reader asks for them: what it carries out, what allows it, what it ends.
_RELATIONS = {
    "implements": "implements",
    "legal_basis": "is based on",
    "issued_with": "is issued with",
    "replaces": "replaces",
    "amends": "amends",
    "refers": "refers to",
}

# Of the columns of tasks at most: a table that is as wide as its longest task is no table in a pipe.
_WIDTHS = {"#": None, "task": 60, "lead": 28, "with": 28, "due": 28}


@dataclass(frozen=True, slots=True)
class Around:
    """The documents of the store that a document cites, by id, and those that cite it."""

    cited: Mapping[str, Shown]
    citing: Sequence[Citing]


def around(store: Store, document: Document) -> Around:
    ids = [one.document for one in document.citations if one.document]
    return Around({shown.id: shown for shown in store.documents.shown(ids)}, store.citations.of(document.id))


def act_facts(document: Document) -> Iterator[tuple[str, str]]:
    """The head of the act, one label and value a line; nothing for a document without one."""
    act = document.act
    if act is None:
        return
    from pipelines.kinds import LABELS

    what = "the act itself" if act.status == "self" else "announced here"
    yield "act", f"{LABELS.get(act.kind, act.kind)} {act.number or 'without number'} ({what})"
    yield "issuer", f"{act.issuer or 'unknown'}{_whose(act.locality)}"
    if act.issued or act.place:
        yield "issued", ", ".join(filter(None, (day(act.issued) if act.issued else None, act.place)))
    if signed := _signed(act):
        yield "signed", signed
    if act.abstract:
        yield "about", act.abstract
    if act.flags:
        yield "act flags", ", ".join(act.flags)


def print_act(out: Console, document: Document, links: Around) -> None:
    """The cascade up and down, and the tasks; a section only where there is something to say."""
    if document.citations:
        _print_up(out, document.citations, links)
    if links.citing:
        _print_down(out, links.citing)
    if document.plan:
        _print_plan(out, document.plan)


def known_date(date: dt.date, precision: Precision | None) -> str:
    """As much of a date as is known: 2022-05-24, 2022-05, 2022-Q2 or 2022."""
    if precision == "quarter":
        return f"{date.year}-Q{(date.month + 2) // 3}"
    return date.isoformat()[: {"month": 7, "year": 4}.get(precision or "day", 10)]


def day(issued: PartialDate) -> str:
    return known_date(issued.date, issued.precision)


def _whose(locality: str | None) -> str:
    return f" ({locality})" if locality else ""


def _signed(act: Act) -> str:
    title = f"{act.authority}. {act.signer_title or ''}" if act.authority else act.signer_title
    return " ".join(part for part in (title, act.signer) if part)


def _print_up(out: Console, citations: Sequence[Citation], links: Around) -> None:
    from rich.text import Text

    out.print(Text("\nActs it names", style="bold"))
    order = list(_RELATIONS)
    for one in sorted(citations, key=lambda citation: order.index(citation.relation)):
        told = ", ".join(filter(None, (one.issuer, day(one.issued) if one.issued else None)))
        out.print(
            Text(f"  {_RELATIONS[one.relation]:<14} {one.number or one.raw}{f' ({told})' if told else ''}")
        )
        out.print(Text(f"  {'':<14} {_where(one, links)}", style="dim"))


def _where(one: Citation, links: Around) -> str:
    found = links.cited.get(one.document) if one.document else None
    if found:
        doubt = "; it bears another date" if "date_disagrees" in one.flags else ""
        return f"{found.id}  {found.title}{doubt}"
    if one.candidates:
        return f"not settled, may be: {' '.join(one.candidates)}"
    return "not in the store"


def _print_down(out: Console, citing: Sequence[Citing]) -> None:
    from rich.text import Text

    out.print(Text(f"\nDocuments that name it ({len(citing)})", style="bold"))
    for one in citing:
        when = known_date(one.published.date, one.published.precision) if one.published else "undated"
        number = f"{one.number}  " if one.number else ""
        out.print(Text(f"  {one.relation:<14} {when}  {one.id}  {number}{one.title}"))


def _print_plan(out: Console, plan: Plan) -> None:
    from rich.table import Table

    table = Table(
        title=f"Tasks{f' of {plan.year}' if plan.year else ''}", title_justify="left", title_style="bold"
    )
    for name, width in _WIDTHS.items():
        table.add_column(name, justify="right" if name == "#" else "left", overflow="fold", max_width=width)
    for task in plan.tasks:
        table.add_row(*map(_plain, _task(task)))
    out.print()
    if plan.tasks:
        out.print(table)
    for deadline in plan.deadlines:
        when = known_date(deadline.date, deadline.precision)
        out.print(_plain(f"deadline   {when}{_flagged(deadline.flags)}  {deadline.raw}"))
    if plan.flags:
        out.print(_plain(f"plan flags {', '.join(plan.flags)}"))


def _task(task: Task) -> tuple[str, str, str, str, str]:
    due = task.due
    when = known_date(due.date, due.precision) if due and due.date else ""
    told = f"{when} ({due.raw})" if due and when and due.raw else when or (due.raw if due else "")
    text = f"{task.text}{_flagged(task.flags)}"
    return str(task.order), text, "; ".join(task.lead), "; ".join(task.with_), told


def _flagged(flags: Sequence[str]) -> str:
    return f" ({', '.join(flags)})" if flags else ""


def _plain(value: str) -> Text:
    from rich.text import Text

    return Text(value)  # what a portal wrote is no markup
