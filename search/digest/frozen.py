"""A mail as it is kept between building and sending: the same bytes for the same mail."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from search.digest.mail import Image, Mail


def freeze(mail: Mail) -> bytes:
    told = {
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "csv_name": mail.csv_name,
        "csv": base64.b64encode(mail.csv).decode(),
        "images": [[image.cid, base64.b64encode(image.png).decode(), image.alt] for image in mail.images],
        "is_empty": mail.is_empty,
    }
    return zlib.compress(json.dumps(told, ensure_ascii=True, sort_keys=True).encode())


def thaw(body: bytes) -> Mail:
    told: dict[str, Any] = json.loads(zlib.decompress(body))
    return Mail(
        subject=told["subject"],
        text=told["text"],
        html=told["html"],
        csv_name=told["csv_name"],
        csv=base64.b64decode(told["csv"]),
        images=tuple(Image(cid, base64.b64decode(png), alt) for cid, png, alt in told["images"]),
        is_empty=told["is_empty"],
    )
