"""Files made byte by byte, good ones and hostile ones, with sentences of our own."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

LINES = (
    "Sở Nội vụ tham mưu kế hoạch rà soát thủ tục của các xã trong quý hai.",
    "Văn phòng đôn đốc các phòng nộp báo cáo trước ngày hai mươi hằng tháng.",
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(members: Mapping[str, bytes | str], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(body: str, head: str = "", **parts: str) -> bytes:
    """A Word file around the XML of its body; `head` stands before the document's element."""
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    members = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    members |= {f"word/{name}.xml": text for name, text in parts.items()}
    return zipped(members)


def paragraph(text: str, style: str = "", look: str = "") -> str:
    return (
        f"<w:p><w:pPr>{style}</w:pPr><w:r><w:rPr>{look}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def cell(text: str, style: str = "") -> str:
    return f"<w:tc><w:tcPr>{style}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: Sequence[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


# --- PDF ----------------------------------------------------------------------------------------------------


class Pdf:
    """A PDF of objects; `page` adds a page, `text` gives what draws letters on it."""

    def __init__(self) -> None:
        self.objects: list[bytes] = [b"", b"", b""]  # catalogue, pages, font
        self.pages: list[int] = []
        self.letters: dict[str, int] = {}

    def add(self, content: bytes) -> int:
        self.objects.append(content)
        return len(self.objects)

    def stream(self, data: bytes, extra: bytes = b"") -> int:
        packed = zlib.compress(data)
        head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), extra)
        return self.add(head + b"\nstream\n" + packed + b"\nendstream")

    def page(self, *drawn: bytes, extra: bytes = b"", resources: bytes = b"") -> None:
        content = self.stream(b"\n".join(drawn))
        self.pages.append(
            self.add(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R %s "
                b"/Resources << /Font << /F 3 0 R >> %s >> >>" % (content, extra, resources)
            )
        )

    def text(self, x: float, y: float, text: str, size: float = 12) -> bytes:
        """Letters of half an em at (x, y) from the lower left corner."""
        codes = "".join(f"{self._code(letter):02x}" for letter in text)
        return f"BT /F {size} Tf {x} {y} Td <{codes}> Tj ET".encode()

    def _code(self, letter: str) -> int:
        return self.letters.setdefault(letter, len(self.letters) + 1)

    def bytes(self, trailer: bytes = b"") -> bytes:
        shown = "".join(f"<{code:02x}> <{ord(letter):04x}>\n" for letter, code in self.letters.items())
        space = "1 begincodespacerange <00> <ff> endcodespacerange"
        unicode = self.stream(f"{space}\n{len(self.letters)} beginbfchar\n{shown}endbfchar".encode())
        widths = b"500 " * 255
        self.objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
        kids = b" ".join(b"%d 0 R" % page for page in self.pages)
        self.objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(self.pages))
        self.objects[2] = (
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 1 /LastChar 255 /Widths [%s] "
            b"/Encoding << /Differences [1%s] >> /ToUnicode %d 0 R >>" % (widths, b" /a" * 255, unicode)
        )
        return assembled(self.objects, trailer)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    data = b"%PDF-1.5\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        trailer,
        start,
    )


def pdf(*lines: str) -> bytes:
    file = Pdf()
    file.page(*(file.text(72, 760 - 20 * number, line) for number, line in enumerate(lines)))
    return file.bytes()


