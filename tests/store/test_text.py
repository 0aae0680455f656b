"""What a database cannot hold never reaches it, and what it can comes back letter for letter."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.addresses import address_key
from store.codec import from_json
from store.database import Store
from store.records import Act, Document, Plan, Published, as_json
from tests.store.samples import full, make, published

ANY = st.text(st.characters(exclude_categories=()), max_size=60)


def test_nul_and_lone_surrogates_do_not_shift_offsets(store: Store) -> None:
    document = make(text="Bộ phận\x00một\ud800cửa", title="a\udfffb", codes=(), flags=("x\x00",))
    assert store.documents.save(document).status == "new"
    found = store.documents.get(document.id)
    assert found is not None
    assert (found.text, found.title, found.flags) == ("Bộ phận\ufffdmột\ufffdcửa", "a\ufffdb", ("x\ufffd",))
    assert store.documents.save(document).status == "unchanged"
    assert found.versions[0].sha256 == found.fingerprint()


def test_a_version_has_the_hash_of_what_is_stored(store: Store) -> None:
    store.documents.save(make(text="một\x00cửa", codes=()))
    found = store.documents.get(make().id)
    assert found is not None
    assert found.versions[0].sha256 == found.fingerprint()


def test_nul_in_the_depths_of_a_document_is_found(store: Store) -> None:
    document = make(act=Act("1\x00", None, "ke_hoach", None, None, None, "self"))
    store.documents.save(document)
    found = store.documents.get(document.id)
    assert found is not None
    assert found.act is not None
    assert found.act.number == "1\ufffd"


def test_nul_in_an_address_is_found(store: Store) -> None:
    store.documents.save(make(url="https://a/\x00\udc00"))
    found = store.documents.get(make().id)
    assert found is not None
    assert found.url == "https://a/\ufffd\ufffd"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=ANY, text=ANY, raw=ANY, section=ANY)
def test_any_text_comes_back(store: Store, title: str, text: str, raw: str, section: str) -> None:
    day = published("2024-05-01")
    document = make(
        title=title,
        text=text,
        section=section,
        codes=(),
        published=Published(day.date, None, "day", "text", raw),
    )
    store.documents.save(document)
    found = store.documents.get(document.id)
    assert found is not None
    assert found.published is not None
    for kept, given_ in ((found.title, title), (found.text, text), (found.published.raw, raw)):
        bad = [letter == "\x00" or unicodedata.category(letter) == "Cs" for letter in given_]
        assert kept == "".join("\ufffd" if wrong else each for wrong, each in zip(bad, given_, strict=True))
    assert store.documents.save(document).status == "unchanged"


def test_a_backslash_that_looks_like_nul_stays(store: Store) -> None:
    store.documents.save(make(text=r"mã \u0000 của", codes=()))
    found = store.documents.get(make().id)
    assert found is not None
    assert found.text == r"mã \u0000 của"


def test_letters_are_not_normalised_by_the_store(store: Store) -> None:
    text = unicodedata.normalize("NFD", "Huế") + "\xa0hoà"
    store.documents.save(make(text=text, codes=()))
    found = store.documents.get(make().id)
    assert found is not None
    assert found.text == text


def test_a_very_long_text_and_address_are_kept(store: Store) -> None:
    url = "https://huyen.example/?q=" + "a" * 9000
    store.documents.save(make(text="ế" * 2_000_000, url=url, codes=()))
    found = store.documents.get(url)
    assert found is not None
    assert len(found.text) == 2_000_000


def test_records_come_back_from_json() -> None:
    for document in (full(), make()):
        body = as_json(document)
        assert "coding_proof" not in body, "of it nobody outside the store may try guesses"
        assert from_json(Document, body) == replace(document, coding_proof=None)


def test_json_of_the_wrong_shape_names_the_place() -> None:
    body = as_json(full())
    wrong = [
        ({**body, "text": None}, "Document.text: None is no str"),
        ({**body, "plan": {**body["plan"], "year": "2024"}}, "Document.plan: Plan.year: '2024' is no int"),
        ({**body, "published": {**body["published"], "precision": "week"}}, "'week' is none of day"),
        ({**body, "fetched_at": "hôm qua"}, "Document.fetched_at: "),
        ({**body, "flags": "nbsp"}, "Document.flags: 'nbsp' is no list"),
        ({**body, "is_reform": 1}, "Document.is_reform: 1 is no bool"),
        ({key: value for key, value in body.items() if key != "title"}, "Document.title is missing"),
        ([], r"[] is no Document"),
    ]
    for value, place in wrong:
        with pytest.raises(ValueError, match=re.escape(place)):
            from_json(Document, value)


def test_json_may_have_more_and_fewer_keys() -> None:
    body = {**as_json(full()), "added_later": 1}
    del body["near"]
    assert from_json(Document, body) == replace(full(), coding_proof=None)
    assert from_json(Plan, {"year": None, "tasks": [], "deadlines": []}) == Plan(None, (), ())


def test_the_form_of_an_address_is_stable() -> None:
    for url in ("https://A.example:443/Á/?x=%c3%a1#f", "http://a.example/%20", "a.example", ""):
        assert address_key(address_key(url)) == address_key(url)
    assert address_key("http://a.example:8080/x") != address_key("http://a.example/x")
