"""What changes when a store is coded by another codebook: its documents, and the figures made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipelines import codebook
from search.copies import fold
from search.measures.attention import attention_rows
from search.measures.publications import Publication, publications
from search.measures.results import KeyName
from store.database import Store
from store.documents import CodedDocument, coded
from store.filters import Geography
from store.records import as_json
from store.views import View, Views

_LEAST = 1e-9  # a smaller move is that of rounding
_BY: tuple[tuple[KeyName, ...], ...] = (("theme",), ("locality", "theme"))


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
class Move:
    """One figure by both codebooks; a value is None where there is nothing to divide by.

    `n` publications of `denominator` have it.
    """

    figure: Literal["reform_share", "attention"]
    key: Mapping[str, str | None]
    old: float | None
    new: float | None
    n_old: int
    n_new: int
    denominator_old: int
    denominator_new: int

    @property
    def move(self) -> float | None:
        return None if self.old is None or self.new is None else self.new - self.old


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
    sides: tuple[list[CodedDocument], list[CodedDocument]] = ([], [])
    carried = (Counter[str](), Counter[str]())
    for views in store.codings.views((old, new)):
        if (changed := _changed(views)) is not None:
            changes.append(changed)
        for side, counted, view in zip(sides, carried, views.views, strict=True):
            side.append(coded(views.row, view.codes, is_reform=view.is_reform, codebook=None))
            counted.update({code.theme for code in view.codes})
    standing = [old] if old else store.codings.in_use()
    known = [_themes_of_all(store, standing), themes_of(store, new)]
    return Difference(
        old=", ".join(standing) or "none",
        new=new,
        geography=geography,
        documents=len(sides[0]),
        unmoved=len(sides[0]) - len(changes),
        changes=tuple(changes),
        moves=tuple(_moves(*sides, geography)),
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
    if old.is_reform == new.is_reform and before == after and moved < _LEAST:
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


# --- Figures --------------------------------------------------------------------------------------------


def _moves(old: list[CodedDocument], new: list[CodedDocument], geography: Geography) -> list[Move]:
    found = [*_reform_shares(old, new, geography)]
    published = [_published([row for row in side if row.is_reform], geography) for side in (old, new)]
    for by in _BY:
        found += _attention(published[0], published[1], by)
    moved = [one for one in found if one.old != one.new and (one.move is None or abs(one.move) > _LEAST)]
    return sorted(moved, key=lambda one: (-abs(one.move if one.move is not None else 1.0), _order(one)))


def _published(rows: list[CodedDocument], geography: Geography) -> list[Publication]:
    return publications(fold(rows).rows, geography)


def _order(move: Move) -> tuple[str, ...]:
    return (move.figure, *(value or "" for value in move.key.values()))


def _reform_shares(
    old: list[CodedDocument], new: list[CodedDocument], geography: Geography
) -> Iterator[Move]:
    """The share of publications that are about the reform, of all and by locality."""
    everything = _published(old, geography)
    root = {one.id: one.locality for one in everything}
    whole = Counter(one.locality for one in everything)
    counts = [
        Counter(
            root.get(one.id, one.locality)
            for one in _published([row for row in side if row.is_reform], geography)
        )
        for side in (old, new)
    ]
    places: list[str | None] = sorted(whole, key=lambda code: (code is None, code or ""))
    groups: list[tuple[dict[str, str | None], list[str | None]]] = [({}, places)]
    groups += [({"locality": code}, [code]) for code in places]
    for key, codes in groups:
        of = sum(whole[code] for code in codes)
        n = [sum(counted[code] for code in codes) for counted in counts]
        shares = [count / of if of else None for count in n]
        yield Move("reform_share", key, shares[0], shares[1], n[0], n[1], of, of)


def _attention(
    old: Sequence[Publication], new: Sequence[Publication], by: tuple[KeyName, ...]
) -> Iterator[Move]:
    """Shares of attention; a theme that one side lacks has 0 of what that side divides."""
    rows = [
        {tuple(row.key.items()): row for row in attention_rows([one for one in side if one.weights], by)}
        for side in (old, new)
    ]
    groups = [{key[:-1]: row.denominator for key, row in side.items()} for side in rows]
    for key in dict.fromkeys((*rows[0], *rows[1])):
        found = [side.get(key) for side in rows]
        wholes = [group.get(key[:-1], 0) for group in groups]
        values = [
            row.value if row else 0.0 if whole else None for row, whole in zip(found, wholes, strict=True)
        ]
        n = [row.n if row else 0 for row in found]
        yield Move("attention", dict(key), values[0], values[1], n[0], n[1], wholes[0], wholes[1])
