"""The vendor platforms that portals are built on; the stem of a module is the platform's name."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache, lru_cache
from typing import cast

from crawler.platforms.base import Layout, Platform, UrlFacts, layouts_on

__all__ = ["Layout", "Platform", "UrlFacts", "get_platform", "layouts_on", "platform_names"]


@lru_cache(maxsize=1)
def platform_names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name != "base"))


@cache
def get_platform(name: str) -> Platform:
    """The platform of that name. Raises LookupError, naming those that exist."""
    if name not in platform_names():
        raise LookupError(f"no platform {name!r}; there are: {', '.join(platform_names())}")
    return cast("Platform", importlib.import_module(f"{__name__}.{name}").PLATFORM)
