"""How a long command shows how far it is: a bar a step on a terminal, nothing in a pipe."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Steps:
    """`steps("Copying documents", 400, 99_000)`: 400 more of 99,000 are done; another name is another bar."""

    def __init__(self, *, hidden: bool = False) -> None:
        self._hidden = hidden or not sys.stderr.isatty()
        self._open = ExitStack()
        self._step = ""
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def __call__(self, step: str, more: int, of: int) -> None:
        if self._hidden:
            return
        if step != self._step or self._bar is None:
            self._open.close()
            self._step = step
            self._bar = self._open.enter_context(click.progressbar(length=of, label=step, file=sys.stderr))
        self._bar.update(more)
