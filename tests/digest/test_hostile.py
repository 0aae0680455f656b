"""Titles and texts that mean harm: the digest goes out, and what they bring is letters (cases D3 and D4)."""

from __future__ import annotations

import csv
import io
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
import pytest

from search.digest.clean import link, masked, plain
from search.digest.mail import Mail
from search.digest.records import (
    Changes,
    Content,
    Covered,
    Deadlines,
    Group,
    Item,
    Piece,
    Place,
    Reason,
    Section,
    Shares,
    Source,
    When,
)
from search.digest.rendering import render
from search.digest.words import LANGUAGES
from store.database import Store, open_store
from store.records import WarcRef
from tests.digest.corpus import NOW, PORTALS, WEEK, act, built, news, observe_all, plan, watch

LETTERS = (
    "Dòng một\r\nBcc: kẻ xấu <xau@example.vn>", "Dòng\x0bmột\x0chai\x85ba", "Phân\u2028đoạn\u2029mới",
    "Không\x00gì",
    "Đọc \u202egnp.exe\u202c ngược", "\u2066đảo\u2069 \u200fchiều\u200e", "ẩn\u200bgiữa\ufeffchữ\u00ad",
    "thẻ \U000e0041\U000e0042", "dài " * 2500, "\x1b[31mđỏ\x1b[0m", "lẻ \ud800 nửa",
)  # fmt: skip
MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>',
    "</title></table></body>", "<a href='javascript:alert(1)'>bấm</a>", "<style>*{display:none}</style>",
    "{{ 7*7 }} {% raw %}", "&lt;b&gt; &amp;",
    "<iframe src=//evil.example>", "<!--", "]]>", '" onmouseover="alert(1)', "<base href=//evil.example>",
)  # fmt: skip
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "//evil.example/x", "https://hue.example@evil.example/", "http://",
    "https://hue.example/\r\nBcc: x", 'https://hue.example/"onmouseover="alert(1)', "ftp://hue.example/",
)  # fmt: skip
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "x;=1", '=HYPERLINK("http://evil.example")')
TEXTS = (*LETTERS, *MARKUP, *FORMULAS)


