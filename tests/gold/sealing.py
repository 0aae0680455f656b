"""Texts that only the holder of a file can read: sealed with a key stream made of that file's own bytes.

The pages transcribed here are third parties' texts, which this project may not show; whoever holds the
attachment has the text anyway, and opens its transcript with it:

    python -m tests.gold.sealing seal FILE PAGE TEXT > PAGE.sealed      open FILE PAGE SEALED > TEXT

This hides a text from search engines and readers of the repository; it protects no secret.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path


def seal(key: bytes, page: str, text: str) -> bytes:
    """`key`: the bytes of the file that was transcribed; `page` makes each page's key stream its own."""
    return _stirred(key, page, text.encode())


def open_sealed(key: bytes, page: str, sealed: bytes) -> str:
    """Raises UnicodeDecodeError where the file is another one."""
    return _stirred(key, page, sealed).decode()


def _stirred(key: bytes, page: str, data: bytes) -> bytes:
    stream = hashlib.shake_256(page.encode() + b"\0" + key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def main(task: str, file: str, page: str, source: str) -> None:
    key, data = Path(file).read_bytes(), Path(source).read_bytes()
    sys.stdout.buffer.write(_stirred(key, page, data)) if task in {"seal", "open"} else sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
