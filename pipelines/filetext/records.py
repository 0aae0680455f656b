"""The records of read files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TextSource: TypeAlias = Literal["layer", "ocr", "none"]


@dataclass(frozen=True, slots=True)
class FileText:
    """What one file says.

    `text` has the conventions of `pipelines.article.Article`: NFC, blocks separated by a blank line, the rows
    of one table by a line break, its cells by a tab; "" where nothing could be read: `flags` say why.
    `confidence` is the mean confidence of recognised words, 0 to 100; None where nothing was recognised.
    """

    media_type: str | None  # by the bytes, never by the name; None: of no type known here
    text: str = ""
    pages: int | None = None
    text_source: TextSource = "none"
    flags: tuple[str, ...] = ()
    confidence: float | None = None
    members: tuple[Member, ...] = ()  # of an archive, in its order


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name as listed there, what it says, and the digest of its bytes."""

    name: str
    size: int
    read: FileText | None  # None: listed, not opened; `reason` says why
    reason: str | None = None
    sha256: str | None = None
