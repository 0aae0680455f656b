"""What a portal answers about its pages."""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys

import pytest

from crawler.portal import Portal, Window, portal_from_mapping

BEFORE, AFTER = dt.date(2022, 5, 30), dt.date(2025, 7, 1)


def portal(**keys: object) -> Portal:
    given = {
        "id": "phuloc",
        "name": "Cổng mẫu",
        "url": "https://phuloc.example/",
        "platform": "generic",
        "locality": [
            {"code": "D63:482", "until": "2025-06-30"},
            {"code": "C34:20107", "since": "2025-07-01"},
        ],
    }
    return portal_from_mapping({**given, **keys})


def test_the_locality_follows_the_day() -> None:
    assert portal().locality_on(BEFORE) == "D63:482"
    assert portal().locality_on(dt.date(2025, 6, 30)) == "D63:482"
    assert portal().locality_on(AFTER) == "C34:20107"


def test_without_a_day_only_a_single_locality_is_named() -> None:
    assert portal().locality_on(None) is None
    assert portal(locality="D63:482").locality_on(None) == "D63:482"


@pytest.mark.parametrize(
    ("code", "last"), [("D63:482", dt.date(2025, 6, 30)), ("D63:483", dt.date(2024, 12, 31))]
)
def test_a_unit_speaks_for_nobody_after_its_end(code: str, last: dt.date) -> None:
    assert portal(locality=code).locality_on(last) == code
    assert portal(locality=code).locality_on(last + dt.timedelta(days=1)) is None


def test_a_unit_of_today_does_not_speak_before_it_was_made() -> None:
    assert portal(locality="P34:44").locality_on(BEFORE) is None


def test_two_eras_without_days_meet_at_the_change() -> None:
    both = portal(locality=["P34:44", "P63:45"])
    assert (both.locality_on(BEFORE), both.locality_on(AFTER)) == ("P63:45", "P34:44")


def sectioned() -> Portal:
    return portal(
        locality="P34:46",
        owner="UBND thành phố",
        sections=[
            {"path": "/so-noi-vu/", "name": "Sở Nội vụ", "owner": "Sở Nội vụ"},
            {"path": "/xa/phu-loc", "name": "Xã Phú Lộc", "locality": "C34:20107", "owner": "UBND xã"},
            {"path": "/xa", "name": "Các xã"},
            {"path": "/trang.aspx?muc=2", "name": "Văn bản", "owner": "Văn phòng"},
        ],
    )


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/so-noi-vu", "Sở Nội vụ"),
        ("/so-noi-vu/tin/mot.html", "Sở Nội vụ"),
        ("/so-noi-vu-cu/tin.html", None),
        ("/xa/phu-loc/tin.html", "Xã Phú Lộc"),
        ("/xa/phu-loc-2/tin.html", "Các xã"),
        ("/trang.aspx?trang=3&muc=2", "Văn bản"),
        ("/trang.aspx?muc=21", None),
        ("/", None),
    ],
)
def test_the_longest_path_decides_the_section(path: str, section: str | None) -> None:
    found = sectioned().section_of(f"https://phuloc.example{path}")
    assert (found.name if found else None) == section


def test_a_section_may_have_its_own_locality_and_owner() -> None:
    declared, page = sectioned(), "https://phuloc.example/xa/phu-loc/tin.html"
    assert (declared.locality_on(AFTER, page), declared.owner_of(page)) == ("C34:20107", "UBND xã")
    other = "https://phuloc.example/xa/khac/tin.html"
    assert (declared.locality_on(AFTER, other), declared.owner_of(other)) == ("P34:46", "UBND thành phố")


@pytest.mark.parametrize(
    ("start", "end", "inside", "outside"),
    [
        ("22:00", "05:00", ["22:00", "23:59", "04:59"], ["05:00", "12:00"]),
        ("08:00", "10:00", ["09:00"], ["10:00"]),
    ],
)
def test_a_window_may_reach_over_midnight(
    start: str, end: str, inside: list[str], outside: list[str]
) -> None:
    window = Window(dt.time.fromisoformat(start), dt.time.fromisoformat(end))
    assert all(window.contains(dt.time.fromisoformat(time)) for time in inside)
    assert not any(window.contains(dt.time.fromisoformat(time)) for time in outside)


def test_a_portal_travels_to_other_processes_and_into_sets() -> None:
    declared = sectioned()
    copy = pickle.loads(pickle.dumps(declared))
    assert copy == declared
    assert len({copy, declared}) == 1


def test_the_records_alone_do_not_load_the_validation() -> None:
    code = "import sys, crawler.portal; sys.exit('pydantic' in sys.modules or 'yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
