"""The codebook that is built into the program, kept by the stores that it codes documents of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.database import Store


def keep_built_in(store: Store) -> None:
    """Keeps its file, where documents are coded with it from now on.

    A later program has another file; from this one's codings it takes over only where it knows both.
    """
    from pipelines import codebook
    from store.errors import CodebookChanged

    if codebook.in_force() is not None:
        return
    version = codebook.load().version
    if store.codings.knows(version):
        return
    source = codebook.BUILTIN.read_text(encoding="utf-8")
    try:
        store.codings.keep_codebook(version, source, dt.datetime.now(dt.UTC))
    except CodebookChanged:  # kept since by a program of another file: recode refuses that, and says so
        return
