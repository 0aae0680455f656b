"""Attachments of the sample portals: small, real PDF, DOCX and DOC (RTF) files made when they are asked for.

The text of each one is the name of the act and a sentence, so that a reader of files has something to find;
that of a plan which stands in its file alone is in `content/files`, one paragraph a line.
"""

from __future__ import annotations

import io
import zipfile
from functools import lru_cache
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

FOLDER = "/documents/20155/"
TEXTS = Path(__file__).parent / "content" / "files"
TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
}
FONT = "/Type /Font /BaseFont /TimesNewRoman /Subtype"
METRICS = (
    "/Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80"
)
STAMP = (2024, 1, 1, 0, 0, 0)  # one fixed date, so that the bytes are the same on every machine


def address(name: str) -> str:
    """Where a file of this name lies on every sample portal."""
    return FOLDER + quote(name)


def media_type(name: str) -> str:
    return TYPES[PurePosixPath(name).suffix]


@lru_cache(maxsize=64)
def content(name: str) -> bytes:
    """The bytes of the file. Raises KeyError for a suffix that the sample portals do not serve."""
    return {".pdf": _pdf, ".docx": _docx, ".doc": _rtf}[PurePosixPath(name).suffix](lines(name))


def lines(name: str) -> tuple[str, ...]:
    """The paragraphs that the file of this name holds."""
    text = TEXTS / f"{PurePosixPath(name).stem}.txt"
    if text.is_file():
        return tuple(text.read_text(encoding="utf-8").splitlines())
    return (f"Văn bản {PurePosixPath(name).stem}", "Văn bản mẫu của cổng thông tin mẫu, nội dung hư cấu.")


def _pdf(lines: tuple[str, ...]) -> bytes:
    """One page whose font is not embedded but mapped to Unicode, so that its text layer can be read."""
    glyphs = sorted(set("".join(lines)))
    codes = {letter: number for number, letter in enumerate(glyphs, start=1)}
    shown = " ".join(f"<{''.join(f'{codes[c]:04x}' for c in line)}> Tj 0 -24 Td" for line in lines)
    stream = f"BT /F1 12 Tf 60 760 Td {shown} ET"
    mapped = "\n".join(f"<{codes[c]:04x}> <{ord(c):04x}>" for c in glyphs)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Mau def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{mapped}\nendbfchar endcmap end end"
    )
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 9 0 R >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        f"<< {FONT} /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"<< {FONT} /CIDFontType2 /DW 500 /FontDescriptor 8 0 R /CIDSystemInfo 10 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< /Type /FontDescriptor /FontName /TimesNewRoman {METRICS} >>",
        "<< /Font << /F1 5 0 R >> >>",
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
    )
    return _pdf_file(objects)


def _pdf_file(objects: tuple[str, ...]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("ascii"))
    start, size = out.tell(), len(objects) + 1
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode("ascii"))
    out.write(f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii"))
    return out.getvalue()


def _docx(lines: tuple[str, ...]) -> bytes:
    office = "http://schemas.openxmlformats.org"
    relation = f"{office}/officeDocument/2006/relationships/officeDocument"
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    main = f"{office}/wordprocessingml/2006/main"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override'
        f' PartName="/word/document.xml" ContentType="{TYPES[".docx"]}.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1"'
        f' Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{paragraphs}</w:body></w:document>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            head = zipfile.ZipInfo(name, date_time=STAMP)
            archive.writestr(head, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + body)
    return out.getvalue()


def _rtf(lines: tuple[str, ...]) -> bytes:
    """Rich text under the suffix .doc, as many offices publish it."""
    body = r"\par ".join("".join(c if ord(c) < 128 else rf"\u{ord(c)}?" for c in line) for line in lines)
    return rf"{{\rtf1\ansi\ansicpg1258\uc1 {body}\par}}".encode("ascii")
