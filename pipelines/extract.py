"""An article by the selectors of its platform: title, lead and body, date, section, author, files."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crawler.platforms.base import Layout
from pipelines.blocks import Block, blocks
from pipelines.chrome import is_chrome
from pipelines.dates import split_stamp
from pipelines.repair import repair_text
from pipelines.tree import Element, Tree, outermost, plain_text

MAX_TITLE = 500
_INVISIBLE = re.compile(r"^[\s\u200b-\u200f\ufeff]*$")
# Lines that only point at a file or a page; the file itself is among the attachments (design §5.5).
_POINTS = re.compile(
    r"xem (thêm |toàn văn |nội dung )?chi tiết|chi tiết (xem|tại)|xem (tại|file|tệp|văn bản)|tại đây|ở đây"
    r"|đính kèm|kèm theo|tải (về|file|văn bản|xuống)|download",
    re.IGNORECASE,
)
_POINTER_WORDS = 12
_FILE_NAME = re.compile(r"^\S*[\w)]\.(pdf|docx?|xlsx?|pptx?|rtf|zip|rar)\W*$", re.IGNORECASE)
# What SharePoint's web parts add around an article (domain/platforms.md §2).
_CONTROL = re.compile(
    r"^[\s|]*(?:(?:(?:số )?(?:lượt|lần) (?:người )?(?:xem|đọc):?\s?[\d.,]*|bản in|quay lại"
    r"|in bài(?: viết| này)?|về đầu trang|soạn bài viết|(?:chỉnh )?sửa bài viết|quản trị tin tức"
    r"|thêm bài viết|xóa bài viết)[\s|/-]*)+$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"^(admin|administrator|quản trị|ad ?min|system|editor|test)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A layout that fits a page, with the elements it found there."""

    layout: Layout
    title: Element
    bodies: list[Element]


@dataclass(frozen=True, slots=True)
class Parts:
    """What an article says, repaired, and the raw texts that may be its date."""

    title: str
    text: str
    dates: tuple[str, ...]
    section: str | None
    author: str | None
    flags: tuple[str, ...]


def find_layout(tree: Tree, layouts: Sequence[Layout], *, is_article: bool = False) -> Found | None:
    """The first layout whose title and body are on the page.

    `is_article`: the address already says so; then the marks of a list beside it do not count.
    """
    for layout in layouts:
        title = None if layout.by_address and not is_article else first_with_text(tree, layout.title)
        if title is None or (not is_article and _is_list(tree, layout, title)):
            continue
        bodies = _bodies(tree, layout, title)
        if bodies:
            return Found(layout, title, bodies)
    return None


def is_shell(tree: Tree, layouts: Sequence[Layout]) -> bool:
    """Whether an article's frame stands there with nothing in it."""
    for layout in layouts:
        frames = [tree.select(*layout.title), tree.select(layout.body[0])]
        if all(frames) and all(_INVISIBLE.match(plain_text(item)) for frame in frames for item in frame):
            return True
    return False


def _is_list(tree: Tree, layout: Layout, title: Element) -> bool:
    """Marks of a list in the title's own portlet; those of another one stand beside an article too."""
    home = _portlet(title)
    return any(_portlet(mark) is home for mark in tree.select_all(layout.unless))


def _portlet(element: Element) -> Element | None:
    """The box that one application of the portal fills; None where the page has no such boxes."""
    for parent in element.iterancestors():
        if "portlet-body" in (parent.get("class") or "").split():
            return parent
    return None


def first_with_text(tree: Tree, selectors: Sequence[str]) -> Element | None:
    for selector in selectors:
        for element in tree.select(selector):
            if not _INVISIBLE.match(plain_text(element)):
                return element
    return None


def _bodies(tree: Tree, layout: Layout, title: Element) -> list[Element]:
    home = _portlet(title)
    fallback: list[Element] = []
    for selector in layout.body:
        found = outermost(tree.select(selector))
        found = [item for item in found if _portlet(item) is home] or found
        if any(not _INVISIBLE.match(plain_text(item)) for item in found):
            return found
        fallback = fallback or found
    return fallback


def read_parts(tree: Tree, found: Found) -> Parts:
    """The article's parts; chrome inside the body, link lines and the title are left out of the text."""
    layout = found.layout
    drop = {*tree.select_all(layout.drop), found.title, *tree.select_all(layout.date)}
    leads = [lead for lead in outermost(tree.select(*layout.lead)) if not _lies_in(lead, found.bodies)]
    text, flags = text_of([*leads, *found.bodies], drop)
    headline, title_flags = line_of(found.title)
    title, stamp = split_stamp(headline)
    section = first_with_text(tree, layout.section)
    author = first_with_text(tree, layout.author)
    return Parts(
        title=title[:MAX_TITLE],
        text=text,
        dates=tuple(filter(None, [*map(plain_text, tree.select_all(layout.date)), stamp])),
        section=line_of(section)[0][:MAX_TITLE] if section is not None else None,
        author=_person(line_of(author)[0]) if author is not None else None,
        flags=tuple(dict.fromkeys((*title_flags, *flags))),
    )


def text_of(roots: Sequence[Element], drop: Collection[Element] = ()) -> tuple[str, tuple[str, ...]]:
    """The repaired text of elements, blocks separated by a blank line, with the flags of its repairs."""
    found = (block for root in roots for block in blocks(root, drop) if block.text)
    kept = [block.text for block in found if not is_pointer(block) and not _is_chrome(block.text)]
    text, flags = repair_text("\n\n".join(kept))
    return tidy(text), flags


def tidy(text: str) -> str:
    """Lines without outer spaces, no empty line but the one between blocks."""
    lines = [line.strip(" ") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def line_of(element: Element) -> tuple[str, tuple[str, ...]]:
    text, flags = repair_text(plain_text(element))
    return " ".join(text.split()), flags


def is_pointer(block: Block) -> bool:
    """Whether a block only says where to click, or is nothing but the names of files."""
    if not block.links or len(block.text.split()) > _POINTER_WORDS:
        return False
    return _POINTS.search(block.text) is not None or _FILE_NAME.search(block.text) is not None


def _is_chrome(text: str) -> bool:
    """Counters, print links, editors' menus: lines of the page that stand inside the body."""
    return len(text) < 200 and all(is_chrome(line) or _CONTROL.match(line) for line in text.split("\n"))


def _lies_in(element: Element, others: Collection[Element]) -> bool:
    chosen = set(others)
    return any(parent in chosen for parent in (element, *element.iterancestors()))


def _person(name: str) -> str | None:
    return name[:100] if name and not _ACCOUNT.match(name) else None
