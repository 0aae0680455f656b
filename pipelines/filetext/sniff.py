"""What a file is, by its bytes; its name is only held against that."""

from __future__ import annotations

import io
import re
import zipfile

import olefile

PDF = "application/pdf"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
_OOXML = "application/vnd.openxmlformats-officedocument."
DOCX = _OOXML + "wordprocessingml.document"
XLSX = _OOXML + "spreadsheetml.sheet"
PPTX = _OOXML + "presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
RTF = "application/rtf"
HTML = "text/html"
MHTML = "multipart/related"
PLAIN = "text/plain"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN = "application/x-7z-compressed"
LOCKED = "application/x-ole-encrypted"  # an office paper under a password: what it is lies inside

_SUFFIXES = {
    "pdf": PDF, "doc": DOC, "dot": DOC, "xls": XLS, "ppt": PPT, "docx": DOCX, "docm": DOCX, "dotx": DOCX,
    "xlsx": XLSX, "xlsm": XLSX, "xlsb": XLSX, "pptx": PPTX, "pptm": PPTX, "ppsx": PPTX,
    "odt": ODT, "ods": ODS, "rtf": RTF,
    "html": HTML, "htm": HTML, "xhtml": HTML, "mht": MHTML, "mhtml": MHTML, "txt": PLAIN, "text": PLAIN,
    "zip": ZIP, "rar": RAR, "7z": SEVEN, "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp", "webp": "image/webp",
}  # fmt: skip
_STARTS = (
    (b"{\\rtf", RTF),
    (b"Rar!\x1a\x07", RAR),
    (b"7z\xbc\xaf\x27\x1c", SEVEN),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_PARTS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", XLSX),
    ("ppt/presentation.xml", PPTX),
)
_STREAMS = (
    ("EncryptedPackage", LOCKED),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
)
_OPEN_FORMATS = {ODT.encode(): ODT, ODS.encode(): ODS}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|div|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n){0,10}?content-type:\s*multipart/related", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 65536


def media_type(body: bytes) -> str | None:
    """The type of a file by its bytes; None for one of no type known here."""
    if b"%PDF-" in body[:1024]:
        return PDF
    known = next((kind for start, kind in _STARTS if body.startswith(start)), None) or _picture(body)
    if known:
        return known
    if body.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(body)
    return _compound(body) if body.startswith(olefile.MAGIC) else _textual(body)


def _picture(body: bytes) -> str | None:
    if body.startswith(b"BM") and int.from_bytes(body[2:6], "little") == len(body):
        return "image/bmp"
    return "image/webp" if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else None


def differs(name: str, kind: str | None) -> bool:
    """Whether a name ends as files of another type do."""
    told = _SUFFIXES.get(name.rpartition(".")[2].strip().lower())
    return told is not None and kind not in {None, LOCKED, told}


def _zipped(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = _OPEN_FORMATS.get(archive.read("mimetype").strip())
                if kind:
                    return kind
    # zipfile has many words for a broken archive; it stays one, and is said to be broken when it is opened.
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return ZIP
    return next((kind for part, kind in _PARTS if part in names), ZIP)


def _compound(body: bytes) -> str | None:
    try:
        with olefile.OleFileIO(body) as file:
            names = {entry[0] for entry in file.listdir()}
    # olefile raises what its parsing of hostile numbers runs into.
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, OverflowError):
        return DOC
    return next((kind for stream, kind in _STREAMS if stream in names), None)


def _textual(body: bytes) -> str | None:
    head = body[:_HEAD]
    text = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_UTF16):
        text = head.replace(b"\x00", b"")[2:]
    elif len(_CONTROL.findall(head)) * 100 > len(head):
        return None
    if _MHTML.match(text):  # before it: a short head of letters has the page within what is looked at
        return MHTML
    return HTML if _HTML.match(text) or re.search(rb"<html\b", text[:1024], re.IGNORECASE) else PLAIN
