"""Edits and removals that were seen in the period, and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from search.digest.material import Material
from search.digest.records import LISTED, Change, ChangeKind, Changes
from search.digest.sections.sources import reasons, source_of
from search.watches import Watch
from store.history import Edit
from store.removals import Answer

_MOST = min(LISTED, 200)  # each is compared word by word


def changes(material: Material, watches: Sequence[Watch], matched: Mapping[str, frozenset[str]]) -> Changes:
    """The latest first; silent edits before those that show a new day."""
    asked = frozenset[str]().union(*matched.values())
    edits = [one for one in material.edits if one.after.document.id in asked]
    moves = list(_moves(material, asked))
    edits.sort(key=lambda one: (one.is_silent, one.after.captured_at), reverse=True)
    moves.sort(key=lambda one: one[2].at, reverse=True)
    room = max(_MOST - len(moves), _MOST // 2)
    told = [
        *_moved(material, moves[:_MOST], watches, matched),
        *(_edited(material, one, watches, matched) for one in edits[:room]),
    ]
    return Changes(len(edits) + len(moves), tuple(told))


def _moves(material: Material, asked: frozenset[str]) -> Iterator[tuple[ChangeKind, str, Answer]]:
    removals = [removal for removal in material.removals if removal.document_id in asked]
    documents = material.documents(removal.document_id for removal in removals)
    for removal in removals:
        document = documents.get(removal.document_id)
        portal = document.portal if document else None
        for kind, answer in (("removal", removal.gone), ("return", removal.returned)):
            if answer is not None and material.window.holds(answer.at, portal):
                yield kind, removal.document_id, answer  # type: ignore[misc] # two of three kinds


def _moved(
    material: Material,
    moves: Sequence[tuple[ChangeKind, str, Answer]],
    watches: Sequence[Watch],
    matched: Mapping[str, frozenset[str]],
) -> Iterator[Change]:
    documents = material.documents(id_ for _, id_, _ in moves)
    for kind, id_, answer in moves:
        if id_ in documents:
            document = documents[id_]
            yield Change(
                kind=kind,
                source=source_of(document),
                seen_at=answer.at,
                status=answer.status if kind == "removal" else None,
                reasons=reasons(material, [document], watches, matched),
            )


def _edited(
    material: Material, edit: Edit, watches: Sequence[Watch], matched: Mapping[str, frozenset[str]]
) -> Change:
    document = edit.after.document
    removed, added, words = material.compared(edit)
    return Change(
        kind="edit",
        source=source_of(document),
        seen_at=edit.after.captured_at,
        silent=edit.is_silent,
        fields=edit.fields,
        words_removed=removed,
        words_added=added,
        excerpt=words,
        reasons=reasons(material, [document], watches, matched),
    )
