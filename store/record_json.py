"""Records as JSON: what `docs/data-model.md` says of them. The way back is `store.codec`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

# Metadata of a field that stays within the store.
INSIDE: Mapping[str, bool] = MappingProxyType({"inside": True})


def as_json(value: Any) -> Any:
    """Records as JSON values: dates ISO 8601, tuples lists, a trailing underscore of a name dropped."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if (keys := _keys_of(value.__class__)) is not None:
        # Most fields are plain: a call for each would cost more than all the rest.
        return {
            key: field if (field := getattr(value, name)).__class__ in _PLAIN else as_json(field)
            for name, key in keys
        }
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value


_PLAIN = frozenset((str, int, float, bool, type(None)))


@cache
def _keys_of(kind: Any) -> Sequence[tuple[str, str]] | None:
    """The fields of a record and their keys; None for what is no record."""
    if not is_dataclass(kind):
        return None
    return [(each.name, each.name.rstrip("_")) for each in fields(kind) if "inside" not in each.metadata]
