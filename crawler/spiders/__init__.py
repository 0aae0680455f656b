"""The spiders: one for each platform that must be walked in its own way; the module is named like it."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.spiders.base import PortalSpider


def spider_of(platform: str) -> type[PortalSpider]:
    """The spider of a platform: its own, else the generic one."""
    name = platform if importlib.util.find_spec(f"{__name__}.{platform}") else "generic"
    module = importlib.import_module(f"{__name__}.{name}")
    spiders = (
        value
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    )
    return next(spiders)
