"""A terminal obeys what it is shown: texts of strangers reach it without letters that move or colour it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from commands.output import seen


class SafeConsole(Console):
    """As rich's, whose own styles pass, while control and bidi letters of what is printed do not."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(seen(segment.text), segment.style)
