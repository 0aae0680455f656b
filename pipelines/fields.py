"""The labelled fields of a document register's page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crawler.platforms.base import PageMarks
from pipelines.repair import repair_text
from pipelines.tree import Element, Tree, plain_text
from pipelines.words import fold

# The register in another language of the portal has the same fields: one act, one set of labels.
_STANDARD = {
    "legislation code": "Số ký hiệu",
    "code": "Số ký hiệu",
    "ma/so hieu": "Số hiệu",
    "issuing date": "Ngày ban hành",
    "issued date": "Ngày ban hành",
    "published time": "Ngày công bố",
    "publish date": "Ngày công bố",
    "effective date": "Ngày hiệu lực",
    "signer": "Người ký",
    "subject": "Trích yếu",
    "abstract": "Trích yếu",
    "agencies issued": "Cơ quan ban hành",
    "agency issued": "Cơ quan ban hành",
    "legislation type": "Loại văn bản",
    "field": "Lĩnh vực",
    "status": "Tình trạng",
}
_ABSTRACT = (
    "trich yeu",
    "trich dan",
    "trich yeu noi dung",
    "noi dung trich yeu",
    "ten van ban",
    "tieu de",
    "ve viec",
)
_PUBLISHED = ("ngay cong bo", "ngay dang", "ngay dang tai", "ngay xuat ban", "ngay cap nhat")
_NUMBER = ("so ky hieu", "so/ky hieu", "so hieu", "so, ky hieu", "so van ban")


@dataclass(frozen=True, slots=True)
class Record:
    """A register's page: its fields in order, and what they say of title, text and publication."""

    fields: Mapping[str, str]
    title: str
    text: str
    published: str | None
    holder: Element
    flags: tuple[str, ...]


def read_record(tree: Tree, marks: PageMarks) -> Record | None:
    """The record that the page shows, or None where it has no labelled fields."""
    cells = tree.select(*marks.register)
    if not cells:
        return None
    fields: dict[str, str] = {}
    flags: list[str] = []
    for cell in cells:
        label, label_flags = repair_text(plain_text(cell))
        value, value_flags = repair_text(_value(cell))
        label = label.strip(" :：")
        flags += [*label_flags, *value_flags]
        if label and value.strip():
            fields.setdefault(_STANDARD.get(fold(label), label), value.strip())
    if not fields:
        return None
    title_label = _label(fields, _ABSTRACT) or _label(fields, _NUMBER)
    title = fields[title_label] if title_label else next(iter(fields.values()))
    text = "\n".join(f"{label}\t{value}" for label, value in fields.items() if label != title_label)
    shown = _label(fields, _PUBLISHED)
    return Record(
        fields, title, text, fields[shown] if shown else None, _holder(cells), tuple(dict.fromkeys(flags))
    )


def _value(cell: Element) -> str:
    beside = next(cell.itersiblings("td", "dd", "div", "span"), None)
    return plain_text(beside) if beside is not None else ""


def _label(fields: Mapping[str, str], wanted: tuple[str, ...]) -> str | None:
    by_folded = {fold(label): label for label in fields}
    return next((by_folded[name] for name in wanted if name in by_folded), None)


def _holder(cells: list[Element]) -> Element:
    """The element around all of the record, files included: the portlet's body, else the page's."""
    for parent in cells[0].iterancestors():
        if "portlet-body" in (parent.get("class") or "").split() or parent.tag == "body":
            return parent
    return cells[0].getroottree().getroot()
