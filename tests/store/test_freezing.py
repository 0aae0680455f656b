"""Freezing from either database gives whole records, and digests that depend on nothing else."""

from __future__ import annotations

from pathlib import Path

from store.corpora import Corpora
from store.database import Store
from tests.store.samples import TEXT, later, make

FACTS = {"as_of": "2026-11-29T09:00:00+07:00"}


def test_a_chosen_document_comes_with_its_versions_and_all_that_was_read(
    store: Store, tmp_path: Path
) -> None:
    store.documents.save(make())
    store.documents.save(make(text=TEXT.replace("Sáng", "Chiều"), fetched_at=later()))
    store.documents.save(make("huyen.example/tin/2"))
    chosen = make().id
    corpora = Corpora(tmp_path / "corpora")
    corpora.freeze("mot", store, {chosen}, FACTS, {"codebook": {}})
    with corpora.open("mot") as corpus:
        for version in (None, 1):
            kept = corpus.store.documents.get(chosen, version)
            assert kept is not None
            assert kept == store.documents.get(chosen, version)
        other = make("huyen.example/tin/2").id
        assert list(corpus.store.relations.words([other])) == [(other, "", "")]
        assert (corpus.store.documents.count(), corpus.members) == (2, {chosen})
    assert corpora.verify("mot") == []


def test_the_digest_is_of_the_content_alone(store: Store, tmp_path: Path) -> None:
    store.documents.save(make())
    corpora = Corpora(tmp_path / "corpora")
    first, second, third = (
        corpora.freeze(name, store, {make().id}, facts, {"codebook": {}})["sha256"]
        for name, facts in (("a", FACTS), ("b", FACTS), ("c", {"as_of": "2026-11-30T09:00:00+07:00"}))
    )
    assert first == second != third
