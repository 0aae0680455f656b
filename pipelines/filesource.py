"""A file as it came, and as it goes to the process that makes documents of what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.article import Origin
from pipelines.filetext.records import FileText
from store.records import Document

IN_ARCHIVE = "!/"  # between an archive's key, or address, and a member's name


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file as it came: `name` as its page or its folder has it, `origin` of the document it becomes."""

    name: str
    origin: Origin
    bytes: int
    sha256: str
    parent: Document | None = None  # the page that offers it


@dataclass(frozen=True, slots=True)
class FileJob:
    """What a file says, and where it is from."""

    read: FileText
    source: FileSource


def slim(parent: Document) -> Document:
    """A page without its long parts, of which a file takes nothing."""
    return replace(parent, text="", codes=(), citations=(), plan=None, attachments=(), versions=())
