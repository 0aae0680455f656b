"""The query language: words, phrases, OR, -not, fields, proximity and brackets, read in one pass.

`parse` never raises and its time grows with the length of the input: whatever is no valid syntax is read as
plain words. The grammar is described in docs/query-language.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import comb

from search.entries import words
from search.tree import (
    All,
    Not,
    Nothing,
    Query,
    TextField,
    Words,
    conjunction,
    disjunction,
    to_text,
)
from search.values import TEXT_FIELDS, VALUE_FIELDS, condition

__all__ = ["Query", "parse", "to_text"]

# A bracket becomes at most two levels of an engine's query; Elasticsearch refuses more than 30.
_DEEPEST = 12
_FARTHEST = 100
# An engine may write proximity as one phrase for each way to spread the gaps.
_MOST_WAYS = 100

TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<close>\))
      | (?P<minus>(?<![^\s(])-(?=[^\s)-]))?
        (?:(?P<field>[A-Za-z]+):(?=[^\s)]))?
        (?: (?P<open>\()
          | ["“”](?P<phrase>[^"“”]*)["“”](?:~(?P<slop>\d{1,9}))?
          | (?P<plain>["“”]?[^\s"“”()]*) )""",
    re.VERBOSE,
)


@dataclass(slots=True)
class _Or:
    """The word OR between two operands, or a plain word where it has not two neighbours."""


@dataclass(slots=True)
class _Bracket:
    """An open bracket: what it holds so far. An operand without anything to search for is None."""

    negated: bool = False
    scope: str | None = None  # the field before the bracket
    items: list[Query | _Or | None] = field(default_factory=list)


def parse(text: str) -> Query:
    """The query that `text` asks. Blank text asks for everything, text without any word for nothing."""
    if not text.strip():
        return All()
    open_brackets = [_Bracket()]
    unread = 0  # brackets deeper than _DEEPEST that still wait for their end
    for token in TOKEN.finditer(text):
        if token["open"]:
            if len(open_brackets) > _DEEPEST:
                unread += 1
            else:
                open_brackets.append(_bracket(token, open_brackets[-1].scope))
        elif token["close"]:
            if unread:
                unread -= 1
            elif len(open_brackets) > 1:
                _close(open_brackets)
        elif not token["space"] and token.group():
            open_brackets[-1].items.append(_operand(token, open_brackets[-1].scope))
    while len(open_brackets) > 1:
        _close(open_brackets)
    return _assemble(open_brackets[0]) or Nothing()


def _bracket(token: re.Match[str], outer: str | None) -> _Bracket:
    name = (token["field"] or "").lower()
    return _Bracket(bool(token["minus"]), name if name in TEXT_FIELDS or name in VALUE_FIELDS else outer)


def _close(open_brackets: list[_Bracket]) -> None:
    bracket = open_brackets.pop()
    inside = _assemble(bracket)
    open_brackets[-1].items.append(Not(inside) if bracket.negated and inside else inside)


def _operand(token: re.Match[str], outer: str | None) -> Query | _Or | None:
    if token.group() == "OR":
        return _Or()
    found = _leaf(token, outer)
    return Not(found) if token["minus"] and found else found


def _leaf(token: re.Match[str], outer: str | None) -> Query | None:
    name = (token["field"] or "").lower()
    content = token["plain"] if token["phrase"] is None else token["phrase"]
    if name and name not in TEXT_FIELDS and name not in VALUE_FIELDS:
        name, content = "", f"{token['field']}:{content}"
    name = name or outer or ""
    if name in VALUE_FIELDS:
        found = condition(name, content.strip('"“”'))
        if found is not None:
            return found
        content = f"{name}:{content}" if token["field"] else content
    return _words(content, TEXT_FIELDS.get(name), int(token["slop"] or 0))


def _words(content: str, where: TextField | None, slop: int) -> Words | None:
    found = words(content)
    return Words(found, where, near(len(found), slop)) if found else None


def near(count: int, slop: int) -> int:
    """The slop that is kept for so many words: `_FARTHEST`, less for many words, none for one."""
    slop = min(slop, _FARTHEST) if count > 1 else 0
    while slop and comb(slop + count - 1, count - 1) > _MOST_WAYS:
        slop -= 1
    return slop


def _assemble(bracket: _Bracket) -> Query | None:
    """The operands between two brackets: neighbours of an OR first, then all of them together."""
    groups: list[list[Query | None]] = []
    joins = False
    for item, following in zip(bracket.items, [*bracket.items[1:], _Or()], strict=False):
        if isinstance(item, _Or) and groups and not joins and not isinstance(following, _Or):
            joins = True
            continue
        operand = _words("OR", TEXT_FIELDS.get(bracket.scope or ""), 0) if isinstance(item, _Or) else item
        if joins:
            groups[-1].append(operand)
        else:
            groups.append([operand])
        joins = False
    found = [disjunction([part for part in group if part]) for group in groups if any(group)]
    return conjunction(found) if found else None
