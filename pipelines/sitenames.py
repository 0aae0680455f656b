"""What a portal and its sections are called, by its host and the titles of its pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_SEPARATOR = re.compile(r"\s+(?:[-–|»:•]|::)\s+")
HOME_WORDS = frozenset({"trang chủ", "trang chu", "home", "homepage", "welcome", "default"})
_PLAIN_LABELS = frozenset({"www", "gov", "com", "org", "net", "edu", "vn"})


def portal_id(host: str) -> str:
    """`krongno-daknong` for `krongno.daknong.gov.vn`."""
    labels = [label for label in host.lower().split(".") if label not in _PLAIN_LABELS]
    text = re.sub(r"[^a-z0-9-]", "", "-".join(labels)).strip("-")[:64]
    return text if text[:1].isalpha() else f"p-{text}"


def site_name(title: str) -> str:
    """The title of a home page without the word for home."""
    parts = [part.strip() for part in _SEPARATOR.split(title)]
    return " - ".join(part for part in parts if part and part.lower() not in HOME_WORDS)


def section_name(title: str, site: str) -> str:
    """A page's title without the name of its site."""
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    own = [part for part in parts if part.lower() not in site.lower() and part.lower() not in HOME_WORDS]
    return own[0] if own else ""


def path_of(url: str) -> str:
    """Path and query."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
