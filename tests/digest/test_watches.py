"""Watches: what the file may hold, and that everything wrong in it is said at once with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from search.watch_checks import Fault
from search.watches import Watch, Watches, load_watches
from store.filters import Filters

TODAY = dt.date(2026, 11, 30)


def read(home: Path, text: str) -> Watches:
    (home / "watches.yml").write_text(text, encoding="utf-8")
    return load_watches(home, {"krongno"}, TODAY)


def codes(found: Watches) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in found.faults]


def test_no_file_is_no_watch(tmp_path: Path) -> None:
    assert load_watches(tmp_path) == Watches({}, ())


def test_watch_is_a_query_with_filters_and_a_rhythm(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
mot-cua:
  query: '"một cửa"'
  locality: [P34:46, "Cần Thơ"]
  theme: tthc
  reform: true
  period: month
""",
    )
    assert found.faults == ()
    filters = Filters(locality=("P34:46", "P34:92"), theme=("tthc",), reform=True)
    assert found.known == {"mot-cua": Watch("mot-cua", '"một cửa"', filters, "month")}


def test_every_error_is_listed_with_its_line(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """mot:
  qery: cải cách
  period: fortnight
hai:
  query: '(một cửa'
  theme: [khong_co]
ba:
  query: them:tthc
  portal: nobody
  kind: ke_hoac
bon:
  query: cải cách
""",
    )
    assert codes(found) == [
        (2, "key"), (3, "key"), (5, "bracket_open"), (6, "theme_unknown"), (8, "field"),
        (9, "portal_unknown"), (10, "kind_unknown"),
    ]  # fmt: skip
    assert list(found.known) == ["bon"]
    assert "did you mean 'query'?" in found.faults[0].subject


def test_broken_yaml_costs_only_its_own_watch(tmp_path: Path) -> None:
    found = read(tmp_path, 'mot: {query: "a\nhai:\n  query: cải cách\n')
    assert [fault.code for fault in found.faults] == ["file"]
    assert list(found.known) == ["hai"]
    # What stands in the unread part nobody knows: its owner is told of the error, not of a missing watch.
    assert [fault.code for fault in found.chosen(["mot"])[1]] == ["file"]


def test_place_that_ended_names_who_took_over(tmp_path: Path) -> None:
    found = read(tmp_path, "cu:\n  locality: D63:482\n  query: một cửa\n")
    (fault,) = found.faults
    assert (fault.watch, fault.line, fault.code, fault.subject) == ("cu", 2, "locality_ended", "D63:482")
    assert fault.proposals
    assert all(code.startswith("C34:") for code in fault.proposals)
    assert "cu" in found.known  # what is found late is still brought


def test_province_that_ended_names_its_successor_in_a_query_too(tmp_path: Path) -> None:
    found = read(tmp_path, "cu:\n  query: locality:P63:62\n")
    assert [(fault.code, fault.proposals) for fault in found.faults] == [("locality_ended", ("P34:51",))]


@pytest.mark.parametrize("days", ["until: 2025-06-30", "year: 2024"])
def test_place_that_ended_is_right_for_its_own_days(tmp_path: Path, days: str) -> None:
    assert read(tmp_path, f"cu:\n  locality: D63:482\n  {days}\n").faults == ()


def test_name_of_both_eras_means_the_place_of_today(tmp_path: Path) -> None:
    assert read(tmp_path, "hue:\n  province: Huế\n").known["hue"].filters.province == ("P34:46",)


def test_name_of_several_places_proposes_their_codes(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, "a:\n  locality: Châu Thành\n").faults
    assert fault.code == "locality_ambiguous"
    assert len(fault.proposals) > 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('"một cửa', "quote_open"),
        ("một cửa)", "bracket_close"),
        ("một OR", "or_alone"),
        ("OR một", "or_alone"),
        ("(một OR) hai", "or_alone"),
        ("year:nay", "value"),
        ('"???"', "no_word"),
        ("theme:khong_co", "theme_unknown"),
        ("locality:P63:99", "locality_unknown"),
        ("kind:ke_hoac", "kind_unknown"),
    ],
)
def test_query_that_is_read_otherwise_than_written(tmp_path: Path, query: str, code: str) -> None:
    found = read(tmp_path, f"a:\n  query: '{query}'\n")
    assert [fault.code for fault in found.faults] == [code]
    assert not found.known


@pytest.mark.parametrize(
    "query",
    [
        "", "một cửa", '"một cửa"~3 -(họp OR "tiếp dân")', "title:(a OR b) number:131/KH-UBND",
        'theme:tthc kind:"kế hoạch" year:2024', "-họp", "a-b -c",
    ],
)  # fmt: skip
def test_query_that_is_read_as_written(tmp_path: Path, query: str) -> None:
    assert read(tmp_path, f"a:\n  query: '{query}'\n").faults == ()


def test_who_follows_a_watch_that_is_gone_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "a:\n  query: một cửa\n")
    watches, faults = found.chosen(["a", "b"])
    assert [watch.name for watch in watches] == ["a"]
    assert faults == (Fault("b", 0, "gone"),)


def test_who_follows_another_watch_is_not_told_of_its_faults(tmp_path: Path) -> None:
    found = read(tmp_path, "a:\n  query: một cửa\nb:\n  query: '('\n")
    assert found.chosen(["a"])[1] == ()
    assert [fault.code for fault in found.chosen(["b"])[1]] == ["bracket_open"]
