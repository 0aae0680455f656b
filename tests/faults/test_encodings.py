"""Charsets, damaged text and dates: what is stored is what the portal meant, or flagged, never guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dates import parse_published
from search.index import SearchRequest
from search.indexer import open_index, rebuild
from search.query import parse
from store.database import open_store
from store.records import Document
from tests.faults.encodings import TEXT, TITLE
from tests.faults.golden import GOLDEN, pieces
from tests.faults.payloads import DATES
from tests.faults.running import Result, assert_published, crawl, declared, faulty_portal

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]

HOST, PAYLOADS, DAYS = "chu.example", "nhoi.example", "ngay.example"
WHOLE = ("utf8", "none", "lie-latin1", "lie-utf8", "cp1258", "utf16", "noctype")
USED = {"utf16": "utf-16-le", "cp1258": "cp1258", "lie-utf8": "cp1258"}
DECLARED = {"utf8": "utf-8", "lie-latin1": "iso-8859-1", "lie-utf8": "utf-8", "cp1258": "windows-1258"}
DAMAGED = ("nfd", "zerowidth", "mojibake", "badbytes", "manybad", "nul", "tcvn3", "vni")


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, without: str) -> Result:
    home = tmp_path_factory.mktemp("encodings")
    with faulty_portal(home) as faulty:
        faulty.change_hosts(
            {
                HOST: {"faults": [f"/enc/{name}" for name in (*WHOLE, *DAMAGED)]},
                PAYLOADS: {"faults": ["/xss", "/formula", "/hdrinj", "/refpol"]},
                DAYS: {"faults": [f"/dates/{name}" for name in DATES]},
            }
        )
        # What the proof of a guard needs of them; all else would only make it wait.
        needed = {"charsets": (HOST,), "repairs": (HOST,), "dates": (DAYS,)}
        hosts = needed[without] if without else (GOLDEN, HOST, PAYLOADS, DAYS)
        portals = [declared(host) for host in hosts]
        return crawl(home / "home", portals, faulty.connect_to(*hosts), without=without)


@pytest.fixture(scope="module")
def texts(result: Result) -> Mapping[str, Document]:
    return {path.rpartition("/")[2]: each for path, each in result.documents(HOST).items()}


HONEST = ("utf8",)  # a reader that believes what is declared reads it as well
LYING = pytest.mark.case("E1", guard="charsets")


@pytest.mark.case("E1")
@pytest.mark.parametrize(
    "name", [*HONEST, *(pytest.param(name, marks=LYING) for name in WHOLE if name not in HONEST)]
)
def test_the_bytes_decide_what_the_charset_is(texts: Mapping[str, Document], name: str) -> None:
    assert name in texts
    assert (texts[name].title, texts[name].text) == (TITLE, TEXT)
    assert ("charset_mismatch" in texts[name].flags) == name.startswith("lie-")
    assert texts[name].charset_used == USED.get(name, "utf-8")
    assert texts[name].charset_declared == DECLARED.get(name)


@pytest.mark.case("E2", guard="repairs")
def test_double_encoded_text_is_undone_and_flagged(texts: Mapping[str, Document]) -> None:
    assert (texts["mojibake"].title, texts["mojibake"].text) == (TITLE, TEXT)
    assert "mojibake_repaired" in texts["mojibake"].flags


@pytest.mark.case("E3", guard="repairs")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "tcvn3",
            (
                "Quyết định của ủy ban nhân dân tỉnh về việc ban hành quy chế làm việc của đơn vị "
                "trong thời gian tới."
            ),
        ),
        ("vni", "ỦY BAN nhân dân huyện họp đánh giá công tác cải cách hành chính năm nay tại hội trường."),
    ],
)
def test_letters_of_an_old_font_are_read_and_flagged(
    texts: Mapping[str, Document], name: str, said: str
) -> None:
    assert texts[name].text == "\n\n".join([said] * 3)
    assert {"legacy_font", f"legacy_{name}"} <= set(texts[name].flags)


@pytest.mark.case("E4", guard="repairs")
@pytest.mark.parametrize("name", ["nfd", "zerowidth"])
def test_one_text_is_stored_in_one_form(texts: Mapping[str, Document], name: str) -> None:
    assert (texts[name].title, texts[name].text) == (TITLE, TEXT)
    assert texts[name].fingerprint() == texts["utf8"].fingerprint()


@pytest.mark.case("E4")
def test_words_without_marks_find_words_with_them(result: Result) -> None:
    with open_store(f"sqlite:///{result.home / 'store.sqlite'}") as store:
        rebuild(store, result.home / "index")
        with closing(open_index(result.home / "index")) as index:
            found = index.search(SearchRequest(parse('"dang uy xa quynh luu"')))
    assert found.total >= len(WHOLE)


@pytest.mark.case("E5", guard="charsets")
def test_bad_bytes_are_counted_and_nul_never_reaches_the_store(texts: Mapping[str, Document]) -> None:
    assert "replacement_characters" in texts["badbytes"].flags
    assert "bad_bytes" not in texts["badbytes"].flags
    assert "bad_bytes" in texts["manybad"].flags
    assert "nul_removed" in texts["nul"].flags
    assert texts["nul"].text == TEXT
    assert not any("\x00" in each.text + each.title for each in texts.values())


READ = {"day-first": ("2025-04-03", "day"), "month": ("2024-12-01", "month"), "arabic": ("2022-05-30", "day")}
DATED = [(name, READ.get(name)) for name in DATES if name != "relative"]
# Of these three the library alone makes nothing else than we do.
EASY = ("arabic", "impossible", "long")
GUESSED = pytest.mark.case("E6", guard="dates")


@pytest.mark.case("E6")
@pytest.mark.parametrize(
    ("name", "expected"),
    [pytest.param(*each, marks=() if each[0] in EASY else GUESSED, id=each[0]) for each in DATED],
)
def test_a_date_is_read_day_first_or_not_at_all(
    result: Result, name: str, expected: tuple[str, str] | None
) -> None:
    document = result.documents(DAYS)[f"/dates/{name}"]
    found = document.published
    assert (found and (found.date.isoformat(), found.precision)) == expected
    assert ("date_rejected" in document.flags) == (expected is None)


@pytest.mark.case("E6", guard="dates")
def test_hours_ago_are_counted_in_vietnam(result: Result) -> None:
    """It was the evening before, by UTC."""
    document = result.documents(DAYS)["/dates/relative"]
    assert document.published is not None
    assert document.published.date == document.fetched_at.astimezone(dt.UTC).date()


@pytest.mark.case("E6")
@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_no_text_breaks_the_reading_of_dates(raw: str) -> None:
    parse_published(raw, dt.datetime(2025, 6, 1, tzinfo=dt.UTC))


@pytest.mark.case("H10")
def test_hostile_markup_is_stored_as_text_of_an_article(result: Result) -> None:
    found = result.documents(PAYLOADS)
    assert "alert(" not in found["/xss"].text
    assert "\n" not in found["/hdrinj"].title
    assert "\r" not in found["/hdrinj"].title
    assert "\u2028" not in found["/hdrinj"].title


def test_the_golden_portal_is_complete(result: Result) -> None:
    assert_published(result, GOLDEN, pieces(GOLDEN))
    assert {run["verdict"] for run in result.runs.values()} == {"ok"}
