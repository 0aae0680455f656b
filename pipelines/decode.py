"""From bytes to text: which charset they really are, whatever was declared (faults.md E1, E2, E5)."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from pipelines.legacy import convert
from pipelines.repair import repair_mojibake

_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(
    rb"<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252"}  # what browsers read for these names
_SAMPLE = 200_000
_VIETNAMESE = re.compile("[ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_STRANGE = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x80-\x9f¤¦§¨©ª¬®¯±²³´µ¶¸¹º¼¾¿Ð×Þßðþ]|áº|á»|Æ°|Ä‘")
BAD_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    charset_used: str
    charset_declared: str | None
    flags: tuple[str, ...] = ()


def decode(body: bytes, content_type: str | None) -> Decoded:
    """The text of `body`, with a flag for each thing that was wrong with it.

    Flags: charset_mismatch (declared another charset than was used), mojibake_repaired, mojibake,
    nul_removed, replacement_characters, bad_bytes (more than 1 % of the characters could not be read).
    """
    declared = declared_charset(body, content_type)
    text, used = _read(body, declared)
    flags = ["charset_mismatch"] if declared and _known(declared) != used else []
    if "\x00" in text:
        text = text.replace("\x00", "")
        flags.append("nul_removed")
    flags += _losses(text)
    if sum(map(text.count, ("Ã", "Æ°", "áº"))) > 2:
        text, more = repair_mojibake(text)
        flags += more
    return Decoded(text, used, declared, tuple(flags))


def declared_charset(body: bytes, content_type: str | None) -> str | None:
    """The name in the Content-Type header, else in the first 4 kB of the page; as written, lower case."""
    header = _HEADER.search(content_type or "")
    if header:
        return header[1].lower()
    meta = _META.search(body, 0, 4096)
    return meta[1].decode("ascii", "replace").lower() if meta else None


def _read(body: bytes, declared: str | None) -> tuple[str, str]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace"), wide
    try:
        return body.decode("utf-8"), "utf-8"  # bytes that happen to be valid UTF-8 are UTF-8
    except UnicodeDecodeError:
        names = dict.fromkeys(
            filter(None, (_known(declared or ""), _meta(body), "utf-8", "cp1258", "cp1252"))
        )
    best = max(names, key=lambda name: _score(body[:_SAMPLE], name))
    if best == "cp1258":
        # In the bytes of an old font, windows-1258 finds marks where there are letters.
        old = convert(body[:_SAMPLE].decode("cp1252", "replace"))
        best = "cp1252" if old is not None and old.encoding != "cp1258" else best
    return unicodedata.normalize("NFC", body.decode(best, "replace")), best


def _meta(body: bytes) -> str | None:
    found = _META.search(body, 0, 4096)
    return _known(found[1].decode("ascii", "replace")) if found else None


def _known(name: str) -> str | None:
    """The codec's own name, in the form used here; None for a name that is no charset of text."""
    try:
        known = codecs.lookup(name).name
        b"".decode(known)
    except (LookupError, ValueError):
        return None
    return _ALIASES.get(known, known)


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the markup is zero."""
    head = body[:200]
    if len(head) < 20 or head.count(0) * 3 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _score(sample: bytes, name: str) -> int:
    text = unicodedata.normalize("NFC", sample.decode(name, "replace"))
    return len(_VIETNAMESE.findall(text)) - 5 * len(_STRANGE.findall(text))


def _losses(text: str) -> list[str]:
    lost = text.count("\ufffd")
    if not lost:
        return []
    return (
        ["replacement_characters", "bad_bytes"]
        if lost > BAD_SHARE * len(text)
        else ["replacement_characters"]
    )
