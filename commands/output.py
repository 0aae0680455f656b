"""How answers leave the program: in one form, as wide as they are, and whether or not somebody reads on."""

from __future__ import annotations

import io
import os
import sys
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer
    from rich.console import Console


# Of what no terminal shows: wider than any table, so that nothing is cut off or wrapped.
_UNBOUNDED = 10_000


def console() -> Console:
    """Standard output for tables and marked text: cut to the terminal's width, whole in a pipe or file."""
    from commands.terminal import SafeConsole

    return SafeConsole(highlight=False, width=None if sys.stdout.isatty() else _UNBOUNDED)


def seen(text: str) -> str:
    """Without what is obeyed or not seen: controls, turned directions; lines, tabs and blanks stay."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else " " * one.isspace() for one in text)


def one_form(*, as_json: bool, as_csv: bool) -> None:
    """Two forms at once are wrong use."""
    if as_json and as_csv:
        raise click.UsageError("--json or --csv, not both")


class _Lasting(io.FileIO):
    """A stream whose reader may leave: what is written afterwards is dropped, and the work goes on."""

    def write(self, data: ReadableBuffer) -> int:
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return memoryview(data).nbytes


def lasting(stream: IO[str]) -> IO[str]:
    """`stream` in UTF-8 that outlives its reader; Vietnamese must print in a pipe and under LANG=C alike."""
    stream.flush()
    raw = _Lasting(stream.fileno(), "wb", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), "utf-8", "replace", line_buffering=stream.isatty() or stream is sys.stderr
    )
