"""How `reformwatch acts cascade` shows an act and those that follow it: a tree, or nested JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.tree import Tree

    from search.act_tree import Step
    from store.database import Store
    from store.records import Document

_SHOWN_TASKS = 5  # of those that were added or dropped, in the tree


def told(store: Store, root: Step) -> dict[str, Any]:
    """A tree as JSON values, each step with what it took over from the one above."""
    wanted = [step.document for step in _all_of(root) if step.document]
    return _told({one.id: one for one in store.documents.by_ids(wanted)}, root, None)


def _all_of(step: Step) -> Iterator[Step]:
    yield step
    for child in step.children:
        yield from _all_of(child)


def _told(documents: Mapping[str, Document], step: Step, above: Step | None) -> dict[str, Any]:
    from store.records import as_json

    own = documents.get(step.document or "")
    return {
        "number": (own and own.act and own.act.number) or step.number,
        "locality": step.locality,
        "year": step.year,
        "issued": as_json(step.issued),
        "document": step.document,
        "days": step.days,
        "taken_over": _taken_over(documents.get((above and above.document) or ""), own),
        "children": [_told(documents, child, step) for child in step.children],
    }


def _taken_over(superior: Document | None, local: Document | None) -> dict[str, Any] | None:
    """None where one of the two is not in the store."""
    from search.taken_over import taken_over
    from store.records import as_json

    if superior is None or local is None:
        return None
    return {**as_json(taken_over(superior, local)), "validated": False}


def drawn(step: Mapping[str, Any], tree: Tree | None = None) -> Tree:
    """The tree of what `told` tells."""
    from rich.text import Text
    from rich.tree import Tree

    line = Text(_line(step))
    branch = Tree(line) if tree is None else tree.add(line)
    for name in ("added", "dropped"):
        tasks = (step["taken_over"] or {}).get(name) or []
        for task in tasks[:_SHOWN_TASKS]:
            branch.add(Text(f"task {name}: {task[:100]}", style="dim"))
        if len(tasks) > _SHOWN_TASKS:
            branch.add(Text(f"… {len(tasks) - _SHOWN_TASKS} more {name}", style="dim"))
    for child in step["children"]:
        drawn(child, branch)
    return branch


def nothing_below(relations: Sequence[str]) -> str:
    """What was looked for, where an act stands alone."""
    return (
        "No act below it is in the store: looked for were acts of the localities below it that cite it as"
        f" {' or '.join(relations)}; --relation takes other ways to cite one."
    )


def _line(step: Mapping[str, Any]) -> str:
    from search.labels import label
    from search.numbers import counted, percent

    place = label("locality", step["locality"]) if step["locality"] else "issuer not known"
    parts = [step["number"], place, step["issued"] or "day not known"]
    if step["days"] is not None:
        parts.append(f"{counted(step['days'], 'day')} after")
    taken = step["taken_over"]
    if taken and taken["copied"] is not None:
        parts.append(f"{percent(taken['copied'], 0)} of its words from above")
    if taken and taken["kept"] is not None:
        parts.append(f"tasks: {taken['kept']} kept")
    return " · ".join(parts)
