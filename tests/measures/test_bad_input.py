"""What every measure says of input that no figure can be made of: a sentence, no number made of nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from search.charts.figure import figure
from search.measures import measures
from search.measures.results import MeasureError, MeasureResult, MeasureRow
from store.database import Store, open_store
from store.filters import Filters
from store.records import identity
from tests.measures import calling
from tests.measures.acts import act, citation
from tests.measures.corpus import document, keep, measured, portal, run

NAMES = list(measures())
OF_PORTALS = {"openness", "completeness"}
DECLARED = {"mau": portal("mau", "D63:482")}
WORDS = "Các xã báo cáo kết quả trước ngày hai mươi lăm hằng tháng về văn phòng"


def _made() -> list[Any]:
    """A plan that follows another one, news, a page that is not about the reform."""
    return [
        document("a", themes={"tthc": 1.0}, text=WORDS, act=act("131/KH-UBND", "2022-05-24", "D63:482"),
                 citations=(citation("170/KH-UBND", "2022-04-25", "P63:46"),), kind="ke_hoach"),
        document("170", "P63:46", "2022-04-26", {"tthc": 1.0}, text=WORDS, portal="tinh",
                 act=act("170/KH-UBND", "2022-04-25", "P63:46")),
        document("b", day="2023-03-01", themes={"cong_vu": 1.0}, text="Việc khác"),
        document("c", is_reform=False, day="2022-06-01"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nothing but runs that saw every week and no document."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'store.sqlite'}") as opened:
        keep(opened, run("mau", "2026-11-16T06:00", back="2021-01-01"))
        yield opened


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('filled') / 'store.sqlite'}") as opened:
        keep(opened, run("mau", "2026-11-16T06:00", back="2021-01-01"))
        for made in _made():
            opened.documents.save(made)
        yield opened


def asked(store: Store, name: str, **more: Any) -> MeasureResult:
    return measured(store, name, portals=DECLARED, **more)


def numbers(result: MeasureResult) -> list[MeasureRow]:
    """Rows whose value was made of no publication, zeros left out where every week was seen."""
    return [row for row in result.rows if row.value is not None and not row.n and not _seen_zero(row)]


def _seen_zero(row: MeasureRow) -> bool:
    return row.value == 0 and row.coverage is not None and row.coverage.whole


@pytest.mark.parametrize("name", NAMES)
def test_no_documents(empty: Store, name: str) -> None:
    for filters in (Filters(), Filters(year=(2024,)), Filters(locality=("P63:01",))):
        found = asked(empty, name, filters=filters)
        assert "The store has no documents." in found.notes
        assert numbers(found) == []
        assert all(row.value in (None, 0) and row.flags for row in found.rows)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_PORTALS))
def test_one_document(filled: Store, name: str) -> None:
    one = asked(filled, name, filters=Filters(since=dt.date(2023, 3, 1), until=dt.date(2023, 3, 1)))
    assert "There is one publication only: its figures say nothing about a locality." in one.notes
    assert numbers(one) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("filters", "says"),
    [
        (Filters(year=(2031,)), "All that was asked for lies ahead: it begins on 2031-01-01"),
        (Filters(locality=("C34:20107",), year=(2020,)), "C34:20107 (Phú Lộc) exists since 2025-07-01."),
        (Filters(locality=("D63:482",), since=dt.date(2026, 1, 1)), "D63:482 (Phú Lộc) ended on 2025-06-30"),
        (Filters(locality=("P63:99",)), None),  # no such place; the command line refuses it
        (Filters(theme=("khong_co",)), None),
        (Filters(portal=("khong-co",)), None),
    ],
    ids=["future", "not yet", "no more", "no place", "no theme", "no portal"],
)
def test_days_and_places_of_which_there_is_nothing(
    filled: Store, name: str, filters: Filters, says: str | None
) -> None:
    found = asked(filled, name, filters=filters)
    assert says is None or any(note.startswith(says) for note in found.notes)
    assert says is None or says in json.dumps(figure(found, "en"), ensure_ascii=False), (
        "its figure says so too"
    )
    assert numbers(found) == []
    if name not in OF_PORTALS and not (name == "salience" and filters.theme):
        assert any("no figure is made of none" in note for note in found.notes)
        assert [row.value for row in found.rows if row.value] == []


@pytest.mark.parametrize("name", NAMES)
def test_days_that_end_before_they_begin_are_refused(filled: Store, name: str) -> None:
    turned = Filters(since=dt.date(2024, 1, 1), until=dt.date(2023, 12, 31))
    with pytest.raises(MeasureError, match="2023-12-31 is before 2024-01-01: no day lies between them"):
        asked(filled, name, filters=turned)


def test_a_theme_of_a_query_that_there_is_not_is_said(filled: Store) -> None:
    for query in ("theme:nonsense", "kế hoạch -theme:Nonsense", "theme:tthc OR theme:nonsense/x"):
        notes = asked(filled, "attention", query=query, ids=frozenset()).notes
        assert sum("is no theme" in note and "onsense" in note for note in notes) == 1, query
    (note,) = [each for each in asked(filled, "attention", query='theme:"cải cách"', ids=frozenset()).notes
               if "is no theme" in each]  # fmt: skip
    assert note.endswith("it is read as words.")
    for query in ("theme:tthc", "theme:TTHC", "nonsense", ""):
        notes = asked(filled, "attention", query=query, ids=frozenset()).notes
        assert not any("is no theme" in note for note in notes), query


@pytest.mark.parametrize("name", NAMES)
def test_a_query_that_finds_nothing_or_everything(filled: Store, name: str) -> None:
    whole = asked(filled, name)
    everything = asked(filled, name, query="a", ids=frozenset(row.id for row in filled.documents.coded()))
    nothing = asked(filled, name, query="a", ids=frozenset())
    assert everything.rows == whole.rows
    if name in OF_PORTALS:
        unused = "Rows of portals speak of all that a portal has: --query changes nothing here."
        assert unused in everything.notes
        assert nothing.rows == whole.rows
        return
    assert "The query finds no document." in nothing.notes
    assert numbers(nothing) == []
    if name != "salience":  # a share of publications that match, which is 0 of those there are
        assert [row.value for row in nothing.rows if row.value] == []
        assert any("no figure is made of none" in note for note in nothing.notes)


@pytest.mark.parametrize("name", NAMES)
def test_each_key_alone_answers_or_says_what_to_ask(filled: Store, empty: Store, name: str) -> None:
    for key in measures()[name].keys:
        for store in (filled, empty):
            with suppress(MeasureError):
                found = asked(store, name, by=(key,))
                assert all(set(row.key) == {key} for row in found.rows)
                assert found.rows or found.notes
                assert numbers(found) == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_PORTALS))
def test_publications_without_what_a_measure_needs(empty: Store, filled: Store, name: str) -> None:
    """Two pages of other words, without themes, acts, channels or plans: rows that say why, or a sentence."""
    bare = frozenset((identity("b"), identity("c")))
    found = asked(filled, name, filters=Filters(kind=("tin_bai",)), ids=bare)
    assert found.notes or all(row.value is not None or row.flags for row in found.rows)
    assert numbers(found) == []


def test_number_series_hold_every_act_that_is_stored_whatever_it_is_about(store: Store) -> None:
    """An act about something else is no gap; where documents are left out the answer says so."""
    for number, is_reform in ((1, True), (2, False), (4, True)):
        own = act(f"{number}/KH-UBND", "2022-05-01", "D63:482")
        store.documents.save(document(f"d{number}", act=own, is_reform=is_reform))
    (row,) = measured(store, "completeness", by=("series",)).rows
    assert (row.n, row.more["gaps"]) == (3, [[3, 3]])
    narrow = measured(store, "completeness", by=("series",), filters=Filters(reform=True))
    assert narrow.rows[0].more["gaps"] == [[2, 3]]
    assert any("what --reform leaves out counts as not held" in note for note in narrow.notes)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with calling.home_of(tmp_path_factory.mktemp("bad"), _made()) as made:
        yield made


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (("--theme", "khong_co"), "khong_co"),
        (("--locality", "Xứ Không Có"), "Xứ Không Có"),
        (("--locality", "P63:99"), "P63:99"),
        (("--since", "2024-02-01", "--until", "2024-01-01"), "no day lies between them"),
        (("--year", "1234"), "1234"),
        (("--corpus", "khong-co"), "khong-co"),
        (("--portal", "khong-co"), "khong-co"),
    ],
)
def test_what_there_is_not_is_wrong_use(home: Path, wrong: tuple[str, ...], says: str) -> None:
    told = calling.run(home, "measure", "attention", *wrong, "--json")
    assert (told.code, told.out, says in told.err) == (2, "", True), told.err


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_what_no_figure_is_made_of(home: Path, name: str) -> None:
    told = calling.run(home, "measure", name, "--year", "2031")
    assert told.code == 0
    assert "All that was asked for lies ahead" in told.out
