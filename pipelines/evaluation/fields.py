"""What is compared: each field of a document with what a label says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.evaluation import items
from pipelines.evaluation.labels import Label
from pipelines.evaluation.records import Item
from store.records import Document

Expected = Callable[[Label], Sequence[Item]]
Found = Callable[[Document, Label], Sequence[Item]]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """`keys`: of the label; one that says any of them is asked."""

    name: str
    keys: tuple[str, ...]
    expected: Expected
    read: Found
    single: bool = True


def theme_rule(theme: str) -> FieldRule:
    """One theme of a document, for whoever looked for it."""

    def expected(label: Label) -> list[Item]:
        return items.ids({theme}.intersection(label.themes))

    return FieldRule(
        f"themes.{theme}", ("themes",), expected, lambda document, _: items.read_theme(document, theme)
    )


def says_theme(label: Label, theme: str) -> bool:
    """Whether the label decides about a theme: somebody looked for it, and two readers agreed."""
    looked_for = label.labelled_themes is None or theme in label.labelled_themes
    return label.says("themes") and looked_for and theme not in label.disputed


FIELDS = (
    FieldRule("title", ("title",), lambda label: items.text(label.title), items.read_title),
    FieldRule(
        "act_number",
        ("doc_number",),
        lambda label: items.act_number(label.doc_number),
        lambda document, _: items.act_number(document.act.number, document.act.raw) if document.act else [],
    ),
    FieldRule("kind", ("doc_type",), lambda label: items.kind(label.doc_type), items.read_kind),
    FieldRule(
        "announced_kind",
        ("announced_doc_type",),
        lambda label: items.kind(label.announced_doc_type),
        items.read_act_kind,
    ),
    FieldRule(
        "status",
        ("status", "announced_doc_type"),
        items.label_status,
        lambda document, _: items.plain(document.act.status if document.act else None),
    ),
    FieldRule(
        "issuer",
        ("issuer",),
        lambda label: items.issuer(label.issuer, label),
        lambda document, label: items.issuer(document.act.issuer if document.act else None, label),
    ),
    FieldRule("issue_date", ("issue_date",), lambda label: items.date(label.issue_date), items.read_issued),
    FieldRule(
        "signer",
        ("signer",),
        lambda label: items.text((label.signer or "").split(" (")[0]),
        lambda document, _: items.text(document.act.signer if document.act else None),
    ),
    FieldRule(
        "published_date",
        ("published_date",),
        lambda label: items.plain(label.published_date),
        items.read_published,
    ),
    FieldRule(
        "province",
        ("province",),
        lambda label: items.place(label.province),
        lambda document, _: items.read_province(document),
    ),
    FieldRule(
        "district",
        ("district",),
        lambda label: items.place(label.district),
        lambda document, _: items.read_district(document),
    ),
    FieldRule(
        "level",
        ("speaker_level",),
        lambda label: items.plain(label.speaker_level),
        lambda document, _: items.read_level(document),
    ),
    FieldRule(
        "is_reform",
        ("is_reform",),
        lambda label: [Item("reform", "reform")] if label.is_reform else [],
        lambda document, _: items.read_reform(document),
    ),
    FieldRule(
        "citations",
        ("citations", "cited_docs"),
        items.label_citations,
        lambda document, _: items.read_citations(document),
        single=False,
    ),
    FieldRule(
        "plan_year",
        ("plan_year", "plan"),
        lambda label: items.year(label.plan_year or (label.plan.year if label.plan else None)),
        lambda document, _: items.year(document.plan.year if document.plan else None),
    ),
    FieldRule(
        "deadlines",
        ("deadlines",),
        lambda label: [item for one in label.deadlines for item in items.date(one)],
        lambda document, _: items.read_deadlines(document),
        single=False,
    ),
    FieldRule(
        "lead_agencies",
        ("lead_agencies",),
        lambda label: items.agencies(label.lead_agencies, label),
        lambda document, label: items.agencies(items.leads(document), label),
        single=False,
    ),
    FieldRule(
        "coordinating_agencies",
        ("coordinating_agencies",),
        lambda label: items.agencies(label.coordinating_agencies, label),
        lambda document, label: items.agencies(items.coordinators(document), label),
        single=False,
    ),
    FieldRule(
        "channels",
        ("channels",),
        items.label_channels,
        lambda document, _: items.tags(document.channels),
        single=False,
    ),
    FieldRule(
        "audiences",
        ("audiences",),
        lambda label: items.ids(label.audiences),
        lambda document, _: items.tags(document.audiences),
        single=False,
    ),
    FieldRule(
        "indices",
        ("indices",),
        lambda label: items.ids(label.indices),
        lambda document, _: items.ids(document.indices),
        single=False,
    ),
)
