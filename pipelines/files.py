"""The files that a page offers: addresses and names, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from crawler.urls import extension
from pipelines.links import Base, is_document
from pipelines.repair import repair_text
from pipelines.tree import Element, plain_text
from store.records import Attachment

_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
}
_FRAMES = {"iframe": "src", "embed": "src", "object": "data"}
_VIEWER_KEYS = ("file", "url", "src", "doc")  # pdf.js, Google and Office viewers name the file in the query
# "Xem chi tiết tại đây": a link text that names nothing; the file's own name says more.
_POINTER = re.compile(
    r"^\W*((xem|tải|click|bấm|nhấn|download|link|file)?\s*(về|xuống|vào)?"
    r"\s*(chi tiết|nội dung|văn bản|file|tệp)?\s*(văn bản|kèm theo|đính kèm)?"
    r"\s*(tại|ở|vào)?\s*(đây|file đính kèm|văn bản đính kèm)?)\W*$",
    re.IGNORECASE,
)


def attachments(
    roots: Iterable[Element], base: Base, is_file: Callable[[str], bool] = is_document
) -> tuple[Attachment, ...]:
    """The files that links and frames below `roots` lead to, each address once, in reading order."""
    found: dict[str, Attachment] = {}
    for root in roots:
        for element, url in _addresses(root, base):
            if not is_document(url) and not is_file(url):
                continue
            label = plain_text(element) if element.tag == "a" else ""
            known = found.get(url)
            if known is None or (_POINTER.match(known.name) and label):
                found[url] = _attachment(url, label)
    return tuple(found.values())


def _addresses(root: Element, base: Base) -> Iterator[tuple[Element, str]]:
    for element in root.iter("a", *_FRAMES):
        href = element.get(_FRAMES.get(element.tag, "href"))
        url = base.absolute(href) if href else None
        if url is not None:
            yield element, url if element.tag == "a" else _viewed(url, base) or url


def _viewed(url: str, base: Base) -> str | None:
    """The file inside a viewer's address."""
    query = parse_qs(urlsplit(url).query)
    inner = next((query[key][0] for key in _VIEWER_KEYS if key in query), None)
    return base.absolute(inner) if inner else None


def _attachment(url: str, label: str) -> Attachment:
    name = repair_text(label)[0].strip()
    if not name or _POINTER.match(name):
        name = repair_text(file_name(url))[0]
    return Attachment(None, url, name[:200], _MEDIA_TYPES.get(extension(urlsplit(url).path)))


def file_name(url: str) -> str:
    """The last segment that looks like a file, decoded; Liferay puts an id behind it."""
    names = [unquote(part).replace("+", " ") for part in urlsplit(url).path.split("/") if part]
    with_suffix = [name for name in names if is_document("/" + name)]
    return (with_suffix or names or [url])[-1]
