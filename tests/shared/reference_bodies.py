"""What the saved articles say, read a second way: the reference that extraction is measured against.

Shares nothing with the program: its selectors are those that were written down by hand for each portal, its
text walker is recursive, its dates are plain patterns. Of 20 of its pages title, date,
first and last words were compared with the page by eye.

    python tests/shared/reference_bodies.py [SHARED]    prints one line per article
"""

from __future__ import annotations

import csv
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

PARAGRAPHS = set("p div li td th tr table h1 h2 h3 h4 h5 h6 ul ol blockquote".split())  # noqa: SIM905
UNSEEN = set("script style noscript select button menu iframe embed object input img".split())  # noqa: SIM905
DATE = re.compile(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})")
HERE = re.compile(r"(?i)^\W*(.{0,60})(tại đây|ở đây|file đính kèm|văn bản đính kèm)\W*$|^\W*xem chi tiết\W*$")


@dataclass(frozen=True)
class Reference:
    file: str
    url: str
    title: str
    date: tuple[int, int, int] | None  # year, month, day as the page shows it
    body: str


def has_class(name: str) -> str:
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def clean(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def paragraphs(element: Any, dropped: set[Any]) -> Iterator[tuple[str, bool]]:
    """(text, has a link) of each paragraph below `element`."""
    line: list[str] = []
    linked = False

    def flush() -> Iterator[tuple[str, bool]]:
        nonlocal linked
        text = clean("".join(line))
        if text:
            yield text, linked
        line.clear()
        linked = False

    def walk(node: Any) -> Iterator[tuple[str, bool]]:
        nonlocal linked
        if not isinstance(node.tag, str) or node in dropped or node.tag in UNSEEN:
            return
        is_paragraph = node.tag in PARAGRAPHS
        if is_paragraph:
            yield from flush()
        if node.tag == "br":
            line.append("\n")
        linked = linked or node.tag == "a"
        line.append(node.text or "")
        for child in node:
            yield from walk(child)
            line.append(child.tail or "")
        if is_paragraph:
            yield from flush()

    yield from walk(element)
    yield from flush()


def body_of(roots: list[Any], dropped: set[Any]) -> str:
    """Link lines ("Xem chi tiết tại đây") belong to the attachments, not to the text."""
    lines = [pair for root in roots for pair in paragraphs(root, dropped)]
    return "\n".join(text for text, linked in lines if not (linked and HERE.match(text)))


def liferay(page: Any) -> tuple[str, str, str]:
    article = f"//div[{has_class('asset-full-content')}]"
    title = page.xpath(f"string(//div[{has_class('asset-full-content-title')}])")
    date = page.xpath(f"string(//div[{has_class('assetPublishDate')}])")
    lead = page.xpath(f"{article}//p[{has_class('sapo')}]")
    body = page.xpath(f"{article}//div[{has_class('journal-content-article')}]")[:1]
    editor = set(page.xpath(f"{article}//p[{has_class('view-content-author')}]"))
    return title, date, body_of(lead + body, editor)


def news(page: Any) -> tuple[str, str, str]:
    sheet = "//table[@id='tableforprint']"
    title = page.xpath(f"string({sheet}//p[@class='Title'])")
    date = page.xpath("string(//tr[contains(@class, 'ms-news-header')]//td[@class='Time'])")
    lead = page.xpath(f"{sheet}//b[contains(@class, 'lv_description')]")
    body = page.xpath(f"({sheet}//div[starts-with(@class, 'ExternalClass')])[1]")
    others = set(page.xpath(f"{sheet}//*[@id='part2']"))
    return title, date, body_of(lead + body, others)


def intro(page: Any) -> tuple[str, str, str]:
    box = page.xpath("//div[contains(@class, 'gtTitle')]")[0]
    heading = next(p for p in box.iter("p") if clean("".join(p.itertext())))
    return "".join(heading.itertext()), "", body_of([box], {heading})


READERS = {"sotttt": liferay, "krongno": news, "stc": intro}


def references(shared: Path) -> Iterator[Reference]:
    """One of each saved article page (kind `detail` in INDEX.csv)."""
    portals = shared / "portals"
    with (portals / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["kind"] == "detail"]
    for row in rows:
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        page = etree.fromstring((portals / row["file"]).read_bytes(), parser)
        title, date, body = READERS[row["file"].split(".")[0]](page)
        found = DATE.search(date)
        day = (int(found[3]), int(found[2]), int(found[1])) if found else None
        yield Reference(row["file"], row["url"], clean(title), day, body)


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[3] / "shared"
    for item in references(folder):
        print(item.file[:60], item.date, len(item.body), item.title[:60], sep=" | ")  # noqa: T201
