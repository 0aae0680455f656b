"""The mail: the same told in HTML, plain text and table, in both languages, of a size that is kept."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import lxml.html
import PIL.Image
import pytest

from search.digest import chart
from search.digest.mail import UNSUBSCRIBE, Mail
from search.digest.records import Content
from search.digest.rendering import HTML_BYTES, render
from search.digest.rows import COLUMNS
from search.digest.words import LANGUAGES, Language, Words, table
from search.watch_checks import Fault
from store.database import Store, open_store
from tests.digest.corpus import CAN_THO, HUE, act, at, built, news, observe_all, plan, watch
from tests.measures.corpus import document

PUBLIC = "https://rw.example.vn"


def shown(mail: Mail) -> str:
    return " ".join(lxml.html.fromstring(mail.html).text_content().split())


def rows(mail: Mail) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(mail.csv.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Content:
    """One entry of each section: made once, as it is frozen."""
    file = tmp_path_factory.mktemp("content") / "store.sqlite"
    shutil.copy(empty_store, file)
    with open_store(f"sqlite:///{file}") as store:
        return _content(store)


def _content(store: Store) -> Content:
    observe_all(store)
    store.documents.save(act("kế hoạch", "131/KH-UBND", "Giao bộ phận một cửa rà soát.", theme="tthc"))
    store.documents.save(news("bài", "Một cửa mở cửa sớm.", theme="tthc"))
    store.documents.save(
        news("trước", "Một cửa.", theme="the_che", day="2026-11-10", seen="2026-11-11T08:00")
    )
    store.documents.save(news("cũ", "Một cửa từ lâu.", day="2021-05-06"))
    store.documents.save(news("gỡ", "Một cửa.", seen="2026-11-02T08:00"))
    store.removals.note(document("gỡ").id, at("2026-11-20T08:00"), 410)
    store.documents.save(plan("giao việc", ("Tổ chức hội nghị tại bộ phận một cửa", "2026-11-20")))
    return built(
        store, watch(query='"một cửa"'), faults=(Fault("cu", 2, "locality_ended", "P63:62", ("P34:51",)),)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_and_text_tell_the_same(content: Content, language: Language) -> None:
    mail, words = render(content, language, PUBLIC), Words(language)
    plainly = " ".join(mail.text.replace("*", "").split())
    seen = shown(mail)
    for name in ("acts", "news", "late", "changes", "deadlines", "shares", "coverage", "faults"):
        assert words(name) in seen
        assert words(name).lower() in plainly.lower()
    for told in (
        "131/KH-UBND",
        "Giao bộ phận một cửa rà soát.",
        "Tổ chức hội nghị tại bộ phận một cửa",
        "P34:51",
    ):
        assert told in seen
        assert told in plainly
    links = set(lxml.html.fromstring(mail.html).xpath("//a/@href"))
    assert links == set(re.findall(r"https?://\S+", mail.text))
    assert UNSUBSCRIBE in links
    assert f"{PUBLIC}/documents/{document('bài').id}" in links


def test_an_article_is_not_called_by_the_number_of_the_act_that_it_announces(store: Store) -> None:
    store.documents.save(act("của mình", "45/KH-UBND"))
    store.documents.save(act("tin", "46/KH-UBND", kind="tin_bai", title="Huyện ban hành kế hoạch"))
    told = {language: " ".join(render(built(store), language).text.split()) for language in LANGUAGES}
    assert "Tin bài về 46/KH-UBND" in told["vi"]
    assert "about 46/KH-UBND" in told["en"]
    assert "Kế hoạch 45/KH-UBND" in told["vi"]


def test_vietnamese_is_the_default_and_says_what_is_new(content: Content) -> None:
    mail = render(content)
    assert mail == render(content, "vi")
    assert mail.subject == (
        "Bản tin cải cách hành chính tuần 47/2026: 1 văn bản mới, 1 tin bài mới, 1 tài liệu cũ mới tìm thấy, "
        "1 thay đổi, 1 nhiệm vụ đến hạn"
    )
    assert 'lang="vi"' in mail.html
    assert "Vì sao có mặt: theo dõi theo-doi, từ “một cửa”" in shown(mail)
    assert not mail.is_empty


def test_our_pages_are_linked_only_where_there_are_any(content: Content) -> None:
    assert "/documents/" not in render(content).html + render(content).text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_picture_is_what_the_grammar_of_figures_allows(content: Content, language: Language) -> None:
    spec = chart._figure(content.shares, Words(language)).to_dict(validate=True)  # which mails leave out
    assert len(spec["layer"]) == 3


def test_picture_of_shares_has_its_figures_in_words(content: Content) -> None:
    mail = render(content, "en")
    (image,) = mail.images
    assert f'src="cid:{image.cid}"' in mail.html
    assert PIL.Image.open(io.BytesIO(image.png)).width > 500
    assert image.alt in lxml.html.fromstring(mail.html).xpath("//img/@alt")
    assert "Administrative procedure reform 100.0 % (0.0 %)" in image.alt
    assert "Institutional and legal reform: 0.0 % (four weeks before: 100.0 %)" in " ".join(mail.text.split())


def test_no_picture_where_nothing_was_published(store: Store) -> None:
    store.documents.save(news("không chủ đề"))
    mail = render(built(store))
    assert mail.images == ()
    assert "cid:" not in mail.html


def test_marks_stand_in_both_texts(content: Content) -> None:
    mail = render(content)
    assert '<b style="background:#fff3bf">một cửa</b>' in mail.html
    assert "*một cửa*" in mail.text


def test_table_has_every_row(content: Content) -> None:
    mail = render(content, "en", PUBLIC)
    found = rows(mail)
    assert list(found[0]) == list(COLUMNS)
    assert [row["section"] for row in found if row["id"]] == [
        "New plans and acts", "New articles by theme", "Old documents found late", "Edits and removals",
        "Deadlines in plans",
    ]  # fmt: skip
    first = found[0]
    assert (first["number"], first["locality"], first["watches"]) == ("131/KH-UBND", HUE, "theo-doi")
    assert first["page"] == f"{PUBLIC}/documents/{first['id']}"
    assert mail.csv_name == "reformwatch-2026-W47.csv"


def test_long_digest_is_cut_with_a_plain_word_and_the_table_has_the_rest(store: Store) -> None:
    text = "Bộ phận một cửa phục vụ người dân rất lâu. " * 10
    for number in range(120):
        place = HUE if number % 3 else CAN_THO
        name = f"kế hoạch {number}"
        store.documents.save(act(name, f"{number}/KH-UBND", f"{number} {text}", locality=place))
    for number in range(30):
        store.documents.save(news(f"bài {number}", f"{number} {text}", theme="tthc"))
    content = built(store, watch(query="một cửa"))
    for language in LANGUAGES:
        _check_cut(render(content, language, PUBLIC), Words(language))


def _check_cut(mail: Mail, words: Words) -> None:
    assert len(mail.html.encode()) <= HTML_BYTES < 102_000
    told = [int(count) for count in _counts(words("cut", n="@"), shown(mail))]
    assert told == [int(count) for count in _counts(words("cut", n="@"), " ".join(mail.text.split()))]
    entries = len(lxml.html.fromstring(mail.html).xpath("//a[contains(@href, '/documents/')]"))
    assert entries + sum(told) == 150 == len([row for row in rows(mail) if row["id"]])
    # Neither the first section nor the first province takes all the room.
    for name in ("bài ", "Cần Thơ · "):
        assert name in shown(mail)


def test_table_that_is_cut_says_so(content: Content) -> None:
    more = replace(content, news=replace(content.news, total=5000))
    assert "Tệp CSV có 5 trong tổng số 5.004 mục." in " ".join(render(more).text.split())


def test_words_of_both_languages_have_the_same_keys() -> None:
    vi, en = table()["vi"], dict(table()["en"])
    en.pop("kinds")  # Vietnamese has them from pipelines.kinds
    assert _keys(vi) == _keys(en)


def test_every_word_is_used_and_filled_by_the_same_names() -> None:
    for key, vietnamese in _texts(table()["vi"]):
        english = dict(_texts(table()["en"]))[key]
        assert set(re.findall(r"\{(\w+)\}", vietnamese)) == set(re.findall(r"\{(\w+)\}", english)), key


def _counts(sentence: str, text: str) -> list[str]:
    return re.findall(re.escape(sentence).replace("@", r"([\d.,]+)"), text)


def _keys(words: dict[str, object]) -> dict[str, object]:
    return {key: _keys(value) if isinstance(value, dict) else None for key, value in words.items()}


def _texts(words: dict[str, object], before: str = "") -> list[tuple[str, str]]:
    found = []
    for key, value in words.items():
        found += _texts(value, f"{before}{key}.") if isinstance(value, dict) else [(before + key, str(value))]
    return found
