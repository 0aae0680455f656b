"""The search contract of the design, from store and index to JSON."""

from __future__ import annotations

import csv
import io
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from search import indexer
from search.answer import answer, answer_json
from search.export import write_csv
from search.index import FACETS, SearchIndex, SearchRequest
from search.query import parse
from search.validated import Validations
from store.database import Store
from store.records import Act, Code, identity
from tests.measures.test_validated import NOW, TTHC
from tests.search.corpus import LOCALITIES, make, published


@pytest.fixture
def index(store: Store, tmp_path: Path) -> SearchIndex:
    store.documents.save(make(
        "ke-hoach", "Tăng cường cải cách thủ tục tại bộ phận một cửa.", "Kế hoạch năm 2022", kind="ke_hoach",
        published=published("2022-05-30", "10:43"), locality=LOCALITIES[1], is_reform=True,
        act=Act("131/KH-UBND", "131/KH-UBND", "ke_hoach", "UBND huyện", None, None, "self"),
        codes=(Code("the_che", None, 0.25, ()), Code("tthc", "mot_cua", 0.5, ()),
               Code("tthc", None, 0.25, ())),
    ))  # fmt: skip
    store.documents.save(make("tep", "Phụ lục cải cách", "Phụ lục", parent=identity("ke-hoach")))
    store.documents.save(make("tin", "Tin thể thao", "Tin", locality=LOCALITIES[3]))
    indexer.rebuild(store, tmp_path / "index")
    return indexer.open_index(tmp_path / "index")


def test_answer_has_the_keys_and_values_of_the_contract(store: Store, index: SearchIndex) -> None:
    request = SearchRequest(parse("cải cách"), facets=FACETS)
    found = answer_json(answer(store, index, request, "cải cách"))
    keys = ["query", "read_as", "total", "took_ms", "engine", "codebook", "hits", "facets", "next",
            "copies"]  # fmt: skip
    assert list(found) == keys
    assert (found["query"], found["total"], found["engine"], found["next"]) == (
        "cải cách",
        2,
        "embedded",
        None,
    )
    plan = next(hit for hit in found["hits"] if hit["id"] == identity("ke-hoach"))
    assert plan == {
        "id": identity("ke-hoach"), "parent": None, "title": "Kế hoạch năm 2022",
        "url": "https://ke-hoach.example/", "kind": "ke_hoach",
        "locality": {
            "code": "D63:482", "name": "Phú Lộc", "level": "district",
            "province": {"code": "P63:46", "name": "Thừa Thiên Huế"},
            "today": {"code": "P34:46", "name": "Huế"}, "source": "portal",
        },
        "published": {
            "date": "2022-05-30", "time": "10:43", "precision": "day", "source": "selector",
            "raw": "2022-05-30",
        },
        "act_number": "131/KH-UBND", "themes": ["tthc", "the_che"], "score": 7.0,
        "highlights": ["Tăng cường <mark>cải</mark> <mark>cách</mark> thủ tục tại bộ phận một cửa."],
        "validated": {"tthc": None, "the_che": None},
    }  # fmt: skip
    json.dumps(found)


def test_a_hit_in_an_attachment_names_its_parent(store: Store, index: SearchIndex) -> None:
    found = answer(store, index, SearchRequest(parse("phụ lục")), "phụ lục")
    assert [hit.document.parent for hit in found.hits] == [identity("ke-hoach")]


def test_facets_have_labels_and_exact_counts(store: Store, index: SearchIndex) -> None:
    facets = answer_json(answer(store, index, SearchRequest(facets=FACETS), ""))["facets"]
    assert facets["province"] == [
        {"value": "P34:52", "label": "Gia Lai", "count": 1},
        {"value": "P63:46", "label": "Thừa Thiên Huế", "count": 1},
    ]
    assert facets["today"][1] == {"value": "P34:52", "label": "Gia Lai", "count": 1}
    assert facets["theme"][0]["value"] == "the_che"
    assert facets["theme"][0]["label"] != "the_che"
    assert facets["kind"][0] == {"value": "tin_bai", "label": "Tin bài", "count": 2}
    assert facets["year"] == [{"value": "2022", "label": "2022", "count": 1}]
    assert facets["reform"][1] == {"value": "true", "label": "Cải cách hành chính", "count": 1}
    assert facets["level"][0]["label"] in {"Cấp huyện", "Cấp tỉnh"}


def test_themes_of_hits_among_facets_and_in_csv_have_their_error_rates(
    store: Store, index: SearchIndex
) -> None:
    def themes() -> dict[str, object]:
        shown = answer_json(answer(store, index, SearchRequest(facets=FACETS), ""))
        facets = shown["facets"]
        assert not any("validated" in entry for name in facets if name != "theme" for entry in facets[name])
        found = {entry["value"]: entry["validated"] for entry in facets["theme"]}
        assert found in [hit["validated"] for hit in shown["hits"]], "a hit says it without facets too"
        return found

    assert themes() == {"the_che": None, "tthc": None}
    document = store.documents.get(identity("ke-hoach"))
    assert document is not None
    store.documents.save(replace(document, codebook="0.1"))
    store.validation.keep_figures([TTHC], NOW)
    assert themes() == {"the_che": None, "tthc": TTHC.summary()}
    # Of documents of two codebooks together nothing is known, of each by its own it is.
    store.documents.save(replace(document, id="0" * 64, url=f"{document.url}-2", codebook="0.2"))
    found = answer_json(answer(store, index, SearchRequest(facets=FACETS), ""))
    assert found["codebook"] == "0.1, 0.2"
    assert {entry["validated"] for entry in found["facets"]["theme"]} == {None}
    assert {"the_che": None, "tthc": TTHC.summary()} in [hit["validated"] for hit in found["hits"]]
    out = io.StringIO()
    write_csv(store.documents.by_ids([document.id]), out, Validations(store).sentences)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert row["validated"].startswith("the_che: not validated; tthc: precision 0.75")


def test_read_as_shows_how_a_query_was_understood(store: Store, index: SearchIndex) -> None:
    found = answer(store, index, SearchRequest(parse('(cải "')), '(cải "')
    assert (found.query, found.read_as, found.total) == ('(cải "', "cải", 2)


def test_documents_that_left_the_store_are_left_out_with_a_warning(
    store: Store, index: SearchIndex, caplog: pytest.LogCaptureFixture
) -> None:
    store.documents.delete(identity("tin"))
    with caplog.at_level(logging.WARNING):
        found = answer(store, index, SearchRequest(parse("thể thao")), "thể thao")
    assert (found.total, found.hits) == (1, ())
    assert "index sync" in caplog.text
