"""From what a file says to documents: one of a paper, one of each member of an archive.

A file that a page offers says when, where and by whom with its page; what act it is it says itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from pipelines.article import Article
from pipelines.describe import describe
from pipelines.filesource import IN_ARCHIVE, FileJob, FileSource
from pipelines.filetext.records import FileText, Member
from pipelines.pasted import act_title
from pipelines.repair import repair_text
from store.records import Document, FileFacts, FileMember, FileReading, identity

EXTRACTOR = "file/2"
# What a file is or holds, and no cause of its having no text.
_NO_REASONS = frozenset(
    {"type_mismatch", "has_macros", "embedded_object", "hidden_sheet", "hidden_slide", "signed"}
)
_NOTICE = 80  # letters; what tells that a file is not there has fewer
_LETTERS = 3  # fewer are no text: a stamp, a page number


def described(job: FileJob) -> FileReading:
    return file_reading(job.read, job.source)


def file_reading(read: FileText, source: FileSource) -> FileReading:
    """The documents of a file, with what is known of it; without any, `reason` says why."""
    facts = _facts(read, source.name, source.bytes, source.sha256)
    is_page = source.parent is not None and not offered(read)
    if is_page and not _may_be_paper(read, source):
        return FileReading(facts, reason="type_mismatch")
    if read.members:
        return _archive(read, source, facts)
    if not _has_text(read):
        return FileReading(facts, reason=_why(read))
    document = _document(read, source, facts)
    if is_page and not _is_act(document):
        return FileReading(facts, reason="type_mismatch")
    return FileReading(facts, (document,))


def offered(read: FileText) -> bool:
    """Whether these are bytes of a file at all: many portals answer with a page, or two words, instead."""
    return not (read.media_type or "").startswith(("text/html", "text/plain"))


def _may_be_paper(read: FileText, source: FileSource) -> bool:
    """A paper that its program saved as a page, under a Word name: sent as one, and more than a notice."""
    is_page = (read.media_type or "").startswith("text/html")
    return is_page and source.is_called_paper and sum(map(str.isalpha, read.text)) >= _NOTICE


def _is_act(document: Document) -> bool:
    """Servers also name the type of a file before they fail: what they then say of it has no number."""
    return document.act is not None and document.act.status == "self" and document.act.number is not None


def _why(read: FileText) -> str:
    if read.media_type is None or read.media_type.startswith("image/"):
        return "unsupported_type"
    return next((flag for flag in read.flags if flag not in _NO_REASONS), "no_text")


def _facts(read: FileText, name: str, size: int | None, sha256: str | None) -> FileFacts:
    return FileFacts(
        name=repair_text(name)[0],
        media_type=read.media_type,
        bytes=size,
        sha256=sha256,
        pages=read.pages,
        text_source=read.text_source,
        confidence=read.confidence,
        flags=read.flags,
    )


def _has_text(read: FileText) -> bool:
    return sum(map(str.isalpha, read.text[:10_000])) >= _LETTERS


# --- Archives ---------------------------------------------------------------------------------------------


def _archive(read: FileText, source: FileSource, facts: FileFacts) -> FileReading:
    members: list[FileMember] = []
    documents: dict[str, Document] = {}
    for member in _flat(read.members):
        document = _member(member, source)
        if document is not None:
            documents.setdefault(document.id, document)
        members.append(_listed(member, document))
    facts = replace(facts, members=tuple(members))
    return FileReading(facts, tuple(documents.values()), None if documents else "no_text")


def _flat(members: tuple[Member, ...], before: str = "") -> Iterator[Member]:
    """Members in their order, those of an archive in the archive after it, under both names."""
    for member in members:
        named = replace(member, name=before + member.name)
        yield named
        if member.read is not None:
            yield from _flat(member.read.members, named.name + IN_ARCHIVE)


def _member(member: Member, source: FileSource) -> Document | None:
    if member.read is None or member.read.members or not _has_text(member.read):
        return None
    name, origin = PurePosixPath(member.name).name, source.origin
    key = f"{origin.key}{IN_ARCHIVE}{member.name}"
    url = f"{origin.url}{IN_ARCHIVE}{member.name}" if origin.url else None
    inner = replace(source, name=name, origin=replace(origin, id=identity(key), key=key, url=url))
    return _document(member.read, inner, _facts(member.read, member.name, member.size, member.sha256))


def _listed(member: Member, document: Document | None) -> FileMember:
    read = member.read
    why = (member.reason,) if member.reason else ()
    if read is not None and document is None and not read.members:
        why = (*why, *(read.flags or ("no_text",)))
    return FileMember(
        name=member.name,
        size=member.size,
        id=document.id if document else None,
        media_type=read.media_type if read else None,
        flags=tuple(dict.fromkeys((*why, *(read.flags if read else ())))),
    )


# --- One document -----------------------------------------------------------------------------------------


def _document(read: FileText, source: FileSource, facts: FileFacts) -> Document:
    parent = source.parent
    name = repair_text(source.name)[0]
    article = Article(
        title=act_title(read.text) or name.strip() or source.origin.id,
        text=read.text,
        published=parent.published if parent else None,
        section=parent.section if parent else None,
        flags=read.flags,
        extractor=EXTRACTOR,
    )
    document = replace(describe(article, source.origin), file=facts)
    return document if parent is None else _of_page(document, parent)


def _of_page(document: Document, parent: Document) -> Document:
    """The page's place speaks, unless the paper is another locality's own act."""
    document = replace(document, parent=parent.id)
    is_others = document.locality is not None and document.locality.source == "act"
    if parent.locality is None or is_others:
        return document
    return replace(document, locality=parent.locality, candidates=parent.candidates)
