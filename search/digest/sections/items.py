"""New plans and acts by province, new news by theme, and what was found late: one text told once.

New is what the store saw first in the period. A page stands for its files, and the first of all copies of a
text for the others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from pipelines import codebook
from pipelines.kinds import NEWS
from search.answer import themes_of
from search.digest.excerpts import cut
from search.digest.fair import fair
from search.digest.material import Material
from search.digest.records import LISTED, Group, Item, Piece, Section, Source
from search.digest.sections.sources import reasons, source_of
from search.labels import label
from search.measures.tracker import last_day
from search.watches import Watch
from store.copy_records import order_key
from store.documents import CodedDocument
from store.records import Document

LATE = dt.timedelta(days=7)  # a run a week sees what the week before published
_MOST_COPIES = 20
_MOST_FILES = 5  # of a page that are read for an item


class Entry(NamedTuple):
    """A page with the files that came with it, and the pages with the same text."""

    row: CodedDocument
    files: tuple[CodedDocument, ...]
    copies: tuple[CodedDocument, ...]
    original: str | None  # known to the store before

    @property
    def act(self) -> CodedDocument | None:
        """The page or the file that is an act or announces one."""
        return next((one for one in (self.row, *self.files) if one.kind != NEWS), None)


class Sections(NamedTuple):
    acts: Section
    news: Section
    late: Section


def sections(material: Material, watches: Sequence[Watch], matched: Mapping[str, frozenset[str]]) -> Sections:
    """What came to the watches."""
    asked = frozenset[str]().union(*matched.values())
    found = entries(material, material.first_seen.keys() & asked)
    limit = material.period.first - LATE
    late = [entry for entry in found if _is_late(material, entry, limit)]
    others = [entry for entry in found if not _is_late(material, entry, limit)]
    acts = [entry for entry in others if entry.act]
    news = [entry for entry in others if not entry.act]

    def made(part: Iterable[Entry], key: str) -> Section:
        return _section(material, part, key, watches, matched)

    return Sections(made(acts, "province"), made(news, "theme"), made(late, "province"))


def entries(material: Material, ids: Collection[str]) -> list[Entry]:
    """The documents as pages with their files, of all copies of a text one."""
    pages = {_page(material, material.rows[id_]) for id_ in ids if id_ in material.rows}
    families: dict[str, list[CodedDocument]] = defaultdict(list)
    for id_ in sorted(pages):
        row = material.rows[id_]
        families[row.first or row.duplicate_of or row.id].append(row)
    return [_entry(material, family, rows) for family, rows in families.items()]


def _page(material: Material, row: CodedDocument) -> str:
    """The page of a file, where it came in the same period."""
    return row.parent if row.parent in material.rows else row.id


def _entry(material: Material, family: str, rows: list[CodedDocument]) -> Entry:
    first, *copies = sorted(rows, key=lambda row: (row.id != family, _order(row), row.id))
    original = family if family not in material.rows else None
    return Entry(first, tuple(material.files.get(first.id, ())), tuple(copies), original)


def _order(row: CodedDocument) -> str:
    return order_key(row.published, row.precision, row.level, flags=row.flags)


def _is_late(material: Material, entry: Entry, limit: dt.date) -> bool:
    """Whether a page shows a day long before the period; without one that of its act counts, if any."""
    row, day = entry.row, entry.row.published
    if day is not None:
        return last_day(day, row.precision or "day") < limit
    act = entry.act and material.issued.get(entry.act.id)
    return bool(act and act.day and act.day < limit)


def _section(
    material: Material,
    found: Iterable[Entry],
    key: str,
    watches: Sequence[Watch],
    matched: Mapping[str, frozenset[str]],
) -> Section:
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        groups[_key(entry, key)].append(entry)
    order = sorted(groups, key=_by_name if key == "province" else _by_codebook)
    most = fair([len(groups[name]) for name in order], LISTED)
    shown = [sorted(groups[name], key=_newest)[:count] for name, count in zip(order, most, strict=True)]
    wanted = (id_ for entries in shown for entry in entries for id_ in _ids(entry))
    documents = material.documents(wanted)
    return Section(
        sum(map(len, groups.values())),
        tuple(
            Group(name, len(groups[name]), tuple(_items(material, part, documents, watches, matched)))
            for name, part in zip(order, shown, strict=True)
        ),
    )


def _ids(entry: Entry) -> list[str]:
    named = (entry.row, *entry.files[:_MOST_FILES], *entry.copies[:_MOST_COPIES])
    return [*(row.id for row in named), *([entry.original] if entry.original else [])]


def _key(entry: Entry, key: str) -> str:
    if key == "province":
        return entry.row.today or ""
    weights: dict[str, float] = defaultdict(float)
    for theme, weight in entry.row.themes:
        weights[theme] += weight
    return min(weights, key=lambda theme: (-weights[theme], theme), default="")


def _by_name(code: str) -> tuple[bool, str]:
    return not code, label("today", code)


def _by_codebook(theme: str) -> tuple[bool, int, str]:
    known = [one.id for one in codebook.load().themes]
    return not theme, known.index(theme) if theme in known else len(known), theme


def _newest(entry: Entry) -> tuple[bool, int, str]:
    """Reform first: a digest of everything holds the weather too."""
    day = entry.row.published
    return not entry.row.is_reform, -day.toordinal() if day else 0, entry.row.id


def _items(
    material: Material,
    shown: Iterable[Entry],
    documents: Mapping[str, Document],
    watches: Sequence[Watch],
    matched: Mapping[str, frozenset[str]],
) -> Iterable[Item]:
    for entry in shown:
        page = documents.get(entry.row.id)
        if page is None:  # erased while the digest was built
            continue
        files = [documents[row.id] for row in entry.files[:_MOST_FILES] if row.id in documents]
        act = next((one for one in files if one.kind != NEWS), None)
        copies = [source_of(documents[row.id]) for row in entry.copies[:_MOST_COPIES] if row.id in documents]
        yield Item(
            source=source_of(page, act_of=act),
            first_seen=material.first_seen[page.id],
            themes=tuple(themes_of(page)),
            excerpt=_excerpt(material, [page, *files], watches, matched),
            reasons=reasons(material, [page, *files], watches, matched),
            copies=tuple(copies),
            copies_total=len(entry.copies),
            copy_of=_original(entry, documents),
        )


def _original(entry: Entry, documents: Mapping[str, Document]) -> Source | None:
    found = documents.get(entry.original) if entry.original else None
    return source_of(found) if found else None


def _excerpt(
    material: Material,
    documents: Sequence[Document],
    watches: Sequence[Watch],
    matched: Mapping[str, frozenset[str]],
) -> tuple[Piece, ...]:
    """Where the first watch that finds words found them, else where a theme was earned."""
    for watch in watches:
        for document in documents:
            if watch.query and document.id in matched[watch.name]:
                found = material.excerpt(document, watch.query)
                if found:
                    return found
    themes = tuple(sorted({theme for watch in watches for theme in watch.filters.theme}))
    for document in documents:
        found = material.excerpt(document, themes)
        if found:
            return found
    return cut(next((one.text for one in documents if one.text), ""), ())
