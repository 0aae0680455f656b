"""Endpoints whose pages mean harm to whoever reads, stores or shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Set

from tests.faults.answers import Answer, Ask, Endpoint
from tests.faults.golden import article, piece

_BODY = ("Nội dung bài viết để thử, có đủ chữ cho một đoạn văn bình thường của một cổng thông tin.",) * 2
DATES = {
    "day-first": "03/04/2025", "month": "12/2024", "impossible": "31/02/2017", "year-one": "01/01/0001",
    "future": "24/11/2088", "before": "31/12/1989", "arabic": "٣٠/٠٥/٢٠٢٢", "number": "1741305600",
    "month-first": "1/13/2025", "relative": "", "long": "9" * 5000 + " 03/04/2025",
}  # fmt: skip
# Address of a page made to stop its reader → the reasons that its reading may end with; None: it is read.
HOSTILE: Mapping[str, Set[str | None]] = {
    "/nest/1000000": {"extract_timeout", "extract_memory", "extract_failed", "too_large", "deep_nesting"},
    "/nest/400": {None, "deep_nesting"},
    "/big/10": {"too_large"},
    "/open/4": {"extract_timeout", "extract_memory", None},
    "/links/100000": {None, "extract_timeout"},
    "/anchors/40000": {None, "extract_timeout"},
    "/spans/1000": {None, "extract_timeout"},
}


def xss(ask: Ask) -> Answer:
    bad = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    return Answer(
        article("Bài &lt;script&gt;", [bad, f"&lt;b&gt;{_BODY[0]}", '<a href="javascript:x()">Xem</a>'])
    )


def formula(ask: Ask) -> Answer:
    return Answer(article('=HYPERLINK("http://xau.example";"Bấm")', ["@SUM(1+1)", *_BODY]))


def hdrinj(ask: Ask) -> Answer:
    return Answer(article("Bài\r\nBcc: ai@xau.example\u2028hết", _BODY))


def refpol(ask: Ask) -> Answer:
    """A policy that Scrapy would import by its name."""
    return Answer(piece(ask.host, 99, ask.seed).html, headers={"Referrer-Policy": "sys.exit"})


def dates(ask: Ask) -> Answer:
    shown = DATES[ask.rest]
    if ask.rest == "relative":
        # So many hours ago it was past eight in the evening by UTC: the next day in Vietnam, at any hour.
        shown = f"{dt.datetime.now(dt.UTC).hour + 4} giờ trước"
    return Answer(article(f"Bài có ngày {ask.rest}", _BODY, shown))


def nest(ask: Ask) -> Answer:
    return Answer(article("Bài lồng sâu", ["<div>" * ask.number + _BODY[0] + "</div>" * ask.number]))


def big(ask: Ask) -> Answer:
    """`/big/MB` of short paragraphs."""
    return Answer(b"<html><body><h1>To</h1>" + b"<p>x</p>" * (ask.number * (1 << 17)) + b"</body></html>")


def open_tags(ask: Ask) -> Answer:
    """`/open/MB` of paragraphs that nobody closes."""
    return Answer(b"<html><body><h1>Mo</h1>" + b"<p>xxxxx" * (ask.number * (1 << 17)))


def spans(ask: Ask) -> Answer:
    """A table of `/spans/N` rows whose cells claim a thousand columns and rows each."""
    rows = '<tr><td colspan="1000" rowspan="1000">1</td></tr>' * ask.number
    return Answer(article("Bảng rộng", [f"<table>{rows}</table>", *_BODY]))


def anchors(ask: Ask) -> Answer:
    """`/anchors/N` links in one page without anything that a platform knows."""
    rows = "".join(f'<div><a href="/khong/{n}">Mục số {n} của trang</a> chữ</div>' for n in range(ask.number))
    return Answer(f"<html><body><h1>Mục lục</h1>{rows}</body></html>")


ENDPOINTS: dict[str, Endpoint] = {
    "xss": xss, "formula": formula, "hdrinj": hdrinj, "refpol": refpol, "dates": dates, "nest": nest,
    "big": big, "open": open_tags, "spans": spans, "anchors": anchors,
}  # fmt: skip
