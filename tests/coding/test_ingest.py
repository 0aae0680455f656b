from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.portal import LocalitySpan, Portal
from pipelines.ingest import MAX_BYTES, Ingested, read_file
from store.records import as_json, identity
from tests.extract.pages import liferay_article

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PORTAL = Portal(
    "phuloc", "P", "https://phuloc.example/", ("phuloc.example",), "generic", (LocalitySpan("D63:482"),)
)
TEXT = """Tìm kiếm tin tức
Phú Lộc công khai thủ tục hành chính tại các xã
12/05/2022 09:30
UBND huyện Phú Lộc đã ban hành Kế hoạch số 77/KH-UBND về công khai thủ tục hành chính.

Các xã niêm yết thủ tục tại bộ phận một cửa và trên trang thông tin điện tử.
Lượt xem: 12
"""


def ingest(path: Path, portal: Portal | None = None, locality: str | None = None) -> list[Ingested]:
    return list(read_file(path, portal=portal, locality=locality, fetched_at=NOW))


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_becomes_a_document(tmp_path: Path) -> None:
    (item,) = ingest(write(tmp_path, "a.txt", TEXT))
    document = item.document
    assert document is not None
    assert (item.source, item.reason) == ("a.txt", None)
    assert document.title == "Phú Lộc công khai thủ tục hành chính tại các xã"
    assert document.text.startswith("UBND huyện Phú Lộc")
    assert document.text.endswith("trang thông tin điện tử.")
    assert (document.url, document.portal, document.http_status) == (None, None, None)
    assert document.key == hashlib.sha256(TEXT.encode()).hexdigest()
    assert document.id == identity(document.key)
    assert document.act is not None
    assert document.act.number == "77/KH-UBND"
    assert document.is_reform
    assert document.locality is not None
    assert (document.locality.code, document.locality.source) == ("D63:482", "act")


def test_the_same_bytes_are_the_same_document(tmp_path: Path) -> None:
    (one,), (two,) = ingest(write(tmp_path, "a.txt", TEXT)), ingest(write(tmp_path, "b.txt", TEXT))
    assert one.document is not None
    assert two.document is not None
    assert one.document.id == two.document.id


def test_a_locality_given_by_hand_is_the_documents(tmp_path: Path) -> None:
    (item,) = ingest(write(tmp_path, "a.txt", TEXT), locality="D63:550")
    assert item.document is not None
    assert item.document.locality is not None
    assert item.document.locality.name == "Tuy Phước"


def test_a_locality_that_is_no_code_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        ingest(write(tmp_path, "a.txt", TEXT), locality="D63:000")


def test_a_text_of_a_portal_belongs_to_it(tmp_path: Path) -> None:
    (item,) = ingest(write(tmp_path, "a.txt", TEXT), portal=PORTAL)
    assert item.document is not None
    assert item.document.portal == "phuloc"
    assert item.document.locality is not None
    assert item.document.locality.source == "portal"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "windows-1258"])
def test_other_charsets_are_read(tmp_path: Path, charset: str) -> None:
    text = "Sở Nội vụ họp\n\nCông tác cải cách hành chính được đẩy mạnh ở các xã." * 3
    if charset == "windows-1258":
        import unicodedata  # noqa: PLC0415

        # The code page has letters with one mark and combining tones.
        letters = "".join(
            sign if sign in "ăâêôơưđĂÂÊÔƠƯĐ" else unicodedata.normalize("NFD", sign)
            for sign in _single_marks(text)
        )
        body = letters.encode(charset)
    else:
        body = text.encode(charset)
    (item,) = ingest(write(tmp_path, "a.txt", body))
    assert item.document is not None
    assert "cải cách hành chính" in item.document.text
    assert item.document.is_reform


def _single_marks(text: str) -> str:
    import unicodedata  # noqa: PLC0415

    out = []
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        tones = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = "".join(mark for mark in parts if mark not in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", base) + "".join(tones))
    return "".join(out)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n", "empty"),
        ("a.txt", "Đăng nhập\nLượt xem: 3\n".encode(), "no_article"),
        ("a.txt", b"%PDF-1.4 ...", "type_mismatch"),
        ("a.txt", bytes(range(256)) * 8, "type_mismatch"),
        ("a.html", b"\x89PNG\r\n", "type_mismatch"),
        ("a.odt", b"text", "unsupported_type"),
        ("a.txt", b"x" * (MAX_BYTES + 1), "too_large"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", b"\xff\xfe\x00", "unreadable"),
    ],
)
def test_a_file_that_holds_no_article_is_rejected_with_a_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (item,) = ingest(write(tmp_path, name, content))
    assert (item.document, item.reason) == (None, reason)


