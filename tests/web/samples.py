"""Documents of our own words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from store.records import Code, Document, Evidence, Published, identity

SEEN = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
TEXT = "Bộ phận một cửa trả kết quả đúng hẹn. Hồ sơ nộp qua mạng tăng."


def code(theme: str, words: str, text: str = TEXT) -> Code:
    start = text.index(words)
    return Code(theme, None, 0.5, (Evidence("text", start, start + len(words), words, "r"),))


def document(name: str = "a", **changed: Any) -> Document:
    key = f"cong.office.example/{name}"
    given: dict[str, Any] = {
        "id": identity(key), "key": key, "url": f"https://{key}", "portal": "cong",
        "title": f"Kế hoạch {name}", "text": TEXT, "fetched_at": SEEN,
        "published": Published(dt.date(2026, 11, 19), None, "day", "selector", "19/11/2026"),
    }  # fmt: skip
    return Document(**given | changed)
