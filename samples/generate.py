"""Synthetic portals for the benchmark: many different pages of one platform, the same for the same seed.

Their sentences are those of the sample texts in another order, their chrome is as heavy as a real portal's
(60 to 80 kB a page), and pages are made when they are asked for.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from samples.blocks import Block
from samples.content import Office, Section, Story, offices
from samples.pages.base import Response
from samples.sites import SampleSite, template_of

PLATFORMS = {"liferay_asset": "liferay", "sharepoint_lacviet": "lacviet_a", "generic": "modern"}
SECTIONS = (
    Section("cai-cach-hanh-chinh", "Cải cách hành chính"),
    Section("tin-tuc-su-kien", "Tin tức - sự kiện"),
    Section("chuyen-doi-so", "Chuyển đổi số"),
    Section("van-hoa-xa-hoi", "Văn hóa - xã hội"),
)
PER_LIST = 20
NEWEST = dt.datetime(2024, 11, 29, 16, 0)  # noqa: DTZ001 -- a portal shows local time without a zone
SCRIPT_KB, MENU_LINKS = 22, 150


@dataclass(frozen=True)
class GeneratedSite:
    """One portal of `articles` pages; `declaration` is what a portal's file would say of it."""

    site: SampleSite
    platform: str
    articles: int
    head: bytes
    menu: bytes

    @property
    def host(self) -> str:
        return self.site.host

    @property
    def declaration(self) -> dict[str, Any]:
        return {
            "id": self.site.office.id,
            "name": self.site.office.name,
            "url": f"https://{self.host}/",
            "platform": self.platform,
            "locality": "P63:38",
            "sections": [{"path": f"/{section.slug}", "name": section.name} for section in SECTIONS],
            "crawl": {"max_pages": 4 * self.articles + 500, "since": dt.date(2015, 1, 1)},
        }

    def respond(self, path: str, query: str) -> Response | None:
        response = self.site.respond(path, query)
        if response is None or not response.content_type.startswith("text/html"):
            return response
        return replace(response, body=self._dressed(response.body))

    def _dressed(self, page: bytes) -> bytes:
        """The page with the scripts and the menu of a real portal around it."""
        body = page.find(b">", page.find(b"<body")) + 1
        head = page.find(b"</head>")
        return b"".join((page[:head], self.head, page[head:body], self.menu, page[body:]))


def generate(n: int, seed: int = 0) -> list[GeneratedSite]:
    """One portal of `n` articles for each platform that has a spider, and for an unknown one."""
    return [generate_site(platform, n, seed) for platform in PLATFORMS]


def generate_site(platform: str, n: int, seed: int = 0) -> GeneratedSite:
    """One portal of `n` articles. Raises KeyError for a platform that has no template here."""
    name = platform.split("_", maxsplit=1)[0]
    office = Office(
        id=f"mau-do-{name}",
        host=f"{name}.mau-do.example",
        name="Cổng thông tin điện tử mẫu để đo",
        owner="Ủy ban nhân dân tỉnh Mẫu",
        address="Số 00 đường Mẫu",
        template=PLATFORMS[platform],
        sections=SECTIONS,
        stories=tuple(_story(platform, number, seed) for number in range(n)),
        per_list=PER_LIST,
    )
    site = SampleSite(office, template_of(office).pages(office, False))
    return GeneratedSite(site, platform, n, _scripts(seed).encode(), _menu().encode())


def _story(platform: str, number: int, seed: int) -> Story:
    pick = random.Random(f"{platform}/{seed}/{number}")  # noqa: S311 -- varied, not secret
    titles, sentences = _stock()
    lengths = [pick.randint(2, 5) for _ in range(pick.randint(5, 14))]
    paragraphs = tuple(Block("paragraph", " ".join(pick.sample(sentences, length))) for length in lengths)
    title = f"{pick.choice(titles)} (kỳ {number + 1})"
    return Story(
        slug=f"bai-viet-mau-so-{number + 1}",
        number=2_000_000 + number,
        section=pick.choice(SECTIONS).slug,
        title=title,
        published=NEWEST - dt.timedelta(minutes=number * 397),
        sapo=pick.choice(sentences),
        blocks=paragraphs,
        author="Ban Biên tập",
    )


@lru_cache(maxsize=1)
def _stock() -> tuple[list[str], list[str]]:
    """Titles, and sentences of some length, of all sample stories."""
    stories = [story for office in offices() for story in office.stories]
    lines = [block.text for story in stories for block in story.blocks if block.kind == "paragraph"]
    sentences = [f"{part.strip('. ')}." for line in lines for part in line.split(". ") if len(part) > 60]
    return sorted({story.title for story in stories}), sorted(set(sentences))


def _scripts(seed: int) -> str:
    """Inline script and style as portals ship them: long, and of no use to a reader."""
    pick = random.Random(seed)  # noqa: S311 -- varied, not secret
    lines, size = [], 0
    while size < SCRIPT_KB * 1024:
        key, value = pick.getrandbits(32), pick.getrandbits(64)
        lines.append(
            f'Portal.set("m{key:08x}",function(a,b){{if(a<b){{return"{value:016x}"}}return a&&b||null}});'
        )
        size += len(lines[-1])
    style = "".join(f".mau-{i}{{margin:{i % 9}px;padding:{i % 7}px;float:left}}" for i in range(160))
    return f'<script type="text/javascript">{"".join(lines)}</script><style>{style}</style>'


def _menu() -> str:
    """A menu over all pages: every second link leaves the portal, the others lead to its sections."""
    return f'<div class="mega-menu"><ul>{"".join(map(_menu_item, range(MENU_LINKS)))}</ul></div>'


def _menu_item(number: int) -> str:
    outside, inside = f"https://don-vi-{number}.example/", f"/{SECTIONS[number % 4].slug}#muc-{number}"
    href, name = outside if number % 2 else inside, f"Thủ tục hành chính - dịch vụ công, mục {number}"
    link = f'<a class="menu-link" title="Cải cách hành chính" href="{href}"><span>{name}</span></a>'
    return f'<li class="menu-item menu-item-{number}">{link}</li>'
