"""The parameters of measures: what a caller may set, and every wrong one named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Value: TypeAlias = int | float | str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`read` makes the value of what was written and raises ValueError, which says what it may be."""

    name: str
    default: Value
    about: str
    read: Callable[[str], Value]


def whole(least: int, most: int = 10**9) -> Callable[[str], int]:
    """A whole number from `least` to `most`."""

    def read(written: str) -> int:
        if not written.isascii() or not written.isdigit() or not least <= int(written) <= most:
            raise ValueError(f"a whole number from {least} to {most}")
        return int(written)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written not in words:
            raise ValueError(f"one of {', '.join(words)}")
        return written

    return read


def share_or_all(written: str) -> float | None:
    """A share from 0 to 1; None for `all`."""
    if written == "all":
        return None
    try:
        share = float(written)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ValueError("a share from 0 to 1, or all")
    return share


COMPARE = Parameter(
    "compare",
    0.5,
    "least share of observed weeks with which a row is compared with others; all: every row is",
    share_or_all,
)


def read_settings(
    known: tuple[Parameter, ...], given: Mapping[str, Any]
) -> tuple[dict[str, Value], list[str]]:
    """The value of each parameter, the defaults where nothing is given, and what is wrong with the others."""
    values: dict[str, Value] = {one.name: one.default for one in known}
    wrong = []
    for name, written in given.items():
        parameter = next((one for one in known if one.name == name), None)
        if parameter is None:
            wrong.append(f"{name!r} is no parameter here; there are {', '.join(values)}.")
            continue
        try:
            values[name] = parameter.read(str(written))
        except ValueError as error:
            wrong.append(f"{name} is {error}, not {str(written)!r}.")
    return values, wrong
