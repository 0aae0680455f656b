"""Figures of drawn localities are those of their publications in one list."""

from __future__ import annotations

import statistics
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from search.measures.citation_figures import medians

CLUSTERS = st.lists(st.lists(st.integers(0, 40), max_size=6), min_size=1, max_size=8)


@given(CLUSTERS, st.data())
def test_medians_of_drawn_clusters(clusters: list[list[int]], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(clusters) - 1), min_size=1, max_size=12))
    whole = list(chain.from_iterable(clusters[place] for place in places))
    assert medians(clusters)(places) == (statistics.median(whole) if whole else None)
