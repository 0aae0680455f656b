"""A sample of what the plan tracker compared, for people to judge: pairs of a task and a later document.

The frame is every pair that the rule looked at, in three strata: `found` by the rule, `near` (with some of
the task's words), and the rest. Those not found are sampled too, as recall is known from nothing
else. A sheet tells nobody what the rule says.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.validation.sheets import CHOICES, Column, Sheet, shown_text
from search.measures.material import Material
from search.measures.reported import RULE
from search.measures.tracking import Asked, Compared, asked_tasks, compared
from store.database import Store
from store.filters import Filters
from store.records import Document, Json, Task, as_json
from store.tracker_records import TrackerSample, TrackerUnit
from store.validation_records import Stratum

NEAR = 0.3  # of a task's pairs of words, anywhere in the document
SHARES: Mapping[str, int] = {"found": 50, "near": 30, "rest": 20}  # per cent of the size of a sample
QUESTION = "Văn bản này có cho biết nhiệm vụ đã được thực hiện không?"
_GUIDE = (
    ("mã", "định nghĩa"),
    ("answer", QUESTION),
    ("có", "Văn bản cho biết nhiệm vụ này của kế hoạch này đã được thực hiện, toàn bộ hoặc một phần."),
    ("không", "Văn bản nói về việc khác, hoặc chỉ nhắc lại nhiệm vụ, giao việc, đôn đốc, dự kiến."),
    ("không rõ", "Đọc cả hai mà vẫn không kết luận được."),
)


class Pair(NamedTuple):
    """What a coder reads of one unit."""

    unit: TrackerUnit
    plan: Document
    task: Task
    report: Document


@dataclass
class _Drawn:
    """A reservoir: each pair that came is as likely to stay as any other."""

    size: int
    pick: random.Random
    seen: int = 0
    kept: list[tuple[Asked, str]] = field(default_factory=list)

    def take(self, each: Compared) -> None:
        self.seen += 1
        pair = (each.asked, each.report.id)
        if len(self.kept) < self.size:
            self.kept.append(pair)
        elif (place := self.pick.randrange(self.seen)) < self.size:
            self.kept[place] = pair


def draw(material: Material, size: int, seed: int, excerpt: int) -> TrackerSample:
    """The same for the same seed and store; without units where there is no pair at all."""
    drawn = {
        name: _Drawn(part, random.Random(f"{seed} {name}"))  # noqa: S311 no secret
        for name, part in parts(size).items()
    }
    for each in compared(material, asked_tasks(material)):
        drawn[_stratum(each)].take(each)
    chosen = [(name, asked, report) for name, one in drawn.items() for asked, report in one.kept]
    random.Random(seed).shuffle(chosen)  # noqa: S311
    texts = _texts(material.store, [id_ for _, asked, report in chosen for id_ in (asked.document, report)])
    units = tuple(
        TrackerUnit(
            number, asked.document, asked.task.order, report, _sha256(asked.task, texts[report]), name,
            name == "found", len(drawn[name].kept) / drawn[name].seen,
        )
        for number, (name, asked, report) in enumerate(chosen, 1)
    )  # fmt: skip
    strata = tuple(Stratum(name, one.seen, len(one.kept)) for name, one in drawn.items() if one.seen)
    return TrackerSample(RULE, seed, excerpt, _given(material.filters), strata, units)


def parts(size: int) -> dict[str, int]:
    """How many pairs a sample of a size takes of each stratum that has so many; they sum to the size.

    Largest remainders, the earlier stratum first where two are equal: from a size of 3 on none is left out.
    """
    exact = {name: divmod(size * share, 100) for name, share in SHARES.items()}
    made = {name: whole for name, (whole, _) in exact.items()}
    for name in sorted(exact, key=lambda name: -exact[name][1])[: size - sum(made.values())]:
        made[name] += 1
    return made


def short(sample: TrackerSample, size: int) -> list[tuple[str, int, int]]:
    """Strata that have fewer pairs than their part of the size: name, part, pairs that there are."""
    there = {one.name: one.population for one in sample.strata}
    return [
        (name, part, there.get(name, 0)) for name, part in parts(size).items() if there.get(name, 0) < part
    ]


def pairs_of(store: Store, sample: TrackerSample) -> dict[int, Pair]:
    """The pairs of a sample as they were drawn, by number; those whose words changed since are left out."""
    texts = _texts(store, [id_ for unit in sample.units for id_ in (unit.plan, unit.report)])
    found = {}
    for unit in sample.units:
        plan, report = texts.get(unit.plan), texts.get(unit.report)
        tasks = plan.plan.tasks if plan is not None and plan.plan is not None else ()
        task = next((one for one in tasks if one.order == unit.task), None)
        if plan is None or report is None or task is None or _sha256(task, report) != unit.sha256:
            continue
        found[unit.number] = Pair(unit, plan, task, report)
    return found


def sheet(sample: TrackerSample, pairs: Iterable[Pair], coder: str) -> Sheet:
    columns = (
        Column("sample", is_hidden=True), Column("id", width=6), Column("plan", "kế hoạch", 30),
        Column("plan_date", "ngày kế hoạch", 11), Column("task", "nhiệm vụ", 50),
        Column("due", "thời hạn", 14), Column("link", "liên kết văn bản", 18),
        Column("published", "ngày đăng", 11),
        Column("title", "tiêu đề văn bản", 40), Column("text", "nội dung văn bản", 80),
        Column("coder", "người mã hóa", 12), Column("answer", "đã thực hiện?", 14, CHOICES, QUESTION),
        Column("remark", "ghi chú", 24), Column("probability", is_hidden=True),
    )  # fmt: skip
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (*head_cells(sample, pair), coder, "", "", pair.unit.probability) for pair in pairs
    )
    return Sheet(columns, rows, (*_GUIDE, ("rule", sample.rule)))


def head_cells(sample: TrackerSample, pair: Pair) -> tuple[str, ...]:
    """What a row shows of a pair."""
    due = pair.task.due.raw if pair.task.due else ""
    return (
        sample.id, name_of(pair.unit), shown_text(pair.plan.title, 500), _day(pair.plan),
        shown_text(pair.task.text, sample.excerpt), due, pair.report.url or "", _day(pair.report),
        shown_text(pair.report.title, 2_000), shown_text(pair.report.text, sample.excerpt),
    )  # fmt: skip


def name_of(unit: TrackerUnit) -> str:
    """As it stands on a sheet: a bare number would be guarded against spreadsheets by an apostrophe."""
    return f"p{unit.number}"


def _stratum(each: Compared) -> str:
    if each.found is not None:
        return "found"
    share = len(each.asked.pairs & each.reading.pairs) / len(each.asked.pairs)
    return "near" if share >= NEAR else "rest"


def _texts(store: Store, ids: Iterable[str]) -> dict[str, Document]:
    return {one.id: one for one in store.documents.by_ids(sorted(set(ids)))}


def _sha256(task: Task, report: Document) -> str:
    return hashlib.sha256(f"{task.text}\x00{report.title}\x00{report.text}".encode()).hexdigest()


def _day(document: Document) -> str:
    return document.published.date.isoformat() if document.published else ""


def _given(filters: Filters) -> Json:
    """The filters that were given."""
    nothing = as_json(Filters())
    return {name: value for name, value in as_json(filters).items() if value != nothing[name]}
