"""One evaluation from gold to report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.codebook import load
from pipelines.evaluation.intervals import SAMPLES, SEED
from pipelines.evaluation.judging import Case, cases, judge
from pipelines.evaluation.labels import Gold, Label
from pipelines.evaluation.reading import Library
from pipelines.evaluation.records import Conflict, Judgement, ReadingError, Unscored
from pipelines.evaluation.scoring import ORDER, score
from pipelines.evaluation.sentences import errors_of, place_of
from store.records import Json, as_json


@dataclass(frozen=True, slots=True)
class Unread:
    """A labelled document that could not be read: everything that its labels expect was missed."""

    document: str
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """`figures` are `fields`, `themes` and what sums them up; errors stand by field."""

    gold: tuple[str, ...]
    documents: int
    codebook: str
    figures: Json
    errors: tuple[ReadingError, ...]
    unread: tuple[Unread, ...]
    unscored: tuple[Unscored, ...]
    conflicts: tuple[Conflict, ...]
    ignored: Json

    @property
    def is_empty(self) -> bool:
        """Nothing was read, or nobody labelled a field of what was."""
        return self.documents <= len(self.unread) or not (self.figures["fields"] or self.figures["themes"])

    def as_json(self) -> Json:
        return {
            "gold": ", ".join(self.gold),
            "documents": self.documents,
            "codebook": self.codebook,
            **self.figures,
            "bootstrap": {"samples": SAMPLES, "seed": SEED},
            "errors": as_json(self.errors),
            "unread": as_json(self.unread),
            "unscored": as_json(self.unscored),
            "conflicts": as_json(self.conflicts),
            "ignored_keys": self.ignored,
        }


def missing_documents(golds: Sequence[Gold], library: Library) -> list[str]:
    """The labels whose document is nowhere, a line for each: a label of nothing is a fault of the gold."""
    return [
        f"{gold.path.name}:{line}: {label.file or label.url} is neither below a root nor in the store"
        for gold in golds
        for line, label in gold.labels
        if label.text is None
        and not (label.file and library.find(label.file))
        and _is_nowhere(label, library)
    ]


def evaluate(golds: Sequence[Gold], library: Library) -> Report:
    """Reads every labelled document and compares. Linear in the documents; nothing is written."""
    collected = _Collected()
    found = cases(golds, library)
    for case in found:
        collected.add(case, library)
    ignored: Counter[str] = Counter()
    for gold in golds:
        ignored.update(gold.unread)
    return Report(
        gold=tuple(str(gold.path) for gold in golds),
        documents=len(found),
        codebook=(library.codebook or load()).version,
        figures=score(collected.judgements),
        errors=tuple(sorted(collected.errors, key=_field_order)),
        unread=tuple(collected.unread),
        unscored=tuple(collected.unscored),
        conflicts=tuple(collected.conflicts),
        ignored=dict(ignored.most_common()),
    )


@dataclass
class _Collected:
    judgements: list[Judgement] = field(default_factory=list)
    errors: list[ReadingError] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unscored: list[Unscored] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    def add(self, case: Case, library: Library) -> None:
        read = library.read(case.labels[0])
        if read.document is None:
            self.unread.append(Unread(case.id, case.source, read.reason or ""))
        place = place_of(case.source, read.document)
        for found in judge(case, read.document):
            if isinstance(found, Judgement):
                self.judgements.append(found)
                self.errors.extend(errors_of(found, place))
            elif isinstance(found, Unscored):
                self.unscored.append(found)
            else:
                self.conflicts.append(found)


def _field_order(error: ReadingError) -> tuple[int, str]:
    return ORDER.index(error.field) if error.field in ORDER else len(ORDER), error.field


def _is_nowhere(label: Label, library: Library) -> bool:
    return library.stored(label.url or label.id) is None
