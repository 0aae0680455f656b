"""Removals and edits with their records, and what points to the archive, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from store.archives import ArchiveFile
from store.database import Store
from store.readings import Span
from store.records import Attachment, PageKind, WarcRef
from tests.store.samples import NOON, later, make, page

HOUR = dt.timedelta(hours=1)


def _ref(offset: int) -> WarcRef:
    return WarcRef("run-1.warc.gz", offset)


@pytest.mark.case("T8")
def test_a_document_is_gone_after_410_or_after_404_a_day_apart(store: Store) -> None:
    for name in ("a", "b", "c"):
        store.documents.save(make(name))
    ids = {name: make(name).id for name in ("a", "b", "c")}
    assert store.removals.note(ids["a"], later(), 410, _ref(1))
    assert not store.removals.note(ids["b"], later(), 404, _ref(2))
    assert not store.removals.note(ids["b"], later(2) - HOUR, 404, _ref(3))
    assert store.removals.note(ids["b"], later(2), 404, _ref(4))
    assert store.removals.note(ids["b"], later(3), 404, _ref(5))
    assert not store.removals.note(ids["c"], later(), 404, _ref(6))
    gone = {name: (found := store.documents.get(id_)) and found.gone for name, id_ in ids.items()}
    assert [bool(gone[name]) for name in ids] == [True, True, False]
    (removal,) = store.removals.of(ids["b"])
    assert removal.gone is not None
    assert (removal.missing.warc, removal.gone.warc, removal.gone.at) == (_ref(2), _ref(4), later(2))
    with pytest.raises(KeyError):
        store.removals.note("0" * 16, later(), 410)


def test_a_good_answer_in_between_begins_the_count_anew_and_a_return_is_told(store: Store) -> None:
    id_ = make().id
    store.documents.save(make(warc=_ref(1)))
    store.removals.note(id_, later(1), 404, _ref(2))
    store.documents.save(make(warc=_ref(3), fetched_at=later(2)))
    assert not store.removals.note(id_, later(3), 404, _ref(4))
    assert store.removals.note(id_, later(4), 404, _ref(5))
    store.documents.save(make(warc=_ref(6), fetched_at=later(5)))
    first, second = store.removals.of(id_)
    assert (first.gone, second.gone and second.gone.warc) == (None, _ref(5))
    assert [each.returned and each.returned.warc for each in (first, second)] == [_ref(3), _ref(6)]
    found = store.documents.get(id_)
    assert found is not None
    assert found.gone is None
    assert [each.document_id for each in store.removals.between(NOON, later(9))] == [id_]
    assert store.removals.between(NOON, later(4)) == []
    assert store.removals.between(NOON, later(9), ["khac"]) == []
    assert [each.document_id for each in store.removals.between(later(5), later(6), ["huyen"])] == [id_]


def test_another_reading_of_the_same_bytes_is_no_return(store: Store) -> None:
    store.documents.save(make(warc=_ref(1)))
    store.removals.note(make().id, later(), 410, _ref(2))
    done = store.readings.replace(make(warc=_ref(1), text="Đọc lại."))
    assert done is not None
    assert done.status == "revised"
    found = store.documents.get(make().id)
    assert found is not None
    assert (found.text, found.gone and found.gone.status, len(found.versions)) == ("Đọc lại.", 410, 1)
    (removal,) = store.removals.of(make().id)
    assert removal.returned is None
    assert store.readings.replace(make(warc=_ref(9), text="Khác.")) is None


def test_edits_name_the_records_before_and_after(store: Store) -> None:
    store.documents.save(make(warc=_ref(1)))
    store.documents.save(make(warc=_ref(2), fetched_at=later(1)))
    store.documents.save(make(warc=_ref(3), fetched_at=later(2), text="Sửa."))
    store.documents.save(make(warc=_ref(4), fetched_at=later(3), text="Sửa.", published=None))
    first, second = store.history.edits(NOON, later(9))
    assert (first.fields, first.is_silent, first.before.warc, first.after.warc) == (
        ("text",), True, _ref(1), _ref(3),
    )  # fmt: skip
    assert (second.fields, second.is_silent, second.after.version) == (("published",), False, 3)
    assert list(store.history.edits(later(4), later(9))) == []
    assert list(store.history.edits(NOON, later(9), ["khac"])) == []
    assert store.history.edition(make().id, 4) is None


def test_everything_that_points_to_the_archive_is_listed(store: Store) -> None:
    store.documents.save(make(warc=_ref(1)))
    store.documents.save(make(warc=_ref(2), fetched_at=later(), text="Sửa."))
    store.removals.note(make().id, later(2), 404, _ref(3))
    run = store.runs.start("huyen", connected_to=None, owner="test")
    assert store.quarantine.save(run.id, make(warc=_ref(4), fetched_at=later(3), text="Khác.")).held
    found = {(link.what, link.offset) for link in store.links.all()}
    assert found == {
        ("document", 2), ("version 1", 1), ("version 2", 2), ("removal, missing", 3),
        (f"held by run {run.id}", 4),
    }  # fmt: skip
    assert list(store.links.all("khac")) == []
    assert list(store.links.check_database()) == []


def test_the_first_word_on_an_archive_file_stays(store: Store) -> None:
    closed = ArchiveFile("run-1.warc.gz", "huyen", NOON, 7, 900)
    store.archives.note(closed)
    store.archives.note(replace(closed, records=1))
    assert store.archives.all() == {"run-1.warc.gz": closed}


def test_facts_of_a_run_and_what_a_portal_holds(store: Store) -> None:
    run = store.runs.start("huyen", connected_to=None, owner="test")
    store.facts.keep(run.id, "huyen", {"feed": True})
    store.facts.keep(run.id, "huyen", {"feed": False})
    assert store.facts.of(run.id) == store.facts.last("huyen") == {"feed": False}
    assert store.facts.last("khac") is None
    files = (Attachment(None, "https://huyen.example/a.pdf", "a"),)
    store.documents.save(make("a", attachments=files, author="An"))
    store.documents.save(make("b", published=None, kind="ke_hoach"))
    held = store.facts.holdings("huyen")
    assert (held.documents["count"], held.documents["dated"], held.documents["with_author"]) == (2, 1, 1)
    assert (held.documents["acts"], held.documents["date_on_page"], held.files) == (1, 1, (files[0].url,))
    assert (held.first_day, held.last_day) == (dt.date(2024, 5, 29), dt.date(2024, 5, 29))
    assert store.facts.holdings("khac").first_day is None


def test_pages_that_held_no_document_can_be_read_again(store: Store) -> None:
    run = store.runs.start("huyen", connected_to=None, owner="test")
    bare = page("huyen.example/x", portal="huyen", warc=_ref(5))
    left = page("huyen.example/y", portal="huyen", warc=_ref(6))
    store.pages.record(run.id, bare, PageKind.UNREADABLE, "no_content", None)
    store.pages.record(run.id, left, PageKind.ARTICLE, "out_of_window", None)
    (found,) = store.readings.bare(Span())
    assert (found.key, found.warc, found.reason) == ("huyen.example/x", _ref(5), "no_content")
    assert list(store.readings.bare(Span(portals=("khac",)))) == []
    assert store.pages.count_lists("huyen") == store.pages.count_stored("huyen") == 0
