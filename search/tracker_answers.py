"""Filled sheets of the plan tracker as answers, each fault named by its row, and the rates they give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.validation.coding import Fault, read_value
from pipelines.validation.estimates import Decided, Decisions, rates
from pipelines.validation.sheets import CHOICES
from pipelines.validation.tables import Line, Table
from search.tracker_sample import Pair, head_cells, name_of
from store.tracker_records import Answer, TrackerAnswer, TrackerFigures, TrackerSample, decided

_NAME = re.compile(r"[\w .-]{1,60}")
_WORDS: Mapping[bool | None, Answer] = {True: "yes", False: "no", None: "unsure"}


class Source(NamedTuple):
    """A sample with the pairs that its coders saw, by number."""

    sample: TrackerSample
    pairs: Mapping[int, Pair]


@dataclass(slots=True)
class Read:
    """With a fault, nothing of it is to be kept; `open_rows` were left for later."""

    answers: list[TrackerAnswer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    open_rows: list[int] = field(default_factory=list)


def read_answers(table: Table, sources: Mapping[str, Source], coder: str | None, *, partial: bool) -> Read:
    """`coder` stands for empty cells of its column; `partial`: a row without an answer is still open."""
    missing = [name for name in ("sample", "id", "answer") if name not in table.columns]
    read = Read(faults=[Fault(1, name, "the column is missing") for name in missing])
    if missing:
        return read
    if not table.lines:
        read.faults.append(Fault(None, None, "there is no row below the head"))
    seen: dict[tuple[str, int, str], int] = {}
    for line in table.lines:
        if partial and not line["answer"] and line.key("sample") in sources:
            read.open_rows.append(line.number)
            continue
        faults = list(_faults(line, sources, coder))
        if not faults:
            one = _answer(line, coder)
            key = one.sample, one.unit, one.coder
            if key in seen:
                faults = [Fault(line.number, "id", f"{one.coder} answered it in row {seen[key]} already")]
            seen.setdefault(key, line.number)
            read.answers.append(one)
        read.faults += faults
    return read


def figures(sample: TrackerSample, answers: Sequence[TrackerAnswer]) -> TrackerFigures:
    """Precision and recall among all pairs that the rule looked at, weighted by stratum."""
    said: dict[int, dict[str, Answer]] = {}
    for one in answers:
        said.setdefault(one.unit, {})[one.coder] = one.answer
    judged = []
    for unit in sample.units:
        people = decided(said.get(unit.number, {}))
        if people is not None:
            judged.append(Decided(unit.stratum, unit.found, people, is_coded=True))
    found = rates(Decisions(judged, {one.name: one.population for one in sample.strata}))
    coders = {one.coder for one in answers}
    return TrackerFigures(
        sample.rule, sample.id, found.precision, found.recall, len(judged), len(sample.units) - len(judged),
        sample.population, len(coders),
    )  # fmt: skip


def _answer(line: Line, coder: str | None) -> TrackerAnswer:
    answer = _WORDS[read_value(line["answer"])]
    return TrackerAnswer(
        line.key("sample"),
        int(line.key("id").removeprefix("p")),
        line["coder"] or coder or "",
        answer,
        line["remark"],
    )


def _faults(line: Line, sources: Mapping[str, Source], coder: str | None) -> Iterator[Fault]:
    source = sources.get(line.key("sample"))
    if source is None:
        what = f"{line['sample'] or 'nothing'} is no sample of the tracker in this store"
        yield Fault(line.number, "sample", what)
        return
    yield from _unit_faults(line, source)
    name = line["coder"] or coder or ""
    if not _NAME.fullmatch(name):
        yield Fault(line.number, "coder", "no coder: fill the column with a name, or give --coder")
    elif coder and name != coder:
        yield Fault(line.number, "coder", f"is {name}, and --coder says {coder}")
    try:
        read_value(line["answer"])
    except KeyError:
        what = f"{line['answer']!r} is none of {', '.join(CHOICES)}" if line["answer"] else "is empty"
        yield Fault(line.number, "answer", what)


def _unit_faults(line: Line, source: Source) -> Iterator[Fault]:
    written = line.key("id")
    numbers = {name_of(unit): unit.number for unit in source.sample.units}
    if written not in numbers:
        yield Fault(line.number, "id", f"{written or 'nothing'} is none of sample {source.sample.id}")
        return
    pair = source.pairs.get(numbers[written])
    if pair is None:
        yield Fault(line.number, "id", "its words changed since it was drawn, or are no longer in the store")
        return
    _, _, _, _, task, _, _, _, title, text = head_cells(source.sample, pair)
    for column, was in (("task", task), ("title", title), ("text", text)):
        if column in line.cells and _bare(line[column]) != _bare(was):
            yield Fault(line.number, column, "is not that of the pair (edited, or sorted without the rest)")


def _bare(text: str) -> str:
    """What spreadsheets leave of a text: not its white space, not the apostrophes of safe cells."""
    return re.sub(r"[\s'\u200b]+|_x[0-9A-F]{4}_", "", unicodedata.normalize("NFC", text))
