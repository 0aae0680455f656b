"""Addresses as facts: canonical form, identity, what an extension or a segment says. Pure, no network.

Rules: docs/crawling.md. Nothing here knows a platform; `crawler.platforms` builds on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

DOCUMENT_EXTENSIONS = frozenset(
    re.findall(
        r"\w+",
        "pdf doc docx docm dot dotx rtf odt xls xlsx xlsm xlsb ods ppt pptx pptm pps ppsx odp zip rar 7z",
    )
)
ASSET_EXTENSIONS = frozenset(
    re.findall(
        r"\w+",
        "css js mjs map json ico png jpg jpeg jfif gif bmp svg webp tif tiff avif woff woff2 ttf eot otf "
        "mp3 mp4 m4a m4v wav wma wmv avi mov flv swf webm ogg exe msi apk dll axd ashx ics",
    )
)
_TRACKING = re.compile(
    r"(utm_\w+|fbclid|gclid|dclid|msclkid|zarsrc|_ga|_gl|mc_[ce]id|ref_?src|jsessionid|phpsessid|sessionid"
    r"|asp\.net_sessionid|aspsessionid\w*|sid|p_auth|_afrloop|_afrwindow\w*|_adf\.\S*|afrtoken|rnd|nocache"
    r"|timestamp)",
    re.IGNORECASE,
)
_SESSION_PATH = re.compile(r";(jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_WEB_PORTS = {"http": 80, "https": 443}
_INDEX_PAGE = re.compile(r"/(index|default|home|trang-chu)\.(html?|php|aspx?|jsp)$", re.IGNORECASE)
_PAGE_NAME = re.compile(r"\.(html?|aspx?|jsp|php)$")
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
MAX_URL = 2000


def split(url: str) -> SplitResult | None:
    """The parts of an absolute http(s) address with a host; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _WEB_PORTS and parts.hostname else None


def tidy(parts: SplitResult) -> SplitResult:
    """Host in lower case; default port, user, fragment, session ids and tracking keys dropped."""
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    netloc = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _WEB_PORTS[scheme]:
        netloc += f":{parts.port}"
    path = _SESSION_PATH.sub("", parts.path) or "/"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    return SplitResult(scheme, netloc, path, query, "")


def _is_tracking(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(unquote(pair.partition("=")[0])))


def to_url(parts: SplitResult) -> str:
    return urlunsplit(parts)


def query_pairs(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query, keep_blank_values=True)


def host_of(parts: SplitResult) -> str:
    """Host with a port other than the default, without `www.`: one site has one host."""
    return parts.netloc.rpartition("@")[2].lower().removeprefix("www.")


def key_path(path: str) -> str:
    """A path as identity: percent-encoding made one, empty segments, index pages, last slash dropped."""
    plain = re.sub(r"/{2,}", "/", unquote(path))
    plain = _INDEX_PAGE.sub("/", plain)
    return quote(plain, safe=_PATH_SAFE).rstrip("/")


def page_key(parts: SplitResult, keep: Callable[[str], bool] = lambda name: True) -> str:
    """Canonical address without scheme; of the query the pairs whose name `keep` accepts, sorted."""
    pairs = sorted((name, value) for name, value in query_pairs(parts) if keep(name))
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f"{host_of(parts)}{key_path(parts.path) or '/'}{query}"


def extension(path: str) -> str:
    """The last segment's extension in lower case without the dot, or an empty string."""
    name = unquote(path).rstrip("/").rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return suffix.lower() if dot and stem and len(suffix) <= 5 else ""


def segments(path: str) -> list[str]:
    return [unquote(part) for part in path.split("/") if part]


def is_trap(parts: SplitResult) -> bool:
    """A path that grows out of itself: a page below a page (`a.html/b`), a segment three times; too long."""
    names = [name.lower() for name in segments(parts.path)]
    if len(to_url(parts)) > MAX_URL or len(names) > 16:
        return True
    if any(_PAGE_NAME.search(name) and name != "index.php" for name in names[:-1]):
        return True
    return any(names.count(name) >= 3 for name in set(names) if not name.isdigit())
