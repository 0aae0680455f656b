"""A researcher's folder of old plans, and somebody else's capture, become part of the archive."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from samples import files
from store.archive import read_record
from store.database import Store, open_store
from store.records import Document, identity
from tests.cli.bad_pages import article, title_of
from tests.cli.conftest import Answer, call

PLAN = "88-KH-UBND-2023"
NAME = "KẾ HOẠCH Kiểm tra công tác cải cách hành chính năm 2023 trên địa bàn huyện Đăk Hà"
HOST = "huyen.example"
CAPTURED = dt.datetime(2019, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


def key_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def opened(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'reformwatch.sqlite'}")


def found(home: Path, key: str) -> Document:
    with opened(home) as store:
        document = store.documents.get(identity(key))
    assert document is not None
    return document


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), body)
    return out.getvalue()


DOCX = files.content(f"{PLAN}.docx")
RTF = files.content("15-KH-UBND-2024.doc")
BROKEN = b"%PDF-1.4 ..."
ZIP = packed(nam__ke_docx=files.content("2231.docx"), anh_png=b"\x89PNG\r\n\x1a\n")


@dataclass(frozen=True)
class Ingested:
    home: Path
    folder: Path
    first: Answer
    second: Answer

    @property
    def rows(self) -> dict[str, dict[str, object]]:
        return {row["source"]: row for row in self.first.lines[:-1]}


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    home = tmp_path_factory.mktemp("files") / "home"
    folder = home.parent / "kế hoạch cũ"
    (folder / "sao").mkdir(parents=True)
    (folder / unicodedata.normalize("NFD", "Kế hoạch kiểm tra.docx")).write_bytes(DOCX)
    (folder / "sao" / "131.KH-UBND").write_bytes(DOCX)  # no suffix that says what it is
    (folder / "thực ra là rtf.doc").write_bytes(RTF)
    (folder / "gói.zip").write_bytes(ZIP)
    (folder / "tin.html").write_text(article("1"), encoding="utf-8")
    (folder / "~$ hoạch.docx").write_bytes(b"\x00")
    (folder / "nháp.tmp").write_bytes(DOCX)
    (folder / ".DS_Store").write_bytes(b"\x00")
    (folder / "trống.pdf").write_bytes(b"")
    (folder / "hỏng.pdf").write_bytes(BROKEN)
    (folder / "vòng").symlink_to(folder)
    (folder / "tự trỏ").symlink_to(folder / "tự trỏ")
    os.link(folder / "tin.html", os.fsencode(folder) + b"/\xff.html")
    first = call(home, "ingest", str(folder), "--json", "--no-index", "--locality", "D63:615")
    second = call(home, "ingest", str(folder), "--json", "--no-index", "--locality", "D63:615")
    return Ingested(home, folder, first, second)


def test_each_file_is_told_with_what_became_of_it(ingested: Ingested) -> None:
    assert ingested.first.code == 3, ingested.first.err
    told = {unicodedata.normalize("NFC", source): (row["status"], row["reason"])
            for source, row in ingested.rows.items()}  # fmt: skip
    broken = told.pop("hỏng.pdf")
    assert broken[0] == "rejected"
    assert broken[1]
    assert told == {
        "Kế hoạch kiểm tra.docx": ("new", None),
        "sao/131.KH-UBND": ("unchanged", None),
        "thực ra là rtf.doc": ("new", None),
        "gói.zip!/nam/ke.docx": ("new", None),
        "gói.zip!/anh.png": ("rejected", "broken"),
        "tin.html": ("new", None),
        "\ufffd.html": ("unchanged", None),
        "~$ hoạch.docx": ("rejected", "temporary_file"),
        "nháp.tmp": ("rejected", "temporary_file"),
        "trống.pdf": ("rejected", "empty"),
        "vòng": ("rejected", "linked_folder"),
        "tự trỏ": ("rejected", "unreadable"),
    }
    assert ingested.first.lines[-1]["totals"] == {
        "files": 13, "new": 4, "updated": 0, "unchanged": 2, "rejected": 7, "left_out": {"hidden_file": 1},
    }  # fmt: skip


def test_a_paper_says_itself_what_act_it_is_and_the_reader_who_speaks(ingested: Ingested) -> None:
    document = found(ingested.home, key_of(DOCX))
    assert (document.title, document.kind, document.url) == (NAME, "ke_hoach", None)
    assert document.act is not None
    assert document.act.number == "88/KH-UBND"
    assert document.locality is not None
    assert document.locality.code == "D63:615"
    assert document.is_reform
    assert document.file is not None
    assert document.file.name == "Kế hoạch kiểm tra.docx"
    assert (document.file.bytes, document.file.sha256) == (len(DOCX), key_of(DOCX))


def test_a_member_of_an_archive_is_a_document_with_the_archive_as_evidence(ingested: Ingested) -> None:
    member = found(ingested.home, f"{key_of(ZIP)}!/nam/ke.docx")
    assert member.title == "ke.docx"
    assert member.warc is not None
    assert read_record(ingested.home / "warc", member.warc).body == ZIP


def test_the_same_folder_again_changes_nothing_and_keeps_nothing_twice(ingested: Ingested) -> None:
    assert ingested.second.lines[-1]["totals"]["unchanged"] == 6
    assert len(list((ingested.home / "warc").iterdir())) == 1
    checked = call(ingested.home, "verify", "--json").json
    assert (checked["faults"], checked["uncounted"]) == ([], [])


def test_bytes_of_a_paper_that_gave_no_text_are_kept_once(ingested: Ingested) -> None:
    [warc] = (ingested.home / "warc").iterdir()
    with warc.open("rb") as file:
        kept = [record.rec_headers["WARC-Target-URI"] for record in ArchiveIterator(file)]
    assert kept.count(f"urn:sha256:{key_of(BROKEN)}") == 1
    assert len(kept) == len(set(kept))


def test_what_was_ingested_is_read_again_from_the_archive_alone(ingested: Ingested) -> None:
    done = call(ingested.home, "reextract", "--json", "--no-index", "--dry-run")
    assert done.lines[-1]["totals"]["unchanged"] == 4, done.out
    assert done.code == 0


# --- Captures --------------------------------------------------------------------------------------------


def page(title: str, body: str) -> bytes:
    return article(title).replace("</p>", f"</p>{body}", 1).encode()


def write(
    writer: WARCWriter, kind: str, url: str, body: bytes, status: str = "200 OK", **more: object
) -> None:
    at = more.get("at", CAPTURED)
    assert isinstance(at, dt.datetime)
    head = [("Content-Type", str(more.get("type", "text/html; charset=utf-8")))]
    http = StatusAndHeaders(status, head, protocol="HTTP/1.1") if kind in ("response", "revisit") else None
    record = writer.create_warc_record(
        url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http,
        warc_headers_dict={"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"},
    )  # fmt: skip
    writer.write_record(record)


def capture(path: Path, *, later: bool = False) -> Path:
    """A file stands before the page that offers it, as crawlers that fetch in parallel leave it."""
    at = CAPTURED.replace(year=2023) if later else CAPTURED
    with path.open("wb") as out:
        writer = WARCWriter(out)
        write(writer, "response", f"https://{HOST}/tep/kh.docx", DOCX, type="application/octet-stream", at=at)
        link = '<p><a href="/tep/kh.docx">Kế hoạch kiểm tra</a></p>'
        write(writer, "response", f"https://{HOST}/tin/1.html", page("2" if later else "1", link), at=at)
        write(writer, "response", "https://khac.example/tin/2.html", article("3").encode())
        write(writer, "response", f"https://{HOST}/mat", b"<h1>404</h1>", "404 Not Found")
        write(writer, "response", f"https://{HOST}/logo.png", b"\x89PNG", type="image/png")
        write(writer, "revisit", f"https://{HOST}/tin/1.html", b"")
        write(writer, "metadata", f"https://{HOST}/tin/1.html", b"via: x")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "portals").mkdir(parents=True)
    (home / "portals" / "huyen.yml").write_text(
        f"id: huyen\nname: Huyện\nurl: https://{HOST}/\nplatform: generic\nlocality: D63:482\n",
        encoding="utf-8",
    )
    return home


def test_a_foreign_capture_keeps_addresses_days_and_who_offers_what(home: Path) -> None:
    done = call(home, "ingest", str(capture(home.parent / "khac.bin")), "--json", "--no-index")
    assert done.code == 0, done.out + done.err
    assert done.lines[-1]["totals"] == {
        "files": 3, "new": 3, "updated": 0, "unchanged": 0, "rejected": 0,
        "left_out": {"http_404": 1, "asset": 1, "revisit": 1, "metadata": 1},
    }  # fmt: skip
    news, paper = found(home, f"{HOST}/tin/1.html"), found(home, f"{HOST}/tep/kh.docx")
    assert (news.title, news.portal, news.fetched_at) == (title_of("1"), "huyen", CAPTURED)
    assert news.url == f"https://{HOST}/tin/1.html"
    assert (paper.parent, paper.title, paper.fetched_at) == (news.id, NAME, CAPTURED)
    assert [each.id for each in news.attachments] == [paper.id]
    other = found(home, "khac.example/tin/2.html")
    assert (other.portal, other.url) == (None, "https://khac.example/tin/2.html")
    assert news.warc is not None
    assert read_record(home / "warc", news.warc).fetched_at == CAPTURED
    assert call(home, "verify", "--json").json["faults"] == []
    again = call(home, "reextract", "--json", "--no-index", "--dry-run")
    assert again.lines[-1]["totals"]["unchanged"] == 3, again.out


def test_the_same_capture_again_changes_nothing_and_keeps_nothing_twice(home: Path) -> None:
    file = str(capture(home.parent / "a.warc.gz"))
    call(home, "ingest", file, "--no-index")
    before = sorted((home / "warc").iterdir())
    again = call(home, "ingest", file, "--json", "--no-index")
    assert again.lines[-1]["totals"]["unchanged"] == 3, again.out
    assert sorted((home / "warc").iterdir()) == before


def test_our_own_archive_can_be_ingested_elsewhere(home: Path) -> None:
    call(home, "ingest", str(capture(home.parent / "a.warc.gz")), "--no-index")
    other = home.parent / "other"
    done = call(other, "ingest", str(home / "warc"), "--json", "--no-index")
    assert done.lines[-1]["totals"]["new"] == 3, done.out
    assert found(other, f"{HOST}/tep/kh.docx").parent == identity(f"{HOST}/tin/1.html")


def test_an_older_capture_never_takes_the_place_of_a_later_one(home: Path) -> None:
    call(home, "ingest", str(capture(home.parent / "b.warc.gz", later=True)), "--no-index")
    done = call(home, "ingest", str(capture(home.parent / "a.warc.gz")), "--json", "--no-index")
    rows = {row["source"].partition(":")[2]: (row["status"], row["reason"]) for row in done.lines[:-1]}
    assert rows[f"https://{HOST}/tin/1.html"] == ("rejected", "older_than_stored")
    assert rows[f"https://{HOST}/tep/kh.docx"] == ("unchanged", None)
    assert found(home, f"{HOST}/tin/1.html").title == title_of("2")
