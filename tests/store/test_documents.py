from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from store.database import Store
from store.records import Attachment, Code, Document, Version, WarcRef
from tests.store.samples import NOON, TEXT, evidence, full, later, make, published

# The store fills them.
FILLED = {"versions", "gone", "duplicate_of", "near", "corrections"}


def told(document: Document | None) -> Document:
    assert document is not None
    return replace(document, versions=())


def test_a_document_comes_back_whole(store: Store) -> None:
    document = full()
    defaults = make()
    same = {field.name for field in fields(Document) if getattr(document, field.name) == getattr(
        Document("i", "k", None, None, "t", "x", NOON), field.name)}  # fmt: skip
    assert same <= {"fetched_at", *FILLED}, "the sample must set every field"
    store.documents.save(document)
    store.documents.save(defaults)
    assert told(store.documents.get(document.id)) == document
    assert told(store.documents.get(defaults.id)) == defaults


def test_title_and_text_are_told_alone(store: Store) -> None:
    store.documents.save(full())
    assert store.documents.words(full().id) == (full().title, full().text)
    assert store.documents.words("0" * 16) is None


def test_a_first_save_is_new_and_has_version_one(store: Store) -> None:
    result = store.documents.save(make())
    assert (result.status, result.revision) == ("new", 1)
    found = store.documents.get(make().id)
    assert found is not None
    assert found.versions == (Version(1, NOON, make().fingerprint()),)


def test_saving_the_same_again_changes_nothing_but_last_seen(store: Store) -> None:
    store.documents.save(make())
    again = make(fetched_at=later(3), http_status=203, warc=WarcRef("other.warc.gz", 9))
    assert store.documents.save(again).status == "unchanged"
    assert store.documents.latest_revision() == 1
    assert store.documents.last_seen([again.id]) == {again.id: later(3)}
    assert told(store.documents.get(again.id)) == make()


def test_last_seen_never_goes_back(store: Store) -> None:
    store.documents.save(make(fetched_at=later(3)))
    store.documents.save(make())
    assert store.documents.last_seen([make().id]) == {make().id: later(3)}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Tiêu đề khác"},
        {"text": TEXT + "\n\nThêm một đoạn."},
        {"published": published("2024-05-28")},
        {"published": None},
        {"attachments": (Attachment(None, "https://huyen.example/tep.pdf", "Tệp"),)},
    ],
    ids=["title", "text", "date", "no date", "files"],
)
def test_what_the_portal_changed_makes_a_version(store: Store, change: dict[str, Any]) -> None:
    store.documents.save(make())
    changed = make(fetched_at=later(), **change)
    result = store.documents.save(changed)
    assert (result.status, result.revision) == ("updated", 2)
    found = store.documents.get(changed.id)
    assert told(found) == changed
    assert found is not None
    assert [(version.number, version.seen_at) for version in found.versions] == [(1, NOON), (2, later())]


