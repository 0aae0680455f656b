"""What can go wrong before or while a portal is crawled."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class CrawlError(Exception):
    """A crawl cannot be done; `str(error)` is a sentence for people."""


class ContactMissing(CrawlError):  # noqa: N818  what is wrong, as in store.errors
    """A real host would be asked by somebody who does not say who they are."""

    def __init__(self, hosts: tuple[str, ...]) -> None:
        super().__init__(
            "A crawl of real hosts needs REFORMWATCH_CONTACT, an e-mail address or URL that their operators "
            f"can write to (hosts: {', '.join(hosts[:3])}{' …' if len(hosts) > 3 else ''})."
        )


class Refused(IgnoreRequest):
    """A request that we do not send, or an answer that we do not take; `reason` is its code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
