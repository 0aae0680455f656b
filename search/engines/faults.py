"""What tantivy and the system say of an index that cannot be read or written, as `search.errors` has it."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.errors import IndexDamaged, IndexFull, IndexProblem

# tantivy raises ValueError for what went wrong on disk, with the system's number in the text.
_NUMBER = re.compile(r"\(os error (\d+)\)")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# What tantivy says of files whose contents make no sense, where there is no number.
_GARBLED = re.compile(r"[Cc]orrupt|IO error|IoError|Failed to open file|index_?meta|InvalidData", re.ASCII)


@contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Errors of the disk below `folder` are raised as IndexFull or IndexDamaged, others as they are."""
    with panics(folder):
        try:
            yield
        except (OSError, ValueError) as error:
            if not isinstance(error, OSError) and not _of_the_disk(str(error)):
                raise
            raise problem(folder, error) from error


@contextmanager
def panics(folder: Path) -> Iterator[None]:
    """tantivy, which is Rust, panics over damaged files: said as IndexDamaged."""
    try:
        yield
    # A panic is no Exception, and its class can be had from nowhere but the panic itself.
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(folder, "its contents make no sense") from None


def problem(folder: Path, error: Exception) -> IndexProblem:
    """An index that cannot be read or written, in a sentence that says what to do."""
    number = error.errno if isinstance(error, OSError) else _number(str(error))
    if number in _FULL:
        return IndexFull(
            f"The disk of the index in {folder} is full: free some space, then run `reformwatch index sync`."
        )
    return damaged(folder, str(error))


def damaged(folder: Path, why: str) -> IndexDamaged:
    return IndexDamaged(
        f"The index in {folder} cannot be read or written ({why}); run `reformwatch index rebuild`."
    )


def _of_the_disk(text: str) -> bool:
    return _number(text) is not None or _GARBLED.search(text) is not None


def _number(text: str) -> int | None:
    found = _NUMBER.search(text)
    return int(found[1]) if found else None
