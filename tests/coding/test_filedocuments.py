"""From what a file says to documents: what a file says itself, and what its page says for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from crawler import gazetteer
from pipelines.article import Article, Origin
from pipelines.describe import describe
from pipelines.filedocuments import file_reading
from pipelines.filesource import FileSource, is_called_paper
from pipelines.filetext.records import FileText, Member
from store.records import Attachment, Document, Published, identity

NOW = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FAILED = (
    "Thông báo lỗi. Tài liệu mà bạn cần chưa tải được. Xin hãy thử vào dịp khác, hoặc gọi cho bộ phận "
    "kỹ thuật của trang này theo số ở cuối trang. "
)
PLAN = """ỦY BAN NHÂN DÂN

HUYỆN PHÚ LỘC

Số: 77/KH-UBND

Phú Lộc, ngày 12 tháng 5 năm 2022

KẾ HOẠCH

Kiểm tra cải cách hành chính năm 2022

Các xã công khai thủ tục hành chính tại bộ phận một cửa trước ngày 30/9/2022.

Nơi nhận:

TM. ỦY BAN NHÂN DÂN"""
LETTER = "Trạm y tế mở cửa cả ngày thứ bảy và phát thuốc cho trẻ em trong xã."


def source(name: str = "Xem kế hoạch", parent: Document | None = None) -> FileSource:
    key = "huyen.example/tep/1.docx"
    origin = Origin(identity(key), key, f"https://{key}", NOW)
    return FileSource(name, origin, 1200, "0" * 64, parent)


def page(title: str = "Về việc kiểm tra") -> Document:
    key = "huyen.example/tin/1"
    files = (Attachment(None, "https://huyen.example/tep/1.docx", "Xem kế hoạch"),)
    published = Published(dt.date(2022, 5, 30), "10:43", "day", "selector", "30/05/2022 10:43")
    article = Article(title, "", published, section="Thông báo", attachments=files)
    document = describe(article, Origin(identity(key), key, f"https://{key}", NOW))
    return replace(document, locality=gazetteer.load().locality("D63:550", "portal"))


def test_an_act_says_itself_what_it_is_and_its_page_when_and_where() -> None:
    parent = page()
    (document,) = file_reading(FileText(DOCX, PLAN, 2, "layer"), source(parent=parent)).documents
    assert document.title == "KẾ HOẠCH Kiểm tra cải cách hành chính năm 2022"
    assert document.act is not None
    assert (document.kind, document.act.number, document.is_reform) == ("ke_hoach", "77/KH-UBND", True)
    assert (document.parent, document.published, document.section) == (
        parent.id,
        parent.published,
        "Thông báo",
    )
    assert (document.text, document.url) == (PLAN, "https://huyen.example/tep/1.docx")
    assert document.file is not None
    assert (document.file.pages, document.file.bytes, document.file.name) == (2, 1200, "Xem kế hoạch")


def test_another_localitys_own_act_speaks_for_that_locality() -> None:
    (own,) = file_reading(FileText(DOCX, LETTER, None, "layer"), source(parent=page())).documents
    assert own.locality is not None
    assert own.locality.code == "D63:550"
    (other,) = file_reading(FileText(DOCX, PLAN, None, "layer"), source(parent=page())).documents
    assert other.locality is not None
    assert (other.locality.code, other.locality.source) == ("D63:482", "act")


def test_what_is_no_act_is_called_as_its_link_is() -> None:
    (document,) = file_reading(FileText(DOCX, LETTER, None, "layer"), source()).documents
    assert (document.title, document.kind, document.parent) == ("Xem kế hoạch", "tin_bai", None)


def test_a_file_without_a_text_is_no_document_and_says_why() -> None:
    locked = file_reading(FileText("application/pdf", flags=("encrypted",)), source(parent=page()))
    assert (locked.documents, locked.reason, locked.facts.flags) == ((), "encrypted", ("encrypted",))
    blank = file_reading(FileText("application/pdf", "1\n\n2", 2, "layer"), source(parent=page()))
    assert (blank.documents, blank.reason) == ((), "no_text")


def test_what_a_file_holds_is_no_reason_that_it_has_no_text() -> None:
    misnamed = file_reading(FileText("application/pdf", flags=("type_mismatch", "encrypted")), source())
    assert (misnamed.reason, misnamed.facts.flags) == ("encrypted", ("type_mismatch", "encrypted"))
    assert file_reading(FileText(DOCX, flags=("has_macros", "signed")), source()).reason == "no_text"


def test_a_page_or_two_words_in_the_place_of_a_file_are_no_text_of_it() -> None:
    for kind in ("text/html", "text/plain"):
        reading = file_reading(FileText(kind, "Wrong URL", None, "layer"), source(parent=page()))
        assert (reading.documents, reading.reason) == ((), "type_mismatch")
    assert file_reading(FileText(None), source(parent=page())).reason == "unsupported_type"


def test_a_paper_saved_as_a_page_is_a_file_where_it_is_sent_as_one() -> None:
    saved = FileText("text/html", PLAN, None, "layer", flags=("type_mismatch",))
    offered = source(parent=page())
    assert file_reading(saved, offered).reason == "type_mismatch", "a page that calls itself one"
    sent = replace(offered, is_called_paper=True)
    (document,) = file_reading(saved, sent).documents
    assert (document.act and document.act.kind, document.flags[:1]) == ("ke_hoach", ("type_mismatch",))
    for said in ("Tệp không có trên máy chủ này.", FAILED, FAILED * 5):
        notice = FileText("text/html", said, None, "layer")
        assert file_reading(notice, sent).reason == "type_mismatch"


@pytest.mark.parametrize(
    ("content_type", "is_paper"),
    [
        ("application/msword", True),
        ("Application/vnd.ms-excel; charset=utf-8", True),
        ("text/html", False),
        ("application/pdf", False),
        (None, False),
    ],
)
def test_only_the_types_of_office_papers_are_those_of_papers(
    content_type: str | None, is_paper: bool
) -> None:
    assert is_called_paper(content_type) is is_paper


def test_each_member_of_an_archive_is_a_document_of_the_page() -> None:
    inner = Member("phu-luc/2.docx", 50, FileText(DOCX, LETTER, None, "layer"))
    nested = Member("trong.zip", 90, FileText("application/zip", members=(inner,)))
    plan = Member("../ke-hoach.docx", 70, FileText(DOCX, PLAN, None, "layer"))
    locked = Member("mat.pdf", 60, FileText("application/pdf", flags=("encrypted",)))
    large = Member("lon.pdf", 1 << 40, None, "too_large")
    parent = page()
    reading = file_reading(
        FileText("application/zip", members=(plan, nested, locked, large)), source(parent=parent)
    )
    key = "huyen.example/tep/1.docx!/"
    assert [document.key for document in reading.documents] == [
        f"{key}../ke-hoach.docx", f"{key}trong.zip!/phu-luc/2.docx",
    ]  # fmt: skip
    assert {document.parent for document in reading.documents} == {parent.id}
    assert [document.id for document in reading.documents] == [
        identity(document.key) for document in reading.documents
    ]
    told = [(member.name, member.id is not None, member.flags) for member in reading.facts.members]
    assert told == [
        ("../ke-hoach.docx", True, ()),
        ("trong.zip", False, ()),
        ("trong.zip!/phu-luc/2.docx", True, ()),
        ("mat.pdf", False, ("encrypted",)),
        ("lon.pdf", False, ("too_large",)),
    ]
    assert reading.reason is None


def test_an_archive_of_nothing_that_can_be_read_says_so() -> None:
    locked = Member("mat.pdf", 60, FileText("application/pdf", flags=("encrypted",)))
    reading = file_reading(FileText("application/zip", members=(locked,)), source(parent=page()))
    assert (reading.documents, reading.reason) == ((), "no_text")
