"""Places: codes with their era, names as people write them, and what became of a unit."""

from __future__ import annotations

import csv
import datetime as dt
import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from crawler import gazetteer
from crawler.gazetteer.names import exact_key, slug, slugs, split_type
from crawler.gazetteer.units import rows

PLACES = gazetteer.load()
DAY_2022, DAY_2025, DAY_2026 = dt.date(2022, 5, 30), dt.date(2025, 3, 1), dt.date(2026, 1, 1)


def codes(text: str, on: dt.date | None = None) -> list[str]:
    return [unit.code for unit in PLACES.named(text, on)]


def test_the_tables_are_complete() -> None:
    assert (len(PLACES.provinces("P63")), len(PLACES.provinces("P34"))) == (63, 34)
    assert len(PLACES.communes()) == 3321
    districts = PLACES.districts()
    assert len(districts) == 707
    assert sum(unit.existed(dt.date(2025, 6, 30)) for unit in districts) == 696
    assert sum(unit.existed(dt.date(2021, 11, 1)) for unit in districts) == 705
    assert Counter(unit.type for unit in PLACES.communes()) == {"Xã": 2621, "Phường": 687, "Đặc khu": 13}
    assert Counter(unit.type for unit in PLACES.provinces("P34"))["Thành phố"] == 9


def test_the_tables_agree_with_each_other() -> None:
    for table in ("provinces_63", "provinces_34", "districts", "communes", "other_names"):
        found = rows(table)
        assert all(row["key"] == slug(row["name"]) for row in found), table
        assert all(row["name"] == unicodedata.normalize("NFC", row["name"]).strip() for row in found)
        if table != "other_names":
            assert len({row["code"] for row in found}) == len(found)
    for unit in (*PLACES.districts(), *PLACES.communes(), *PLACES.provinces("P63")):
        assert PLACES[unit.province].level == "province"
        assert PLACES[unit.today].code.startswith("P34:")
        assert PLACES.successors(unit.code) or unit.until is None
    formed = {row["code"]: row["formed_from"].split() for row in rows("provinces_34")}
    assert all(PLACES[old].today == new for new, olds in formed.items() for old in olds)
    assert sum(map(len, formed.values())) == 63


def test_a_commune_lies_in_what_its_districts_became() -> None:
    for row in rows("communes"):
        districts = row["from_districts"].split()
        assert districts
        assert {PLACES[district].today for district in districts} == {row["province"]}


def test_a_code_is_known_only_with_its_era() -> None:
    assert PLACES.unit("46") is None
    assert PLACES.unit("P63") is None
    assert PLACES.unit("") is None
    assert PLACES.unit("D63:999") is None
    with pytest.raises(KeyError):
        PLACES.locality("P35:46", "portal")


def test_the_same_digits_mean_two_provinces() -> None:
    assert (PLACES["P63:52"].name, PLACES["P34:52"].name) == ("Bình Định", "Gia Lai")
    assert PLACES["P63:52"].today == "P34:52"
    assert PLACES["P63:45"].today == "P34:44"


def test_a_unit_knows_level_type_province_and_time() -> None:
    unit = PLACES["D63:482"]
    assert (unit.name, unit.full_name, unit.level, unit.type) == (
        "Phú Lộc",
        "Huyện Phú Lộc",
        "district",
        "Huyện",
    )
    assert (unit.province, unit.today) == ("P63:46", "P34:46")
    assert (unit.since, unit.until) == (None, dt.date(2025, 6, 30))
    commune = PLACES["C34:20107"]
    assert (commune.level, commune.province, commune.today) == ("commune", "P34:46", "P34:46")
    assert (commune.since, commune.until) == (dt.date(2025, 7, 1), None)
    assert PLACES["D63:760"].full_name == "Quận 1"
    assert PLACES["D63:224"].since == dt.date(2025, 1, 1)


