"""What can go wrong with an index, each in one plain sentence that says what to do."""
# ruff: noqa: N818  # named like the errors of the store

from __future__ import annotations


class IndexProblem(RuntimeError):
    """The index cannot answer or be written; `str(error)` is a sentence for people."""


class IndexMissing(IndexProblem):
    """There is no index yet."""


class IndexOutdated(IndexProblem):
    """The index was made by another version of the program and has to be built anew."""


class IndexForeign(IndexProblem):
    """The index was made from another store, and is its owner's."""


class IndexBusy(IndexProblem):
    """Another process is writing the index (exit code 75)."""


class IndexUnreachable(IndexProblem):
    """The engine does not answer."""


class IndexDamaged(IndexUnreachable):
    """The files of the index cannot be read: it has to be built anew."""


class IndexFull(IndexProblem):
    """No space is left for the index; the one that serves goes on serving."""


class CursorError(ValueError):
    """A cursor that this search did not give."""