def test_a_file_that_is_not_there_is_rejected(tmp_path: Path) -> None:
    (item,) = ingest(tmp_path / "gone.txt")
    assert (item.reason, len(item.flags)) == ("unreadable", 1)


def test_records_come_back_as_they_went_out(tmp_path: Path) -> None:
    (item,) = ingest(write(tmp_path, "a.txt", TEXT))
    assert item.document is not None
    line = json.dumps(as_json(item.document), ensure_ascii=False)
    (back,) = ingest(write(tmp_path, "a.jsonl", f"{line}\n\n"))
    assert item.document.coding_proof
    assert back.document == replace(item.document, coding_proof=None), (
        "whoever wrote it may have changed its themes"
    )
    assert back.source == "a.jsonl:1"


@pytest.mark.parametrize("name", ["kind", "portal", "codebook", "parent"])
def test_a_name_with_a_sign_that_nobody_sees_is_refused(tmp_path: Path, name: str) -> None:
    (item,) = ingest(write(tmp_path, "a.txt", TEXT))
    record = as_json(item.document)
    assert ingest(write(tmp_path, "b.jsonl", json.dumps(record)))[0].reason is None
    (refused,) = ingest(write(tmp_path, "a.jsonl", json.dumps(record | {name: "tin\u001fbai"})))
    assert (refused.reason, refused.document) == ("bad_record", None)
    assert "control character" in refused.flags[0]


def test_a_bare_record_is_described_and_a_broken_one_named(tmp_path: Path) -> None:
    good = {"title": "Xã Ea Tu niêm yết thủ tục hành chính", "text": "Sáng nay, xã Ea Tu niêm yết.",
            "url": "https://x.example/1"}  # fmt: skip
    lines = [
        json.dumps(good),
        "{not json",
        "[]",
        json.dumps({"fetched_at": "2024"}),
        json.dumps({"title": "x"}),
    ]
    items = ingest(write(tmp_path, "a.jsonl", "\n".join(lines)))
    assert [(item.source, item.reason) for item in items] == [
        ("a.jsonl:1", None),
        ("a.jsonl:2", "bad_record"),
        ("a.jsonl:3", "empty"),
        ("a.jsonl:4", "bad_record"),
        ("a.jsonl:5", "empty"),
    ]
    document = items[0].document
    assert document is not None
    assert (document.url, document.key, document.is_reform) == ("https://x.example/1", "x.example/1", True)


@pytest.mark.parametrize(
    ("published", "day", "precision"),
    [
        ("2026-11-30", (2026, 11, 30), "day"),
        ("2026-11", (2026, 11, 1), "month"),
        ("2026", (2026, 1, 1), "year"),
    ],
)
def test_a_bare_day_of_a_record_is_its_day(
    tmp_path: Path, published: str, day: tuple[int, int, int], precision: str
) -> None:
    record = {"title": "Xã Ea Tu niêm yết", "text": "Sáng nay, xã niêm yết.", "published": published}
    (item,) = ingest(write(tmp_path, "a.jsonl", json.dumps(record)))
    assert item.document is not None
    assert item.document.published is not None
    assert (item.document.published.date, item.document.published.precision) == (dt.date(*day), precision)
    assert "record_keys_unused" not in item.document.flags


def test_what_a_bare_record_holds_and_nobody_reads_is_said(tmp_path: Path) -> None:
    record = {"title": "Xã Ea Tu niêm yết", "text": "Sáng nay, xã niêm yết.", "tac_gia": "An"}
    (unused,) = ingest(write(tmp_path, "a.jsonl", json.dumps(record)))
    assert unused.document is not None
    assert "record_keys_unused" in unused.document.flags
    (wrong,) = ingest(write(tmp_path, "a.jsonl", json.dumps(record | {"published": "hôm qua"})))
    assert (wrong.reason, wrong.document) == ("bad_record", None)
    assert "is not a day" in wrong.flags[0]


