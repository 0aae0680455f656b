"""The command line within this process, over the documents of a module's own: no start of a program."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import settings
from cli import _run
from pipelines import codebook
from store.database import open_store
from store.records import Document
from tests.cli.conftest import Answer


@contextmanager
def home_of(folder: Path, documents: Iterable[Document]) -> Iterator[Path]:
    """A data folder that holds the documents; what calls leave in this process is put back."""
    settings.override_home(folder)
    with open_store(settings.get_settings().store_url) as store:
        for document in documents:
            store.documents.save(document)
    yield folder
    codebook.put_in_force(None)
    settings.get_settings.cache_clear()


def run(home: Path, *args: str) -> Answer:
    """`reformwatch ARGS` with its data in `home`."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = _run(["--home", str(home), *args])
    return Answer(code, out.getvalue(), err.getvalue())
