"""A portal that names very many articles at once, in sitemaps; each page is tiny and like no other."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from samples.pages.base import Response

HOST = "dai.example"
PER_FILE = 10_000
_WORDS = (
    "ủy", "ban", "nhân", "dân", "xã", "huyện", "tỉnh", "kế", "hoạch", "hồ", "sơ", "thủ", "tục", "tiếp",
    "nhận", "giải", "quyết", "công", "khai", "phổ", "biến",
)  # fmt: skip
_XML = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


@dataclass(frozen=True)
class LongSite:
    articles: int

    @property
    def host(self) -> str:
        return HOST

    def declaration(self, fetched: int) -> dict[str, Any]:
        """`fetched`: how many pages a run takes at most."""
        return {
            "id": "dai", "name": "Cổng dài", "url": f"https://{HOST}/", "platform": "sharepoint_lacviet",
            "locality": "P63:46", "crawl": {"max_pages": fetched},
        }  # fmt: skip

    def respond(self, path: str, query: str) -> Response | None:
        name, _, number = path.strip("/").partition("-")
        if name == "robots.txt":
            return Response(
                f"User-agent: *\nSitemap: https://{HOST}/sitemap.xml\n".encode(), 200, "text/plain"
            )
        if name == "sitemap.xml":
            return self._index()
        if name == "sitemap" and number.isdigit():
            return self._sitemap(int(number))
        if name == "tin" and number.isdigit() and int(number) < self.articles:
            return Response(_article(int(number)))
        return Response(b"<html><body><p>Trang chu</p></body></html>") if path == "/" else None

    def _index(self) -> Response:
        files = range(-(-self.articles // PER_FILE))
        locs = (f"<sitemap><loc>https://{HOST}/sitemap-{n}</loc></sitemap>" for n in files)
        return _xml(f"<sitemapindex {_XML}>{''.join(locs)}</sitemapindex>")

    def _sitemap(self, file: int) -> Response:
        numbers = range(file * PER_FILE, min((file + 1) * PER_FILE, self.articles))
        locs = (f"<url><loc>https://{HOST}/tin-{number}</loc></url>" for number in numbers)
        return _xml(f"<urlset {_XML}>{''.join(locs)}</urlset>")


def _xml(text: str) -> Response:
    return Response(text.encode(), 200, "application/xml")


def _article(number: int) -> bytes:
    pick = random.Random(number)
    text = " ".join(pick.choices(_WORDS, k=40))
    return (
        f'<html><body><h1 id="news-title">Tin số {number}</h1><div id="news-date">12/05/2025 08:00</div>'
        f'<div id="news-detail"><p>{text}.</p></div></body></html>'
    ).encode()
