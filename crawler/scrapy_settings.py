"""Scrapy's settings of a crawl: those of `settings.py`, and what depends on the options. docs/crawling.md."""

from __future__ import annotations

from typing import Any

from scrapy.settings import Settings

from crawler.options import CrawlOptions
from crawler.robots import AGENT

# Whole lists instead of changes to Scrapy's: what is not named here does not run, also after an upgrade.
_DOWNLOADER = {
    "crawler.middlewares.PermissionMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.middlewares.Redirects": 600,
    "crawler.middlewares.RetryMiddleware": 700,
    "crawler.archiving.ArchiveMiddleware": 850,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 900,
}
_HANDLER = "crawler.connect.PoliteHandler"


def scrapy_settings(options: CrawlOptions) -> Settings:
    settings = Settings()
    settings.setmodule("settings")
    settings.update(_of_crawl(options), priority="cmdline")
    return settings


def user_agent(contact: str, version: str) -> str:
    """Who we are, and where to complain."""
    return f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"


def _of_crawl(options: CrawlOptions) -> dict[str, Any]:
    from settings import VERSION  # noqa: PLC0415  the settings module is Scrapy's, loaded with the crawl

    return {
        "USER_AGENT": user_agent(options.contact, VERSION),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "vi,en;q=0.5",
        },
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DOWNLOAD_DELAY": 0,  # the host gate keeps the pauses
        "DOWNLOAD_HANDLERS": {
            "http": _HANDLER, "https": _HANDLER, "file": None, "data": None, "ftp": None, "s3": None,
        },
        "TWISTED_DNS_RESOLVER": "crawler.addresses.GuardedResolver",
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # crawler.discovery knows what was seen
        "DEPTH_LIMIT": 0,  # crawler.discovery counts steps of navigation; pages of a list are no depth
        "DOWNLOADER_MIDDLEWARES_BASE": _DOWNLOADER,
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {"scrapy.extensions.memusage.MemoryUsage": 0},
        "ITEM_PIPELINES": {**options.stages, "crawler.stages.PageStage": 900},
        "CONCURRENT_ITEMS": 1,  # Scrapy starts so many tasks for each answer; ours hold two items at most
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # would read the callbacks' source for each answer
        "STATS_DUMP": False,
        "LOG_FORMATTER": "crawler.logs.PlainLog",
        "LOG_LEVEL": "WARNING",
        "LOG_INSTALL_ROOT_HANDLER": False,  # logging belongs to whoever started the program
    }  # fmt: skip
