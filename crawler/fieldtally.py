"""What the articles of a run had: fields, lengths, and what stored ones have lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from crawler.sametext import SameText
from store.records import Document, FieldCounts


@dataclass(slots=True)
class FieldTally:
    """`examples` and `lost` are addresses by the name of the field."""

    read: int = 0
    compared: int = 0  # stored documents that were read again
    had: dict[str, int] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)
    examples: dict[str, str] = field(default_factory=dict)
    lost: dict[str, list[str]] = field(default_factory=dict)
    same: SameText = field(default_factory=SameText)

    def add(self, document: Document) -> None:
        """Count an article that was read."""
        self.read += 1
        self.lengths.append(len(document.text))
        has = {
            "title": bool(document.title.strip()),
            "date": document.published is not None,
            "text": bool(document.text.strip()),
        }
        for name, is_there in has.items():
            if is_there:
                self.had[name] = self.had.get(name, 0) + 1
            else:
                self.examples.setdefault(name, document.url or "")

    def compare(self, document: Document, lost: Sequence[str]) -> None:
        """Count a stored document that was read again, and what it lost."""
        self.compared += 1
        for name in lost:
            self.lost.setdefault(name, []).append(document.url or "")

    def vanished(self, url: str) -> None:
        """Count a stored document whose page is there and holds nothing of it."""
        self.compared += 1
        self.lost.setdefault("text", []).append(url)

    def counts(self) -> FieldCounts:
        had = {name: self.had.get(name, 0) for name in ("title", "date", "text")}
        return FieldCounts(self.read, **had, length=int(median(self.lengths)) if self.lengths else 0)
