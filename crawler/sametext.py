"""Stored documents that take one title and text in a run: a portal with one page for all addresses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from store.records import Document

MIN_SAME = 3  # documents
_SHARE = 0.5


@dataclass(slots=True)
class SameText:
    """What stored documents changed to. Those that were one text before, an article under several addresses,
    count once."""

    _found: dict[bytes, dict[str, str]] = field(default_factory=dict)  # text → document → address
    _before: dict[bytes, set[str]] = field(default_factory=dict)  # text → what they were known by

    def changed(self, document: Document, before: str | None) -> None:
        """Count another version of a stored document."""
        if not document.text.strip():
            return
        words = f"{document.title}\n{document.text}".encode("utf-8", "surrogatepass")
        text = hashlib.sha256(words).digest()
        self._found.setdefault(text, {})[document.id] = document.url or ""
        self._before.setdefault(text, set()).add(before or document.id)

    def documents(self) -> dict[str, str]:
        """The documents that too many others became equal to, with their addresses."""
        many = (text for text, before in self._before.items() if len(before) >= MIN_SAME)
        return {id_: url for text in many for id_, url in self._found[text].items()}

    def are_most(self, compared: int) -> bool:
        """Whether these are most of the stored documents that were read again."""
        return len(self.documents()) >= _SHARE * compared
