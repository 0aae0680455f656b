"""A file as it came, and as it goes to the process that makes documents of what it says."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipelines.article import Origin
from pipelines.filetext.records import FileText
from store.records import Document

IN_ARCHIVE = "!/"  # between an archive's key, or address, and a member's name

_PAPERS = ("application/msword", "application/vnd.ms-word", "application/vnd.ms-excel",
           "application/vnd.openxmlformats-officedocument.")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file as it came: `name` as its page or its folder has it, `origin` of the document it becomes."""

    name: str
    origin: Origin
    bytes: int
    sha256: str
    parent: Document | None = None  # the page that offers it
    is_called_paper: bool = False  # whoever sent it says that it is one of an office program


@dataclass(frozen=True, slots=True)
class FileJob:
    """What a file says, and where it is from."""

    read: FileText
    source: FileSource


def is_called_paper(content_type: str | None) -> bool:
    """Whether an answer's type is that of an office paper: what stands in for a file calls itself a page."""
    return (content_type or "").strip().lower().startswith(_PAPERS)


def slim(parent: Document) -> Document:
    """A page without its long parts, of which a file takes nothing."""
    return replace(parent, text="", codes=(), citations=(), plan=None, attachments=(), versions=())
