"""What people say of documents, laid over what the program reads of them.

The tables of documents hold the corrected values, so that filters, measures and the index see them; what was
read is kept beside, so that it is never lost and a correction can be taken back. Functions that take a
connection run within a transaction of their caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, select

from store.codec import from_json
from store.coding_tables import corrections, uncorrected
from store.engine import upsert
from store.records import Change, Code, Correction, Document, Json, Locality, TakenBack, as_json

_READ = ("is_reform", "codes", "locality")  # what a correction may change
_ID: BindParameter[str] = bindparam("wanted")
_OF = select(corrections).where(corrections.c.document_id == _ID).order_by(corrections.c.number)
_FORGET = delete(uncorrected).where(uncorrected.c.document_id == _ID)


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction with the place that its code names."""

    correction: Correction
    place: Locality | None

    @property
    def stands(self) -> bool:
        return self.correction.taken_back is None


def correct(document: Document, kept: Sequence[Kept]) -> Document:
    """The document as the standing ones among its corrections have it."""
    is_reform, codes = correct_coding(document.is_reform, document.codes, kept)
    places = [each.place for each in kept if each.stands and each.place]
    return replace(
        document, is_reform=is_reform, codes=codes, locality=places[-1] if places else document.locality
    )


def correct_coding(
    is_reform: bool, given: Sequence[Code], kept: Iterable[Kept]
) -> tuple[bool, tuple[Code, ...]]:
    """The verdict and the codes after the standing corrections, the later ones last.

    What is no reform document has no themes; whoever gives a theme to a document says that it is one.
    """
    codes = list(given)
    for each in kept:
        change = each.correction.change
        if not each.stands:
            continue
        if change.reform is not None:
            is_reform = change.reform
        codes = [] if change.reform is False else [c for c in codes if not _among(c, change.remove)]
        if change.add:
            is_reform = True
            codes += _added(codes, each.correction)
    return is_reform, _weighed(given, codes)


def told(document: Document, kept: Sequence[Kept]) -> Document:
    """A document as it was loaded, with its corrections, and its codes with who gave them."""
    if not kept:
        return document
    numbers = {
        path: each.correction.number for each in kept if each.stands for path in each.correction.change.add
    }
    codes = tuple(
        replace(code, source="person", correction=numbers[path])
        if not code.evidence and (path := path_of(code)) in numbers
        else code
        for code in document.codes
    )
    return replace(document, codes=codes, corrections=tuple(each.correction for each in kept))


def path_of(code: Code) -> str:
    return f"{code.theme}/{code.subtheme}" if code.subtheme else code.theme


def kept_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Kept]]:
    """All corrections of documents, in their order, those taken back too."""
    wanted = select(corrections).where(corrections.c.document_id.in_(ids)).order_by(corrections.c.number)
    found: dict[str, list[Kept]] = {}
    for row in connection.execute(wanted) if ids else ():
        found.setdefault(row.document_id, []).append(kept_from(row))
    return found


def overlay(connection: Connection, document: Document) -> Document:
    """A document that was just read, as it is to be stored: corrected, what was read kept beside."""
    kept = [kept_from(row) for row in connection.execute(_OF, {"wanted": document.id})]
    if not kept:
        return document
    if not any(each.stands for each in kept):
        connection.execute(_FORGET, {"wanted": document.id})
        return document
    record = {name: as_json(getattr(document, name)) for name in _READ}
    upsert(connection, uncorrected, [{"document_id": document.id, "record": record}], ["record"])
    return correct(document, kept)


def as_read(connection: Connection, found: Sequence[Document]) -> list[Document]:
    """Documents as the program reads them, without what people say of them."""
    ids = [document.id for document in found if document.corrections]
    wanted = select(uncorrected).where(uncorrected.c.document_id.in_(ids))
    records = {row.document_id: row.record for row in connection.execute(wanted)} if ids else {}
    return [
        replace(document, corrections=(), **_decoded(records[document.id]))
        if document.id in records
        else replace(document, corrections=())
        for document in found
    ]


def kept_from(row: Row[Any]) -> Kept:
    back = row.taken_back_at and TakenBack(row.taken_back_at, row.taken_back_by, row.taken_back_why)
    correction = Correction(
        number=row.number,
        at=row.at,
        by=row.by,
        why=row.why,
        change=from_json(Change, row.change),
        codebook=row.codebook,
        taken_back=back,
    )
    return Kept(correction, row.place and from_json(Locality, row.place))


def _decoded(record: Json) -> dict[str, Any]:
    return {
        "is_reform": record["is_reform"],
        "codes": tuple(from_json(Code, code) for code in record["codes"]),
        "locality": record["locality"] and from_json(Locality, record["locality"]),
    }


def _among(code: Code, paths: Iterable[str]) -> bool:
    return any(path in (code.theme, path_of(code)) for path in paths)


def _added(codes: Sequence[Code], correction: Correction) -> list[Code]:
    """The themes that a correction adds; what the rules found by themselves stays theirs."""
    there = {path_of(code) for code in codes} | {code.theme for code in codes}
    return [
        Code(theme, subtheme or None, 0.0, (), "person", correction.number)
        for path in correction.change.add
        if path not in there
        for theme, _, subtheme in [path.partition("/")]
    ]


def _weighed(before: Sequence[Code], codes: Sequence[Code]) -> tuple[Code, ...]:
    """The codes with weights that sum to 1 again, where a person changed them (design §5.10).

    No unit of the text says how much room a person's theme takes: it gets the mean of all themes; the
    others share the rest as they did. A sub-theme that a person adds gets the mean of its theme's.
    """
    if list(before) == list(codes):
        return tuple(codes)
    of_theme: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        of_theme[code.theme].append(code)
    by_rules = {theme: sum(code.weight for code in each) for theme, each in of_theme.items()}
    new = sum(not weight for weight in by_rules.values())
    whole = sum(by_rules.values()) or 1.0
    weights = {
        theme: weight / whole * (len(of_theme) - new) / len(of_theme) if weight else 1 / len(of_theme)
        for theme, weight in by_rules.items()
    }
    found = [replace(code, weight=_share(code, of_theme[code.theme]) * weights[code.theme]) for code in codes]
    return tuple(sorted(found, key=lambda code: (-code.weight, code.theme, code.subtheme or "")))


def _share(code: Code, of_theme: Sequence[Code]) -> float:
    """A code's part of its theme."""
    new = sum(not each.weight for each in of_theme)
    if not code.weight:
        return 1 / len(of_theme)
    return code.weight / sum(each.weight for each in of_theme) * (len(of_theme) - new) / len(of_theme)
