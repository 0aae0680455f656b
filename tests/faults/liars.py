"""Endpoints that answer 200 with something that is not what was asked for."""

from __future__ import annotations

import hashlib

from tests.faults.answers import Answer, Ask, Endpoint
from tests.faults.golden import article, frame, piece
from tests.faults.timing import page

PDF = (
    b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
    + b"B\xc3\xa1o c\xc3\xa1o " * 99
)


def soft404(ask: Ask) -> Answer:
    """What this portal answers to every address that it does not know: 200 and a page like its others."""
    text = [
        "Nội dung bạn yêu cầu hiện không còn trên cổng.",
        "Mời bạn quay lại trang chủ để xem các tin khác.",
    ]
    return Answer(article("Cổng thông tin điện tử huyện", text))


def maintenance(ask: Ask) -> Answer:
    return Answer(frame("Thông báo", "<p>Cổng thông tin đang được nâng cấp, mời quay lại sau.</p>"))


def waf(ask: Ask) -> Answer:
    return Answer(
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
        "Please consult with your administrator.<br>Your support ID is: 1234567890</body></html>"
    )


def d1n(ask: Ask) -> Answer:
    """A gate of script that a browser passes with a cookie, and a page for who has it."""
    if "D1N=" in ask.headers.get("cookie", ""):
        return Answer(page(ask))
    key = hashlib.md5(ask.host.encode()).hexdigest()
    return Answer(
        f'<html><body><script>document.cookie="D1N={key}"+";path=/";window.location.reload(true);</script></body></html>'
    )


def script(ask: Ask) -> Answer:
    """A gate that no list of products knows: nothing but a script, and not the same for two addresses."""
    key = hashlib.md5(ask.path.encode()).hexdigest()
    return Answer(f'<html><head><title>.</title></head><body><script>go("{key}")</script></body></html>')


def captcha(ask: Ask) -> Answer:
    return Answer(
        "<html><body><form><p>Nhập mã xác nhận để tiếp tục</p>"
        '<div id="captcha-challenge"></div></form></body></html>'
    )


def emptyok(ask: Ask) -> Answer:
    return Answer(b"")


def pdfashtml(ask: Ask) -> Answer:
    return Answer(PDF)


def htmlaspdf(ask: Ask) -> Answer:
    return Answer(article("Lỗi hệ thống", ["Tệp không tồn tại."]), kind="application/pdf")


def notype(ask: Ask) -> Answer:
    return Answer(page(ask), kind=None)


def gone(ask: Ask) -> Answer:
    return Answer("", 410)


def edit(ask: Ask) -> Answer:
    """Another text each time it is asked for."""
    first = piece(ask.host, 99, ask.seed)
    return Answer(article(first.title, [*first.paragraphs, f"Cập nhật lần {ask.seen}."], "01/06/2025 08:00"))


def etag(ask: Ask) -> Answer:
    if ask.headers.get("if-none-match") == '"mot"':
        return Answer(b"", 304, {"ETag": '"mot"'})
    return Answer(page(ask), headers={"ETag": '"mot"'})


ENDPOINTS: dict[str, Endpoint] = {
    "soft404": soft404, "maintenance": maintenance, "waf": waf, "d1n": d1n, "script": script,
    "captcha": captcha, "emptyok": emptyok, "pdfashtml": pdfashtml, "htmlaspdf.pdf": htmlaspdf,
    "notype": notype, "gone": gone, "edit": edit, "etag": etag,
}  # fmt: skip
