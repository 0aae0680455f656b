"""What people say in the end of each item of a document, how they agree, and what is left to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pipelines.codebook import Codebook
from pipelines.validation.alpha import Alpha, alpha, clustered_alpha
from pipelines.validation.coding import Fault, Source, read_value
from pipelines.validation.sheets import HEAD, NO, UNSURE, YES, Column, Sheet, guide, head_cells, label
from pipelines.validation.tables import Line, Table
from store.validation_records import REFORM, HumanCoding, Judgement

How: TypeAlias = Literal["adjudicated", "agreed", "single", "differ", "unsure"]
THEMES = "themes"  # all decisions on themes together
_SAID = {True: YES, False: NO, None: UNSURE}


@dataclass(frozen=True, slots=True)
class Final:
    """`value` is None while it is open (`differ`, `unsure`); `said` is the value by coder."""

    value: bool | None
    how: How
    said: Mapping[str, bool | None]


Finals: TypeAlias = Mapping[tuple[str, str], Final]  # by document and item


def finals(
    items: Sequence[str], codings: Iterable[HumanCoding], judgements: Iterable[Judgement]
) -> dict[tuple[str, str], Final]:
    """A judgement before all, else what all coders say, else open; by document and in the order of items.

    Where a document is finally not about the reform, it has no theme, whoever saw one.
    """
    judged = {(one.document, one.item): one.value for one in judgements}
    by_document: dict[str, list[HumanCoding]] = defaultdict(list)
    for coding in codings:
        by_document[coding.document].append(coding)
    found = {}
    for document in sorted(by_document):
        for item in items:
            said = {one.coder: one.values[item] for one in by_document[document] if item in one.values}
            if said:
                found[document, item] = _final(said, judged.get((document, item)))
                reform = found.get((document, REFORM))
                if reform is not None and reform.value is False:
                    found[document, item] = Final(False, reform.how, said)
    return found


def _final(said: Mapping[str, bool | None], judged: bool | None) -> Final:
    if judged is not None:
        return Final(judged, "adjudicated", said)
    values = set(said.values())
    if len(values) > 1:
        return Final(None, "differ", said)
    value = values.pop()
    if value is None:
        return Final(None, "unsure", said)
    return Final(value, "agreed" if len(said) > 1 else "single", said)


def agreement(items: Sequence[str], codings: Iterable[HumanCoding]) -> dict[str, Alpha]:
    """Alpha of each item and of all decisions on themes together (THEMES), whatever was judged later."""
    by_document: dict[str, list[HumanCoding]] = defaultdict(list)
    for coding in codings:
        by_document[coding.document].append(coding)
    units = {
        item: [{one.coder: one.values.get(item) for one in of} for of in by_document.values()]
        for item in items
    }
    found = {item: alpha(units[item]) for item in items}
    themes = [units[item] for item in items if item != REFORM]
    found[THEMES] = clustered_alpha(list(of) for of in zip(*themes, strict=True))
    return found


def disagreements(source: Source, found: Finals, book: Codebook) -> Sheet:
    """The sheet of what is open, an item of a document a row, for one who decides."""
    open_ = {key: final for key, final in found.items() if final.value is None}
    coders = sorted({coder for final in open_.values() for coder in final.said})
    columns = (
        *HEAD,
        Column("item", "mã", 16),
        Column("meaning", "định nghĩa", 40),
        *(Column(f"coder {number}", coder, 12) for number, coder in enumerate(coders, start=1)),
        Column("judgement", "kết luận", 12, (YES, NO), "Kết luận cuối cùng"),
        Column("by", "người kết luận", 14),
        Column("why", "lý do", 40),
    )
    order = {unit.document: place for place, unit in enumerate(source.sample.units)}
    rows = [
        (
            *head_cells(source.sample, source.texts[document]),
            item, ": ".join(filter(None, label(item, book))),
            *(_SAID[final.said[coder]] if coder in final.said else "" for coder in coders), "", "", "",
        )
        for (document, item), final in sorted(open_.items(), key=lambda entry: order[entry[0][0]])
        if document in source.texts
    ]  # fmt: skip
    return Sheet(columns, tuple(rows), guide(book))


def read_judgements(
    table: Table, sources: Mapping[str, Source], found: Mapping[str, Finals], by: str | None, *, partial: bool
) -> tuple[list[Judgement], list[Fault]]:
    """The judgements of a filled sheet of disagreements; `found` are the finals by sample.

    `partial`: rows without a judgement are left for later. With a fault, nothing is to be kept.
    """
    faults = [
        Fault(1, name, "the column is missing")
        for name in ("sample", "id", "item", "judgement")
        if name not in table.columns
    ]
    judged: dict[tuple[str, str, str], Judgement] = {}
    for line in table.lines if not faults else ():
        if partial and not line["judgement"]:
            continue
        wrong = list(_wrong(line, sources, found, by))
        key = (line.key("sample"), line.key("id"), line["item"])
        if key in judged:
            wrong.append(Fault(line.number, "item", "it is judged in an earlier row already"))
        faults += wrong
        if not wrong:
            judged[key] = Judgement(
                *key, _decision(line["judgement"]) is True, line["by"] or by or "", line["why"]
            )
    return list(judged.values()), faults


def _decision(cell: str) -> bool | None:
    """What a judgement says; None where it decides nothing."""
    try:
        return read_value(cell)
    except KeyError:
        return None


def _wrong(
    line: Line, sources: Mapping[str, Source], found: Mapping[str, Finals], by: str | None
) -> Iterator[Fault]:
    sample, document, item = line.key("sample"), line.key("id"), line["item"]
    if sample not in sources:
        yield Fault(line.number, "sample", f"{sample or 'nothing'} is no sample of this store")
    elif document not in {unit.document for unit in sources[sample].sample.units}:
        yield Fault(line.number, "id", f"{document or 'nothing'} is none of sample {sample}")
    elif (document, item) not in found[sample]:
        yield Fault(line.number, "item", f"nobody coded {item or 'nothing'} of this document")
    if _decision(line["judgement"]) is None:
        what = f"{line['judgement']!r} is none of {YES}, {NO}" if line["judgement"] else "is empty"
        yield Fault(line.number, "judgement", what)
    if not (line["by"] or by):
        yield Fault(line.number, "by", "nobody judged: fill the column, or give --by")
