from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.article import Article, Origin
from pipelines.describe import describe
from store.records import Attachment, Document, Published, as_json

ORIGIN = Origin("i", "k", "https://x.example/1", dt.datetime(2024, 5, 1, tzinfo=dt.UTC), http_status=200)
WORDS = [
    *(
        "Ngày 5/4/2024,",
        "UBND huyện Tuy Phước",
        "tỉnh Bình Định",
        "đã ban hành",
        "Kế hoạch số 12/KH-UBND",
        "CCHC",
    ),
    *(
        "cải cách hành chính",
        "hoà giải",
        "thủ tục hành chính",
        "trên truyền hình",
        "người dân",
        "\n",
        "Nơi nhận:",
    ),
    *("Căn cứ", "Luật", "KẾ HOẠCH", "\n\n", "Số: /KH-UBND", "PAPI", "bộ phận một cửa", "“", ")", "./."),
]


def assert_sound(document: Document) -> None:
    """Every span of the record is what stands there, and the record is JSON."""
    fields = {"title": document.title, "text": document.text}
    tagged = (*document.codes, *document.channels, *document.audiences)
    for evidence in (evidence for item in tagged for evidence in item.evidence):
        assert fields[evidence.field][evidence.start : evidence.end] == evidence.text
    for citation in document.citations:
        assert fields[citation.field][citation.start : citation.end] == citation.raw
    if document.codes:
        assert sum(code.weight for code in document.codes) == pytest.approx(1)
    as_json(document)


def test_an_article_keeps_what_it_came_with() -> None:
    article = Article(
        title="Huyện Tuy Phước đẩy mạnh cải cách hành chính",
        text="UBND huyện Tuy Phước vừa ban hành Kế hoạch số 12/KH-UBND. Các xã công khai thủ tục hành chính.",
        published=Published(dt.date(2024, 4, 5), "08:00", "day", "selector", "05/04/2024 08:00"),
        section="Tin tức",
        author="Lê An",
        flags=("nbsp",),
        extractor="generic/1",
    )
    document = describe(article, ORIGIN)
    assert (document.id, document.key, document.url, document.http_status) == ("i", "k", ORIGIN.url, 200)
    assert (document.section, document.author, document.extractor) == ("Tin tức", "Lê An", "generic/1")
    assert document.published == article.published
    assert document.flags == ("nbsp",)
    assert document.kind == "tin_bai"
    assert document.act is not None
    assert (document.act.number, document.act.issuer) == ("12/KH-UBND", "UBND huyện Tuy Phước")
    assert document.locality is not None
    assert (document.locality.code, document.locality.province.code) == ("D63:550", "P63:52")
    assert (document.is_reform, document.codebook) == (True, "0.12")
    assert {code.theme for code in document.codes} == {"tthc", "chi_dao_dieu_hanh"}
    assert_sound(document)


def test_a_page_that_only_hands_on_a_file_announces_its_act() -> None:
    files = (Attachment(None, "https://x.example/a.pdf", "a.pdf"),)
    title = "Kế hoạch tuyên truyền cải cách hành chính năm 2019"
    document = describe(Article(title, "", attachments=files), ORIGIN)
    assert document.kind == "tin_bai"
    assert document.act is not None
    assert (document.act.kind, document.act.status) == ("ke_hoach", "announced")


@example(["KẾ HOẠCH", "\n\n", "Nơi nhận:"], ["Kế hoạch số 12/KH-UBND"])
@given(st.lists(st.sampled_from(WORDS), max_size=40), st.lists(st.sampled_from(WORDS), max_size=6))
def test_spans_are_exact_for_any_arrangement_of_real_words(text: list[str], title: list[str]) -> None:
    assert_sound(describe(Article(" ".join(title), " ".join(text)), ORIGIN))


@given(st.text(max_size=400), st.text(max_size=80))
def test_no_text_is_an_error(text: str, title: str) -> None:
    article = Article(unicodedata.normalize("NFC", title), unicodedata.normalize("NFC", text))
    assert_sound(describe(article, ORIGIN))


@pytest.mark.parametrize(
    "text",
    [
        "1/KH-UBND " * 20_000,
        "huyện Châu Thành " * 20_000,
        " " * 300_000,
        "a" * 300_000,
        "Căn cứ " * 40_000,
        "\n".join(["cải cách hành chính"] * 20_000),
        "UBND " * 60_000 + "ban hành Kế hoạch",
        "số " + "." * 300_000,
        "một cửa hàng " * 20_000,
    ],
    ids=["numbers", "places", "blanks", "word", "bases", "hits", "bodies", "dots", "traps"],
)
def test_a_hostile_text_takes_seconds_not_minutes(text: str) -> None:
    started = time.process_time()
    describe(Article("Kế hoạch", text), ORIGIN)
    assert time.process_time() - started < 8  # measured below 1.5; quadratic work would take minutes
