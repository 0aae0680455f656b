"""Where a page leads: items of lists with the date shown beside them, pagers, sections, files."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias, cast
from urllib.parse import quote, urljoin, urlsplit

from lxml.etree import XPath

from crawler.platforms.base import ListMarks
from crawler.urls import DOCUMENT_EXTENSIONS
from pipelines.tree import Element, Tree, plain_text
from store.records import Link

Role: TypeAlias = Literal["item", "pager", "nav", "body", "file"]

_RANK: dict[Role, int] = {"item": 0, "pager": 1, "file": 2, "body": 3, "nav": 4}
_NO_PAGE = re.compile(r"^\s*(#|javascript:|mailto:|tel:|data:|about:|skype:|zalo:|$)", re.IGNORECASE)
_LOST = re.compile(r"[\t\r\n]+")
_RELATIVE = re.compile(r"(?:\.\./)*[\w%~-](?!.*/\.)[^:]*$")  # no scheme, and no dots further on
_WHOLE = re.compile(
    r"https?://[\w.:-]+/[^\s?#;\x00-\x1f]*(?:\?[^\s#\x00-\x1f]+)?", re.ASCII
)  # as joining leaves it
_DOCUMENT = re.compile(rf"\.(?:{'|'.join(sorted(DOCUMENT_EXTENSIONS))})/?(?:$|\?)", re.IGNORECASE)
_SHOWN_DATE = re.compile(
    r"\(?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}"
    r"(?:[ |,-]{1,4}\d{1,2}[:h]\d{2}(?:\s?[AP]M|\s?[SC][AH])?)?\)?"
    r"|\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}",
    re.IGNORECASE,
)
_PAGER_TEXT = re.compile(
    r"^\W*(\d{1,4}|trang (sau|trước|tiếp|kế|cuối|đầu|\d+)|(trang )?(tiếp( theo)?|sau|kế tiếp|cuối)|next|last"
    r"|prev\w*|first|xem (tiếp|thêm)|xem tất cả|tin cũ hơn|older|›|»|>|>>)\W*$",
    re.IGNORECASE,
)
_NEXT_TEXT = re.compile(r"^\W*(trang (sau|tiếp|kế)|(trang )?tiếp( theo)?|next)\W*$", re.IGNORECASE)
_PAGER_CLASS = re.compile(r"pag(e|ing|in)|phan-?trang|wp-pagenavi", re.IGNORECASE)
_MENU_TAGS = frozenset({"nav", "header", "footer", "menu"})
_MENU_CLASS = re.compile(
    r"\b(main-?)?(menu|nav|navi|navbar|topnav|footer|header|breadcrumb|banner|login)", re.IGNORECASE
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "article"})
_WORDS_OF_ITEM = 4
MAX_TEXT = 300  # characters of a link's text that are worth keeping
_AROUND_DATE = 40  # characters beside a date that stands for itself: "Ngày đăng …", "… | Lượt xem: 45"
_OWN_TEXT = XPath(".//text()[not(ancestor::a)]", smart_strings=False)


class Base:
    """Turns the addresses of one page absolute; most need no general joining."""

    def __init__(self, url: str, tree: Tree) -> None:
        declared = next(iter(tree.root.iter("base")), None)
        href = declared.get("href") if declared is not None else None
        self._url = urljoin(url, href) if href else url
        parts = urlsplit(self._url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._folders = [part for part in parts.path.split("/")[1:-1] if part]
        self._known: dict[str, str | None] = {}

    def absolute(self, href: str) -> str | None:
        """The address without fragment, quoted where it must be; None for what is no page of the web."""
        if href not in self._known:  # a page is looked over for links, and for files
            self._known[href] = self._absolute(href)
        return self._known[href]

    def _absolute(self, href: str) -> str | None:
        if _NO_PAGE.match(href):
            return None
        href = (_LOST.sub("", href) if _LOST.search(href) else href).partition("#")[0].strip()
        url = self._joined(href)
        if url is None or not url.startswith(("http://", "https://")):
            return None
        return url if url.isascii() and " " not in url else quote(url, safe="%/:=&?~#+!$,;'@()*[]")

    def _joined(self, href: str) -> str | None:
        if _WHOLE.fullmatch(href):
            return href
        if href.startswith("/") and not href.startswith("//") and "/." not in href:
            return self._origin + href
        if _RELATIVE.match(href):
            up = href.count("../")
            folders = self._folders[: max(0, len(self._folders) - up)]
            return "/".join([self._origin, *folders, href[3 * up :]])
        try:
            return urljoin(self._url, href)
        except ValueError:
            return None


def page_links(
    tree: Tree,
    base: Base,
    lists: ListMarks,
    bodies: Iterable[Element] = (),
    *,
    is_file: Callable[[str], bool] = lambda url: False,
    next_page: str | None = None,
) -> tuple[Link, ...]:
    """The links of a page, each address once, with the strongest role it has.

    `bodies` are the article's own elements: on an article's page nothing is an item, for what stands beside
    an article are hints, not a list that was promised. `is_file` is the platform's word on links in them.
    `next_page` is where the list goes on by the platform's rule, for a pager whose link leads nowhere.
    """
    bodies = list(bodies)
    inside = {anchor for body in bodies for anchor in body.iter("a")}
    roles = {} if bodies else _list_roles(tree, lists)
    # Where the platform's marks name some of a role, they suffice.
    guessed = frozenset() if bodies else frozenset[Role](("item", "pager")) - {*roles.values()}
    best: dict[str, Link] = {}
    for anchor, text in tree.links.items():
        href = anchor.get("href")
        url = base.absolute(href) if href else None
        if next_page and not bodies and _turns_nowhere(text, href):
            best.setdefault(next_page, Link(next_page, text, None, "pager", is_guess=True))
            continue
        if url is None:
            continue
        role = roles.get(anchor, "body" if anchor in inside else "nav")
        if is_document(url) or (anchor in inside and is_file(url)):
            role = "file"
        known = best.get(url)
        if known is None or known.role == "nav" or _RANK[role] < _RANK[known.role]:
            link = _link(anchor, text, url, role, guessed)
            if known is None or _RANK[link.role] < _RANK[known.role]:
                best[url] = link
    return tuple(best.values())


def is_document(url: str) -> bool:
    """Whether an address names a file to read, by its extension."""
    return _DOCUMENT.search(url) is not None


def _list_roles(tree: Tree, lists: ListMarks) -> dict[Element, Role]:
    roles: dict[Element, Role] = dict.fromkeys(tree.select_all(lists.pager), "pager")
    return roles | dict.fromkeys(tree.select_all(lists.item), "item")


def _link(anchor: Element, text: str, url: str, role: Role, guessed: frozenset[Role]) -> Link:
    if role == "nav" and "item" in guessed and _looks_like_item(anchor, text):
        role = "item"
    elif role == "nav" and "pager" in guessed and _is_pager(anchor, text):
        role = "pager"
    if role != "item":
        return Link(url, text[:MAX_TEXT], None, role)
    shown = _date_inside(anchor)
    if shown:
        text = text.replace(shown, "", 1).strip()
    return Link(url, text[:MAX_TEXT], shown or _date_beside(anchor), "item")


def _looks_like_item(anchor: Element, text: str) -> bool:
    """A headline outside menus: several words, with a date shown beside it or a heading around it."""
    if len(text.split()) < _WORDS_OF_ITEM or _in_menu(anchor):
        return False
    if any(parent.tag in _HEADINGS for parent in _near(anchor)):
        return True
    return bool(_date_inside(anchor) or _date_beside(anchor))


def _in_menu(anchor: Element) -> bool:
    for parent in anchor.iterancestors():
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag in _MENU_TAGS or (names != " " and _MENU_CLASS.search(names)):
            return True
    return False


def _near(anchor: Element) -> list[Element]:
    return list(itertools.islice(anchor.iterancestors(), 4))


def _date_inside(anchor: Element) -> str | None:
    """A date that is an element of its own inside the link."""
    for element in anchor.iterdescendants("*"):
        text = plain_text(element)
        if _SHOWN_DATE.fullmatch(text):
            return text
    return None


def _date_beside(anchor: Element) -> str | None:
    """A date shown for itself in the smallest element around the link that is a row, not yet a list."""
    for parent in _near(anchor):
        if parent.tag in {"ul", "tbody", "table", "body"} or _holds_others(parent, anchor):
            return None
        for piece in cast("list[str]", _OWN_TEXT(parent)):
            line = " ".join(piece.split())
            found = _SHOWN_DATE.search(line)
            if found and len(line) - len(found.group()) <= _AROUND_DATE:
                return found.group()
    return None


def _holds_others(element: Element, anchor: Element) -> bool:
    """Whether the element holds headlines that lead elsewhere, and so several rows."""
    own = anchor.get("href")
    lengths = [len(plain_text(item).split()) for item in element.iter("a") if item.get("href") != own]
    return max(lengths, default=0) >= _WORDS_OF_ITEM or sum(length > 1 for length in lengths) > 1


def _turns_nowhere(text: str, href: str | None) -> bool:
    """A "next page" that a script would turn, or that a saved copy lost."""
    is_void = not href or href in {"/", "#"} or href.startswith(("#", "javascript:"))
    return is_void and _NEXT_TEXT.match(text) is not None


def has_pager(tree: Tree) -> bool:
    """Whether the page turns pages: two links at least that do."""
    turning = (anchor for anchor, text in tree.links.items() if _is_pager(anchor, text))
    return len(list(itertools.islice(turning, 2))) == 2


def _is_pager(anchor: Element, text: str) -> bool:
    """Whether a link turns the pages of a list, by its words and by where it stands."""
    if not _PAGER_TEXT.match(text):
        return False
    names = (f"{parent.get('class') or ''} {parent.get('id') or ''}" for parent in _near(anchor))
    return any(map(_PAGER_CLASS.search, names))
