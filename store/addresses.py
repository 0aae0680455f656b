"""One form of an address for look-ups, whatever way somebody typed it."""

from __future__ import annotations

import re
from urllib.parse import quote

_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_DEFAULT_PORTS = {"http": ":80", "https": ":443", "": ""}


def address_key(url: str) -> str:
    """`url` without scheme, default port, fragment and trailing slash; host in lower case.

    Letters beyond ASCII and their percent escapes give the same form.
    """
    text = url.strip()
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "", text
    rest = rest.lstrip("/").partition("#")[0]
    host, slash, path = rest.partition("/")
    host = host.lower().removesuffix(_DEFAULT_PORTS.get(scheme.lower(), ""))
    escaped = quote(host + slash + path, safe=_PRINTABLE, errors="replace")
    return _ESCAPE.sub(lambda match: match[0].upper(), escaped).rstrip("/")
