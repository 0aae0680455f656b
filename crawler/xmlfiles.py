"""Feeds and sitemaps as XML: hostile input stays inert, broken input gives what it holds before the break."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from lxml import etree

MAX_UNPACKED = 16 * 1024 * 1024
_GZIP = b"\x1f\x8b"


class TooLarge(ValueError):  # noqa: N818  a fact about the file
    """A packed file that unpacks to more than MAX_UNPACKED bytes."""


def unpacked(body: bytes) -> bytes:
    """`body`, unpacked if it is gzip. Raises TooLarge; a torn file gives what can be unpacked."""
    if not body.startswith(_GZIP):
        return body
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = unpack.decompress(body, MAX_UNPACKED)
    except zlib.error:
        return b""
    if unpack.unconsumed_tail:
        raise TooLarge(f"more than {MAX_UNPACKED} bytes")
    return plain


def parse_xml(body: bytes) -> etree._Element | None:
    """The root element, None where there is none. No entities, no DTD, no network."""
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, recover=True
    )
    try:
        return etree.fromstring(body.lstrip(), parser)
    except etree.XMLSyntaxError:
        return None


def name_of(element: etree._Element) -> str:
    """The local name; empty for comments, entities and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in element if name_of(child) in names)


def text_of(element: etree._Element, *names: str) -> str | None:
    """The text of the first child that has one of these local names and any text."""
    for child in children(element, *names):
        text = " ".join("".join(map(str, child.itertext())).split())
        if text:
            return text
    return None
