"""Each error in its sentence, as text and as a page."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from pipelines.evaluation.fields import FIELDS
from pipelines.evaluation.names import FIELDS as NAMES
from pipelines.evaluation.page import marked, page
from pipelines.evaluation.records import Item, Judgement, Sentence
from pipelines.evaluation.scoring import ORDER
from pipelines.evaluation.sentences import errors_of, place_of
from store.records import Document
from tests.evaluation.gold import FLOWERS, NOW, PLAN, report


def test_a_wrong_number_is_marked_in_its_sentence(tmp_path: Path) -> None:
    (error,) = report(tmp_path, PLAN | {"doc_number": "22/KH-UBND"}).errors
    assert (error.kind, error.expected, error.read) == ("wrong", "22/KH-UBND", "21/KH-UBND")
    assert error.sentence.text == PLAN["text"].split("\n")[0]
    assert [error.sentence.text[start:end] for start, end in error.sentence.marks] == ["21/KH-UBND"]


def test_a_value_that_was_missed_is_marked_where_the_text_has_it() -> None:
    text = "Hội thi theo Công văn 7 /UBND-VX. Thôn Đoài đạt giải nhất, thôn Đông giải nhì."
    document = Document(id="d", key="d", url=None, portal=None, title="Hội thi", text=text, fetched_at=NOW)
    missed = tuple(Item(words, words, wordings=(words,)) for words in ("7/UBND-VX", "Thôn Đông", "9/UBND-VX"))
    judgement = Judgement("d", "citations", (), missed, ())
    number, name, absent = errors_of(judgement, place_of("d.html", document))
    assert (number.kind, number.expected, number.read) == ("missed", "7/UBND-VX", None)
    assert number.sentence.text == "Hội thi theo Công văn 7 /UBND-VX."
    assert [number.sentence.text[start:end] for start, end in number.sentence.marks] == ["7 /UBND-VX"]
    assert name.sentence.text == "Thôn Đoài đạt giải nhất, thôn Đông giải nhì."
    assert [name.sentence.text[start:end] for start, end in name.sentence.marks] == ["thôn Đông"]
    assert absent.sentence == Sentence("title", "Hội thi")


def test_a_long_line_is_cut_around_the_words(tmp_path: Path) -> None:
    text = {"text": "chuyện kể " * 300 + "theo Quyết định số 905/QĐ-UBND rồi " + "kể tiếp " * 300}
    (error,) = report(tmp_path, FLOWERS | text | {"cited_docs": []}).errors
    assert len(error.sentence.text) < 400
    assert [error.sentence.text[start:end] for start, end in error.sentence.marks] == ["905/QĐ-UBND"]


def test_the_page_shows_an_error_in_its_sentence(tmp_path: Path) -> None:
    shown = page(report(tmp_path, PLAN | {"doc_number": "22/KH-UBND"}))
    assert "Kế hoạch số <mark>21/KH-UBND</mark> về cải cách" in shown
    assert "<b>22/KH-UBND</b>" in shown


def test_nothing_of_a_text_becomes_markup(tmp_path: Path) -> None:
    evil = '<script>alert(1)</script> & "trích" <img src=x onerror=y>'
    label = FLOWERS | {
        "id": evil,
        "title": evil,
        "text": f"{evil} số 905/QĐ-UBND.",
        "cited_docs": [],
        "signer": evil,
    }
    shown = page(report(tmp_path, label))
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown


def test_the_page_stands_alone_and_is_well_formed(tmp_path: Path) -> None:
    shown = page(
        report(tmp_path, PLAN | {"doc_number": "22/KH-UBND", "themes": ["cong_vu"], "is_reform": True})
    )
    assert re.findall(r"(?:src|href)=\"(?!#)", shown) == []
    assert "url(" not in shown
    assert "@import" not in shown
    body = re.sub(r"<(meta[^>]*)>", r"<\1/>", shown.removeprefix("<!doctype html>"))
    ElementTree.fromstring(body)
    links = set(re.findall(r'href="#([^"]+)"', shown))
    assert links
    assert links <= set(re.findall(r'id="([^"]+)"', shown))


def test_marks_do_not_lose_or_double_a_letter() -> None:
    assert marked(Sentence("text", "a<b>c", ((1, 4),))) == "a<mark>&lt;b&gt;</mark>c"


def test_every_field_has_its_names_and_its_place() -> None:
    assert set(NAMES) == set(ORDER)
    assert {rule.name for rule in FIELDS} <= set(ORDER)
