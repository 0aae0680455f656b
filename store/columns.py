"""The types of the store's columns: the same values back on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import json
import re
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text, TypeDecorator

ID = String(16)
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """`text` without NUL and lone surrogates, which neither database holds.

    Each becomes U+FFFD, so that the offsets of evidence stay true.
    """
    try:  # nearly every text: quicker told than searched
        text.encode()
    except UnicodeEncodeError:
        return UNSTORABLE.sub("\ufffd", text)
    return text.replace("\x00", "\ufffd")


class Words(TypeDecorator[str]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Instant(TypeDecorator[dt.datetime]):
    """Aware datetimes, kept and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return None if value is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class WrittenJson(str):
    """What `JsonText` has written already: `storable` JSON in one line."""

    __slots__ = ()


class JsonText(TypeDecorator[Any]):
    """JSON as readable text: PostgreSQL's own JSON type would reorder keys and round numbers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None or isinstance(value, WrittenJson):
            return value
        return storable(compact(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def compact(value: Any) -> str:
    """JSON of `value` in one line, letters as they are."""
    return _COMPACT.encode(value)


def quoted(text: str) -> str:
    """`compact` of a text, without a look at what it is."""
    return encode_basestring(text)
