"""What `field:value` may name in a query, and how a value is written in the index."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import partial

from pipelines.words import folded_tokens
from search.tree import Days, Query, TextField, Value, ValueField

TEXT_FIELDS: dict[str, TextField] = {
    "title": "title",
    "text": "text",
    "number": "number",
    "issuer": "issuer",
}
# Values of these are compared as written: ids of portals, codebooks and documents.
_KEYWORDS: dict[str, ValueField] = {
    "portal": "portal", "level": "level", "channel": "channel", "audience": "audience",
    "index": "index", "flag": "flag", "parent": "parent",
}  # fmt: skip
_CODE = re.compile(r"[PDC]\d\d:\d+", re.IGNORECASE)
_YES = frozenset(("true", "yes", "1", "có"))
_NO = frozenset(("false", "no", "0", "không"))


def name_key(name: str) -> str:
    """A place name as it is compared: folded words with one space between."""
    return " ".join(folded_tokens(name))


def condition(field: str, raw: str) -> Query | None:
    """The condition `field:raw` of a query; None where `raw` is no value of that field.

    `field` is one of `VALUE_FIELDS`. Places are given by code or by name, kinds and levels by id or label.
    """
    raw = raw.strip()
    reader = _READERS.get(field)
    return reader(raw) if reader else _keyword(_KEYWORDS[field], raw)


def place(code: str) -> Value:
    """Documents of a place; a code of today's provinces means today's territory (`store.filters`)."""
    return Value("within", code)


def theme(value: str) -> Value:
    """`tthc`, or `tthc/mot_cua` for a sub-theme."""
    return Value("subtheme" if "/" in value else "theme", value)


def _place(field: ValueField, raw: str) -> Query | None:
    if _CODE.fullmatch(raw):
        return place(raw.upper())
    return _keyword(field, name_key(raw))


def _theme(raw: str) -> Query | None:
    return theme(raw.lower()) if re.fullmatch(r"\w+(/\w+)?", raw) else None


def _kind(raw: str) -> Query | None:
    return _keyword("kind", "_".join(folded_tokens(raw.replace("_", " "))))


def _year(raw: str) -> Query | None:
    return Value("year", raw) if re.fullmatch(r"[12][0-9]{3}", raw) else None


def _reform(raw: str) -> Query | None:
    if raw.lower() in _YES:
        return Value("reform", "true")
    return Value("reform", "false") if raw.lower() in _NO else None


def _day(raw: str) -> int | None:
    try:
        return dt.date.fromisoformat(raw).toordinal()
    except ValueError:
        return None


def _since(raw: str) -> Query | None:
    day = _day(raw)
    return None if day is None else Days(first=day)


def _until(raw: str) -> Query | None:
    day = _day(raw)
    return None if day is None else Days(last=day)


def _keyword(field: ValueField, value: str) -> Query | None:
    return Value(field, value) if value and value.isprintable() else None


_READERS: dict[str, Callable[[str], Query | None]] = {
    "locality": partial(_place, "place"),
    "province": partial(_place, "region"),
    "theme": _theme,
    "kind": _kind,
    "year": _year,
    "reform": _reform,
    "since": _since,
    "until": _until,
}
VALUE_FIELDS = frozenset((*_READERS, *_KEYWORDS))