def test_the_record_of_a_locality() -> None:
    found = PLACES.locality("D63:482", "portal", DAY_2022)
    assert (found.code, found.name, found.level, found.source) == ("D63:482", "Phú Lộc", "district", "portal")
    assert (found.province.code, found.province.name) == ("P63:46", "Thừa Thiên Huế")
    assert (found.today.code, found.today.name) == ("P34:46", "Huế")
    assert PLACES.locality("D63:482", "act", DAY_2025).province.name == "Huế"


def test_names_follow_the_day() -> None:
    hue = PLACES.on("P63:46", DAY_2025)
    assert hue
    assert (hue.name, hue.full_name, hue.type) == ("Huế", "Thành phố Huế", "Thành phố")
    chon_thanh = PLACES.on("D63:697", dt.date(2022, 9, 30))
    assert chon_thanh
    assert chon_thanh.full_name == "Huyện Chơn Thành"
    assert PLACES.on("D63:697", dt.date(2022, 10, 1)) == PLACES["D63:697"]
    assert PLACES.on("P63:46", DAY_2026) is None
    assert PLACES.on("P34:46", DAY_2025) is None
    assert PLACES.on("D63:483", DAY_2025) is None
    assert PLACES.on("D63:999", DAY_2025) is None
    dong_nai = PLACES.on("P34:75", dt.date(2026, 4, 29))
    assert dong_nai
    assert (dong_nai.type, PLACES["P34:75"].type) == ("Tỉnh", "Thành phố")


def test_what_units_became() -> None:
    assert [unit.code for unit in PLACES.successors("P63:49")] == ["P34:48"]
    communes = {"Tuy Phước", "Tuy Phước Đông", "Tuy Phước Tây", "Tuy Phước Bắc"}
    assert {unit.name for unit in PLACES.successors("D63:550")} == communes
    assert len(PLACES.successors("D63:482")) == 8
    assert [unit.code for unit in PLACES.successors("D63:483")] == ["D63:482"]
    assert PLACES.successors("C34:20107") == ()
    assert PLACES.successors("P34:46") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quảng Nam", ["P63:49"]),
        ("tỉnh Quảng Trị", ["P34:44", "P63:45"]),
        ("Thị xã Quảng Trị", ["D63:462"]),
        ("TX. Quảng Trị", ["D63:462"]),
        ("tx quang tri", ["D63:462"]),
        ("Huyện Phú Lộc", ["D63:482"]),
        ("Phú Lộc", ["D63:482", "C34:20107", "C34:31756"]),
        ("Phù Yên", ["D63:122", "C34:03910"]),
        ("phuyen", ["P63:54", "D63:122", "C34:03910", "C34:22240"]),
        ("Tỉnh Thanh Hoá", ["P34:38", "P63:38"]),
        ("TỈNH HOÀ BÌNH", ["P63:17"]),
        ("Bà Rịa – Vũng Tàu", ["P63:77"]),
        ("BR-VT", ["P63:77"]),
        ("Thừa Thiên - Huế", ["P63:46"]),
        ("TP.HCM", ["P34:79", "P63:79"]),
        ("TP Hồ Chí Minh", ["P34:79", "P63:79"]),
        ("Đăk Nông", ["P63:67"]),
        ("Đắc Lắc", ["P34:66", "P63:66"]),
        ("Dak Lak", ["P34:66", "P63:66"]),
        ("ÐẮK LẮK", ["P34:66", "P63:66"]),
        ("Bắc Cạn", ["P63:06"]),
        ("Qui Nhơn", ["D63:540", "C34:21583"]),
        ("Huyện Mĩ Đức", ["D63:282"]),
        ("Krông Pắk", ["D63:654", "C34:24490"]),
        ("Huyện Đăk R’lấp", ["D63:666"]),
        ("Quận 1", ["D63:760"]),
        ("quan 1", ["D63:760"]),
        ("1", []),
        ("Huyện", []),
        ("", []),
        ("thành phố Thừa Thiên Huế", []),
    ],
)
def test_names_as_people_write_them(text: str, expected: list[str]) -> None:
    found = codes(text)
    assert found == expected
    assert codes(unicodedata.normalize("NFD", text)) == found


