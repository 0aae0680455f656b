"""Endpoints whose answers are too large, packed or not, in the body or in the headers."""

from __future__ import annotations

import base64
import gzip
import struct
import time
import zlib
from collections.abc import Callable
from functools import lru_cache

from tests.faults.answers import LONG, Answer, Ask, Endpoint, Raw, Wire

MEBIBYTE = 1 << 20
# The standard library does not pack brotli: this is 256 MiB of the letter x.
_BROTLI = (
    "y///PwAk8OKxQHLv//j//weABEAcFoDu/R////8AkACIwwLQvf/j//8fABIAcVgAuvd//P//A0ACIA4LQPf+j///fwBIAMRhAeje"
    "//H//w8ACYA4LADd+z/+//8BIAEQhwWge//H//8/ACQA4rAAdO//+P//B4AEQBwWgO79H////wCQAIjDAtC9/+P//x8AEgBxWAC6"
    "93/8//8DQAIgDgtA9/6P//9/AEgAxGEB6N7/8f//DwAJgDgsAN37P/7//wEgARCHBaB7/8f//z8AJADisAB07//4//8HgARAHBaA"
    "7v0f////AJAAiMMC0L3/4///HwASAHFYALr3f/z//wNAAiAOC0D3/o///38ASADEYQHo3v/x//8PAAmAOCwA3fs//v//ASABEIcF"
    "oHv/x///PwAkAOKwAHTv//j//weABEAcFoDu/R////8AkACIwwLQvf/j//8fABIAcVgAuvd//P//A0ACIA4LQPf+j///fwBIAMRh"
    "Aeje//H//w8ACYA4LADd+z/+//8BIAEQhwWge/83"
)


def _sum(function: Callable[..., int], mebibytes: int) -> int:
    """A checksum; nobody reads a real bomb as far as that, and it would take seconds."""
    block, value = b" " * MEBIBYTE, function(b"")
    for _ in range(mebibytes if mebibytes <= 64 else 0):
        value = function(block, value)
    return value


@lru_cache(maxsize=4)
def deflated(mebibytes: int) -> bytes:
    """That many MiB of blanks as a zlib stream, made of one flushed block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(b" " * MEBIBYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + block * mebibytes + b"\x03\x00" + struct.pack(">I", _sum(zlib.adler32, mebibytes))


@lru_cache(maxsize=4)
def gzipped(mebibytes: int) -> bytes:
    head, size = gzip.compress(b"")[:10], mebibytes * MEBIBYTE
    return (
        head + deflated(mebibytes)[2:-4] + struct.pack("<II", _sum(zlib.crc32, mebibytes), size & 0xFFFFFFFF)
    )


def zstandard(mebibytes: int) -> bytes:
    """A frame of RFC 8878 with 8 blocks a MiB, each of them one blank and how often it stands there."""
    size = 128 * 1024
    block = ((size << 3) | 2).to_bytes(3, "little") + b" "
    last = ((size << 3) | 3).to_bytes(3, "little") + b" "
    return b"\x28\xb5\x2f\xfd\x00\x38" + block * (8 * mebibytes - 1) + last


def bomb(ask: Ask) -> Answer:
    mebibytes = int(ask.query.get("mb", 1024))
    packed = {
        "gzip": lambda: gzipped(mebibytes), "deflate": lambda: deflated(mebibytes),
        "br": lambda: base64.b64decode(_BROTLI), "zstd": lambda: zstandard(mebibytes),
    }[ask.rest]  # fmt: skip
    return Answer(packed(), headers={"Content-Encoding": ask.rest})


def bombmap(ask: Ask) -> Answer:
    """A packed sitemap, a file of its own instead of an encoding."""
    return Answer(gzipped(1024), kind="application/gzip")


_ENOUGH = 128 * MEBIBYTE


def endless(ask: Ask) -> Raw:
    """Chunks as fast as they are taken."""

    def go(wire: Wire) -> None:
        wire.head("Content-Type: text/html; charset=utf-8", "Transfer-Encoding: chunked")
        chunk = b"10000\r\n" + b"<p>y</p>" * 8192 + b"\r\n"
        begun, sent = time.monotonic(), 0
        # Longer where that was too little: a busy machine must meet the limit of size, not the end.
        while time.monotonic() < begun + (LONG if sent > _ENOUGH else 5 * LONG):
            wire.send(chunk)
            sent += len(chunk)

    return go


def manyheaders(ask: Ask) -> Answer:
    return Answer("<p>Bài</p>", headers={f"X-Dong-{n}": "y" * 20 for n in range(20_000)})


def longheader(ask: Ask) -> Answer:
    return Answer("<p>Bài</p>", headers={"X-Dai": "y" * 10 * MEBIBYTE})


def setcookies(ask: Ask) -> Answer:
    return Answer("<p>Bài</p>", headers={"Set-Cookie": "; ".join(f"a{n}=b" for n in range(300))})


ENDPOINTS: dict[str, Endpoint] = {
    "bomb": bomb, "bomb.xml.gz": bombmap, "endless": endless, "manyheaders": manyheaders,
    "longheader": longheader, "setcookies": setcookies,
}  # fmt: skip
