"""Agreement of two passes of labels, field by field.

    python -m tests.gold.agreement tests/gold/passes/pass-a.jsonl tests/gold/passes/pass-b.jsonl

Only documents and fields that both passes labelled are compared. `out`: documents where one pass alone
labelled the field, mostly since the other was in doubt; the rest of the row is to be read with it. `equal`:
share of documents with the same value, sets as sets. For single values `alpha` is Krippendorff's alpha,
nominal, two coders, no missing data (1 - observed/expected disagreement, Krippendorff 2011); it is left out
where neither coder ever varied. For sets `f1` counts members over all documents: 2·both / (members of A +
members of B).
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

VALUES = [
    "status",
    "doc_type",
    "announced_doc_type",
    "doc_number",
    "issuer",
    "issuer_locality",
    "issue_date",
    "signer",
    "signer_title",
    "authority",
    "published_date",
    "province",
    "district",
    "speaker_level",
    "is_cover",
    "plan_year",
]
SETS = [
    "citations",
    "cited_dates",
    "relations",
    "deadlines",
    "lead_agencies",
    "coordinating_agencies",
    "channels",
    "audiences",
    "tasks",
]
Label = dict[str, Any]


def read(path: Path) -> dict[str, Label]:
    return {label["id"]: label for label in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def value(label: Label, field: str) -> Hashable:
    if field == "plan_year":
        return (label["plan"] or {}).get("year")
    found = label[field]
    return tuple(sorted(found.items())) if isinstance(found, dict) else _folded(found)


def members(label: Label, field: str) -> frozenset[Hashable]:
    """Agencies are compared folded; a task by its agencies and its time, since its place is approximate."""
    cited = label["citations"]
    if field == "citations":
        return frozenset(act["number"] for act in cited)
    if field == "cited_dates":
        return frozenset((act["number"], str(act["date"])) for act in cited)
    if field == "relations":
        return frozenset((act["number"], act["relation"]) for act in cited if act["relation"])
    if field == "tasks":
        return frozenset(_task(task) for task in (label["plan"] or {}).get("tasks", []))
    return frozenset(_folded(item) if isinstance(item, str) else str(item) for item in label[field])


def alpha(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    counts = Counter(coded for pair in pairs for coded in pair)
    total = sum(counts.values())
    expected = total * total - sum(n * n for n in counts.values())
    if not expected:
        return None
    observed = sum(2 for one, other in pairs if one != other)
    return 1 - observed * (total - 1) / expected


def f1(pairs: Iterable[tuple[frozenset[Hashable], frozenset[Hashable]]]) -> float | None:
    both, all_members = 0, 0
    for one, other in pairs:
        both += len(one & other)
        all_members += len(one) + len(other)
    return 2 * both / all_members if all_members else None


class Row(NamedTuple):
    field: str
    documents: int
    out: int
    equal: float
    name: str
    measure: float | None


def compare(a: dict[str, Label], b: dict[str, Label]) -> list[Row]:
    rows: list[Row] = []
    for field in VALUES:
        both, out = _labelled_by_both(a, b, _labelled_as(field))
        pairs = [(value(one, field), value(other, field)) for one, other in both]
        rows.append(Row(field, len(pairs), out, _equal(pairs), "alpha", alpha(pairs)))
    for field in SETS:
        both, out = _labelled_by_both(a, b, _labelled_as(field))
        sets = [(members(one, field), members(other, field)) for one, other in both]
        rows.append(Row(field, len(sets), out, _equal(sets), "f1", f1(sets)))
    return rows


def table(a: dict[str, Label], b: dict[str, Label]) -> str:
    lines = [f"{len(a.keys() & b.keys())} documents in both, {len(a.keys() ^ b.keys())} in one only"]
    for row in compare(a, b):
        measure = "-" if row.measure is None else f"{row.measure:.2f}"
        counts = f"n {row.documents:>3}  out {row.out:>2}  equal {row.equal:.2f}"
        lines.append(f"{row.field:<22} {counts}  {row.name:<5} {measure}")
    return "\n".join(lines) + "\n"


def main(first: str, second: str) -> None:
    sys.stdout.write(table(read(Path(first)), read(Path(second))))


def _labelled_by_both(
    a: dict[str, Label], b: dict[str, Label], field: str
) -> tuple[list[tuple[Label, Label]], int]:
    """The labels of both passes, and the number of documents where one pass alone labelled the field."""
    shared = [(a[key], b[key]) for key in sorted(a.keys() & b.keys())]
    both = [(one, other) for one, other in shared if field in one["labelled"] and field in other["labelled"]]
    out = sum((field in one["labelled"]) != (field in other["labelled"]) for one, other in shared)
    return both, out


def _labelled_as(field: str) -> str:
    if field in {"plan_year", "tasks"}:
        return "plan"
    return "citations" if field in {"cited_dates", "relations"} else field


def _task(task: Label) -> Hashable:
    due = task["due"] or {}
    lead, helpers = (tuple(sorted(map(_folded, task[key]))) for key in ("lead", "with"))
    return lead, helpers, due.get("date"), bool(due.get("recurring"))


def _folded(found: object) -> Any:
    if not isinstance(found, str):
        return found
    plain = unicodedata.normalize("NFD", found.lower().replace("đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("–", "-").split())


def _equal(pairs: Sequence[tuple[object, object]]) -> float:
    return sum(one == other for one, other in pairs) / len(pairs) if pairs else 0.0


if __name__ == "__main__":
    main(*sys.argv[1:])