def test_a_shared_name_gives_all_its_units() -> None:
    found = PLACES.named("huyện Châu Thành")
    assert len(found) == 10
    assert {unit.full_name for unit in found} == {"Huyện Châu Thành"}


def test_a_name_is_that_of_its_day() -> None:
    assert codes("Huế", DAY_2022) == ["D63:474"]
    assert codes("Huế", DAY_2025) == ["P63:46"]
    assert codes("Huế", DAY_2026) == ["P34:46"]
    assert codes("Thừa Thiên Huế", DAY_2022) == ["P63:46"]
    assert codes("Thừa Thiên Huế", DAY_2025) == []
    assert codes("huyện Chơn Thành", DAY_2022) == ["D63:697"]
    assert codes("thị xã Chơn Thành", DAY_2022) == []


def test_spellings_have_one_key() -> None:
    assert exact_key("Hoà") == exact_key("Hòa") != exact_key("Hoá")
    assert exact_key("Đắk Lắk") == exact_key("Đăk Lăk") == exact_key("Đắc Lắc")
    assert exact_key("Phú Yên") != exact_key("Phù Yên")
    assert slugs("Đắc Mĩ")[0] == "dacmi"
    assert set(slugs("Đắc Mĩ")) == {"dacmi", "dacmy", "dakmi", "dakmy"}
    assert split_type("TX. Phú Thọ") == ("thị xã", "phú thọ")
    assert split_type("Quảng Nam") == (None, "quảng nam")
    assert len(slugs("Mỹ " * 500)) <= 256


def test_the_licence_travels_with_the_tables() -> None:
    folder = Path(gazetteer.__file__).parent
    licence = (folder / "LICENSE-vietnamadminunits.txt").read_text(encoding="utf-8")
    assert licence.startswith("MIT License")
    assert "LICENSE-vietnamadminunits.txt" in (folder / "NOTICE.md").read_text(encoding="utf-8")
    tables = {path.name for path in folder.glob("*.csv")}
    notice = (folder / "NOTICE.md").read_text(encoding="utf-8")
    assert all(f"`{table}`" in notice for table in tables)
    for table in tables:
        with (folder / table).open(encoding="utf-8", newline="") as file:
            assert len({len(line) for line in csv.reader(file)}) == 1


@pytest.mark.shared
def test_nothing_of_the_source_was_lost(shared: Path) -> None:
    source = json.loads((shared / "domain" / "gazetteer.json").read_text(encoding="utf-8"))
    for entry in source["provinces_63"]:
        unit = PLACES[f"P63:{entry['code']}"]
        assert unit.today == f"P34:{entry['merged_into']}"
        names = [entry["name"], entry["full_name"], *entry["aliases"]]
        assert all(unit in PLACES.named(name) for name in names), names
    for entry in source["districts"]:
        unit = PLACES[f"D63:{entry['code']}"]
        assert unit.full_name.lower() == entry["name"].lower()
        assert (unit.province, unit.today) == (f"P63:{entry['province']}", f"P34:{entry['today']}")
        successors = [f"C34:{code}" for code in entry["successor_communes"]]
        assert [commune.code for commune in PLACES.successors(unit.code)] == successors
    for entry in source["communes_3321"]:
        unit = PLACES[f"C34:{entry['code']}"]
        assert (unit.full_name, unit.province) == (entry["name"], f"P34:{entry['province']}")
    for entry in source["district_renames"]:
        assert f"D63:{entry['code']}" in codes(entry["old"])
        assert f"D63:{entry['code']}" in codes(entry["new"])
    for entry in source["districts_gone_before_2025_07"]:
        assert PLACES[f"D63:{entry['code']}"].existed(DAY_2022)
