"""What the five templates share: responses, page tables, skeletons, paging."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Literal, TypeAlias

from samples.blocks import to_html
from samples.content import Office, Story
from samples.damage import damaged, encoded

FOLDER = Path(__file__).parent.parent / "templates"
HTML = "text/html; charset=utf-8"
WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
Role: TypeAlias = Literal[
    "article",
    "register",
    "listing",
    "home",
    "login",
    "print",
    "twin",
    "soft_404",
    "stub",
    "trap",
    "feed",
    "private",
]


@dataclass(frozen=True, slots=True)
class Response:
    body: bytes
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a portal: what it is, and how it is made when somebody asks for it."""

    role: Role
    render: Callable[[], Response]
    slug: str | None = None  # the story's, where the page shows one


Pages: TypeAlias = dict[str, Page]


def html(text: str, quirks: tuple[str, ...] = (), status: int = 200) -> Response:
    return Response(encoded(text, quirks), status)


def fill(name: str, values: Mapping[str, str]) -> str:
    """The skeleton `templates/<name>.html` with each `{{key}}` replaced; KeyError for a key not given."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], _skeleton(name))


def text(value: str) -> str:
    return escape(value, quote=False)


def title_of(story: Story) -> str:
    return text(damaged(story.title, tuple(q for q in story.quirks if q != "lost_ampersands")))


def body_of(story: Story) -> str:
    """The story's blocks as HTML, with the damage that its quirks name."""
    return damaged(to_html(story.blocks), story.quirks).replace("\u00a0", "&nbsp;")


def sapo_of(story: Story) -> str:
    return damaged(text(story.sapo), story.quirks).replace("\u00a0", "&nbsp;")


def story_values(office: Office, story: Story) -> dict[str, str]:
    """What the skeleton of an article shows on every portal."""
    return {
        "section": section_name(office, story.section),
        "title": title_of(story),
        "sapo": sapo_of(story),
        "body": body_of(story),
        "author": text(story.author or ""),
        "views": str(views(story)),
    }


def office_values(office: Office) -> dict[str, str]:
    """What the frame of a page shows on every portal."""
    return {"name": office.name, "owner": office.owner, "address": office.address}


def teaser(story: Story, words: int = 30) -> str:
    """The first words of an article, as lists show them."""
    parts = story.lines[0].split() if story.lines else []
    return text(" ".join(parts[:words]) + ("..." if len(parts) > words else ""))


def views(story: Story) -> int:
    return 137 + story.number * 7 % 2900


def paged(office: Office, section: str) -> Iterator[tuple[int, int, Sequence[Story]]]:
    """(page number from 1, number of pages, stories of the page); an empty list has one empty page."""
    stories, size = office.of_section(section), office.per_list
    last = max(1, -(-len(stories) // size))
    for number in range(1, last + 1):
        yield number, last, stories[(number - 1) * size : number * size]


def others(office: Office, story: Story, count: int = 5) -> tuple[Story, ...]:
    """What a portal shows as related news: the neighbours in the same section."""
    nearest = office.of_section(story.section)[: count + 1]
    return tuple(other for other in nearest if other.slug != story.slug)[:count]


def section_name(office: Office, slug: str) -> str:
    return next(section.name for section in office.sections if section.slug == slug)


def clock(moment: dt.datetime) -> str:
    """`9:05 AM`: how the sample portals write a time of day."""
    return moment.strftime("%I:%M %p")


def robots(*extra: str) -> Page:
    lines = ("User-agent: *", "Disallow: /noi-bo/", "Disallow: /quan-tri/", *extra, "")
    body = "\n".join(lines).encode()
    return Page("feed", lambda: Response(body, content_type="text/plain; charset=utf-8"))


def private() -> Page:
    """A page that robots.txt closes: a crawl that asks for it is wrong."""
    body = "<html><head><title>Nội bộ</title></head><body><p>Lịch trực, lưu hành nội bộ.</p></body></html>"
    return Page("private", lambda: html(body))


@lru_cache(maxsize=32)
def _skeleton(name: str) -> str:
    return (FOLDER / f"{name}.html").read_text(encoding="utf-8")