HTML = """<!doctype html><html><head><title>Cổng</title></head><body><nav><a href="/">Trang chủ</a></nav>
<article><h1>Huyện Phú Lộc sơ kết công tác cải cách hành chính</h1>
{}</article><footer>Địa chỉ: huyện Phú Lộc</footer></body></html>"""
BODY = """<p>Sáng 3/4/2023, UBND huyện Phú Lộc sơ kết công tác cải cách hành chính quý I. Toàn huyện đã
tiếp nhận hơn hai nghìn hồ sơ qua dịch vụ công trực tuyến, trả kết quả đúng hạn chín mươi tám phần trăm.</p>
<p>Chủ tịch UBND huyện biểu dương ba xã đi đầu trong việc số hóa hồ sơ, đồng thời nhắc các phòng chuyên môn
không để người dân phải đi lại nhiều lần vì giấy tờ chưa được hướng dẫn kỹ ngay từ lần đầu.</p>
<p>Trong quý tới, huyện mở thêm điểm hỗ trợ tại nhà văn hóa các thôn, giao đoàn viên trực vào sáng thứ bảy,
và lấy ý kiến người dân về thái độ phục vụ bằng phiếu phát cùng kết quả giải quyết.</p>"""


@pytest.mark.parametrize("name", ["a.html", "a.txt"])
def test_html_is_read_by_the_general_rules(tmp_path: Path, name: str) -> None:
    body = HTML.format(BODY).encode()
    (item,) = ingest(write(tmp_path, name, body))
    document = item.document
    assert document is not None, item.reason
    assert document.title == "Huyện Phú Lộc sơ kết công tác cải cách hành chính"
    assert "dịch vụ công trực tuyến" in document.text
    assert (document.url, document.portal) == (None, None)
    assert document.id == identity(hashlib.sha256(body).hexdigest())
    assert document.locality is not None
    assert document.locality.code == "D63:482"


def test_html_with_a_locality_by_hand(tmp_path: Path) -> None:
    (item,) = ingest(write(tmp_path, "a.html", HTML.format(BODY)), locality="D63:550")
    assert item.document is not None
    assert item.document.locality is not None
    assert item.document.locality.code == "D63:550"


def test_a_page_saved_as_its_print_view_alone_is_the_article_that_it_prints(tmp_path: Path) -> None:
    portal = replace(PORTAL, platform="liferay_asset")
    (page,) = ingest(write(tmp_path, "bai.html", liferay_article()), portal)
    printed = liferay_article().replace("<body class=''>", "<body class='portal-popup'>")
    (item,) = ingest(write(tmp_path, "in.html", printed), portal)
    assert page.document is not None
    assert item.document is not None
    assert (item.document.title, item.document.text) == (page.document.title, page.document.text)
    assert set(item.flags) - set(page.flags) == {"print_view"}


TYPED = """<html><body>
<table><tr><td>Số: 12/KH-UBND</td><td>Phú Lộc, ngày 3 tháng 5 năm 2023</td></tr></table>
<p>KẾ HOẠCH</p><p>Cải cách hành chính năm 2023</p><p>1. Rà soát thủ tục hành chính.</p>
<p>2. Công khai kết quả giải quyết hồ sơ.</p></body></html>"""
LINKS = "".join(
    f"<li><a href='/tin-{n}.html'>Phú Lộc công khai thủ tục hành chính ở xã thứ {n}</a></li>"
    for n in range(5)
)


def test_a_paper_that_was_typed_as_a_page_is_taken_whole(tmp_path: Path) -> None:
    (item,) = ingest(write(tmp_path, "kh.html", TYPED))
    assert item.document is not None, item.reason
    assert item.document.act is not None
    assert (item.document.kind, item.document.act.number) == ("ke_hoach", "12/KH-UBND")
    assert item.document.text.endswith("Công khai kết quả giải quyết hồ sơ.")
    assert "whole_page" in item.document.flags


@pytest.mark.parametrize(
    ("content", "portal"),
    [
        (f"<html><body><h1>Tin tức</h1><ul>{LINKS}</ul></body></html>", None),
        ("<html><body><p>Đang cập nhật</p></body></html>", None),
        (TYPED, PORTAL),  # of a portal's pages its rules know which are articles
    ],
)
def test_a_list_or_a_bare_page_is_not(tmp_path: Path, content: str, portal: Portal | None) -> None:
    (item,) = ingest(write(tmp_path, "trang.html", content), portal)
    assert (item.document, item.reason in {"listing", "placeholder"}) == (None, True)
