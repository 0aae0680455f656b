"""What a spider hands to the item pipelines."""

from __future__ import annotations

from dataclasses import dataclass

from store.records import FileReading, PageReading, RawPage


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a portal and what was read from it.

    `reading.document` is set only where it is to be stored: not for a page outside the date window, not
    for an error page. `kept` is the id of the document that the address stands for, where that is stored:
    its own, or the one that a redirect led to.
    `crawler.stages.PageStage` records the page after the document was saved.
    """

    page: RawPage
    reading: PageReading
    run_id: str
    kept: str | None = None
    file: FileReading | None = None  # of an attachment, which pages offer under `urls`
    urls: tuple[str, ...] = ()

    @property
    def document_id(self) -> str | None:
        if self.file is not None:
            return self.file.documents[0].id if len(self.file.documents) == 1 else None
        return self.reading.document.id if self.reading.document else self.kept
