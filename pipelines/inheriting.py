"""Which codebooks' codings can stand for another codebook's, and for which texts.

Coding asks a codebook four things alone: which rules hit where, which themes a context rule that hit spares,
the points of the rules about the reform, and which audiences it has (`pipelines.matching.differing`). Two
codebooks with the same points and audiences code a title and a text alike, to the byte, unless one of them
holds a run of words that the two do not take alike. No such run: the coding of the one is that of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipelines.codebook import CodebookError, from_source
from pipelines.matching import differing
from pipelines.phrases import Runs
from store.coding_records import StoredCodebook

_MOST = 8  # codebooks that are looked at, the newest: each is read and compiled
_MOST_RUNS = 2000  # that may differ; with more, hardly a text is left that has none of them


def bases_of(book: StoredCodebook, known: Sequence[StoredCodebook]) -> list[StoredCodebook]:
    """Those of `known` from whose codings some may be taken over, the one with the fewest changes first."""
    found = [(len(runs), base) for base in known[-_MOST:] if (runs := _between(base, book)) is not None]
    return [base for count, base in sorted(found, key=lambda each: each[0]) if count <= _MOST_RUNS]


def _between(base: StoredCodebook, book: StoredCodebook) -> frozenset[bytes] | None:
    try:
        return changed_runs(base.source, base.version, book.source, book.version)
    except CodebookError:  # an older program took it
        return None


@lru_cache(maxsize=2 * _MOST)
def changed_runs(base: str, base_name: str, source: str, name: str) -> frozenset[bytes] | None:
    """As `differing`, of two codebooks by the text of their files. Raises CodebookError."""
    runs = differing(from_source(base, base_name), from_source(source, name))
    return None if runs is None else frozenset(runs)


class Inherited:
    """Asks of texts whether a codebook codes them as each of its bases does."""

    def __init__(self, source: str, name: str, bases: Mapping[str, str]) -> None:
        """`bases`: the files of codebooks by version, of those that `bases_of` gives."""
        self._changed = {version: Runs(found) for version, found in _runs(source, name, bases)}

    def holds(self, version: str, title: str, text: str) -> bool:
        """Whether the coding of a title and a text by the base is the codebook's own."""
        changed = self._changed.get(version)
        return changed is not None and not changed.in_text(title) and not changed.in_text(text)


def _runs(source: str, name: str, bases: Mapping[str, str]) -> Iterator[tuple[str, frozenset[bytes]]]:
    for version, base in bases.items():
        found = changed_runs(base, version, source, name)
        if found is not None:
            yield version, found
