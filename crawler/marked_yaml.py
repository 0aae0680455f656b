"""YAML as plain data with the line of every value, and every syntax error instead of the first.

Declarations are written by people who do not know YAML's traps, so scalars are read narrowly: only `true`
and `false` are booleans (`no` is a word), only decimal numbers without leading zero are numbers (`010` and
`22:00` are text), only YYYY-MM-DD is a date. Anchors, tags and second documents are errors.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

Location: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,15}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BLOCK = re.compile(r"^(?=[^\s#\-\]}])", re.MULTILINE)
_KEYS = re.compile(r"""^\s*(?:-\s+)?["']?([^\s"':]+)""", re.MULTILINE)

# Where YAML notices these mistakes only later, the beginning is the line to look at.
_SEEN_LATE = (
    "while scanning a simple key",
    "while scanning a quoted scalar",
    "while parsing a flow sequence",
    "while parsing a flow mapping",
)


@dataclass(slots=True)
class Marked:
    """`data` as read; `lines` (from 1) by location; `errors` as (line, message).

    `unread` are the words at the beginning of lines that could not be read: keys among them are not missing.
    """

    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def line_of(self, location: Location) -> int:
        """The line of a value, or of the nearest thing around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)


def read_marked(body: bytes) -> Marked:
    """The one document of a file. Never raises; what is wrong stands in `errors`."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        return Marked(errors=[(line, "not UTF-8: save the file in UTF-8")])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = [_control(text, match) for match in _CONTROL.finditer(text)]
    if found:
        return Marked(errors=found[:20])
    marked = _read(text)
    return _read_blocks(text) if marked is None else marked


def _control(text: str, match: re.Match[str]) -> tuple[int, str]:
    return text.count("\n", 0, match.start()) + 1, f"a control character (U+{ord(match[0]):04X})"


def _read(text: str) -> Marked | None:
    """The document; None where its syntax is broken."""
    builder = _Builder()
    try:
        builder.read(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError:
        return None
    return builder.marked


def _read_blocks(text: str) -> Marked:
    """Each top-level key on its own, so that one broken block does not hide the errors of the others."""
    whole = Marked(data={})
    starts = [match.start() for match in _BLOCK.finditer(text)] or [0]
    starts[0] = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        before = text.count("\n", 0, start)
        builder = _Builder(before, whole)
        try:
            builder.read(yaml.parse(text[start:end], Loader=_LOADER))
        except yaml.YAMLError as error:
            whole.errors.append(_syntax_error(error, before))
            whole.unread.update(_KEYS.findall(text[start:end]))
    if not whole.errors:
        whole.errors.append((1, "not valid YAML: its parts do not fit together; look at the indentation"))
    return whole


def _syntax_error(error: yaml.YAMLError, before: int) -> tuple[int, str]:
    if isinstance(error, _TooDeepError):
        return error.line, "nested too deeply"
    if not isinstance(error, yaml.MarkedYAMLError):
        return before + 1, f"not valid YAML: {error}"
    late = error.context in _SEEN_LATE and error.context_mark
    mark = error.context_mark if late else error.problem_mark
    problem = " ".join(filter(None, (error.context, error.problem)))
    return before + (mark.line if mark else 0) + 1, f"not valid YAML: {problem}"


class _TooDeepError(yaml.YAMLError):
    def __init__(self, line: int) -> None:
        self.line = line


class _Builder:
    """Builds `marked` from parse events; with `into`, adds one block's keys to what is there."""

    def __init__(self, before: int = 0, into: Marked | None = None) -> None:
        self.marked = into or Marked()
        self._before = before
        self._documents = 0

    def read(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._documents += 1
                if self._documents > 1:
                    self._error(event, "a second document (---); one file declares one portal")
                    return
            elif isinstance(event, yaml.NodeEvent):
                self._add(self._value(event, events, ()), event)

    def _add(self, value: Any, event: yaml.Event) -> None:
        self.marked.lines.setdefault((), self._line(event))
        known = self.marked.data
        if isinstance(known, dict) and isinstance(value, dict):
            for key in known.keys() & value.keys():
                self._error(event, f"'{key}' stands twice")
            known.update(value)
        elif known is None:
            self.marked.data = value
        elif value is not None:
            self._error(event, "not valid YAML: expected 'key: value'")

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], location: Location) -> Any:
        if isinstance(event, yaml.AliasEvent):
            self._error(event, f"'*{event.anchor}': aliases are not used here; write the value out")
            return f"*{event.anchor}"
        if not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            return None
        if event.anchor:
            self._error(event, f"'&{event.anchor}': anchors are not used here; a text with & needs quotes")
        if event.tag:
            self._error(event, f"'{event.tag}': tags are not used here; a text with ! needs quotes")
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if len(location) >= MAX_DEPTH:
            raise _TooDeepError(self._line(event))  # at once: the parser's time grows with depth squared
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, location)
        return self._mapping(events, location)

    def _list(self, events: Iterator[yaml.Event], location: Location) -> list[Any]:
        values: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            here = (*location, len(values))
            self.marked.lines[here] = self._line(event)
            values.append(self._value(event, events, here))
        return values

    def _mapping(self, events: Iterator[yaml.Event], location: Location) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, events, location)
            here = (*location, key)
            if here in self.marked.lines:
                self._error(event, f"'{key}' stands twice, first on line {self.marked.lines[here]}")
                self._value(next(events), events, (*location, f"{key} (again)"))
                continue
            self.marked.lines[here] = self._line(event)
            values[key] = self._value(next(events), events, here)
        return values

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], location: Location) -> str:
        value = self._value(event, events, (*location, "?"))
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        self._error(event, "a key must be a word")
        return f"?{type(value).__name__}"

    def _line(self, event: yaml.Event) -> int:
        return self._before + (event.start_mark.line if event.start_mark else 0) + 1

    def _error(self, event: yaml.Event, message: str) -> None:
        self.marked.errors.append((self._line(event), message))


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = str(event.value)
    if event.style is not None and event.style != "":
        return text
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return _date(text) if _DATE.fullmatch(text) else text


def _date(text: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text
