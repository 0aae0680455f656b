"""Figures of drawn localities are those of their publications in one list."""

from __future__ import annotations

import random
import statistics
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation.intervals import SAMPLES, SEED
from search.measures.citation_figures import medians
from search.statistics.bootstrap import draws

CLUSTERS = st.lists(st.lists(st.integers(0, 40), max_size=6), min_size=1, max_size=8)


@given(CLUSTERS, st.data())
def test_medians_of_drawn_clusters(clusters: list[list[int]], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(clusters) - 1), min_size=1, max_size=12))
    whole = list(chain.from_iterable(clusters[place] for place in places))
    assert medians(clusters)(places) == (statistics.median(whole) if whole else None)


@given(st.integers(1, 9))
def test_places_are_what_the_seed_chooses(size: int) -> None:
    source = random.Random(SEED)
    assert draws(size) == tuple(tuple(source.choices(range(size), k=size)) for _ in range(SAMPLES))
