"""The rows of the tables of an exported corpus, their columns as `search.package_fields` names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from search.export import row
from search.frozen import portals_of
from store.corpora import Corpus
from store.records import Document


def document_row(document: Document, rates: Mapping[str, str]) -> Mapping[str, Any]:
    return {**row(document, rates), "is_reform": document.is_reform}


def codes_rows(document: Document) -> Iterator[Mapping[str, Any]]:
    for code in document.codes:
        for place, evidence in enumerate(code.evidence or (None,), start=1):
            yield {
                "document": document.id, "theme": code.theme, "subtheme": code.subtheme,
                "weight": code.weight, "evidence": place if evidence else None,
                "field": evidence and evidence.field, "start": evidence and evidence.start,
                "end": evidence and evidence.end, "words": evidence and evidence.text,
                "rule": evidence and evidence.rule,
            }  # fmt: skip


def citations_rows(document: Document) -> Iterator[Mapping[str, Any]]:
    for place, one in enumerate(document.citations, start=1):
        yield {
            "document": document.id, "position": place, "number": one.number, "kind": one.kind,
            "issuer": one.issuer, "issued": one.issued.date.isoformat() if one.issued else None,
            "relation": one.relation, "cited": one.document,
        }  # fmt: skip


def versions_rows(document: Document) -> Iterator[Mapping[str, Any]]:
    for one in document.versions:
        yield {
            "document": document.id, "version": one.number, "seen_at": one.seen_at.isoformat(),
            "sha256": one.sha256,
        }  # fmt: skip


def coverage_rows(corpus: Corpus) -> Iterator[Mapping[str, Any]]:
    for portal, spans in sorted(corpus.store.coverage.spans().items()):
        for span in spans:
            yield {
                "portal": portal, "first_week": span.first.isoformat(), "last_week": span.last.isoformat(),
                "state": span.state,
            }  # fmt: skip


def portals_rows(corpus: Corpus) -> Iterator[Mapping[str, Any]]:
    for portal in portals_of(corpus).values():
        for span in portal.localities:
            yield {
                "portal": portal.id, "name": portal.name, "url": portal.url, "locality": span.code,
                "since": span.since.isoformat() if span.since else None,
                "until": span.until.isoformat() if span.until else None, "scope": portal.scope,
            }  # fmt: skip
