"""Documents and pages for the tests of the store, in our own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from store.records import (
    Act,
    Attachment,
    Candidate,
    Citation,
    Code,
    Deadline,
    Document,
    Due,
    Evidence,
    FileFacts,
    FileMember,
    Listed,
    ListSource,
    Locality,
    PartialDate,
    PlaceName,
    Plan,
    Published,
    RawPage,
    Reform,
    Tag,
    Task,
    WarcRef,
    identity,
)

NOON = dt.datetime(2024, 5, 30, 5, 0, tzinfo=dt.UTC)
TITLE = "Huyện đẩy mạnh cải cách thủ tục hành chính"
TEXT = (
    "Sáng nay, Ủy ban nhân dân huyện họp bàn việc cắt giảm thủ tục hành chính tại bộ phận một cửa.\n\n"
    "Các xã báo cáo kết quả trước ngày 25 hằng tháng; nơi nào chậm thì Chủ tịch xã giải trình."
)


def later(days: float = 1) -> dt.datetime:
    return NOON + dt.timedelta(days=days)


def evidence(text: str, words: str, rule: str = "phrase") -> Evidence:
    start = text.index(words)
    return Evidence("text", start, start + len(words), words, rule)


def published(day: str, precision: Any = "day") -> Published:
    return Published(dt.date.fromisoformat(day), "08:15", precision, "selector", day)


def place(code: str, level: Any, province: str, today: str) -> Locality:
    return Locality(
        code, f"Nơi {code}", level, PlaceName(province, "Tỉnh"), PlaceName(today, "Nay"), "portal"
    )


def make(key: str = "huyen.example/tin/1", **changes: Any) -> Document:
    """A small article; everything but the key may be changed."""
    document = Document(
        id=identity(key),
        key=key,
        url=f"https://{key}",
        portal="huyen",
        title=f"{TITLE} ({key})",
        text=TEXT,
        fetched_at=NOON,
        published=published("2024-05-29"),
        http_status=200,
        locality=place("D63:482", "district", "P63:46", "P34:46"),
        is_reform=True,
        codes=(Code("tthc", "cat_giam", 1.0, (evidence(TEXT, "cắt giảm thủ tục hành chính"),)),),
        codebook="0.1",
    )
    return replace(document, **changes)


def full(key: str = "huyen.example/ke-hoach/7") -> Document:
    """A document in which no field has its default."""
    due = Due(dt.date(2024, 10, 25), "day", "25/10/2024", recurring=False)
    issued = PartialDate(dt.date(2024, 5, 1), "month")
    act = Act("12/KH", "12 /KH", "ke_hoach", "UBND huyện", issued, "Nguyễn Văn A", "self", ("respaced",))
    cited = Citation("5/QĐ-UBND", "05/QĐ-UBND", "quyet_dinh", "UBND tỉnh", None, "implements", None, 0, 8)
    return make(
        key,
        parent=identity("parent"),
        language="en",
        section="Tin tức",
        author="Ban biên tập",
        coder=1,
        coding_proof="0" * 32,
        warc=WarcRef("r.warc.gz", 123),
        candidates=(Candidate("D63:483", "same name"),),
        kind="ke_hoach",
        act=act,
        citations=(cited,),
        reform=Reform(0.75, ("gate",), review=True),
        codes=(
            Code("tthc", "mot_cua", 0.25, (evidence(TEXT, "một cửa"), evidence(TEXT, "thủ tục"))),
            Code("tthc", None, 0.25, (evidence(TEXT, "thủ tục hành chính"),)),
            Code("che_do_cong_vu", None, 0.5, (evidence(TEXT, "Chủ tịch xã giải trình"),)),
        ),
        indices=("PAR_INDEX",),
        channels=(Tag("hoi_nghi", (evidence(TEXT, "họp"),)),),
        audiences=(Tag("can_bo", (evidence(TEXT, "Các xã"),)),),
        plan=Plan(
            2024,
            (Task(1, "Rà soát thủ tục", ("Văn phòng",), ("Phòng Nội vụ",), due),),
            (Deadline(dt.date(2024, 10, 25), "day", "25/10/2024", 3, 13),),
        ),
        attachments=(
            Attachment(
                identity("tep"),
                f"https://{key}/tep.pdf",
                "Tệp",
                "application/pdf",
                3,
                "layer",
                ("x",),
                1200,
                "0" * 64,
                91.5,
                WarcRef("r.warc.gz", 9),
                (FileMember("a.pdf", 12, identity("a")),),
            ),
            Attachment(None, f"https://{key}/phu-luc.doc", "Phụ lục"),
        ),
        flags=("mojibake_repaired", "nbsp"),
        extractor="liferay_asset/1",
        charset_used="cp1252",
        charset_declared="iso-8859-1",
        file=FileFacts("ke-hoach.pdf", "application/pdf", 900, "1" * 64, 2, "ocr", 88.0, ("x",)),
    )


def page(key: str = "huyen.example/tin/1", **changes: Any) -> RawPage:
    raw = RawPage(
        id=identity(key),
        key=key,
        url=f"https://{key}",
        portal="huyen",
        status=200,
        headers=(("etag", '"a1"'), ("last-modified", "Wed, 29 May 2024 08:00:00 GMT")),
        body=b"<p>",
        fetched_at=NOON,
        warc=WarcRef("r.warc.gz", 77),
        listed=Listed(ListSource.SITEMAP, "Tin một", "29/05/2024", "2024-05-29"),
    )
    return replace(raw, **changes)
