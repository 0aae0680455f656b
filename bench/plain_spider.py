"""The yardstick: a plain Scrapy spider that gives each article to trafilatura and writes JSON lines.

What a competent person writes in an hour: lists are followed by their links, every article goes through
trafilatura with its defaults and metadata, in the callback, and Scrapy's feed export writes the result. In
its favour: logging is at WARNING, and links are looked for on list pages only.

    python -m bench.plain_spider http://127.0.0.1:PORT/ PLATFORM OUT.jsonl
"""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

ARTICLE = {
    "liferay_asset": re.compile(r"^/[\w-]+/-/view_content/\d+-[\w-]+\.html$"),
    "sharepoint_lacviet": re.compile(r"^/bai-viet-mau-so-\d+$"),
    "generic": re.compile(r"^/[\w-]+/[\w-]+-\d{6,}\.html"),
}
LIST = re.compile(r"^/(cai-cach-hanh-chinh|tin-tuc-su-kien|chuyen-doi-so|van-hoa-xa-hoi)(/page/\d+/|\?.+)?$")
SETTINGS = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "WARNING",
}


class PlainSpider(scrapy.Spider):
    name = "plain"

    def __init__(self, home: str, platform: str) -> None:
        super().__init__()
        self.home = home
        self.article = ARTICLE[platform]

    async def start(self) -> AsyncIterator[Any]:
        yield scrapy.Request(self.home, callback=self.parse)

    def parse(self, response: Response) -> Iterator[Any]:
        for found in response.css("a::attr(href)").getall():
            href = found.partition("#")[0].partition("?utm_")[0]
            if self.article.match(href):
                yield response.follow(href, callback=self.parse_article)
            elif LIST.match(href):
                yield response.follow(href, callback=self.parse)

    def parse_article(self, response: Response) -> Iterator[dict[str, Any]]:
        found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)
        if found is not None:
            names = ("title", "author", "date", "description", "sitename", "categories", "tags", "text")
            yield {"url": response.url, **{name: getattr(found, name, None) for name in names}}


def main(home: str, platform: str, out: str) -> None:
    process = CrawlerProcess({**SETTINGS, "FEEDS": {out: {"format": "jsonlines", "encoding": "utf8"}}})
    process.crawl(PlainSpider, home=home, platform=platform)
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:4])
