"""What in a query was meant as syntax and is none: said to who saves one, where a search reads plain words.

A search shows at once what it found; a saved query that is read otherwise than it was meant brings nothing
for months, and nobody sees why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal, NamedTuple, TypeAlias

from search.query import TOKEN, parse
from search.tree import Nothing
from search.values import TEXT_FIELDS, VALUE_FIELDS, condition

DoubtCode: TypeAlias = Literal[
    "quote_open", "bracket_open", "bracket_close", "or_alone", "field", "value", "no_word"
]
FIELDS = frozenset((*TEXT_FIELDS, *VALUE_FIELDS))

_QUOTES = re.compile('["“”]')


class Doubt(NamedTuple):
    """`subject` is the piece of the query that is in doubt."""

    code: DoubtCode
    subject: str


class Condition(NamedTuple):
    """`field:value` of a query, for those who know which values there are."""

    field: str
    value: str


def doubts(text: str) -> list[Doubt]:
    """All that is in doubt, in the order of the query; empty for one that is read as it is written."""
    found = list(_doubts(text))
    if not found and isinstance(parse(text), Nothing):
        found.append(Doubt("no_word", text))
    return found


def empty_fields(text: str) -> list[str]:
    """The fields without a value, which are read as plain words: `title:`, `theme: tthc`, `title:" "`."""
    found, tokens = [], [token for token in TOKEN.finditer(text) if token.group() and not token["space"]]
    for token, after in zip_longest(tokens, tokens[1:]):
        name, said = token["field"], _content(token).strip()
        # What parts a field from its value is the white space behind it.
        if name is None and token["phrase"] is None and said.endswith(":"):
            name, said = said[:-1], ""
        is_empty = bool(after and after["close"]) if token["open"] else not said
        if name and name.lower() in FIELDS and is_empty:
            found.append(f"{name}:")
    return found


def conditions_of(text: str) -> Iterator[Condition]:
    """The values that a query asks for, such as those of themes and places, with or without a minus."""
    for token in TOKEN.finditer(text):
        name = (token["field"] or "").lower()
        if name in VALUE_FIELDS and not token["open"]:
            yield Condition(name, _content(token))


def _doubts(text: str) -> Iterator[Doubt]:
    depth, before = 0, ""
    for token in TOKEN.finditer(text):
        if token["space"]:
            continue
        if token["close"]:
            depth -= 1
            if depth < 0:
                yield Doubt("bracket_close", ")")
                depth = 0
        elif token.group():
            depth += bool(token["open"])
            yield from _doubts_of(token)
        if token.group() == "OR" and before in {"", "OR", "("}:
            yield Doubt("or_alone", "OR")
        if before == "OR" and token["close"]:
            yield Doubt("or_alone", "OR")
        before = token.group()[-1:] if token["open"] else token.group() or before
    if before == "OR":
        yield Doubt("or_alone", "OR")
    if depth:
        yield Doubt("bracket_open", "(")


def _doubts_of(token: re.Match[str]) -> Iterator[Doubt]:
    name, content = (token["field"] or "").lower(), _content(token)
    if name and name not in FIELDS:
        yield Doubt("field", token["field"])
    elif name in VALUE_FIELDS and not token["open"] and condition(name, content) is None:
        yield Doubt("value", f"{token['field']}:{content}")
    if token["phrase"] is None and _QUOTES.search(token["plain"] or ""):
        yield Doubt("quote_open", token["plain"])


def _content(token: re.Match[str]) -> str:
    return ((token["plain"] if token["phrase"] is None else token["phrase"]) or "").strip('"“”')
