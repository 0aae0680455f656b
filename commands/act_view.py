"""An act as a person reads it: its head, the acts it stands on and those that stand on it, its tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from store.citing import Citing
    from store.database import Store
    from store.documents import Shown
    from store.records import Act, Citation, Document, PartialDate, Plan, Task

# In the order in which a reader asks for them: what it carries out, what allows it, what it ends.
_RELATIONS = {
    "implements": "implements",
    "legal_basis": "is based on",
    "issued_with": "is issued with",
    "replaces": "replaces",
    "amends": "amends",
    "refers": "refers to",
}


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


def day(issued: PartialDate) -> str:
    """As much of a date as is known: 2022-05-24, 2022-05 or 2022."""
    length = {"day": 10, "month": 7}.get(issued.precision, 4)
    return issued.date.isoformat()[:length]


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
        out.print(Text(f"  {_RELATIONS[one.relation]:<14} {one.number}{f' ({told})' if told else ''}"))
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
        when = one.published.date.isoformat() if one.published else "undated"
        number = f"{one.number}  " if one.number else ""
        out.print(Text(f"  {one.relation:<14} {when}  {one.id}  {number}{one.title}"))


def _print_plan(out: Console, plan: Plan) -> None:
    from rich.table import Table

    table = Table(
        title=f"Tasks{f' of {plan.year}' if plan.year else ''}", title_justify="left", title_style="bold"
    )
    for name in ("#", "task", "lead", "with", "due"):
        table.add_column(name, justify="right" if name == "#" else "left", overflow="fold")
    for task in plan.tasks:
        table.add_row(*map(_plain, _task(task)))
    out.print()
    if plan.tasks:
        out.print(table)
    for deadline in plan.deadlines:
        out.print(_plain(f"deadline   {deadline.date.isoformat()}  {deadline.raw}"))


def _task(task: Task) -> tuple[str, str, str, str, str]:
    due = task.due
    when = due.date.isoformat() if due and due.date else ""
    told = f"{when} ({due.raw})" if due and when and due.raw else when or (due.raw if due else "")
    return str(task.order), task.text, "; ".join(task.lead), "; ".join(task.with_), told


def _plain(value: str) -> Text:
    from rich.text import Text

    return Text(value)  # what a portal wrote is no markup
