"""`read_bytes`: what a file says, whatever it is, calls itself or tries."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from pipelines.filetext import sniff
from pipelines.filetext.archives import read_packed, read_zip
from pipelines.filetext.container import BrokenError, EncryptedError, LimitError
from pipelines.filetext.limits import Budget, FileLimits
from pipelines.filetext.markup import read_html, read_mhtml, read_plain
from pipelines.filetext.oldword import read_doc
from pipelines.filetext.opendocument import read_odt
from pipelines.filetext.pdf import read_pdf
from pipelines.filetext.pictures import read_picture
from pipelines.filetext.records import FileText
from pipelines.filetext.richtext import read_rtf
from pipelines.filetext.sheets import read_sheets
from pipelines.filetext.slides import read_slides
from pipelines.filetext.word import read_docx

LIMITS = FileLimits()

_Reader = Callable[[bytes, Budget], FileText]

_READERS: dict[str, _Reader] = {
    sniff.PDF: read_pdf,
    sniff.DOCX: read_docx,
    sniff.DOC: read_doc,
    sniff.ODT: read_odt,
    sniff.PPTX: read_slides,
    sniff.RTF: read_rtf,
    sniff.XLSX: lambda body, budget: read_sheets(body, sniff.XLSX, budget),
    sniff.XLS: lambda body, budget: read_sheets(body, sniff.XLS, budget),
    sniff.ODS: lambda body, budget: read_sheets(body, sniff.ODS, budget),
    sniff.HTML: lambda body, _: read_html(body),
    sniff.MHTML: lambda body, _: read_mhtml(body),
    sniff.PLAIN: lambda body, _: read_plain(body),
}


def read_bytes(
    body: bytes,
    name: str,
    limits: FileLimits = LIMITS,
    folder: Path | None = None,
) -> FileText:
    """What a file says. `name` is only held against what its bytes are; it never reaches the file system.

    Whatever a file holds becomes text and flags; only MemoryError is raised. `folder` is an empty one for
    what tools may write; its owner removes it. Call it in a worker process (`pipelines.filetext.pool`).
    """
    if folder is not None:
        return _read(body, name, Budget(limits, folder), 0)
    with tempfile.TemporaryDirectory(prefix="reformwatch-") as own:
        return _read(body, name, Budget(limits, Path(own)), 0)


def read_job(limits: FileLimits, job: tuple[bytes, str, Path]) -> FileText:
    body, name, folder = job
    return read_bytes(body, name, limits, folder)


def _read(body: bytes, name: str, budget: Budget, depth: int) -> FileText:
    if not body.strip():
        return FileText(None, flags=("empty_file",))
    kind = sniff.media_type(body)
    read = _of_kind(body, kind, budget, depth)
    if sniff.differs(name, kind):
        read = replace(read, flags=("type_mismatch", *read.flags))
    return read


def _of_kind(body: bytes, kind: str | None, budget: Budget, depth: int) -> FileText:
    if kind in {sniff.ZIP, sniff.RAR, sniff.SEVEN}:
        return _archive(body, kind, budget, depth)
    if kind is not None and kind.startswith("image/"):
        return read_picture(body, kind, budget)
    reader = _READERS.get(kind or "")
    if reader is None:
        return FileText(kind, flags=("encrypted" if kind == sniff.LOCKED else "unsupported_type",))
    try:
        return reader(body, budget)
    except (BrokenError, EncryptedError, LimitError) as error:
        return FileText(kind, flags=(error.flag,))


def _archive(body: bytes, kind: str, budget: Budget, depth: int) -> FileText:
    if depth >= budget.limits.depth:
        return FileText(kind, flags=("depth_limit",))

    def read(content: bytes, name: str) -> FileText:
        return _read(content, name, budget, depth + 1)

    return read_zip(body, budget, read) if kind == sniff.ZIP else read_packed(body, kind, budget, read)
