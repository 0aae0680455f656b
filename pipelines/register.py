"""The act that a page of a document register describes in labelled fields."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.act_dates import DATE, read_date
from pipelines.issuers import from_symbol
from pipelines.kinds import LETTER, by_words, exactly
from pipelines.numbers import ActNumber, parse_number, reject_reason
from pipelines.words import fold
from store.records import Act, PartialDate

# Folded label → what it holds; portals word them in these ways (43/2011/NĐ-CP, Art. 10: form, issuing body,
# number and symbol, day of issue, abstract).
_LABELS = {
    "number": ("so ky hieu", "so/ky hieu", "so hieu", "so, ky hieu", "so van ban", "ky hieu", "so/ki hieu"),
    "kind": ("loai van ban", "hinh thuc van ban", "the loai", "hinh thuc", "loai"),
    "issuer": ("co quan ban hanh", "don vi ban hanh", "noi ban hanh", "co quan"),
    "issued": ("ngay ban hanh", "ngay ky", "ngay van ban"),
    "signer": ("nguoi ky", "nguoi ky duyet"),
    "title": ("chuc vu", "chuc danh", "chuc vu nguoi ky"),
    "abstract": ("trich yeu", "trich yeu noi dung", "noi dung trich yeu", "noi dung", "trich dan"),
}


_REASONS = {
    "no_number": "number_without_digits",
    "no_symbol": "number_without_symbol",
    "date": "number_is_date",
    "licence": "number_of_licence",
    "unknown_symbol": "symbol_unknown",
}


def act_of_register(fields: Mapping[str, str], title: str) -> Act | None:
    """None where neither number nor kind is there: then the page describes no act."""
    values = {name: _value(fields, labels) for name, labels in _LABELS.items()}
    number = parse_number(values["number"] or "")
    kind = _kind(values["kind"], number, title)
    if kind is None:
        return None
    signer, _, title = (values["signer"] or "").partition(" - ")
    return Act(
        number=number.number if number else None,
        raw=values["number"],
        kind=kind,
        issuer=values["issuer"] or (from_symbol(number.issuer) if number else None),
        issued=_date(values["issued"]),
        signer=signer.strip() or None,
        status="self",
        flags=number.flags if number else _why(values["number"]),
        signer_title=values["title"] or title.strip() or None,
        abstract=values["abstract"] or title or None,
    )


def _why(field: str | None) -> tuple[str, ...]:
    """The flags of an act whose number is not known, the reason after the fact."""
    reason = reject_reason(field or "")
    return ("number_missing",) if reason in (None, "empty") else ("number_unread", _REASONS[reason])


def _value(fields: Mapping[str, str], labels: tuple[str, ...]) -> str | None:
    by_label = {fold(label).strip(" :"): value.strip() for label, value in fields.items()}
    return next((by_label[label] for label in labels if by_label.get(label)), None)


def _kind(named: str | None, number: ActNumber | None, title: str) -> str | None:
    """The register's own word for the form, unless it says less than the symbol does."""
    said = (exactly(named) or by_words(named)) if named else None
    if said and (number is None or said != LETTER):
        return said
    return number.kind if number else said or by_words(title)


def _date(value: str | None) -> PartialDate | None:
    found = DATE.search(value) if value else None
    return read_date(found) if found else None