@pytest.mark.parametrize(
    "change",
    [
        {"codes": ()},
        {"codes": (Code("tthc", "cat_giam", 1.0, (evidence(TEXT, "một cửa"),)),)},
        {"is_reform": False},
        {"kind": "ke_hoach"},
        {"codebook": "0.2"},
        {"flags": ("nbsp",)},
        {"locality": None},
        {"section": "Thông báo"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_is_read_in_another_way_makes_a_revision(store: Store, change: dict[str, Any]) -> None:
    store.documents.save(make())
    changed = make(**change)
    result = store.documents.save(changed)
    assert (result.status, result.revision) == ("revised", 2)
    found = store.documents.get(changed.id)
    assert told(found) == changed
    assert found is not None
    assert [version.number for version in found.versions] == [1]


def test_the_same_raw_record_read_better_is_no_version(store: Store) -> None:
    raw = WarcRef("r.warc.gz", 50)
    store.documents.save(make(warc=raw, title="Tiêu đề chưa đúng"))
    assert store.documents.save(make(warc=raw)).status == "revised"
    found = store.documents.get(make().id)
    assert found is not None
    assert found.versions == (Version(1, NOON, make().fingerprint()),)
    assert store.documents.save(make(warc=WarcRef("r.warc.gz", 51), title="Tiêu đề khác")).status == "updated"


def test_an_older_version_has_its_own_text_and_evidence(store: Store) -> None:
    first = full()
    store.documents.save(first)
    second = replace(first, text="Ngắn.", codes=(), warc=None, fetched_at=later())
    store.documents.save(second)
    third = replace(second, title="Khác", fetched_at=later(2))
    store.documents.save(third)
    before = (replace(older, coding_proof=None) for older in (first, second))
    for number, expected in enumerate((*before, third), start=1):
        found = store.documents.get(first.id, number)
        assert told(found) == expected
        assert found is not None
        assert [version.number for version in found.versions] == [1, 2, 3]
        for code in found.codes:
            assert all(found.text[each.start : each.end] == each.text for each in code.evidence)
    assert store.documents.get(first.id, 4) is None
    assert store.documents.get(first.id, 0) is None
    assert store.documents.count_versions() == 3


def test_a_text_that_comes_back_is_a_third_version(store: Store) -> None:
    store.documents.save(make())
    store.documents.save(make(text="Khác", fetched_at=later(1)))
    assert store.documents.save(make(fetched_at=later(2))).status == "updated"
    found = store.documents.get(make().id)
    assert found is not None
    assert found.versions[0].sha256 == found.versions[2].sha256


@pytest.mark.parametrize(
    "address",
    [
        "https://huyen.example/tin/M%E1%BB%9Bi?id=7",
        "http://huyen.example/tin/Mới?id=7",
        "huyen.example/tin/Mới?id=7",
        "HTTPS://HUYEN.example:443/tin/M%e1%bb%9bi?id=7#top",
        "  huyen.example/tin/Mới?id=7/ ",
        "//huyen.example/tin/Mới?id=7",
    ],
)
def test_a_document_is_found_by_its_address_in_any_form(store: Store, address: str) -> None:
    document = make("huyen.example#7", url="https://huyen.example/tin/Mới?id=7")
    store.documents.save(document)
    assert told(store.documents.get(address)) == document


def test_another_path_letter_case_or_query_is_another_address(store: Store) -> None:
    store.documents.save(make("huyen.example#7", url="https://huyen.example/Tin/7?id=7"))
    for address in ("huyen.example/tin/7?id=7", "huyen.example/Tin/7", "huyen.example", ""):
        assert store.documents.get(address) is None


def test_every_address_that_a_document_was_saved_under_finds_it(store: Store) -> None:
    store.documents.save(make("huyen.example#7", url="https://huyen.example/a"))
    twin = make("huyen.example#7", url="https://huyen.example/b", title=make("huyen.example#7").title)
    assert store.documents.save(twin).status == "unchanged"
    for address in ("huyen.example/a/", "https://huyen.example/b"):
        found = store.documents.get(address)
        assert found is not None
        assert (found.id, found.url) == (twin.id, "https://huyen.example/a")


def test_of_two_documents_with_one_address_its_present_owner_is_found(store: Store) -> None:
    store.documents.save(make("moved", url="https://huyen.example/a"))
    store.documents.save(make("moved", url="https://huyen.example/b", text="Mới", fetched_at=later()))
    store.documents.save(make("newcomer", url="https://huyen.example/a", fetched_at=later()))
    found = store.documents.get("https://huyen.example/a")
    assert found is not None
    assert found.key == "newcomer"


def test_the_key_of_a_page_finds_it(store: Store) -> None:
    document = make("huyen.example/tin/9", url=None)
    store.documents.save(document)
    assert told(store.documents.get("https://huyen.example/tin/9")) == document


def test_a_document_that_is_gone_keeps_its_text(store: Store) -> None:
    store.documents.save(make())
    assert store.documents.mark_gone(make().id, later(), 410).status == "revised"
    assert store.documents.mark_gone(make().id, later(2), 404).status == "unchanged"
    found = store.documents.get(make().id)
    assert found is not None
    assert found.gone is not None
    assert (found.gone.seen_at, found.gone.status, found.text) == (later(), 410, TEXT)
    assert store.documents.save(make(fetched_at=later(3))).status == "revised"
    back = store.documents.get(make().id)
    assert back is not None
    assert back.gone is None


def test_marking_an_unknown_document_gone_is_an_error(store: Store) -> None:
    with pytest.raises(KeyError):
        store.documents.mark_gone("0" * 16, NOON, 404)


def test_a_deleted_document_leaves_no_row(
    store: Store, rows: Callable[[str], list[tuple[object, ...]]]
) -> None:
    store.documents.save(full())
    store.documents.save(replace(full(), title="Khác", fetched_at=later()))
    assert store.documents.delete(full().id)
    assert not store.documents.delete(full().id)
    assert store.documents.get(full().id) is None
    for table in ("documents", "codes", "attachments", "versions", "addresses"):
        assert rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert store.documents.save(full()).status == "new"
