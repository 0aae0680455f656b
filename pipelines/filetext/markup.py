"""Pages and plain texts that were offered as files."""

from __future__ import annotations

import email
import email.policy
import re

from pipelines.blocks import blocks
from pipelines.decode import decode
from pipelines.filetext.finish import finish
from pipelines.filetext.records import FileText
from pipelines.filetext.sniff import HTML, MHTML, PLAIN
from pipelines.legacy import convert
from pipelines.tree import parse_tree

_PARTS = 200  # of a page saved with its pictures


def read_html(body: bytes, kind: str = HTML) -> FileText:
    """All that the page shows: an act saved as a page has no menu to leave out."""
    decoded = decode(body, None)
    tree = parse_tree(decoded.text)
    flags = decoded.flags
    if tree is None:
        # There is markup: what cannot be parsed is damaged, or too large for its process.
        return FileText(kind, flags=(*flags, "broken"))
    if tree.is_deep:
        flags = (*flags, "deep_nesting")
    root = next(tree.root.iter("body"), tree.root)
    text = "\n\n".join(block.text for block in blocks(root) if block.text)
    return finish(FileText(kind, text, text_source="layer", flags=flags))


def read_mhtml(body: bytes) -> FileText:
    """A page saved with its pictures in one file, as Word does under the name of a paper."""
    message = email.message_from_bytes(body, policy=email.policy.compat32)
    for part, _ in zip(message.walk(), range(_PARTS), strict=False):
        if part.get_content_type() == HTML:
            payload = part.get_payload(decode=True)
            return read_html(payload if isinstance(payload, bytes) else b"", MHTML)
    return FileText(MHTML, flags=("broken",))


def read_plain(body: bytes) -> FileText:
    decoded = decode(body, None)
    text, flags = decoded.text, decoded.flags
    if decoded.charset_used not in {"utf-8", "utf-16-le", "utf-16-be"}:
        # A text in the codes of an old font is valid in many charsets, and language in none of them.
        converted = convert(body.decode("cp1252", "replace"))
        text, flags = (converted.text, converted.flags) if converted else (text, flags)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\n\n" not in text and len(re.findall(r"\n", text)) > 3:
        text = text.replace("\n", "\n\n")
    return finish(FileText(PLAIN, text, text_source="layer", flags=flags))
