"""What the tests do in a process of its own, to kill it: `python -m tests.store.child TASK URL …`."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from store.archive import WarcWriter
from store.database import open_store
from store.errors import PortalBusy
from store.records import Attachment, Code, Document
from tests.faults.naive_store import switch_off_as_told
from tests.store.samples import TEXT, evidence, later, make

VERSIONS = 3


def document(number: int, version: int) -> Document:
    """Version `version` of document `number`: the version is written into every part of it."""
    text = f"{TEXT}\n\nBản {version}.\n\n" * 8
    found = evidence(text, f"Bản {version}")
    return make(
        f"k{number}",
        title=f"Văn bản {number}, bản {version}",
        text=text,
        codes=tuple(Code(f"chủ đề {version}.{position}", None, 0.2, (found, found)) for position in range(5)),
        attachments=tuple(
            Attachment(None, f"https://huyen.example/{number}-{version}-{position}.pdf", "Tệp")
            for position in range(version + 1)
        ),
        fetched_at=later(version),
    )


def save(url: str, first: str) -> None:
    """Saves documents in several versions until killed; tells each one after its commit."""
    with open_store(url) as store:
        for number in range(int(first), 1_000_000):
            for version in range(VERSIONS):
                store.documents.save(document(number, version))
                say(f"{number} {version}")


def hold(url: str, portal: str) -> None:
    """Takes a portal and keeps it until the input ends; then finishes the run."""
    with open_store(url) as store:
        try:
            run = store.runs.start(portal, connected_to=None, owner="the other one")
        except PortalBusy:
            say("busy")
            return
        say(run.id)
        sys.stdin.read()
        store.runs.finish(replace(run, verdict="ok"))


def archive(folder: str, run_id: str) -> None:
    """Writes records until killed; tells the offset of each."""
    writer = WarcWriter(Path(folder), run_id)
    for number in range(1_000_000):
        body = f"<p>Trang {number}</p>".encode() * 500
        ref = writer.write(f"https://huyen.example/{number}", 200, [], body, dt.datetime.now(dt.UTC))
        say(f"{number} {ref.offset}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(says: Connection, task: str, *args: str) -> None:
    """The same in a fork, which tells what it did there."""
    os.dup2(says.fileno(), sys.stdout.fileno())
    main(task, *args)


def main(task: str, *args: str) -> None:
    switch_off_as_told()
    {"save": save, "hold": hold, "archive": archive}[task](*args)


if __name__ == "__main__":
    main(*sys.argv[1:])
