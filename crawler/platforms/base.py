"""What a platform is: URL rules, article identity and page marks of one vendor's portals, without Scrapy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

UrlRole: TypeAlias = Literal["article", "register", "listing", "file", "page", "skip"]


@dataclass(frozen=True, slots=True)
class UrlFacts:
    """What an address says before it is fetched.

    `role` "page" means: the address does not tell, read the page. `skip` names in `reason` why it is
    never followed (login, trap, asset, off_site …). `url` is the address to fetch (a print or language
    twin is rewritten to the article itself), `key` the identity: host + article id where the platform has
    one, else the canonical URL without scheme.
    """

    role: UrlRole
    url: str
    key: str
    reason: str | None = None


class Platform(Protocol):
    """One module of `crawler.platforms` each; the module's stem is `name`."""

    name: str

    def classify(self, url: str) -> UrlFacts:
        """Role, address to fetch and identity of an absolute URL."""
        ...
