"""JSON values back into the frozen records: the inverse of `store.records.as_json`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Decoder: TypeAlias = Callable[[Any], Any]


def from_json(kind: type[T], value: Any) -> T:
    """The record of type `kind` (or a type made of records) that `as_json` turned into `value`.

    Keys that the record does not know are left out, absent ones take its default. Raises ValueError that
    names the place for a value of the wrong type or a key that must be there.
    """
    return cast("T", decoder(cast("Any", kind))(value))


@cache
def decoder(kind: Any) -> Decoder:
    """What turns the JSON of one `kind` into it, built once."""
    origin = get_origin(kind)
    if origin is Literal:
        return _one_of(get_args(kind))
    if origin in (Union, UnionType):
        return _optional(get_args(kind))
    if origin is tuple:
        return _items(get_args(kind))
    if is_dataclass(kind):
        return _record(cast("type[Any]", kind))
    if kind in (dt.datetime, dt.date):
        return _when(kind)
    return _scalar(origin or kind)  # a dict as it is


def _one_of(choices: tuple[Any, ...]) -> Decoder:
    def decode(value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"{value!r} is none of {', '.join(map(str, choices))}")
        return value

    return decode


def _optional(kinds: tuple[Any, ...]) -> Decoder:
    (inner,) = (decoder(kind) for kind in kinds if kind is not NoneType)
    return lambda value: None if value is None else inner(value)


def _items(kinds: tuple[Any, ...]) -> Decoder:
    one = decoder(kinds[0])
    variable = kinds[1:] == (...,)
    several = [decoder(kind) for kind in kinds if kind is not ...]

    def decode(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"{value!r} is no list")  # noqa: TRY004 one kind of error for callers
        if variable:
            return tuple(map(one, value))
        return tuple(part(item) for part, item in zip(several, value, strict=True))

    return decode


def _when(kind: type[dt.date]) -> Decoder:
    def decode(value: Any) -> dt.date:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is no ISO 8601 text")  # noqa: TRY004
        return kind.fromisoformat(value)

    return decode


def _scalar(kind: Any) -> Decoder:
    accepted = (int, float) if kind is float else (kind,)

    def decode(value: Any) -> Any:
        if not isinstance(value, accepted) or (kind is not bool and isinstance(value, bool)):
            raise ValueError(f"{value!r} is no {kind.__name__}")
        return value

    return decode


def _record(kind: type[Any]) -> Decoder:
    hints = get_type_hints(kind)
    parts = [(field.name, field.name.rstrip("_"), decoder(hints[field.name]), _required(field))
             for field in fields(kind)]  # fmt: skip

    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is no {kind.__name__}")  # noqa: TRY004
        given: dict[str, Any] = {}
        for name, key, part, required in parts:
            if key in value:
                try:
                    given[name] = part(value[key])
                except ValueError as error:
                    raise ValueError(f"{kind.__name__}.{key}: {error}") from None
            elif required:
                raise ValueError(f"{kind.__name__}.{key} is missing")
        return kind(**given)

    return decode


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING
