"""What kind of page it is, by structure: the address of many portals does not tell an article from a list."""

from __future__ import annotations

import re

from crawler.blocking import is_maintenance
from crawler.platforms.base import PageMarks, UrlFacts
from pipelines.tree import Tree, plain_text
from store.records import PageKind, PageReading

_MAGIC = (
    b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\x89PNG", b"GIF8",
    b"\xff\xd8\xff", b"RIFF", b"\x1f\x8b", b"\x00\x00\x01\x00",
)  # fmt: skip
_MARKUP = re.compile(
    rb"<\s*(!doctype html|html|head|body|div|table|p|h1|meta|script|span|a\s|form|center)\b", re.IGNORECASE
)
_NOT_FOUND = re.compile(
    r"^\W*(error |lỗi )?(404|410)\b|không tìm thấy (trang|tài nguyên|nội dung|bài viết|đường dẫn)"
    r"|trang (này )?không tồn tại"
    r"|(trang|nội dung|bài viết) (bạn|quý vị)? ?(yêu cầu|tìm kiếm|đang tìm)? ?không (tồn tại|tìm thấy)"
    r"|page not found|^\W*not found\W*$|the page you .{0,40}not (be )?found|error report$",
    re.IGNORECASE,
)
_STATUS_TITLE = re.compile(r"^(Trạng thái|Status)\s+-\s", re.IGNORECASE)
_LOGIN_TITLE = re.compile(r"^\W*(đăng nhập|log ?in|sign ?in|quên mật khẩu|forgot password)\b", re.IGNORECASE)
BARE = 120  # visible characters; a page with less and no link is nobody's content


def no_page(body: bytes, content_type: str | None, is_file_address: bool) -> PageReading | None:
    """What is no HTML page at all, told from the bytes (faults.md H10); None: read on."""
    start = body[:1024].lstrip()
    if not start:
        return PageReading(PageKind.STUB, reason="empty_body")
    declared = (content_type or "").partition(";")[0].strip().lower()
    binary = start.startswith(_MAGIC) or (b"\x00" in start and not _is_marked_up(body[:1024]))
    markup = _MARKUP.search(body[:65536]) is not None
    if binary:
        is_html = declared in {"", "text/html", "application/xhtml+xml"}
        return PageReading(
            PageKind.UNREADABLE, reason="type_mismatch" if is_html and not is_file_address else "not_html"
        )
    if is_file_address and markup:
        return PageReading(PageKind.UNREADABLE, reason="type_mismatch")
    if declared and declared not in {"text/html", "application/xhtml+xml"} and not markup:
        return PageReading(PageKind.UNREADABLE, reason="not_html")
    return None


def _is_marked_up(head: bytes) -> bool:
    """Whether bytes with a NUL among them are markup: of two bytes a letter, or with a stray one in it."""
    return (
        b"<\x00" in head
        or b"\x00<" in head
        or _MARKUP.match(head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")) is not None
    )


def special_kind(
    tree: Tree, marks: PageMarks, facts: UrlFacts, has_article: bool
) -> tuple[PageKind, str] | None:
    """Pages that hold no article whatever else is on them; None: an article, a record or a list."""
    if tree.has(marks.soft_404) or _is_not_found(tree, has_article):
        return PageKind.SOFT_404, "soft_404"
    if tree.has(marks.print_view):
        return PageKind.PRINT, "print"
    if not has_article and _is_login(tree, marks):
        return PageKind.LOGIN, "login"
    if facts.role == "skip" and facts.reason in {"login", "print"}:
        return (PageKind.LOGIN if facts.reason == "login" else PageKind.PRINT), facts.reason
    return None


def bare_kind(tree: Tree) -> tuple[PageKind, str] | None:
    """A page that is hardly there: a notice of maintenance, or a placeholder without a single link."""
    text = visible_text(tree)
    if is_maintenance(text):
        return PageKind.MAINTENANCE, "maintenance"
    if len(text) < BARE and next(tree.root.iter("a"), None) is None:
        return PageKind.STUB, "placeholder"
    return None


def visible_text(tree: Tree) -> str:
    skipped = ("script", "style", "noscript", "template", "title")
    body = next(tree.root.iter("body"), tree.root)
    if next(body.iter(*skipped), None) is None:
        return plain_text(body)
    texts = body.xpath(".//text()[not(parent::script or parent::style or parent::noscript or parent::title)]")
    return " ".join("".join(texts).split())


def page_title(tree: Tree) -> str:
    title = next(tree.root.iter("title"), None)
    return plain_text(title) if title is not None else ""


def _is_not_found(tree: Tree, has_article: bool) -> bool:
    title = page_title(tree)
    if _STATUS_TITLE.match(title) or _NOT_FOUND.search(title):
        return not has_article
    if has_article:
        return False
    headings = [plain_text(heading) for heading in tree.root.iter("h1", "h2", "h3")]
    return any(len(heading) < 120 and _NOT_FOUND.search(heading) for heading in headings)


def _is_login(tree: Tree, marks: PageMarks) -> bool:
    if tree.has(marks.login) or _LOGIN_TITLE.match(page_title(tree)):
        return True
    passwords = [
        field for field in tree.root.iter("input") if (field.get("type") or "").lower() == "password"
    ]
    return bool(passwords) and len(visible_text(tree)) < 600
