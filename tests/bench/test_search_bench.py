"""The benchmark of search measures what it says on documents that are what it says."""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path

import pytest

from bench import search
from bench.corpus import Corpus, stored
from bench.questions import questions
from crawler import gazetteer
from pipelines import codebook
from pipelines.words import folded_tokens
from search.engines.folders import EmbeddedHome
from search.indexer import open_index, rebuild

COUNT = 150


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(COUNT)


def test_documents_are_the_same_for_the_same_seed_and_no_text_comes_twice(corpus: Corpus) -> None:
    documents = list(corpus.documents())
    assert list(Corpus(COUNT).documents()) == documents
    assert Corpus(1, seed=1).document(0) != documents[0]
    assert len({document.text for document in documents}) == COUNT
    assert len({document.title for document in documents}) == COUNT


def test_lengths_and_words_are_spread_as_in_real_text(corpus: Corpus) -> None:
    texts = [folded_tokens(document.text) for document in corpus.documents()]
    lengths = [len(text) for text in texts]
    assert 300 < statistics.mean(lengths) < 1200
    assert max(lengths) > 3 * statistics.median(lengths)
    ranks = Counter(token for text in texts for token in text).most_common()
    assert ranks[0][1] > 5 * ranks[100][1] > 50
    assert sum(count == 1 for _, count in ranks) > 0.02 * len(ranks)


def test_places_kinds_and_themes_are_real(corpus: Corpus) -> None:
    places, themes = gazetteer.load(), {theme.id for theme in codebook.load().themes}
    for document in corpus.documents():
        assert document.locality is None or places.unit(document.locality.code) is not None
        assert {code.theme for code in document.codes} <= themes
        for code in document.codes:
            for found in code.evidence:
                assert document.text[found.start : found.end] == found.text


def test_every_question_has_an_answer(corpus: Corpus, tmp_path: Path) -> None:
    with stored(corpus, tmp_path) as store:
        rebuild(store, EmbeddedHome(tmp_path / "index"))
        index = open_index(EmbeddedHome(tmp_path / "index"))
        asked = questions(corpus, 6)
        assert set(asked) == {"words", "phrase", "filter + facets"}
        for kind in ("words", "phrase"):
            assert all(index.search(question.request).total for question in asked[kind])
        assert all(question.request.facets for question in asked["filter + facets"])


@pytest.mark.slow
def test_a_short_run_tells_what_was_left_out_and_holds_its_floors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = ["--documents", "60", "--queries", "2", "--store", str(tmp_path)]
    search.main(short)
    told = capsys.readouterr().out
    assert "| documents | 60 |" in told
    assert "Elasticsearch was left out" in told
    with pytest.raises(SystemExit, match="below 1000"):
        search.main([*short, "--floor", "embedded=1000"])
    with pytest.raises(SystemExit, match="at p95 against"):
        search.main([*short, "--slower", "0", "--above", "0"])
