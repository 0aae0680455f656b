"""The address guard: a crawl connects to public addresses only, whatever a name or a link says.

It acts where the connection is made, on the address that is connected to, so that neither a redirect nor
a name that changes its address gets round it. The only exception is a CONNECT_TO target, which has a
token as its name: exempting 127.0.0.1 itself would open every local port. Nobody else may use that name.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from typing import Any
from urllib.parse import unquote

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

TARGETS = ".connect-to.invalid"  # RFC 6761: no resolver knows it
# IPv6 with an IPv4 address in its last 32 bits: NAT64 (RFC 6052, RFC 8215) and the old compatible form.
_CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that RFC 4291 has given to the public internet
_DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")  # RFC 9637, not in Python's lists yet

# Names that resolved to an address that is refused; lets the cause be told from a name that does not exist.
refused_names: set[str] = set()
_tokens: dict[str, str] = {}


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also where it embeds an IPv4 address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ip not in _GLOBAL_UNICAST or ip in _DOCUMENTATION:
            return False
    return ip.is_global and not ip.is_multicast


def literal_address(host: str) -> str | None:
    """The IP address that `host` spells, in any spelling that a resolver would take, else None.

    `127.1`, `2130706433`, `0x7f.1`, `①②⑦.0.0.1` and `[::1]` are addresses, no names.
    """
    text = _plain(host)
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(text)) if text and not text[0].isspace() else None
    except (OSError, UnicodeEncodeError):
        return None


def is_forbidden(host: str) -> bool:
    """Whether `host` is never connected to: an address that is not public, or a name of the guard's own."""
    literal = literal_address(host)
    return not is_public(literal) if literal else _plain(host).endswith(TARGETS)


def is_refused(host: str) -> bool:
    """Whether `host` is forbidden, or a name known to lead to an address that is."""
    return is_forbidden(host) or host.lower() in refused_names


def token_for(target: tuple[str, int]) -> str:
    """The name under which the guard lets a CONNECT_TO target through; the port is the connection's."""
    address, port = target
    token = f"{address.replace(':', '-').replace('.', '-')}-{port}{TARGETS}"
    _tokens[token] = address
    return token


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that a gateway or a kernel would connect to for this one, if it names one."""
    found = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if found is None and any(ip in carrier for carrier in _CARRIERS):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return found


def _plain(host: str) -> str:
    # RFC 3490 §3.1: the ideographic full stop is a dot too.
    text = unicodedata.normalize("NFKC", unquote(host)).replace("\u3002", ".")
    return text.strip().lower().strip("[]").rstrip(".")


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's default resolver (IPv4, cached, DNS_TIMEOUT) that answers with public addresses only."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 (Twisted's name)
        if name in _tokens:
            return succeed(_tokens[name])
        return super().getHostByName(name, timeout).addCallback(_public_only, name)


def _public_only(address: str, name: str) -> str:
    if not is_public(address):
        refused_names.add(name.lower())
        # One text for every cause, so that nobody can probe a network through our error messages.
        raise DNSLookupError(f"no public address for {name!r}")
    return address
