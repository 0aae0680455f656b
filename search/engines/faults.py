"""What the system says when an index cannot be read or written, as the errors of `search.errors`."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.errors import IndexFull, IndexProblem, IndexUnreachable

# tantivy raises ValueError for what went wrong on disk, with the system's number in the text.
_NUMBER = re.compile(r"\(os error (\d+)\)")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Errors of the disk below `folder` are raised as IndexFull or IndexUnreachable, others as they are."""
    try:
        yield
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else _number(str(error))
        if number is None:
            raise
        raise problem(folder, error) from error


def problem(folder: Path, error: Exception) -> IndexProblem:
    """An index that cannot be read or written, in a sentence that says what to do."""
    number = error.errno if isinstance(error, OSError) else _number(str(error))
    if number in _FULL:
        return IndexFull(
            f"The disk of the index in {folder} is full: free some space, then run `reformwatch index sync`."
        )
    return IndexUnreachable(
        f"The index in {folder} cannot be read or written ({error}); run `reformwatch index rebuild`."
    )


def _number(text: str) -> int | None:
    found = _NUMBER.search(text)
    return int(found[1]) if found else None
