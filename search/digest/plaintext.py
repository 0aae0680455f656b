"""A digest as plain text: the same lines as the HTML, with every address on a line of its own."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache

from search.digest.blocks import Block, Entry, Named, Note
from search.digest.mail import UNSUBSCRIBE
from search.digest.view import View
from search.digest.words import Words

_WIDTH = 76


def plain_text(view: View, words: Words, csv_cut: str = "") -> str:
    return "\n".join(_lines(view, words, csv_cut)) + "\n"


def _lines(view: View, words: Words, csv_cut: str) -> Iterator[str]:
    yield from (*_wrapped(view.heading), view.days, "=" * _WIDTH)
    if view.faults:
        yield f"!! {words('faults')}"
        for fault in view.faults:
            yield from _wrapped(fault, "!! ")
        yield ""
    yield from _wrapped(view.summary)
    for line in view.about:
        yield from _wrapped(line)
    for block in view.blocks:
        yield from _block(block, words)
    if view.shares_lead:
        yield from _title(words("shares"))
        yield from _wrapped(view.shares_lead)
        for theme, now, before in view.shares:
            yield from _wrapped(words("shares_row", theme=theme, now=now, before=before), "  ")
        yield from _wrapped(view.shares_known)
    yield from _title(words("coverage"))
    for line in (*view.coverage, *filter(None, (csv_cut,))):
        yield from _wrapped(line)
    yield from ("", "-" * _WIDTH)
    yield from _wrapped(words("footer"))
    yield f"{words('unsubscribe')}: {UNSUBSCRIBE}"


def _block(block: Block, words: Words) -> Iterator[str]:
    yield from _title(f"{block.title} ({words.number(block.total)})")
    if block.lead:
        yield from _wrapped(block.lead)
    for part in block.parts:
        if part.title and part.entries:
            yield from ("", f"## {part.title} ({words.number(part.total)})")
        for entry in part.entries:
            yield from _entry(entry)
    if block.hidden:
        yield from ("", *_wrapped(words("cut", n=words.number(block.hidden))))


def _entry(entry: Entry) -> Iterator[str]:
    yield ""
    yield from _wrapped(entry.title.text, "* ", "  ")
    yield from _wrapped(entry.facts, "  ")
    if entry.excerpt:
        marked = "".join(f"*{one.text}*" if one.marked else one.text for one in entry.excerpt)
        yield from _wrapped(f"> {marked}", "  ")
    for note in entry.notes:
        yield from _note(note)
    for named in entry.links:
        yield f"  {named.text}: {named.url}" if named.url else f"  {named.text}"


def _note(note: Note) -> Iterator[str]:
    if not note.names:
        yield from _wrapped(note.label, "  ")
        return
    yield f"  {note.label}:"
    for named in note.names:
        yield from _named(named)


def _named(named: Named) -> Iterator[str]:
    yield from _wrapped(named.text, "  - ", "    ")
    if named.url:
        yield f"    {named.url}"


def _title(text: str) -> Iterable[str]:
    return ("", "", text.upper(), "-" * min(len(text), _WIDTH))


@lru_cache(maxsize=8192)  # the digests of many hold the same lines
def _wrapped(text: str, first: str = "", rest: str | None = None) -> tuple[str, ...]:
    return tuple(
        textwrap.wrap(
            text, _WIDTH, initial_indent=first, subsequent_indent=first if rest is None else rest,
            break_long_words=False, break_on_hyphens=False,
        )
    )  # fmt: skip
