"""What people say of documents stands whatever reads them later, counts everywhere, and can be taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from store.codec import from_json
from store.database import Store
from store.errors import NoSuchCorrection
from store.filters import Filters
from store.records import Change, Code, Correction, Document, TakenBack, WarcRef, as_json
from tests.store.samples import NOON, TEXT, evidence, later, make, place

ID = make().id
TWO = (
    Code("tthc", "cat_giam", 0.5, (evidence(TEXT, "cắt giảm thủ tục hành chính"),)),
    Code("tthc", "mot_cua", 0.25, (evidence(TEXT, "một cửa"),)),
    Code("cong_vu", None, 0.25, (evidence(TEXT, "giải trình"),)),
)


def say(store: Store, document_id: str = ID, **change: Any) -> Correction:
    where = place("D63:483", "district", "P63:46", "P34:46") if change.get("locality") else None
    return store.corrections.add(
        document_id, Change(**change), by="Lan", why="đọc lại", at=later(1), place=where, codebook="0.1"
    )


def got(store: Store, document_id: str = ID) -> Document:
    found = store.documents.get(document_id)
    assert found is not None
    return found


def weights(document: Document) -> dict[str, float]:
    return {f"{code.theme}/{code.subtheme}": round(code.weight, 4) for code in document.codes}


def test_a_correction_is_seen_by_filters_measures_and_whoever_follows(store: Store) -> None:
    store.documents.save(make(codes=TWO))
    before = store.documents.latest_revision()
    made = say(store, add=("chinh_quyen_so/du_lieu",), remove=("cong_vu",))
    assert store.documents.count(Filters(theme=("chinh_quyen_so",))) == 1
    assert store.documents.count(Filters(theme=("cong_vu",))) == 0
    (row,) = store.documents.coded()
    assert {theme for theme, _ in row.themes} == {"tthc", "chinh_quyen_so"}
    ((_, changed),) = store.documents.changed_since(before, 10)
    assert changed == got(store)
    assert got(store).corrections == (made,)
    assert made.by == "Lan"
    assert made.at == later(1)


def test_a_persons_theme_says_whose_it_is_and_weights_sum_to_one(store: Store) -> None:
    store.documents.save(make(codes=TWO))
    made = say(store, add=("the_che", "tthc/phi"))
    found = got(store)
    # Three themes: the new one has a third; tthc keeps three quarters of the rest, of which its new part
    # takes a third.
    assert weights(found) == {
        "the_che/None": 0.3333,
        "tthc/cat_giam": 0.2222,
        "tthc/phi": 0.1667,
        "tthc/mot_cua": 0.1111,
        "cong_vu/None": 0.1667,
    }
    assert sum(code.weight for code in found.codes) == pytest.approx(1)
    sources = {code.subtheme or code.theme: (code.source, code.correction) for code in found.codes}
    assert sources["the_che"] == sources["phi"] == ("person", made.number)
    assert sources["cat_giam"] == ("rules", None)


@pytest.mark.parametrize(
    ("changes", "is_reform", "themes"),
    [
        ([{"reform": False}], False, set()),
        ([{"reform": False}, {"reform": True}], True, set()),
        ([{"remove": ("tthc/mot_cua",)}], True, {"tthc/cat_giam", "cong_vu/None"}),
        ([{"remove": ("tthc",)}, {"add": ("tthc",)}], True, {"tthc/None", "cong_vu/None"}),
        ([{"add": ("cong_vu",)}], True, {"tthc/cat_giam", "tthc/mot_cua", "cong_vu/None"}),
    ],
)
def test_the_later_correction_has_the_last_word(
    store: Store, changes: list[dict[str, Any]], is_reform: bool, themes: set[str]
) -> None:
    store.documents.save(make(codes=TWO))
    for change in changes:
        say(store, **change)
    found = got(store)
    assert (found.is_reform, set(weights(found))) == (is_reform, themes)
    assert not found.codes or sum(code.weight for code in found.codes) == pytest.approx(1)


def test_it_outlives_another_crawl_another_version_and_another_reading(store: Store) -> None:
    raw = WarcRef("r.warc.gz", 1)
    store.documents.save(make(codes=TWO, warc=raw))
    say(store, remove=("tthc",), locality="D63:483")
    again = make(codes=TWO, warc=WarcRef("r.warc.gz", 2), fetched_at=later(2))
    assert store.documents.save(again).status == "unchanged"
    reread = replace(make(codes=TWO, warc=raw), kind="ke_hoach")
    result = store.readings.replace(reread)
    assert result is not None
    assert result.status == "revised"
    newer = make(codes=TWO, text=f"{TEXT} Thêm.", warc=WarcRef("r.warc.gz", 3), fetched_at=later(3))
    assert store.documents.save(newer).status == "updated"
    for number in (None, 1):
        found = store.documents.get(ID, number)
        assert found is not None
        assert set(weights(found)) == {"cong_vu/None"}
        assert found.locality is not None
        assert found.locality.code == "D63:483"
        assert len(found.corrections) == 1


def test_another_reading_of_the_same_is_no_change(store: Store) -> None:
    raw = WarcRef("r.warc.gz", 1)
    store.documents.save(make(codes=TWO, warc=raw))
    say(store, reform=False)
    revision = store.documents.latest_revision()
    result = store.readings.replace(make(codes=TWO, warc=raw))
    assert result is not None
    assert (result.status, result.mended) == ("unchanged", False)
    assert store.documents.latest_revision() == revision
    assert store.corrections.as_read(ID) == replace(got(store), is_reform=True, codes=TWO, corrections=())


def test_taken_back_it_leaves_the_document_as_it_was_read(store: Store) -> None:
    store.documents.save(make(codes=TWO))
    before = got(store)
    first, second = say(store, remove=("tthc",)), say(store, add=("the_che",), locality="D63:483")
    store.corrections.take_back(first.number, TakenBack(later(2), "Minh", "nhầm"))
    assert set(weights(got(store))) == {"tthc/cat_giam", "tthc/mot_cua", "cong_vu/None", "the_che/None"}
    listed = store.corrections.take_back(second.number, TakenBack(later(3), "Minh"))
    after = got(store)
    assert replace(after, corrections=()) == before
    assert [one.taken_back and one.taken_back.why for one in after.corrections] == ["nhầm", None]
    assert listed.document_id == ID
    with pytest.raises(NoSuchCorrection, match="1 stands"):
        store.corrections.take_back(1, TakenBack(later(4), "Minh"))


def test_a_correction_keeps_what_the_portal_took_away_gone(store: Store) -> None:
    store.documents.save(make())
    store.documents.mark_gone(ID, later(1), 410)
    say(store, reform=False)
    gone = got(store).gone
    assert gone is not None
    assert gone.status == 410


def test_only_a_document_of_the_store_can_be_corrected(store: Store) -> None:
    with pytest.raises(KeyError):
        say(store, "0" * 16, reform=False)
    assert list(store.corrections.listed()) == []


def test_corrections_are_listed_in_their_order_and_go_with_an_erased_document(store: Store) -> None:
    other = make("huyen.example/tin/2")
    store.documents.save(make())
    store.documents.save(other)
    say(store, reform=False)
    say(store, other.id, reform=False)
    assert [one.document_id for one in store.corrections.listed()] == [ID, other.id]
    assert [one.document_id for one in store.corrections.listed(other.id)] == [other.id]
    store.documents.delete(other.id)
    assert [one.document_id for one in store.corrections.listed()] == [ID]
    store.documents.save(make("huyen.example/tin/2", fetched_at=NOON))
    assert say(store, other.id, reform=False).number == 3, "a number never names another correction"


def test_a_record_of_another_store_brings_its_corrections_along_once(store: Store) -> None:
    store.documents.save(make(codes=TWO))
    first, _ = say(store, add=("the_che",), locality="D63:483"), say(store, reform=True)
    store.corrections.take_back(first.number + 1, TakenBack(later(2), "Minh"))
    record = from_json(Document, as_json(got(store)))
    store.documents.delete(ID)
    for times in (2, 0):
        store.documents.save(record)
        assert store.corrections.take_over(record) == times
        found = got(store)
        assert weights(found) == weights(record)
        assert {code.theme: code.source for code in found.codes}["the_che"] == "person"
        assert found.locality == record.locality
        assert [one.by for one in found.corrections] == ["Lan", "Lan"]
        assert [one.taken_back and one.taken_back.by for one in found.corrections] == [None, "Minh"]
    revision = store.documents.latest_revision()
    assert store.documents.save(record).status == "unchanged"
    assert store.documents.latest_revision() == revision
