"""An article of unknown layout: trafilatura finds the text, our own rules judge whether it is one."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from pipelines.extract import text_of, tidy
from pipelines.metadata import Metadata, headline, in_chrome, read_metadata, shown_dates, url_date
from pipelines.repair import repair_text
from pipelines.tree import Element, Tree, plain_text

# trafilatura reports each page without content as a warning; a reading says it with its kind.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# Lists of other articles, which it takes for text (performance.md §2).
_PRUNE = (
    "//*[contains(@class,'related') or contains(@class,'tin-khac') or contains(@class,'tinkhac')"
    " or contains(@class,'tin-lien-quan') or contains(@class,'tinlienquan') or contains(@class,'other-news')"
    " or contains(@class,'othernews') or contains(@class,'breadcrumb')]"
)
_OTHERS = re.compile(
    r"^\W*((các )?(tin|bài|bài viết|tin bài|tin tức)( tức)?"
    r" (liên quan|khác|cùng chuyên mục|mới hơn|cũ hơn|đã đưa)"
    r"|(các )?(văn bản|thông báo) khác|other news|related( news| posts)?|tin mới|tin nổi bật|xem thêm)\W*$",
    re.IGNORECASE,
)
SHORT = 250  # characters below which the thorough mode is tried too
_SLUG = re.compile(r"(?:[^-_/]+[-_]){4,}[^-_/]*$|[-_/]\d{4,}(?:\.\w{3,5})?$")


@dataclass(frozen=True, slots=True)
class General:
    """What general rules make of a page; `score` above 0: it is an article."""

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
    from importlib.metadata import version  # noqa: PLC0415

    return f"trafilatura/{version('trafilatura')}"


def read_general(tree: Tree, url: str) -> General:
    metadata = read_metadata(tree)
    found = headline(tree, metadata)
    element = None if isinstance(found, str) else found
    title, title_flags = repair_text(plain_text(element) if element is not None else found or "")
    text, flags = body_text(tree)
    text = _without_title(text, title)
    return General(
        title=" ".join(title.split())[:500],
        text=text,
        dates=tuple(shown_dates(tree, element)),
        meta_dates=metadata.dates,
        url_date=url_date(url),
        author=metadata.author,
        score=_score(tree, url, metadata, text, element),
        flags=tuple(dict.fromkeys((*title_flags, *flags))),
    )


def body_text(tree: Tree) -> tuple[str, tuple[str, ...]]:
    """The main text by trafilatura on the tree as parsed, in our form; empty where it finds none."""
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
    return lxml_html.document_fromstring(etree.tostring(tree.root, encoding="utf-8", method="html"))


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


def _without_title(text: str, title: str) -> str:
    first, separator, rest = text.partition("\n\n")
    return rest if separator and " ".join(first.split()).lower() == title.lower() else text


def _score(tree: Tree, url: str, metadata: Metadata, text: str, title: Element | None) -> int:
    """Signs of an article minus signs of a list; see docs/extraction.md for how they were chosen."""
    parts = urlsplit(url)
    path = unquote(parts.path).rstrip("/")
    if not path or not text:
        return -5
    score = -1
    score += 2 * metadata.is_article
    score += bool(_SLUG.search(path))
    score += title is not None and title.tag in {"h1", "h2"}
    score += len(text) >= 600
    score += _prose(text)
    score -= 2 * (_dated_headlines(tree) >= 6)
    score -= len(text) < 150
    return score


def _prose(text: str) -> int:
    """Paragraphs are long, items of a list are not."""
    blocks = [block for block in text.split("\n\n") if block]
    long = sum(len(block) for block in blocks if len(block) >= 120)
    return 1 if 2 * long >= len(text) else -1


def _dated_headlines(tree: Tree) -> int:
    """Headlines that are links, outside chrome: a list has many, an article few."""
    count = 0
    for heading in tree.root.iter("h2", "h3", "h4"):
        anchor = next(heading.iter("a"), None)
        if anchor is not None and len(plain_text(anchor)) > 25 and not in_chrome(heading):
            count += 1
    return count