@pytest.fixture(scope="module")
def mails(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> list[Mail]:
    """The digests, in both languages, of a week in which every field of a document means harm."""
    file = tmp_path_factory.mktemp("hostile") / "store.sqlite"
    shutil.copy(empty_store, file)
    with open_store(f"sqlite:///{file}") as store:
        return _mails(store)


def _mails(store: Store) -> list[Mail]:
    observe_all(store)
    store.documents.save(news("good", "Một bài viết bình thường.", title="Bài viết lành"))
    for number, text in enumerate(TEXTS):
        address = ADDRESSES[number % len(ADDRESSES)]
        store.documents.save(news(f"tin-{number}", f"{text} một cửa {text}", title=text, url=address))
        page = act(f"act-{number}", text, f"Nội dung {text} một cửa", title=text, url=address)
        store.documents.save(page)
        store.documents.save(act(f"file-{number}", text, text, title=text, parent=page.id, url=address))
    raw = WarcRef("a.warc.gz", 0)
    store.documents.save(news("edit", TEXTS[0], title=TEXTS[11], seen="2026-11-02T08:00", warc=raw))
    store.documents.save(news("edit", MARKUP[1] + TEXTS[4], title=TEXTS[3], warc=WarcRef("b.warc.gz", 0)))
    store.documents.save(
        plan("plan", *((f"{text} một cửa", "2026-11-20") for text in MARKUP), title=TEXTS[4])
    )
    declared = PORTALS | {"hue": replace(PORTALS["hue"], name="Cổng <script>alert(1)</script>")}
    content = built(store, watch(query='"một cửa"'), watch("all"), portals=declared)
    return [render(content, language, "https://rw.example.vn") for language in LANGUAGES]


@pytest.mark.case("D3", guard="subject")
def test_subject_holds_our_own_words_alone(mails: list[Mail]) -> None:
    for mail in mails:
        assert re.fullmatch(r"[\w ,:/]+", mail.subject), mail.subject
        assert "Dòng một" not in mail.subject
        EmailMessage(policy=SMTP)["Subject"] = mail.subject  # refused where it could end a header


@pytest.mark.case("D3", guard="letters")
def test_no_letter_of_a_stranger_ends_a_line_or_turns_it(mails: list[Mail]) -> None:
    for mail in mails:
        for written in (mail.html, mail.text, mail.csv.decode("utf-8-sig")):
            wrong = {letter for letter in written if letter not in "\n\r" and _is_unseen(letter)}
            assert not wrong, [f"U+{ord(letter):04X}" for letter in wrong]
        assert "\r" not in mail.html + mail.text


@pytest.mark.case("D3", guard="lengths")
def test_no_title_is_longer_than_two_hundred_letters(mails: list[Mail]) -> None:
    for mail in mails:
        longest = max(len(node.text_content()) for node in lxml.html.fromstring(mail.html).iter("b"))
        assert longest <= 200
        assert "dài…" in mail.html


@pytest.mark.case("D3")
def test_bad_articles_stop_no_good_one(mails: list[Mail]) -> None:
    assert all("Bài viết lành" in part for mail in mails for part in (mail.html, mail.text))


@pytest.mark.case("D4", guard="escaping")
def test_html_runs_nothing_and_loads_nothing(mails: list[Mail]) -> None:
    # Each alone: a parser sees nothing of what stands behind a comment that never ends.
    alone = {text: render(_with(text), "vi", "https://rw.example.vn").html for text in MARKUP}
    for page in (*alone.values(), *(mail.html for mail in mails)):
        for tag, attributes in _tags(page):
            assert tag not in {"script", "iframe", "svg", "object", "style", "base", "form", "link"}, tag
            assert not [name for name in attributes if name.startswith("on")], attributes
            assert (attributes.get("src") or "cid:").startswith("cid:"), attributes
    for text, page in alone.items():  # what looks like markup, or our template's language, is text
        assert _shown(page).count(text) >= 4


@pytest.mark.case("D4", guard="web-links")
def test_every_link_leads_to_the_web(mails: list[Mail]) -> None:
    for mail in mails:
        links = [attributes["href"] for _, attributes in _tags(mail.html) if "href" in attributes]
        assert links
        for href in links:
            assert urlsplit(href or "").scheme in {"http", "https"}, href
            assert "@" not in urlsplit(href or "").netloc, href


@pytest.mark.case("D4")
def test_cells_of_the_table_calculate_nothing(mails: list[Mail]) -> None:
    for mail in mails:
        rows = list(csv.reader(io.StringIO(mail.csv.decode("utf-8-sig"), newline="")))
        cells = [cell for row in rows for cell in row]
        assert len({len(row) for row in rows}) == 1
        assert not [cell for cell in cells if cell[:1] in "=+-@＝\t" and cell]
        assert any(cell.startswith("'=1+1") for cell in cells)


@pytest.mark.parametrize("address", ADDRESSES)
def test_address_that_is_none_of_the_web_is_no_link(address: str) -> None:
    found = link(address)
    assert found is None or re.fullmatch(r"https://hue\.example/[!#-;=?-_a-z~]*", found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Liên hệ 0912 345 678.", "Liên hệ 091…."),
        ("Gọi +84912345678 ngay", "Gọi +8491… ngay"),
        ("CCCD 046123456789", "CCCD 046…"),
        ("Số 1234/QĐ-UBND ngày 30/11/2026", "Số 1234/QĐ-UBND ngày 30/11/2026"),
        ("kinh phí 150000000 đồng", "kinh phí 150000000 đồng"),
        ("8.264.117 người", "8.264.117 người"),
    ],
)
def test_numbers_of_persons_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_text_is_cut_at_a_blank() -> None:
    assert plain("một hai ba bốn", 12) == "một hai ba…"
    assert plain("x" * 50, 12) == "x" * 11 + "…"
    assert plain("  một \n hai ", 12) == "một hai"


def _with(text: str) -> Content:
    """A digest of one act that says `text` wherever a stranger's words may stand."""
    source = Source(
        "0" * 16, text, "https://hue.example/", "hue", "ke_hoach", text,
        Place("P34:46", text, "P34:46", text), WEEK.first, "day",
    )  # fmt: skip
    item = Item(
        source, NOW, (), (Piece(text), Piece(text, marked=True)), (Reason("mot", (text,), file=text),)
    )
    acts = Section(1, (Group("P34:46", 1, (item,)),))
    nothing = Shares(WEEK.first, WEEK.last, WEEK.first, WEEK.last, 0, 0)
    return Content(
        When(WEEK.key, "week", WEEK.start, WEEK.end, WEEK.start, NOW), NOW, (), (),
        acts, Section(0), Section(0), Changes(0),
        Deadlines(0), nothing, (), (), Covered(1, (("observed", 1),), 0, 1, 1, None, 1),
    )  # fmt: skip


def _shown(html: str) -> str:
    return lxml.html.fromstring(html).text_content()


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _tags(html: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Every tag as two parsers see it: one that mends as browsers do, one that reads what stands there."""
    for node in lxml.html.fromstring(html).iter("*"):
        yield str(node.tag), dict(node.attrib)
    plainly = _Tags()
    plainly.feed(html)
    yield from plainly.found
