"""Hostile files among good articles of a portal: each is flagged and kept, and harms nothing else."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from store.archive import read_record, read_responses
from store.database import open_store
from store.records import Attachment, Document
from tests.cli.bad_pages import article, text_of, title_of
from tests.crawler import child
from tests.crawler.crawling import Crawled, finish, portal, start
from tests.crawler.site import Answer, Page, Site, sitemap
from tests.filetext.makers import (
    LINES,
    billion_laughs,
    compound,
    doc,
    docx,
    locked_pdf,
    outside_entity,
    paragraph,
    pdf,
    picture,
    rar5,
    scan,
    unpacks_to_gigabytes,
    zipped,
)
from tests.filetext.test_open_formats import odt, p

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

HOST = "thu.example"
READ = {"reader": "pipelines.reader.PageReader", "stages": {"pipelines.stages.StoreStage": 300}}
MEBIBYTE = 1 << 20
_PATHS = ("../../../ngoai.txt", "/tmp/ngoai.txt", "C:\\ngoai.txt", "..\\..\\ngoai.txt")
_ACTIVE = (
    "{\\rtf1\\ansi Mo dau {\\object\\objocx{\\*\\objdata 0105000002000000}{\\result anh}} "
    "{\\field{\\*\\fldinst DDEAUTO cmd /c}{\\fldrslt so}} Ket thuc\\par}"
)
_PAGE = f"<html><body><p>{LINES[0]}</p></body></html>"
_LONG = f"<html><body><p>{LINES[0]}</p><p>{LINES[1]}</p></body></html>"
_HEAD = "<p>SỞ NỘI VỤ</p><p>Số: 12/KH-SNV</p><p>KẾ HOẠCH</p><p>Cải cách hành chính năm 2025</p>"
_SAVED = _LONG.replace("<body>", f"<body>{_HEAD}")  # an act, as an office program saves it
_MHT = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    f"Content-Type: text/html; charset=utf-8\r\n\r\n{_PAGE}\r\n--x--\r\n"
)


def _nested(levels: int) -> bytes:
    body = b"c\xc3\xa2u"
    for level in range(levels):
        body = zipped({f"{level}.zip" if level else "a.txt": body})
    return body


def _named_as(name: str) -> Mapping[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


_SCAN = scan(picture("", (124, 175), "JPEG"), (124, 175), pages=500, box=(30, 42))
_WORD = {"Content-Type": "application/msword"}


@dataclass(frozen=True)
class Case:
    """What lies at `/tep/NAME`: a flag it earns is of `flags`; it says `says` and never `never`."""

    body: bytes
    flags: tuple[str, ...] = ()
    says: str = ""
    never: str = ""
    headers: Mapping[str, str] | None = None


CASES: Mapping[str, Case] = {
    "bom.zip": Case(zipped({"a.txt": b"0" * (40 * MEBIBYTE), "b.txt": LINES[1]}), ("bomb",)),
    "long-nhau.zip": Case(_nested(6)),
    "duong-dan.zip": Case(zipped(dict.fromkeys(_PATHS, LINES[0]))),
    "hang-ty.docx": Case(billion_laughs(), says="Câu", never="haha"),
    "ngoai.docx": Case(outside_entity("/etc/passwd"), says="Hết", never="root:"),
    "phong.docx": Case(zipped({"word/document.xml": b"<w:document>" + b" " * (40 * MEBIBYTE)}), ("bomb",)),
    "phong.pdf": Case(unpacks_to_gigabytes(), ("extract_memory", "extract_failed", "broken", "empty_text")),
    # Each page costs the start of a program: as small as stamps, and only the first hundred are read.
    "quet-500-trang.pdf": Case(_SCAN, ("page_limit", "tool_missing:tesseract")),
    "khoa.pdf": Case(locked_pdf(), ("encrypted",)),
    "khoa.xlsx": Case(compound({"EncryptionInfo": b"\x04", "EncryptedPackage": b"x" * 5000}), ("encrypted",)),
    "macro.doc": Case(doc(LINES[0], VBA=b"Attribute VB_Name\r\nShell"), says=LINES[0], never="Shell"),
    "doi-tuong.rtf": Case(_ACTIVE.encode(), says="Ket thuc", never="0105000002"),
    "la-html.doc": Case(_PAGE.encode(), ("type_mismatch",), headers=_WORD),
    "la-trang.doc": Case(_LONG.encode(), ("type_mismatch",), never=LINES[1], headers=_WORD),
    "luu-tu-word.doc": Case(_SAVED.encode(), ("type_mismatch",), LINES[1], headers=_WORD),
    "la-mht.doc": Case(_MHT.encode(), ("type_mismatch",), LINES[0], headers=_WORD),
    "tu-xung-html.pdf": Case(pdf(*LINES), says=LINES[1], headers={"Content-Type": "text/html"}),
    "tu-xung-pdf.docx": Case(pdf(*LINES), ("type_mismatch",), LINES[1]),
    "mo.odt": Case(odt(p(LINES[0])), says=LINES[0]),
    "nam.rar": Case(rar5({"../../ngoai.docx": docx(paragraph(LINES[0])), "b.txt": LINES[1].encode()})),
    "hong.rar": Case(b"Rar!\x1a\x07\x01\x00" + b"\xff" * 40, ("broken", "tool_missing:bsdtar", "empty_text")),
    "cut.docx": Case(docx(paragraph(LINES[0]))[:-40], ("broken",)),
    "ten-ra-ngoai.pdf": Case(pdf(*LINES), says=LINES[0], headers=_named_as("../../../ngoai.pdf")),
    "..%2F..%2F..%2Fngoai.pdf": Case(pdf(*LINES), says=LINES[0]),
}
GOOD = ("tot-1", "tot-2", "tot-3")


@dataclass(frozen=True)
class Outcome:
    """A crawl of the portal: `root` is what lies around the data folder `home`."""

    crawled: Crawled
    root: Path
    home: Path
    documents: Mapping[str, Document]
    kept: Mapping[str, bytes]  # the body of each answer in the archive, by the end of its address
    peak: int  # bytes of the largest process

    def file(self, name: str) -> Attachment:
        (page,) = (each for each in self.documents.values() if each.title == title_of("xau"))
        (found,) = (each for each in page.attachments if each.url.endswith(f"/tep/{name}"))
        return found

    def members(self, name: str) -> list[Document]:
        return [self.documents[each.id] for each in self.file(name).members if each.id]


def crawl_apart(order: dict[str, Any], out: Path) -> None:
    """A crawl whose temporary files have a folder of their own, and that tells its largest process."""
    os.environ["TMPDIR"] = tempfile.tempdir = order["temporary"]
    child.main(order, out)
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    Path(order["peak"]).write_text(str(max(resource.getrusage(who).ru_maxrss for who in both)))


def pages() -> dict[str, Page]:
    links = "".join(f'<p><a href="/tep/{name}">Tệp {name[:20]}</a></p>' for name in CASES)
    served: dict[str, Page] = {"/tin/xau.html": article("xau").replace("</article>", f"{links}</article>")}
    for name in GOOD:
        link = f'<p><a href="/tep/{name}.pdf">Kế hoạch</a></p></article>'
        served[f"/tin/{name}.html"] = article(name).replace("</article>", link)
    named = sitemap(*(f"https://{HOST}{path}" for path in served))
    files: dict[str, Page] = {
        f"/tep/{name}": Answer(case.body, headers=case.headers or {}) for name, case in CASES.items()
    }
    papers: dict[str, Page] = {f"/tep/{name}.pdf": Answer(pdf(*LINES)) for name in GOOD}
    home: Page = "<html><head><title>Cổng thử</title></head><body><h1>Cổng thử</h1></body></html>"
    more: dict[str, Page] = {"/": home, "/sitemap.xml": named, "/robots.txt": Answer("", 404)}
    return served | files | papers | more


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    root = tmp_path_factory.mktemp("ngoai-cung")
    home, temporary, peak = root / "a" / "b" / "c", root / "tam", root / "peak"
    temporary.mkdir()
    more = {"temporary": str(temporary), "peak": str(peak)}
    with Site(pages()) as site:
        crawling = start(
            home, [portal()], site.connect_to(HOST), target=crawl_apart, more=more, timeout=30, **READ
        )
        crawled = finish(crawling, timeout=800)
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        documents = {each.id: each for each in store.documents.find()}
    archived = (each for path in (home / "warc").glob("*.warc.gz") for each in read_responses(path))
    kept = {each.url.rpartition("/tep/")[2]: each.body for each in archived}
    return Outcome(crawled, root, home, documents, kept, int(peak.read_text()) * 1024)


def test_the_run_ends_and_the_good_articles_are_whole(outcome: Outcome) -> None:
    assert outcome.crawled.error is None
    assert outcome.crawled.run["verdict"] == "ok"
    for name in GOOD:
        (page,) = (each for each in outcome.documents.values() if each.title == title_of(name))
        assert all(line in page.text for line in text_of(name))
        (attachment,) = page.attachments
        assert attachment.flags == ()
        assert attachment.id is not None
        assert outcome.documents[attachment.id].text == "\n\n".join(LINES)


@pytest.mark.parametrize("name", CASES)
def test_each_file_is_told_with_its_flag_and_its_bytes_are_kept(outcome: Outcome, name: str) -> None:
    case, file = CASES[name], outcome.file(name)
    assert outcome.kept[name] == case.body
    assert file.warc is None or read_record(outcome.home / "warc", file.warc).body == case.body
    assert not case.flags or set(file.flags) & set(case.flags), file.flags
    text = outcome.documents[file.id].text if file.id else ""
    assert case.says in text
    assert not case.never or case.never not in text


def test_members_are_named_as_they_are_and_no_path_is_followed(outcome: Outcome) -> None:
    assert [each.name for each in outcome.file("duong-dan.zip").members] == list(_PATHS)
    assert {each.text for each in outcome.members("duong-dan.zip")} == {LINES[0]}
    assert [each.name for each in outcome.file("nam.rar").members] == ["../../ngoai.docx", "b.txt"]
    assert "depth_limit" in str(outcome.file("long-nhau.zip"))


def test_nothing_is_written_outside_the_data_folder(outcome: Outcome) -> None:
    written = {path.relative_to(outcome.root) for path in outcome.root.rglob("*")}
    outside = {path for path in written if not path.is_relative_to("a/b/c")}
    assert outside == {Path("tam"), Path("peak"), Path("a"), Path("a/b")}
    assert not [path for path in written if "ngoai" in path.name]
    assert not Path("/tmp/ngoai.txt").exists()


def test_no_process_grows_beyond_its_limit(outcome: Outcome) -> None:
    assert outcome.peak < 2200 * MEBIBYTE
