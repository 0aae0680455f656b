"""An article of unknown layout: trafilatura finds the text, our own rules judge whether it is one."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html
from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.blocks import blocks
from pipelines.chrome import is_chrome
from pipelines.dates import is_stamp
from pipelines.extract import is_pointer, text_of, tidy
from pipelines.links import has_pager
from pipelines.metadata import Metadata, chrome_of, headline, in_chrome, read_metadata, shown_dates, url_date
from pipelines.repair import repair_text
from pipelines.tree import Element, Tree, plain_text

# 2: a deadline in a table of tasks is not the day of its page; 3: lists between paragraphs are kept
OWN_RULES = 3
# trafilatura reports each page without content as a warning; a reading says it with its kind.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Lists of other articles, which it takes for text (performance.md §2).
_PRUNE = (
    "//*[@class][contains(@class,'related') or contains(@class,'tin-khac') or contains(@class,'tinkhac')"
    " or contains(@class,'tin-lien-quan') or contains(@class,'tinlienquan') or contains(@class,'other-news')"
    " or contains(@class,'othernews') or contains(@class,'breadcrumb')"
    " or ((contains(@class,'author') or contains(@class,'tac-gia'))"
    " and string-length(normalize-space(.)) < 60)]"
)
_AUTHOR = XPath(
    "string((//*[contains(@class,'author') or contains(@class,'tac-gia')]"
    "[string-length(normalize-space(.)) < 60 and string-length(normalize-space(.)) > 3])[last()])"
)
_OTHERS = re.compile(
    r"^\W*((các )?(tin|bài|bài viết|tin bài|tin tức)( tức)?"
    r" (liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa)"
    r"|(các )?(văn bản|thông báo) khác|other news|related( news| posts)?|tin mới|tin nổi bật|xem thêm)\W*$",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"^\W*(số )?(lần|lượt|người) (xem|đọc|truy cập)\W*\d", re.IGNORECASE)
_LEAD_BLOCKS = 4
MAX_ELEMENTS = 30_000  # ten times a rich page
_LIST_LETTERS = 60  # of a list that an article has between two of its paragraphs
SHORT = 250  # characters below which the thorough mode is tried too
_SLUG = re.compile(r"(?:[^-_/]+[-_]){4,}[^-_/]*$|[-_/]\d{4,}(?:\.\w{3,5})?$")


@dataclass(frozen=True, slots=True)
class General:
    """What general rules make of a page; `score` 0 or more: it is an article."""

    title: str
    text: str
    dates: tuple[str, ...]
    meta_dates: tuple[str, ...]
    url_date: str | None
    author: str | None
    score: int
    flags: tuple[str, ...]


@lru_cache(maxsize=1)
def extractor_name() -> str:
    """The library with its version, and the version of our rules around it: `trafilatura/2.3.1+2`."""
    from importlib.metadata import version  # noqa: PLC0415

    return f"trafilatura/{version('trafilatura')}+{OWN_RULES}"


def read_general(tree: Tree, url: str) -> General:
    metadata = read_metadata(tree)
    found = headline(tree, metadata)
    element = None if isinstance(found, str) else found
    title, title_flags = repair_text(plain_text(element) if element is not None else found or "")
    title = " ".join(title.split())[:500]
    text, flags = body_text(tree)
    if element is not None:
        text, flags = _completed(tree, element, title, text, flags)
    text = _without_head(text, title)
    dates = shown_dates(tree, element)
    words = len(title.split()) if element is not None else 0
    return General(
        title=title,
        text=text,
        dates=tuple(dates),
        meta_dates=metadata.dates,
        url_date=url_date(url),
        author=metadata.author or " ".join(str(_AUTHOR(tree.root)).split()) or None,
        score=_score(tree, url, metadata, text, words, len(dates)),
        flags=tuple(dict.fromkeys((*title_flags, *flags))),
    )


def body_text(tree: Tree) -> tuple[str, tuple[str, ...]]:
    """The main text by trafilatura on the tree as parsed, in our form; empty where it finds none.

    A page that it fails on in silence (deep) or works on for minutes (huge) is not given to it.
    """
    if tree.is_deep or tree.size > MAX_ELEMENTS:
        return "", ()
    text, flags = _text(_extract(tree, fast=True))
    if len(text) < SHORT:
        more, more_flags = _text(_extract(tree, fast=False))
        if len(more) > len(text):
            return more, more_flags
    return text, flags


def _extract(tree: Tree, *, fast: bool) -> Element | None:
    import trafilatura  # noqa: PLC0415  # 250 ms, and pages of a known platform do not need it

    document: Any = trafilatura.bare_extraction(
        _rich(tree), fast=fast, include_comments=False, include_tables=True, prune_xpath=_PRUNE
    )
    return document.body if document is not None else None


def _rich(tree: Tree) -> Element:
    if isinstance(tree.root, HtmlElement):
        return tree.root
    # As text: from bytes, lxml would believe what the page says, or does not say, of its encoding.
    return lxml_html.document_fromstring(etree.tostring(tree.root, encoding="unicode", method="html"))


def _text(body: Element | None) -> tuple[str, tuple[str, ...]]:
    if body is None:
        return "", ()
    text, flags = text_of([body])
    kept: list[str] = []
    for block in text.split("\n\n"):
        if _OTHERS.match(block):
            break
        kept.append(block)
    return tidy("\n\n".join(kept)), flags


def _completed(
    tree: Tree, element: Element, title: str, text: str, flags: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    """The text set right against what stands below the headline: page for article, lost lead, nothing."""
    below, below_flags = text_below(tree, element)
    after = _after(text, title)
    if not text or (after and 2 * len(below) > len(after)):
        return below, below_flags
    if after:
        return after, flags
    text = _with_lists(tree, text, below)
    first = text.partition("\n\n")[0]
    lead = below.split("\n\n")[:_LEAD_BLOCKS]
    if first in lead[1:]:
        return "\n\n".join([*lead[: lead.index(first)], text]), flags
    return text, flags


def _with_lists(tree: Tree, text: str, below: str) -> str:
    """The text with the lists that stand between two of its blocks.

    Where trafilatura knows no container of the page it gathers paragraphs and tables alone. A list of links
    or of a few letters is the page's and not the article's.
    """
    kept, shown = text.split("\n\n"), below.split("\n\n")
    places = {block: place for place, block in enumerate(shown)}
    items: set[str] | None = None
    whole: list[str] = []
    for block, after in pairwise((*kept, "")):
        whole.append(block)
        gap = shown[places[block] + 1 : places[after]] if block in places and after in places else []
        if sum(map(len, gap)) >= _LIST_LETTERS:
            items = _unlinked_items(tree) if items is None else items
            whole += gap if items.issuperset(gap) else []
    return "\n\n".join(whole)


def _unlinked_items(tree: Tree) -> set[str]:
    """The texts of the list items that hold no link."""
    found = (item for item in tree.root.iter("li") if next(item.iter("a"), None) is None)
    return {tidy(repair_text(" ".join(plain_text(item).split()))[0]) for item in found}


def _after(text: str, title: str) -> str:
    """What follows the headline where the text began above it, and so is the page instead of the article."""
    blocks = text.split("\n\n")
    lines = [" ".join(block.split()).lower() for block in blocks]
    above = lines.index(title.lower(), 2) if title.lower() in lines[2:] else 0
    after = "\n\n".join(blocks[above + 1 :]) if above else ""
    return after if 3 * len(after) > len(text) else ""


def text_below(tree: Tree, title: Element) -> tuple[str, tuple[str, ...]]:
    """The blocks after the headline up to the first that is no longer the article."""
    body = next(tree.root.iter("body"), tree.root)
    marker = plain_text(title)
    kept: list[str] = []
    below = False
    for block in blocks(body, chrome_of(tree, title)):
        line = " ".join(block.text.split())
        if not below:
            below = line == marker
        elif kept and _ends(line, block.linked):
            break
        elif line and not is_pointer(block) and not is_stamp(line):
            kept.append(block.text)
    text, flags = repair_text("\n\n".join(kept))
    return tidy(text), flags


def _ends(line: str, linked: int) -> bool:
    is_over = _OTHERS.match(line) or is_chrome(line) or _COUNTER.search(line)
    return bool(is_over) or linked > 0.8 * len(line) > 20


def _without_head(text: str, title: str) -> str:
    """The text without the headline and the date that stand above it."""
    blocks = text.split("\n\n")
    while len(blocks) > 1 and (" ".join(blocks[0].split()).lower() == title.lower() or is_stamp(blocks[0])):
        del blocks[0]
    return "\n\n".join(blocks)


def _score(tree: Tree, url: str, metadata: Metadata, text: str, words: int, dates: int) -> int:  # noqa: PLR0917
    """Signs of an article minus signs of a list: words of the headline, dates around it, form of the text."""
    path = unquote(urlsplit(url).path).rstrip("/")
    if not path or not text:
        return -5
    signs = (
        (2, metadata.is_article),
        (1, _SLUG.search(path) is not None),
        (1, words >= 5),
        (1, 0 < dates <= 2),
        (1, len(text) >= 600),
        (_prose(text), True),
        (-1, words == 0),
        (-1, dates >= 5),
        (-1, len(text) < 150),
        (-2, _linked_headlines(tree) >= 6),
        (-2, _linked_share(tree, text) > 0.25),
        (-2, has_pager(tree)),
    )
    return sum(weight for weight, holds in signs if holds) - 2


def _prose(text: str) -> int:
    """Paragraphs are long, items of a list are not; one block alone is taken where nothing is found."""
    blocks = [block for block in text.split("\n\n") if block]
    if len(text) < 400:
        return 0
    if len(blocks) == 1:
        return -2
    long = sum(len(block) for block in blocks if len(block) >= 120)
    return 1 if 2 * long >= len(text) else -1


def _linked_share(tree: Tree, text: str) -> float:
    """How many of the text's blocks begin with what is a link on the page, as headlines of a list do."""
    labels = {text[:40] for text in tree.links.values()}
    blocks = [block[:40] for block in text.split("\n\n") if len(block) >= 15]
    return sum(block in labels for block in blocks) / len(blocks) if blocks else 0.0


def _linked_headlines(tree: Tree) -> int:
    """Headlines that are links, outside chrome: a list has many, an article few."""
    count = 0
    for heading in tree.root.iter("h2", "h3", "h4"):
        anchor = next(heading.iter("a"), None)
        if anchor is not None and len(plain_text(anchor)) > 25 and not in_chrome(heading):
            count += 1
    return count
