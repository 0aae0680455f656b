"""What a page is told of the files that it offers."""

from __future__ import annotations

from dataclasses import replace

from store.database import Store
from store.records import Attachment, FileFacts, FileMember
from tests.store.samples import make


def test_an_archive_with_one_paper_still_says_what_else_lay_in_it(store: Store) -> None:
    url = "https://thu.example/tep/goi.zip"
    page = replace(make("a"), attachments=(Attachment(None, url, "Gói"),))
    paper = replace(make("b"), parent=page.id, file=FileFacts("a.docx", flags=("has_macros",)))
    members = (FileMember("a.docx", 9, paper.id), FileMember("b.txt", 40, None, None, ("bomb",)))
    store.documents.save(page)
    store.documents.save(paper)
    facts = FileFacts("Gói", "application/zip", flags=("bomb",), members=members)
    store.files.came([url], page.portal or "", facts, page.fetched_at, document=paper.id)
    kept = store.documents.get(page.id)
    assert kept is not None
    (told,) = kept.attachments
    assert (told.id, told.media_type, told.flags, told.members) == (
        paper.id,
        "application/zip",
        ("bomb",),
        members,
    )
