"""Erased words in what else lies in a data folder: logs are changed, the operator's own files are named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from store.backup_files import DATABASE
from store.erased_words import Matcher

_APART = {"index", "warc", "corpora", "backups", "demo"}
_LOGS = {".log", ".jsonl", ".out", ".err"}
_LARGEST = 256 << 20  # bytes of a file that is read at once


@dataclass(frozen=True, slots=True)
class InFiles:
    """Words that logs lost, and the files that say them and are the operator's own."""

    words: int
    by_hand: tuple[str, ...]


def erase_from_files(home: Path, matcher: Matcher, *, dry_run: bool = False) -> InFiles:
    words, by_hand = 0, []
    for path in _texts(home):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        masked, count = matcher.redact(text)
        if count and _is_log(home, path):
            words += count
            if not dry_run:
                _write(path, masked.encode("utf-8", "surrogateescape"))
        elif count:
            by_hand.append(path.relative_to(home).as_posix())
    return InFiles(words, tuple(by_hand))


def _texts(home: Path) -> Iterator[Path]:
    for top in sorted(home.iterdir()) if home.is_dir() else ():
        if top.name in _APART or top.name.startswith(DATABASE):
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() and not top.is_symlink() else [top]:
            if path.is_file() and not path.is_symlink() and path.stat().st_size <= _LARGEST:
                yield path


def _is_log(home: Path, path: Path) -> bool:
    return path.suffix in _LOGS or path.relative_to(home).parts[0] == "logs"


def _write(path: Path, data: bytes) -> None:
    """In the file itself: whoever writes the log has it open."""
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
