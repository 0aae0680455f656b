"""Figures that are counted as documents pass by are those of the measures, which have all of them at hand."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Iterable, Sequence
from math import fsum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.codebook_figures import LEAST_MOVE, Figures, Move, Sum
from search.copies import fold
from search.measures.attention import attention_rows
from search.measures.publications import Publication, links, publications
from search.measures.results import KeyName
from store.documents import CodedDocument

PLACES = [("D63:482", "P63:46"), ("P63:46", "P63:46"), (None, None)]
THEMES = ["tthc", "cong_vu", "the_che"]
FLOATS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e200, max_value=1e200)


def row(
    number: int,
    place: tuple[str | None, str | None] = PLACES[0],
    themes: Sequence[tuple[str, float]] = (),
    parent: str | None = None,
    first: str | None = None,
) -> CodedDocument:
    id_ = f"{number:016x}"
    return CodedDocument(
        id_, parent, place[0], place[1], place[1], None, "p", "tin_bai", dt.date(2024, 1, 5), None, "day", (),
        bool(themes), None, tuple(themes), first if first not in (None, id_) else None, first,
    )  # fmt: skip


@st.composite
def stores(draw: st.DrawFn) -> list[tuple[CodedDocument, CodedDocument]]:
    """Pages, files of them and copies, by two codings."""
    coding = st.lists(st.sampled_from(THEMES), unique=True).map(
        lambda themes: [(theme, 1 / len(themes)) for theme in themes]
    )
    found: list[list[CodedDocument]] = []
    pages: list[int] = []
    for number in range(draw(st.integers(1, 12))):
        place = draw(st.sampled_from(PLACES))
        kind = draw(st.sampled_from(["page", "page", "file", "copy"])) if pages else "page"
        of = draw(st.sampled_from(pages)) if pages else number
        parent, first = (f"{of:016x}" if kind == one else None for one in ("file", "copy"))
        found.append([row(number, place, draw(coding), parent, first) for _ in range(2)])
        if kind == "page":
            pages.append(number)
        if first:  # the original is one of the copies too
            found[of] = [one._replace(first=first) for one in found[of]]
    return [(old, new) for old, new in found]


def published(rows: Iterable[CodedDocument]) -> list[Publication]:
    return publications(fold(rows).rows, "then")


def attention(rows: Iterable[CodedDocument], by: tuple[KeyName, ...]) -> dict[tuple[str | None, ...], float]:
    found = [one for one in published(one for one in rows if one.is_reform) if one.weights]
    return {tuple(each.key.values()): each.value or 0.0 for each in attention_rows(found, by)}


def told(pairs: Sequence[tuple[CodedDocument, CodedDocument]]) -> list[Move]:
    figures = Figures(links(old for old, _ in pairs), "then")
    for pair in pairs:
        figures.add(*pair)
    return figures.moves()


@settings(max_examples=60)
@given(stores())
def test_what_moves_is_what_the_measure_says_of_either_coding(
    pairs: list[tuple[CodedDocument, CodedDocument]],
) -> None:
    found = told(pairs)
    keys: tuple[tuple[KeyName, ...], ...] = (("theme",), ("locality", "theme"))
    for by in keys:
        old, new = (attention([pair[which] for pair in pairs], by) for which in (0, 1))
        moved = {
            key: (old.get(key), new.get(key))
            for key in {*old, *new}
            if abs((new.get(key) or 0.0) - (old.get(key) or 0.0)) > LEAST_MOVE
        }
        said = {
            tuple(one.key.values()): (one.old, one.new)
            for one in found
            if one.figure == "attention" and len(one.key) == len(by) and one.move is not None
        }
        for key, (before, after) in said.items():
            assert (before or None, after or None) == (old.get(key), new.get(key))
            assert key in moved
        alone = {tuple(one.key.values()) for one in found if one.move is None}
        assert moved.keys() - alone == said.keys()


@settings(max_examples=60)
@given(stores())
def test_the_share_of_the_reform_is_that_of_all_publications(
    pairs: list[tuple[CodedDocument, CodedDocument]],
) -> None:
    whole = len(published(old for old, _ in pairs))
    n = [len(published(pair[which] for pair in pairs if pair[which].is_reform)) for which in (0, 1)]
    said = [(one.n_old, one.n_new, one.denominator_old) for one in told(pairs) if not one.key]
    assert said == ([(*n, whole)] if n[0] != n[1] else [])


@given(st.lists(FLOATS | st.sampled_from([1 / 3, 0.1, 1e16, -1e16])), st.lists(FLOATS))
def test_a_sum_is_that_of_all_that_was_added(values: list[float], more: list[float]) -> None:
    sums = Sum(), Sum()
    for found, given_ in zip(sums, (values, more), strict=True):
        for value in given_:
            found.add(value)
    assert fsum(sums[0].parts) == fsum(values)
    sums[0].take(sums[1])
    assert fsum(sums[0].parts) == fsum([*values, *more])


def peak(documents: int) -> int:
    """The most bytes at once, while so many documents of their own pass by."""
    tracemalloc.start()
    try:
        figures = Figures({}, "then")
        for number in range(documents):
            themes = [(THEMES[number % 3], 0.25), (THEMES[number % 2], 0.75)]
            figures.add(row(number, PLACES[number % 3], themes), row(number, PLACES[number % 3], themes[:1]))
        assert figures.moves()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.timeout(120)
def test_documents_that_pass_by_are_not_kept() -> None:
    peak(2000)  # what is cached for good
    assert peak(12_000) < 1.3 * peak(2000)
