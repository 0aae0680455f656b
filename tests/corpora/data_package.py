"""What the Data Package standard, version 2, asks of `datapackage.json` and of the cells it describes.

Written for these tests from the text of the standard (https://datapackage.org/standard/), as far as our
packages use it; a key that is not here is a mistake of ours or a reason to add it.
"""

from __future__ import annotations

import re
from typing import Any

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
# A path of a file is relative, in POSIX form, and never leaves the folder; anything else is an address.
_PATH = {"type": "string", "pattern": r"^(?=^[^./~])(^((?!\.{2}).)*$).*$|^https?://"}
_NAME = {"type": "string", "pattern": r"^[-a-z0-9._/]+$"}
_PROFILE = r"^https://datapackage\.org/profiles/2\.\d/datapackage\.json$"
_INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$"
TYPES = ("string", "integer", "number", "boolean", "date", "datetime")


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object", "required": list(required), "properties": properties, "additionalProperties": False,
    }  # fmt: skip


_FIELD = _object(
    ("name", "type", "description"), name=_TEXT, type={"enum": list(TYPES)}, description=_TEXT,
    trueValues={"type": "array", "items": _TEXT, "minItems": 1},
    falseValues={"type": "array", "items": _TEXT, "minItems": 1},
)  # fmt: skip
_SCHEMA = _object(
    ("fields",),
    fields={"type": "array", "items": _FIELD, "minItems": 1},
    missingValues={"type": "array", "items": {"type": "string"}, "uniqueItems": True},
)
_RESOURCE = _object(
    ("name", "path", "schema"), name=_NAME, type={"const": "table"}, path=_PATH, format=_TEXT,
    mediatype={"type": "string", "pattern": r"^[^/]+/[^/]+$"}, description=_TEXT, encoding={"const": "utf-8"},
    schema=_SCHEMA,
    dialect=_object((), delimiter={"type": "string", "minLength": 1, "maxLength": 1}, lineTerminator=_TEXT),
)  # fmt: skip
PACKAGE: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    **_object(
        ("$schema", "name", "resources"),
        **{"$schema": {"type": "string", "pattern": _PROFILE}},
        name=_NAME, id=_TEXT, title=_TEXT, description=_TEXT, version=_TEXT,
        created={"type": "string", "pattern": _INSTANT},
        resources={"type": "array", "items": _RESOURCE, "minItems": 1},
        sources={"type": "array", "items": _object(("title",), title=_TEXT, path=_PATH), "minItems": 1},
    ),
}  # fmt: skip

_LEXICAL = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|NaN|-?INF"),
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"),
}


def wrong_cell(text: str, field: dict[str, Any]) -> bool:
    """Whether a cell of a CSV file is neither missing nor written as its field's type is."""
    if text == "" or field["type"] == "string":
        return False
    if field["type"] == "boolean":
        return text not in (*field["trueValues"], *field["falseValues"])
    return _LEXICAL[field["type"]].fullmatch(text) is None
