"""A portal that publishes good articles among the worst pages that a portal can send."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler

from samples.damage import double_encode, windows_1258
from tests.crawler.site import Answer, Page, Site, sitemap

HOST = "xau.example"
DECLARATION = f"""\
id: xau
name: Cổng thử gửi trang xấu
url: https://{HOST}/
platform: generic
locality: P63:38
"""
MIB = 1024 * 1024
_PARAGRAPHS = (
    "Sáng 12/03/2024, Ủy ban nhân dân huyện tổ chức hội nghị đánh giá kết quả cải cách hành chính quý I.",
    "Các phòng, ban ký cam kết triển khai nhiệm vụ trọng tâm của quý II ngay trong tháng tư năm nay.",
    "Theo báo cáo, tỷ lệ hồ sơ giải quyết đúng hạn tại bộ phận một cửa của huyện trong kỳ đạt 98,7%.",
    "Dịch vụ công trực tuyến toàn trình chiếm hơn một nửa số hồ sơ mà bộ phận này tiếp nhận trong kỳ.",
    "Chủ tịch huyện yêu cầu người đứng đầu từng đơn vị chịu trách nhiệm về mức độ hài lòng của người dân.",
)


def title_of(name: str) -> str:
    return f"Hội nghị đánh giá cải cách hành chính của huyện, kỳ {name}"


def text_of(name: str) -> tuple[str, ...]:
    return (*_PARAGRAPHS, f"Cuộc họp mang ký hiệu {name} kết thúc vào cuối buổi chiều cùng ngày.")


def article(name: str, charset: str = "utf-8", more: str = "") -> str:
    paragraphs = "".join(f"<p>{line}</p>" for line in text_of(name))
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="{charset}"><title>{title_of(name)}</title>'
        '<meta property="og:type" content="article"></head><body>'
        f'<article><h1>{title_of(name)}</h1><time datetime="2024-03-12">12/03/2024</time>'
        f"{paragraphs}</article>{more}</body></html>"
    )


def filled(megabytes: int) -> bytes:
    """An article that is followed by so much text."""
    line = f"<p>{_PARAGRAPHS[0]}</p>".encode()
    return article("to").encode() + line * (megabytes * MIB // len(line) + 1)


def unmeasured(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Sends a body without saying how long it will be, for as long as somebody listens."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with contextlib.suppress(OSError):
            for start in range(0, len(body), 65536):
                part = body[start : start + 65536]
                handler.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            handler.wfile.write(b"0\r\n\r\n")
        handler.close_connection = True

    return send


def measured(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Says the length first, as most servers do, and is left alone for it."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with contextlib.suppress(OSError):
            handler.wfile.write(body)
        handler.close_connection = True

    return send


GOOD = ("tot-1", "tot-2", "tot-3", "cp1258", "kep")
UNUSABLE: Mapping[str, bytes] = {
    "rong": b"",
    "trang": b" \r\n\t ",
    "sau": article("sau").replace("<article>", "<div>" * 1_000_000 + "<article>").encode(),
    "doan": article("doan").encode() + b"<p>" * (10 * MIB // 3),
    "to": filled(20),
}


def good_bytes(name: str) -> bytes:
    if name == "cp1258":
        return windows_1258(article(name))
    return double_encode(article(name)) if name == "kep" else article(name).encode()


def address(name: str) -> str:
    return f"/tin-tuc/hoi-nghi-{name}.html"


def site() -> Site:
    """The portal: its site map names every page. All come under a header that says UTF-8."""
    pages: dict[str, Page] = {address(name): Answer(good_bytes(name)) for name in GOOD}
    pages |= {address(name): Answer(UNUSABLE[name]) for name in ("rong", "trang", "sau", "doan")}
    pages[address("to")] = Answer(then=measured(UNUSABLE["to"]))
    pages[address("to-2")] = Answer(then=unmeasured(UNUSABLE["to"]))
    named = sitemap(*(f"https://{HOST}{path}" for path in pages))
    home = "<html><head><title>Cổng thử</title></head><body><h1>Cổng thử</h1></body></html>"
    return Site(pages | {"/": home, "/sitemap.xml": named})
