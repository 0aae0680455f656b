"""Texts as columns of numbers: a country's texts have tens of millions of words, and to look at each as an
object of its own takes several times as long. Polars is heavy: who imports this does so when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TypeVar

import polars as pl

from pipelines.pieces import Pieces
from pipelines.shingles import SIZE, numbers

T = TypeVar("T")
_TOGETHER = 1_000_000  # characters that are looked at at once: memory
# Of Python's hash of a tuple (xxHash, in CPython's Objects/tupleobject.c). Its one exception is left out: a
# hash of -1 comes once in 2^64.
_FIRST, _SECOND, _FIFTH = 11400714785074694791, 14029467366897019727, 2870177450012600261
_END = SIZE ^ _FIFTH ^ 3527539


def words(texts: Sequence[str], numbers: Pieces[int]) -> pl.DataFrame:
    """The numbers of the words of texts in reading order: `text`, its place, and `word`."""
    pieces = (
        pl.DataFrame({"piece": pl.Series(texts, dtype=pl.String)})
        .with_row_index("text")
        .with_columns(pl.col("piece").str.extract_all(r"\S+"))
        .explode("piece")
        .drop_nulls()
    )
    known = pieces["piece"].unique().to_list()
    held = [numbers[piece] for piece in known]
    lengths = pl.Series([len(one) for one in held], dtype=pl.UInt32)
    table = (
        pl.DataFrame({"piece": pl.Series(known, dtype=pl.String), "length": lengths})
        .select(pl.col("piece").repeat_by("length"))
        .explode("piece")
        .drop_nulls()
        .with_columns(word=pl.Series(list(chain.from_iterable(held)), dtype=pl.UInt64))
    )
    return pieces.join(table, on="piece", maintain_order="left_right").select("text", "word")


def grams(texts: Sequence[str]) -> list[pl.Series]:
    """The numbers of `pipelines.shingles.grams` for each text."""

    found = words(texts, _LANES).select(
        "text", gram=_hashed(pl.col("word")), end=pl.col("text").shift(1 - SIZE)
    )
    within = found.filter(pl.col("text") == pl.col("end"))
    lengths = dict(within.group_by("text").len().iter_rows())
    column, start, made = within["gram"], 0, []
    for place in range(len(texts)):
        length = lengths.get(place, 0)
        made.append(column.slice(start, length))
        start += length
    return made


def portions(texts: Iterable[tuple[T, str]]) -> Iterator[list[tuple[T, str]]]:
    """Texts with their names, as many as are looked at at once."""
    portion: list[tuple[T, str]] = []
    size = 0
    for named in texts:
        portion.append(named)
        size += len(named[1])
        if size >= _TOGETHER:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def joined(columns: Sequence[pl.Series], name: str, first: int = 0) -> pl.DataFrame:
    """The `gram` of many columns as one, and in `name` the place of each column, counted from `first`."""
    places = pl.int_range(first, first + len(columns), dtype=pl.UInt32, eager=True)
    lengths = pl.Series([len(column) for column in columns], dtype=pl.UInt32)
    found = pl.DataFrame({name: places, "length": lengths})
    return (
        found.select(pl.col(name).repeat_by("length"))
        .explode(name)
        .drop_nulls()
        .with_columns(gram=pl.concat([pl.Series(dtype=pl.Int64), *columns]))
    )


def _lanes(piece: str) -> list[int]:
    """What goes into a hash for each token."""
    return [hash(number) * _SECOND & (1 << 64) - 1 for number in numbers(piece)]


_LANES = Pieces(_lanes)


def _hashed(lane: pl.Expr) -> pl.Expr:
    """Python's hash of a tuple of `SIZE` numbers, which begins at each place of the column."""

    def whole(number: int) -> pl.Expr:
        return pl.lit(number, pl.UInt64)

    found = whole(_FIFTH)
    for place in range(SIZE):
        mixed = found + lane.shift(-place)
        found = (mixed * whole(1 << 31) | mixed // whole(1 << 33)) * whole(_FIRST)  # 31 bits to the left
    return (found + whole(_END)).reinterpret(signed=True)
