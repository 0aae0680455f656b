"""JSON as people read it, `json.dumps(value, ensure_ascii=False, indent=2)` to the byte.

With `indent` the library writes piece by piece in Python; the coverage of a country is 200,000 records.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

_STEP = "  "


def indented(value: Any, margin: str = "\n") -> str:
    """`margin` is the line break, and the blanks after it, that what stands around the value begins with."""
    if isinstance(value, dict) and value:
        inner = margin + _STEP
        parts = [f"{_key(key)}: {indented(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(parts)}{margin}}}"
    if isinstance(value, (list, tuple)) and value:
        inner = margin + _STEP
        parts = [indented(each, inner) for each in value]
        return f"[{inner}{f',{inner}'.join(parts)}{margin}]"
    if value.__class__ is str:
        text: str = encode_basestring(value)
        return text
    return json.dumps(value, ensure_ascii=False)


def _key(key: Any) -> str:
    """A number or null is a key in quotes."""
    text: str = encode_basestring(key) if key.__class__ is str else json.dumps({key: 0})[1:-4]
    return text
