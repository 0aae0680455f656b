"""Codings of which it is known what they were made of, so that they can stand for another codebook's too.

The proof beside a coding names the codebook's file, the title and the text, to the letter. Whatever changes
one of them without coding anew leaves a proof that does not fit, and nothing is taken over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Text, exists, select, type_coerce

from store.coding_records import CODING_FLAGS, StoredCodebook, Uncoded, proof_of
from store.coding_tables import codings, uncorrected
from store.columns import compact
from store.tables import codes, documents

OF_DETAILS = ("reform", "indices", "channels", "audiences")


class AtHand(NamedTuple):
    """A coding, `written`, and the version of the codebook that it is of."""

    version: str
    coding: str


class _Proven(NamedTuple):
    version: str
    proof: str
    stands: bool  # in the document itself, not beside it


def at_hand(
    connection: Connection, batch: Sequence[Uncoded], coder: int, bases: Sequence[StoredCodebook]
) -> dict[str, AtHand]:
    """Of each document the coding by the first of `bases` that is proven; by no other `coder`."""
    claimed = _claimed(connection, [one.id for one in batch], coder, [base.version for base in bases])
    chosen: dict[str, _Proven] = {}
    for one in batch:
        claims = claimed.get(one.id, {})
        for base in bases:
            claim = claims.get(base.version)
            if claim and claim.proof == proof_of(base.digest, one.title, one.text):
                chosen[one.id] = claim
                break
    return {id_: AtHand(chosen[id_].version, coding) for id_, coding in _read(connection, chosen)}


def _claimed(
    connection: Connection, ids: Sequence[str], coder: int, versions: Sequence[str]
) -> dict[str, dict[str, _Proven]]:
    """What proofs say, by document and version. What a person corrected stands no more as it was read."""
    found: dict[str, dict[str, _Proven]] = defaultdict(dict)
    columns = (codings.c.document_id, codings.c.codebook, codings.c.proof)
    beside = select(*columns).where(
        codings.c.document_id.in_(ids),
        codings.c.codebook.in_(versions),
        codings.c.coder == coder,
        codings.c.proof.is_not(None),
    )
    own = (documents.c.id, documents.c.codebook, documents.c.coding_proof)
    standing = select(*own).where(
        documents.c.id.in_(ids),
        documents.c.codebook.in_(versions),
        documents.c.coder == coder,
        documents.c.coding_proof.is_not(None),
        ~exists().where(uncorrected.c.document_id == documents.c.id),
    )
    for stands, wanted in ((False, beside), (True, standing)):
        for id_, version, proof in connection.execute(wanted):
            found[id_][version] = _Proven(version, proof, stands)
    return found


def _read(connection: Connection, chosen: Mapping[str, _Proven]) -> Iterator[tuple[str, str]]:
    """Documents with their codings, `written`."""
    beside = {id_: claim.version for id_, claim in chosen.items() if not claim.stands}
    wanted = select(codings.c.document_id, codings.c.codebook, type_coerce(codings.c.coding, Text)).where(
        codings.c.document_id.in_(list(beside)), codings.c.codebook.in_(set(beside.values()))
    )
    for id_, version, coding in connection.execute(wanted):
        if beside[id_] == version:
            yield id_, coding
    ids = [id_ for id_, claim in chosen.items() if claim.stands]
    of_document: dict[str, list[Row[Any]]] = defaultdict(list)
    parts = (codes.c.document_id, codes.c.theme, codes.c.subtheme, codes.c.weight)
    earned = select(*parts, type_coerce(codes.c.evidence, Text).label("evidence"))
    for row in connection.execute(earned.where(codes.c.document_id.in_(ids)).order_by(codes.c.position)):
        of_document[row.document_id].append(row)
    columns = (
        documents.c.id,
        documents.c.is_reform,
        documents.c.coder,
        documents.c.flags,
        documents.c.details,
    )
    for row in connection.execute(select(*columns).where(documents.c.id.in_(ids))):
        yield row.id, coding_of_row(row, [code._mapping for code in of_document[row.id]])


def coding_of_row(row: Row[Any], earned: Sequence[Mapping[Any, Any]]) -> str:
    """As `store.coding_records.written` has the coding of a row of `documents`; `evidence` is JSON."""
    reform, indices, channels, audiences = (compact(row.details[name]) for name in OF_DETAILS)
    flags = compact([flag for flag in row.flags if flag in CODING_FLAGS])
    return (
        f'{{"is_reform":{compact(row.is_reform)},"reform":{reform},"codes":[{",".join(map(_code, earned))}],'
        f'"indices":{indices},"channels":{channels},"audiences":{audiences},"flags":{flags},'
        f'"coder":{compact(row.coder)}}}'
    )


def _code(row: Mapping[Any, Any]) -> str:
    theme, subtheme, weight = (compact(row[name]) for name in ("theme", "subtheme", "weight"))
    return (
        f'{{"theme":{theme},"subtheme":{subtheme},"weight":{weight},"evidence":{row["evidence"]},'
        '"source":"rules","correction":null}'
    )
