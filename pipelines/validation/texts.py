"""The texts that coders saw: a portal may have changed them since, the store keeps each version."""

from __future__ import annotations

from store.database import Store
from store.records import Document
from store.validation_records import Sample, SampleUnit, text_sha256


def sampled_texts(store: Store, sample: Sample) -> dict[str, Document]:
    """The documents of a sample as they were drawn, by id; those whose text is gone are left out."""
    current = {one.id: one for one in store.documents.by_ids([unit.document for unit in sample.units])}
    found = {}
    for unit in sample.units:
        document = _as_drawn(store, current.get(unit.document), unit)
        if document is not None:
            found[unit.document] = document
    return found


def _as_drawn(store: Store, current: Document | None, unit: SampleUnit) -> Document | None:
    if current is None or text_sha256(current) == unit.sha256:
        return current
    for version in reversed(current.versions[:-1]):
        before = store.documents.get(unit.document, version.number)
        if before is not None and text_sha256(before) == unit.sha256:
            return before
    return None
