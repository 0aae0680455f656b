"""What two versions of a document say otherwise, for `reformwatch show --diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.options import Failed, print_json

if TYPE_CHECKING:
    from rich.text import Text

    from store.database import Store
    from store.differences import Piece
    from store.history import Edition
    from store.records import Document


def chosen_sides(store: Store, document: Document, diff: str) -> tuple[Edition, Edition]:
    """The two versions of `A:B`; empty: the last two."""
    last = document.versions[-1].number
    if not diff and last == 1:
        raise Failed(f"{document.id} has one version: nothing changed since it was first seen")
    first, _, second = (diff or f"{last - 1}:{last}").partition(":")
    if not (first.isdigit() and second.isdigit()):
        raise click.UsageError(f"--diff {diff!r} is not A:B, two numbers of versions")
    before, after = (store.history.edition(document.id, int(number)) for number in (first, second))
    if before is None or after is None:
        raise Failed(f"{document.id} has the versions 1 to {last}")
    return before, after


def told(side: Edition) -> dict[str, Any]:
    """A version as JSON: its number, when it was captured, the record that shows it."""
    from store.records import as_json

    captured = side.captured_at.isoformat()
    return {"version": side.version, "captured_at": captured, "warc": as_json(side.warc)}


def show_difference(before: Edition, after: Edition, *, as_json: bool) -> int:
    """Print what differs, with the records that show it."""
    from store.history import compared

    fields = compared(before.document, after.document)
    if as_json:
        sides = {"before": told(before), "after": told(after)}
        print_json(
            {"id": after.document.id, **sides, "fields": {name: _field(fields[name]) for name in fields}}
        )
    else:
        _print(before, after, fields)
    return 0


def _field(pieces: list[Piece]) -> dict[str, Any]:
    from store.differences import size
    from store.records import as_json

    removed, added = size(pieces)
    return {"words_removed": removed, "words_added": added, "pieces": as_json(pieces)}


def _print(before: Edition, after: Edition, fields: dict[str, list[Piece]]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True)
    for label, side in (("from", before), ("to", after)):
        place = f"{side.warc.file}:{side.warc.offset}" if side.warc else "no raw record"
        facts = f"version {side.version}, {side.captured_at:%Y-%m-%d %H:%M} UTC, {place}"
        console.print(Text(f"{label:<11}", style="dim") + Text(facts))
    if not fields:
        console.print("Both say the same.")
    for name, pieces in fields.items():
        console.print(Text(f"\n{name}", style="bold"))
        console.print(_marked(pieces))


def _marked(pieces: list[Piece]) -> Text:
    """Removed and added words: in colour on a terminal, with signs everywhere, `[-removed-]{+added+}`."""
    from rich.text import Text

    line = Text()
    for piece in pieces:
        if piece.change == "same":
            line += Text(piece.text)
        elif piece.change == "removed":
            line += Text(f"[-{piece.text}-]", style="red strike")
        else:
            line += Text(f"{{+{piece.text}+}}", style="green bold")
    return line
