"""Writing a stream to a file, summed up on the way, and safe from a power cut when it is done."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20


def write_hashed(source: IO[bytes], target: Path) -> tuple[int, str]:
    """Bytes written and their sha256; the file is new and of mode 0600."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while block := source.read(_CHUNK):
            digest.update(block)
            size += file.write(block)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()
