"""Changing watches.yml: one watch is added or taken out, all else stays as people wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from crawler.marked_yaml import read_marked
from search.watches import FILE


class WatchExistsError(ValueError):
    """The name is taken; the message is a sentence."""


class WatchMissingError(ValueError):
    """There is no watch of that name; the message is a sentence."""


def append(home: Path, name: str, keys: Mapping[str, Any]) -> None:
    """Adds a watch at the end of the file, which is made where there is none. Raises WatchExistsError."""
    path = home / FILE
    text = _text(path)
    if _lines(text, name) is not None:
        raise WatchExistsError(f"there is a watch {name} already; remove it first")
    block = yaml.safe_dump({name: dict(keys)}, allow_unicode=True, sort_keys=False, default_flow_style=False)
    joint = "" if not text or text.endswith("\n") else "\n"
    _write(path, f"{text}{joint}{block}")


def cut_out(home: Path, name: str) -> None:
    """Takes the lines of a watch out of the file. Raises WatchMissingError."""
    path = home / FILE
    text = _text(path)
    found = _lines(text, name)
    if found is None:
        raise WatchMissingError(f"there is no watch {name}")
    first, following = found
    lines = text.splitlines(keepends=True)
    _write(path, "".join(lines[:first] + lines[following:]))


def _lines(text: str, name: str) -> tuple[int, int] | None:
    """The line of a watch and that of what follows it, from 0; comments before the next watch are its own."""
    marked = read_marked(text.encode())
    starts = sorted(line - 1 for location, line in marked.lines.items() if len(location) == 1)
    if (name,) not in marked.lines:
        return None
    lines = text.splitlines()
    first = marked.lines[name,] - 1
    following = next((start for start in starts if start > first), len(lines))
    while following - 1 > first and (
        not lines[following - 1].strip() or lines[following - 1].startswith("#")
    ):
        following -= 1
    return first, following


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""


def _write(path: Path, text: str) -> None:
    """In one step: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