def picture(text: str, size: tuple[int, int] = (2480, 3508), kind: str = "PNG") -> bytes:
    """A page with lines of text as a scanner sees it, in the letters that Pillow brings."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    page = Image.new("RGB", size, "white")
    font = ImageFont.load_default(size=56)
    ImageDraw.Draw(page).multiline_text((250, 300), text, fill="black", font=font, spacing=30)
    stream = io.BytesIO()
    page.save(stream, kind)
    return stream.getvalue()


def scan(
    jpeg: bytes,
    size: tuple[int, int] = (2480, 3508),
    pages: int = 1,
    box: tuple[int, int] = (595, 842),
) -> bytes:
    """A PDF whose pages, of `box` points, are one picture."""
    file = Pdf()
    image = file.add(
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (*size, len(jpeg), jpeg)
    )
    for _ in range(pages):
        file.page(
            b"q %d 0 0 %d 0 0 cm /Im Do Q" % box,
            extra=b"/CropBox [0 0 %d %d]" % box,
            resources=b"/XObject << /Im %d 0 R >>" % image,
        )
    return file.bytes()


# --- OLE ----------------------------------------------------------------------------------------------------


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file of version 3 with some streams, each padded beyond the size of a small one."""
    sector, end = 512, 0xFFFFFFFE
    bodies = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    fat: list[int] = [0xFFFFFFFD, end]
    starts = {}
    content = b""
    for name, data in bodies.items():
        padded = data.ljust(-(-len(data) // sector) * sector, b"\0")
        first, count = len(fat), len(padded) // sector
        starts[name] = first
        fat += [*range(first + 1, first + count), end]
        content += padded
    entries = [_entry("Root Entry", 5, end, 0, child=1 if bodies else 0xFFFFFFFF)]
    names = list(bodies)
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else 0xFFFFFFFF
        entries.append(_entry(name, 2, starts[name], len(bodies[name]), right=right))
    assert len(entries) <= 4
    assert len(fat) <= 128
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *([0xFFFFFFFF] * 108))
    table = struct.pack("<128I", *fat, *([0xFFFFFFFF] * (128 - len(fat))))
    return header + table + b"".join(entries).ljust(sector, b"\0") + content


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    wide = (name + "\0").encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def doc(text: str, *, flags: int = 0, **streams: bytes) -> bytes:
    """A Word file of 1997 with one piece of text in UTF-16."""
    data = text.encode("utf-16-le")
    header = bytearray(0x400)
    struct.pack_into("<H", header, 0, 0xA5EC)
    struct.pack_into("<H", header, 0x0A, 0x0200 | flags)
    struct.pack_into("<I", header, 0x4C, len(text))
    pieces = struct.pack("<II", 0, len(text)) + struct.pack("<HIH", 0, len(header), 0)
    clx = b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", header, 0x1A2, 0, len(clx))
    return compound({"WordDocument": bytes(header) + data, "1Table": clx, **streams})


def rar(members: Mapping[str, bytes]) -> bytes:
    """A RAR 4 file whose members are stored as they are."""
    parts = [b"Rar!\x1a\x07\x00", _rar_block(0x73, 0, bytes(6))]
    for name, content in members.items():
        size, path = len(content), name.encode()
        facts = (size, size, 3, zlib.crc32(content), 0x58210000, 20, 0x30, len(path), 0o100644)
        parts += [_rar_block(0x74, 0x8000, struct.pack("<IIBIIBBHI", *facts) + path), content]
    return b"".join((*parts, b"\xc4\x3d\x7b\x00\x40\x07\x00"))


def _rar_block(kind: int, flags: int, rest: bytes) -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(rest)) + rest
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head


def rar5(members: Mapping[str, bytes]) -> bytes:
    """A RAR 5 file whose members are stored as they are."""
    parts = [b"Rar!\x1a\x07\x01\x00", _rar5_block(b"\x01\x00\x00")]
    for name, content in members.items():
        size, path = _vint(len(content)), name.encode()
        check = struct.pack("<I", zlib.crc32(content))
        facts = b"\x04" + size + _vint(0o100644) + check + b"\x00\x01" + _vint(len(path)) + path
        parts += [_rar5_block(b"\x02\x02" + size + facts), content]
    return b"".join((*parts, _rar5_block(b"\x05\x00\x00")))


def _rar5_block(rest: bytes) -> bytes:
    head = _vint(len(rest)) + rest
    return struct.pack("<I", zlib.crc32(head)) + head


def _vint(number: int) -> bytes:
    """Seven bits a byte, the low ones first."""
    parts = bytearray()
    while number > 0x7F:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(parts) + bytes([number])


# --- Bombs --------------------------------------------------------------------------------------------------


def unpacks_to_gigabytes() -> bytes:
    """A PDF whose page is packed twice: four thousand bytes become six hundred million."""
    file = Pdf()
    twice = zlib.compress(_packed(b"q " * (1 << 20), times=300), 9)
    number = file.add(
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(twice), twice)
    )
    file.page(file.text(72, 500, "Câu."))
    file.objects[file.pages[0] - 1] = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R >>" % number
    )
    return file.bytes()


def _packed(data: bytes, *, times: int) -> bytes:
    """A zlib stream of `data` that many times over; it is packed once, and what came of it repeated."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    part = packer.compress(data) + packer.flush(
        zlib.Z_FULL_FLUSH
    )  # nothing in it points to what was before it
    checksum = 1
    for _ in range(times):
        checksum = zlib.adler32(data, checksum)
    return head + part * times + b"\x03\x00" + struct.pack(">I", checksum)


def billion_laughs() -> bytes:
    """A Word file whose entities stand for ten of the one before."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    body = paragraph("Câu") + "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"
    return docx(body, f"<!DOCTYPE x [{laughs}]>")


def outside_entity(path: str) -> bytes:
    """A Word file that asks for a file of ours."""
    body = "<w:p><w:r><w:t>Câu &f;</w:t></w:r></w:p>" + paragraph("Hết")
    return docx(body, f'<!DOCTYPE x [<!ENTITY f SYSTEM "file://{path}">]>')


def locked_pdf() -> bytes:
    encrypt = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >>" % (b"a" * 32, b"b" * 32)
    file = Pdf()
    file.page(file.text(72, 500, "Câu."))
    return file.bytes(encrypt + b" /ID [(a) (a)]")
