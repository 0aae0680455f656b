"""From the labels of one document and the document to judgements, one for each labelled field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.codebook import load
from pipelines.evaluation.fields import FIELDS, FieldRule, says_theme, theme_rule
from pipelines.evaluation.items import mapped_channels
from pipelines.evaluation.labels import Gold, Label
from pipelines.evaluation.reading import OWN_TEXT, Library
from pipelines.evaluation.records import Conflict, Item, Judgement, Unscored
from pipelines.evaluation.relations import citation_facts
from pipelines.evaluation.tasks import task_facts
from store.records import Document

_LOCAL = frozenset({"province", "district", "commune"})
_NO_LOCAL_SPEAKER = "no local body speaks: the program then gives the place of the portal"


@dataclass(frozen=True, slots=True)
class Case:
    """A document with all its labels, the one that counts first; `id` is that of the label read first."""

    id: str
    labels: tuple[Label, ...]

    @property
    def source(self) -> str:
        """Where it lies: "" for a text that the label itself holds."""
        return next((place for label in self.labels if (place := label.file or label.url)), "")


def cases(golds: Iterable[Gold], library: Library) -> list[Case]:
    """One for each document. Of its labels that of two readers counts, then that of the file named last."""
    labels: dict[str, list[Label]] = defaultdict(list)
    names: dict[str, str] = {}  # by key
    for gold in golds:
        for _, label in gold.labels:
            key = library.key(label)
            labels[key].append(label)
            if key not in names:
                is_taken = label.id in names.values()
                names[key] = f"{gold.path.stem}/{label.id}" if is_taken else label.id
    ranked = {key: sorted(same, key=lambda one: one.rank)[::-1] for key, same in labels.items()}
    return [Case(names[key], tuple(same)) for key, same in ranked.items()]


def judge(case: Case, document: Document | None) -> Iterator[Judgement | Unscored | Conflict]:
    """What there is to say of each labelled field, in the order of the table of fields."""
    for rule in FIELDS:
        saying = [label for label in case.labels if any(label.says(key) for key in rule.keys)]
        if rule.name == "title" and document is not None and document.extractor == OWN_TEXT:
            yield Unscored(
                case.id, "title", document.title, "the label holds the text: its title was not read"
            )
            continue
        yield from _field(case, document, rule, saying)
    coded = [label for label in case.labels if label.says("themes")]
    for theme in dict.fromkeys(theme for label in coded for theme in _looked_for(label)):
        saying = [label for label in coded if theme in _looked_for(label)]
        yield from _field(case, document, theme_rule(theme), saying)
    if document is not None:
        yield from citation_facts(case.id, case.labels, document)
        yield from task_facts(case.id, case.labels, document)


def _looked_for(label: Label) -> Sequence[str]:
    """All themes, where the label does not say which."""
    if label.labelled_themes is not None:
        return label.labelled_themes
    return tuple(dict.fromkeys((*label.themes, *(theme.id for theme in load().themes))))


def _field(
    case: Case, document: Document | None, rule: FieldRule, saying: Sequence[Label]
) -> Iterator[Judgement | Unscored | Conflict]:
    if not saying:
        return
    label, *others = saying
    unscored = [Unscored(case.id, rule.name, value, why) for value, why in _unscored(rule, label)]
    yield from unscored
    expected = tuple(rule.expected(label))
    yield from (_conflict(case, rule, expected, other) for other in others if _differs(rule, expected, other))
    if unscored and rule.name != "channels":
        return
    read = tuple(rule.read(document, label)) if document else ()
    yield compare(case.id, rule.name, expected, read, single=rule.single, unread=document is None)


def compare(
    document: str,
    field: str,
    expected: Sequence[Item],
    read: Sequence[Item],
    *,
    single: bool,
    unread: bool = False,
) -> Judgement:
    """Both as sets by their keys; where both have one, the read one is given back for its place."""
    wanted, found = {item.key: item for item in expected}, _by_key(read)
    return Judgement(
        document,
        field,
        right=tuple(found[key] for key in found if key in wanted),
        missed=tuple(wanted[key] for key in wanted if key not in found),
        extra=tuple(found[key] for key in found if key not in wanted),
        single=single,
        unread=unread,
    )


def _by_key(items: Iterable[Item]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        before = found.get(item.key)
        spans = (*before.spans, *item.spans) if before else item.spans
        found[item.key] = Item(item.key, before.shown if before else item.shown, spans, item.wordings)
    return found


def _unscored(rule: FieldRule, label: Label) -> Iterator[tuple[str, str]]:
    """Values that a label gives and no score can count, with the reason."""
    if rule.name == "level" and label.speaker_level not in _LOCAL:
        yield label.speaker_level or "null", "localities of documents are provinces, districts and communes"
    elif rule.name in {"province", "district"} and label.province is None and _speaks_not_locally(label):
        yield "null", _NO_LOCAL_SPEAKER
    elif rule.name == "is_reform" and label.is_reform is None:
        yield "null", "the readers disagree"
    elif rule.name == "channels":
        for words in label.channels:
            if not mapped_channels(words):
                yield words, "the words name no channel of the codebook"
    elif rule.name.startswith("themes.") and not says_theme(label, rule.name.removeprefix("themes.")):
        yield rule.name.removeprefix("themes."), "the readers disagree"


def _speaks_not_locally(label: Label) -> bool:
    return label.says("speaker_level") and label.speaker_level not in _LOCAL


def _differs(rule: FieldRule, expected: Sequence[Item], other: Label) -> bool:
    return not list(_unscored(rule, other)) and {i.key for i in expected} != {
        i.key for i in rule.expected(other)
    }


def _conflict(case: Case, rule: FieldRule, expected: Sequence[Item], other: Label) -> Conflict:
    shown = [tuple(item.shown for item in items) for items in (expected, rule.expected(other))]
    return Conflict(case.id, rule.name, *shown)
