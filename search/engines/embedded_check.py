"""Damage in an index's files that no search would show: wrong bytes where tantivy does not look twice."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from search.engines.faults import damaged

# tantivy ends each file with a line of JSON that holds a checksum of what stands before it, the length of
# that line and this number, both in four bytes.
_MAGIC = (1337).to_bytes(4, "little")
_SUFFIXES = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_CHUNK = 1 << 20
_TURNS = 5
_FAULTS = (OSError, ValueError, LookupError, TypeError)


def check(folder: Path) -> None:
    """Compares the checksums of all files that are in use. Raises IndexDamaged."""
    files: list[str] = []
    for _ in range(_TURNS):
        try:
            before, files = files, _files(folder)
            for name in files:
                _check(folder / name)
        except _FAULTS as error:
            # The first time, and while it changes: a writer may have merged files away that were to be read.
            if files == before:
                raise damaged(folder, str(error)) from error
        else:
            return


def _files(folder: Path) -> list[str]:
    """The files of the last commit."""
    meta: Any = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    found: list[str] = []
    for segment in meta["segments"]:
        stem = segment["segment_id"].replace("-", "")
        found += [f"{stem}.{suffix}" for suffix in _SUFFIXES]
        if segment["deletes"]:
            found.append(f"{stem}.{segment['deletes']['opstamp']}.del")
    return found


def _check(file: Path) -> None:
    with file.open("rb") as opened:
        size = opened.seek(0, 2)
        opened.seek(max(0, size - 8))
        end = opened.read(8)
        body = size - 8 - int.from_bytes(end[:4], "little")
        if end[4:] != _MAGIC or body < 0:
            raise ValueError(f"{file.name} is cut off")
        opened.seek(body)
        wanted = json.loads(opened.read(size - 8 - body))["crc"]
        opened.seek(0)
        found = 0
        while body > 0:
            part = opened.read(min(_CHUNK, body))
            found, body = zlib.crc32(part, found), body - len(part)
    if found != wanted:
        raise ValueError(f"{file.name} holds other bytes than were written")
