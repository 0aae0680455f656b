"""What changes when a store is coded by another codebook: its documents, and the figures made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines import codebook
from search.codebook_figures import LEAST_MOVE, Figures, Move
from store.database import Store
from store.documents import coded
from store.filters import Geography
from store.records import as_json
from store.views import View, Views


@dataclass(frozen=True, slots=True)
class Changed:
    """A document that the new codebook codes otherwise; names as `tthc/mot_cua`, `indices: PAR_INDEX`."""

    id: str
    title: str
    url: str | None
    is_reform: tuple[bool, bool]  # by the old one and by the new one
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reweighed: float  # the largest move of a theme's weight

    def told(self) -> Iterator[str]:
        """Its changes in words."""
        if self.is_reform[0] != self.is_reform[1]:
            yield "becomes reform" if self.is_reform[1] else "is no reform any more"
        yield from (f"+{name}" for name in self.added)
        yield from (f"-{name}" for name in self.removed)
        if not self.added and not self.removed and self.reweighed:
            yield f"weights move by up to {self.reweighed:.2f}"


@dataclass(frozen=True, slots=True)
class Difference:
    """`unmoved` documents are coded the same, their evidence aside. `moves` holds the figures that move,
    the most first; `removed_themes` and `added_themes` have the documents that carry each."""

    old: str
    new: str
    geography: Geography
    documents: int
    unmoved: int
    changes: tuple[Changed, ...]
    moves: tuple[Move, ...]
    removed_themes: Mapping[str, int]
    added_themes: Mapping[str, int]
    corrections_kept: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = as_json(self)
        found["removed_themes"], found["added_themes"] = dict(self.removed_themes), dict(self.added_themes)
        found["moves"] = [as_json(move) | {"key": dict(move.key), "move": move.move} for move in self.moves]
        return found


def compare(store: Store, old: str | None, new: str, geography: Geography = "then") -> Difference:
    """What a store's figures would be by version `new`, against `old`; None: as they stand.

    Corrections count in both. Raises CodingMissing where a version has not coded all documents.
    """
    changes: list[Changed] = []
    documents = 0
    carried = (Counter[str](), Counter[str]())
    figures = Figures(store.measuring.above(), geography)
    for views in store.codings.views((old, new)):
        documents += 1
        if (changed := _changed(views)) is not None:
            changes.append(changed)
        for counted, view in zip(carried, views.views, strict=True):
            counted.update({code.theme for code in view.codes})
        before, after = (
            coded(views.row, view.codes, is_reform=view.is_reform, codebook=None) for view in views.views
        )
        figures.add(before, after)
    standing = [old] if old else store.codings.in_use()
    known = [_themes_of_all(store, standing), themes_of(store, new)]
    return Difference(
        old=", ".join(standing) or "none",
        new=new,
        geography=geography,
        documents=documents,
        unmoved=documents - len(changes),
        changes=tuple(changes),
        moves=tuple(figures.moves()),
        removed_themes=_only(known[0], known[1], carried[0]),
        added_themes=_only(known[1], known[0], carried[1]),
        corrections_kept=strangers(store, known[1]),
    )


def themes_of(store: Store, version: str | None) -> frozenset[str] | None:
    """The ids of a version's themes; None where the store does not have its file."""
    source = next((book.source for book in store.codings.codebooks() if book.version == version), None)
    if source is None:
        return None
    return frozenset(theme.id for theme in codebook.from_source(source, f"codebook {version}").themes)


def _themes_of_all(store: Store, versions: Sequence[str]) -> frozenset[str] | None:
    """As `themes_of`, of all versions that documents stand coded with."""
    found = [themes for version in versions if (themes := themes_of(store, version)) is not None]
    return frozenset[str]().union(*found) if found and len(found) == len(versions) else None


def strangers(store: Store, themes: Collection[str] | None) -> list[dict[str, Any]]:
    """The standing corrections on themes that a codebook does not have: they stay."""
    if themes is None:
        return []
    return [
        {"correction": one.correction.number, "document": one.document_id, "theme": path}
        for one in store.corrections.listed()
        if one.correction.taken_back is None
        for path in (*one.correction.change.add, *one.correction.change.remove)
        if path.partition("/")[0] not in themes
    ]


def _only(
    here: Collection[str] | None, there: Collection[str] | None, carried: Mapping[str, int]
) -> dict[str, int]:
    """Themes that one codebook has and the other has not, with the documents that carry them."""
    if here is None or there is None:
        return {}
    return {theme: carried.get(theme, 0) for theme in sorted(set(here) - set(there))}


# --- Documents ------------------------------------------------------------------------------------------


def _changed(views: Views) -> Changed | None:
    old, new = views.views
    before, after = _names(old), _names(new)
    weights = [_weights(view) for view in views.views]
    themes = {*weights[0], *weights[1]}
    moved = max((abs(weights[1].get(name, 0.0) - weights[0].get(name, 0.0)) for name in themes), default=0.0)
    if old.is_reform == new.is_reform and before == after and moved < LEAST_MOVE:
        return None
    return Changed(
        id=views.row.id,
        title=views.row.title,
        url=views.row.url,
        is_reform=(old.is_reform, new.is_reform),
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        reweighed=round(moved, 6),
    )


def _weights(view: View) -> dict[str, float]:
    weights: dict[str, float] = {}
    for code in view.codes:
        weights[code.theme] = weights.get(code.theme, 0.0) + code.weight
    return weights


def _names(view: View) -> set[str]:
    themes = {f"{code.theme}/{code.subtheme}" if code.subtheme else code.theme for code in view.codes}
    return themes | {f"{name}: {one}" for name, ids in view.named.items() for one in ids}
