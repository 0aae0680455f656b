"""All entries of a digest as one table for spreadsheets, also those that the mail has no room for."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from search.digest.clean import link, piece, plain
from search.digest.records import Content, Item, Place, Reason, Section, Source
from search.digest.words import Words
from search.export import write_rows

COLUMNS = (
    "section", "group", "title", "kind", "number", "locality", "locality_name", "province", "published",
    "precision", "seen_at", "watches", "words", "excerpt", "told", "copies", "copy_of", "id", "url", "page",
)  # fmt: skip
_LONG = 1000


def table(content: Content, words: Words, public_url: str) -> bytes:
    """UTF-8 with a byte order mark, for spreadsheets; no cell of it calculates."""
    out = io.StringIO(newline="")
    write_rows(COLUMNS, _Rows(content, words, public_url.rstrip("/")), out)
    return out.getvalue().encode("utf-8-sig")


class _Rows:
    def __init__(self, content: Content, words: Words, public_url: str) -> None:
        self._content, self._words, self._public = content, words, public_url if link(public_url) else ""

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        content = self._content
        for name, section in (("acts", content.acts), ("news", content.news), ("late", content.late)):
            yield from self._items(name, section)
        for change in content.changes.listed:
            told = f"{change.kind}; {' '.join(change.fields)}".strip("; ")
            row = self._source(change.source) | self._why(change.reasons)
            excerpt = plain(change.excerpt, _LONG)
            yield self._row("changes", row, seen_at=change.seen_at.isoformat(), told=told, excerpt=excerpt)
        for deadline in content.deadlines.listed:
            row = self._source(deadline.plan) | self._why(deadline.reasons)
            ids = " ".join(one.id for one in deadline.evidence)
            told = f"{deadline.standing}; {deadline.due}; {plain(deadline.raw)}" + (f"; {ids}" if ids else "")
            yield self._row("deadlines", row, told=told, excerpt=plain(deadline.task, _LONG))
        yield from self._portals()

    def _items(self, name: str, section: Section) -> Iterator[Mapping[str, Any]]:
        for group in section.groups:
            for item in group.items:
                yield self._row(name, self._item(item), group=group.key)

    def _item(self, item: Item) -> dict[str, Any]:
        return self._source(item.source) | self._why(item.reasons) | {
            "seen_at": item.first_seen.isoformat(),
            "excerpt": plain("".join(piece(one.text) for one in item.excerpt), _LONG),
            "copies": item.copies_total or None,
            "copy_of": item.copy_of.id if item.copy_of else None,
        }  # fmt: skip

    def _portals(self) -> Iterator[Mapping[str, Any]]:
        for silent in self._content.silent:
            told = f"{silent.days} / {silent.rhythm_days}"
            last = silent.last_new.isoformat() if silent.last_new else None
            yield self._row("silent", self._place(silent.place), seen_at=last, told=told)
        for unseen in self._content.unseen:
            since = unseen.since.isoformat() if unseen.since else None
            told = "; ".join(filter(None, (unseen.state, plain(unseen.reason or ""))))
            row = self._place(unseen.place) | {"title": plain(unseen.name)}
            yield self._row("unseen", row, seen_at=since, told=told)

    def _source(self, source: Source) -> dict[str, Any]:
        return self._place(source.place) | {
            "title": plain(source.title, _LONG),
            "kind": source.kind,
            "number": plain(source.number or "") or None,
            "published": source.published.isoformat() if source.published else None,
            "precision": source.precision,
            "id": source.id,
            "url": link(source.url),
            "page": f"{self._public}/documents/{source.id}" if self._public else None,
        }

    def _place(self, place: Place | None) -> dict[str, Any]:
        if place is None:
            return {}
        named = {"locality": place.code, "locality_name": plain(place.name)}
        return named | {"province": plain(place.province_name)}

    def _why(self, reasons: Sequence[Reason]) -> dict[str, Any]:
        return {
            "watches": " ".join(plain(one.watch) for one in reasons if one.watch),
            "words": _joined(word for one in reasons for word in one.words),
        }

    def _row(self, section: str, row: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        return dict.fromkeys(COLUMNS) | {"section": self._words(section)} | dict(row) | more


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(plain(word) for word in words))


def count(content: Content) -> tuple[int, int]:
    """How many entries the table holds, and how many there are."""
    sections = (content.acts, content.news, content.late)
    portals = len(content.silent) + len(content.unseen)
    lists = (content.changes, content.deadlines)
    listed = sum(section.listed for section in sections) + sum(len(one.listed) for one in lists)
    total = sum(section.total for section in sections) + sum(one.total for one in lists)
    return listed + portals, total + portals
