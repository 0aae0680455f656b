"""One parsed page: the lxml tree, an index of its classes and ids, and the selectors that use it.

A selector is compounds of `tag`, `#id`, `.class` and `[class^=prefix]`, separated by spaces for "inside".
The index makes twenty selectors cheaper than three XPath expressions over the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeAlias

from lxml import etree
from lxml import html as lxml_html

Element: TypeAlias = Any  # lxml has no types of its own

DEEP = 250  # nested elements beyond which trafilatura gives up in silence (faults.md §1.7)
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEP + 1) + ")")
_COMPOUND = re.compile(r"(?P<tag>[\w-]+)?(?P<rest>(?:[#.][\w-]+|\[class\^=[\w-]+\])*)$")
_SIMPLE = re.compile(r"#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)|\[class\^=(?P<prefix>[\w-]+)\]")


class Compound(NamedTuple):
    tag: str | None
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    prefixes: tuple[str, ...]


@lru_cache(maxsize=1024)
def parse_selector(selector: str) -> tuple[Compound, ...]:
    """The compounds of a selector. Raises ValueError for anything outside the little grammar."""
    return tuple(_compound(part) for part in selector.split())


def _compound(part: str) -> Compound:
    found = _COMPOUND.match(part)
    if not found or not part:
        raise ValueError(f"not a selector: {part!r}")
    simple = [match.groupdict() for match in _SIMPLE.finditer(found["rest"])]
    pick = {key: tuple(item[key] for item in simple if item[key]) for key in ("id", "class", "prefix")}
    return Compound(found["tag"], pick["id"], pick["class"], pick["prefix"])


class Tree:
    """The elements of a page in document order."""

    def __init__(self, root: Element) -> None:
        self.root = root

    @cached_property
    def _index(self) -> tuple[dict[str, list[Element]], dict[str, list[Element]]]:
        ids: dict[str, list[Element]] = {}
        names: dict[str, list[Element]] = {}
        for element in self.root.iter("*"):
            name = element.get("id")
            if name:
                ids.setdefault(name, []).append(element)
            name = element.get("class")
            if name:
                names.setdefault(name, []).append(element)
        return ids, names

    @cached_property
    def _classes(self) -> dict[str, list[Element]]:
        """Elements by single class; those of several class strings are not in document order."""
        classes: dict[str, list[Element]] = {}
        for names, elements in self._index[1].items():
            for name in set(names.split()):
                classes.setdefault(name, []).extend(elements)
        return classes

    @cached_property
    def is_deep(self) -> bool:
        return bool(_TOO_DEEP(self.root))

    @cached_property
    def size(self) -> int:
        """How many elements there are."""
        return int(self.root.xpath("count(//*)"))

    @cached_property
    def links(self) -> dict[Element, str]:
        """The elements `a` in document order, each with what it shows."""
        return {anchor: plain_text(anchor) for anchor in self.root.iter("a")}

    def select(self, *selectors: str) -> list[Element]:
        """All elements of the first selector that finds any."""
        for selector in selectors:
            found = list(self._matches(parse_selector(selector)))
            if found:
                return found
        return []

    def select_all(self, selectors: Iterable[str]) -> list[Element]:
        """The elements of every selector, once each."""
        found = (element for selector in selectors for element in self._matches(parse_selector(selector)))
        return list(dict.fromkeys(found))

    def named(self, pattern: re.Pattern[str]) -> list[Element]:
        """The elements whose id or class a pattern finds."""
        groups = (items for index in self._index for name, items in index.items() if pattern.search(name))
        return list(dict.fromkeys(item for items in groups for item in items))

    def has(self, selectors: Sequence[str]) -> bool:
        return bool(self.select(*selectors))

    def _matches(self, compounds: tuple[Compound, ...]) -> Iterator[Element]:
        *outer, last = compounds
        if outer and not (last.ids or last.classes or last.prefixes):
            for element in outermost(list(self._matches(tuple(outer)))):
                yield from (inner for inner in element.iterdescendants(last.tag) if _is(inner, last))
            return
        for element in self._candidates(last):
            if _is(element, last) and _inside(element, outer):
                yield element

    def _candidates(self, compound: Compound) -> Iterable[Element]:
        if compound.ids:
            return self._index[0].get(compound.ids[0], ())
        if compound.classes:
            return self._classes.get(compound.classes[0], ())
        if compound.prefixes:
            prefix = compound.prefixes[0]
            names = self._index[1]
            return [item for name, items in names.items() if name.startswith(prefix) for item in items]
        found: Iterable[Element] = self.root.iter(compound.tag)
        return found


def _is(element: Element, compound: Compound) -> bool:
    tag, ids, classes, prefixes = compound
    if tag is not None and element.tag != tag:
        return False
    if ids and element.get("id") not in ids:
        return False
    names = element.get("class") or ""
    if classes and not set(classes) <= set(names.split()):
        return False
    return all(names.startswith(prefix) for prefix in prefixes)


def _inside(element: Element, outer: Sequence[Compound]) -> bool:
    left = list(outer)
    parent = element.getparent()
    while left and parent is not None:
        if _is(parent, left[-1]):
            left.pop()
        parent = parent.getparent()
    return not left


def parse_tree(text: str, *, rich: bool = False) -> Tree | None:
    """The page as a tree; None where there is no element at all.

    `rich`: elements of `lxml.html`, which trafilatura asks for and which cost a third more.
    """
    kind = lxml_html.HTMLParser if rich else etree.HTMLParser
    parser = kind(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return Tree(root) if root is not None else None


def plain_text(element: Element) -> str:
    """Everything an element shows, in one line."""
    shown = "".join(element.itertext()) if len(element) else element.text or ""
    return " ".join(shown.split())


def outermost(elements: Sequence[Element]) -> list[Element]:
    """Those that lie in no other of them."""
    if len(elements) < 2:
        return list(elements)
    chosen = set(elements)
    return [item for item in elements if not any(parent in chosen for parent in item.iterancestors())]
