"""Documents that people corrected, as gold: each line labels what somebody decided, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pipelines.codebook import load
from store.records import Document, Json, as_json


def gold_lines(documents: Sequence[Document]) -> tuple[list[Json], list[str]]:
    """A label for each document whose corrections say something of it, and the themes left out of them.

    A line holds title and text, so that it needs neither the portal nor the store. Themes that the codebook
    in force does not have cannot be scored: they are left out and named.
    """
    known = {theme.id for theme in load().themes}
    left_out: dict[str, None] = {}
    lines = []
    for document in documents:
        line = _line(document, known, left_out)
        if line["labelled"]:
            lines.append(line)
    return lines, list(left_out)


def write_gold(lines: Sequence[Json], file: Path) -> None:
    """One JSON object a line; the file appears when it is complete."""
    part = file.with_name(f".{file.name}.part")
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _line(document: Document, known: set[str], left_out: dict[str, None]) -> Json:
    standing = [one for one in document.corrections if one.taken_back is None]
    changes = [one.change for one in standing]
    touched = dict.fromkeys(path for change in changes for path in (*change.add, *change.remove))
    themes = list(dict.fromkeys(path.partition("/")[0] for path in touched))
    left_out.update(dict.fromkeys(theme for theme in themes if theme not in known))
    # A sub-theme that was removed says nothing of its theme.
    removed = {path for change in changes for path in change.remove if "/" not in path}
    held = {code.theme for code in document.codes}
    judged = [theme for theme in themes if theme in known and (theme in held or theme in removed)]
    line: Json = {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "text": document.text,
        "labelled": [],
        "corrections": [as_json(one) for one in standing],
    }
    if any(change.reform is not None or change.add for change in changes):
        line |= {"is_reform": document.is_reform}
    if judged:
        line |= {"themes": [theme for theme in judged if theme in held], "labelled_themes": judged}
    if any(change.locality for change in changes) and (place := document.locality):
        line |= {"province": place.province.name, "speaker_level": place.level}
        line |= {"district": place.name} if place.level == "district" else {}
    labels = ("is_reform", "themes", "labelled_themes", "province", "district", "speaker_level")
    return line | {"labelled": [key for key in labels if key in line]}
