"""Every unit of the gazetteer, as papers and portals write it: itself or among the candidates, no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from crawler import gazetteer
from crawler.gazetteer import Unit
from pipelines.acts import read_acts
from pipelines.article import Article, Origin
from pipelines.places import Place, resolve
from store.records import Published

OLD, NEW = dt.date(2022, 5, 30), dt.date(2025, 9, 1)
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def place(text: str, on: dt.date, title: str = "") -> Place:
    article = Article(title, text, Published(on, None, "day", "text", on.isoformat()))
    acts = read_acts(title, text, None, on)
    return resolve(article, Origin("i", "k", None, NOW), acts.act, acts.place, above=acts.above)


def bare(unit: Unit) -> str:
    return unit.name.removeprefix(f"{unit.type} ")


def spoken(unit: Unit) -> str:
    return f"{unit.type.lower()} {bare(unit)}"


def paper(unit: Unit) -> str:
    name = bare(unit)
    return (
        f"ỦY BAN NHÂN DÂN\n{spoken(unit).upper()}\n{MOTTO}Số: 12/KH-UBND\n{name}, ngày 3 tháng 4 năm 2022\n"
        "KẾ HOẠCH\nRà soát hồ sơ\n\nNội dung.\n"
    )


def news(unit: Unit) -> str:
    return f"Ngày 3/4, UBND {spoken(unit)} ban hành Kế hoạch số 12/KH-UBND về rà soát."


def territory(unit: Unit) -> str:
    return f"Sáng nay, hội nghị bàn việc rà soát hồ sơ trên địa bàn {spoken(unit)}."


PLACES = gazetteer.load()
OF_AN_ERA = [
    pytest.param(PLACES.provinces("P63"), OLD, id="63 provinces"),
    pytest.param(PLACES.provinces("P34"), NEW, id="34 provinces"),
    pytest.param(PLACES.districts(), OLD, id="districts"),
    pytest.param(PLACES.communes()[::5], NEW, id="every fifth commune"),
]


@pytest.mark.parametrize("write", [paper, news, territory])
@pytest.mark.parametrize(("units", "on"), OF_AN_ERA)
def test_a_unit_with_its_type_is_itself_or_open(
    units: Sequence[Unit], on: dt.date, write: Callable[[Unit], str]
) -> None:
    wrong, settled, seen = [], 0, 0
    for listed in units:
        unit = PLACES.on(listed.code, on)
        if unit is None:
            continue
        found = place(write(unit), on)
        seen += 1
        settled += found.locality is not None
        among = {candidate.code for candidate in found.candidates}
        if (found.locality and found.locality.code != unit.code) or (
            not found.locality and unit.code not in among
        ):
            wrong.append((unit.code, unit.full_name, found))
    assert wrong == []
    assert settled > 0.8 * seen


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Thị xã Kỳ Anh họp dân", "D63:449"),
        ("Huyện Kỳ Anh họp dân", "D63:447"),
        ("Kỳ Anh: họp dân", None),
        ("Huyện Châu Thành A họp dân", "D63:932"),
        ("Châu Thành: họp dân", None),
        ("Quảng Ninh họp dân", None),  # the province or the district of Quảng Bình
        ("Huyện Quảng Ninh họp dân", "D63:456"),
        ("Tỉnh Quảng Ninh họp dân", "P63:22"),
        ("T.P Hồ Chí Minh họp dân", "P63:79"),
        ("UBND H. Phú Lộc họp dân", "D63:482"),
    ],
)
def test_names_that_are_easily_confused(title: str, code: str | None) -> None:
    found = place("", OLD, title)
    assert (found.locality.code if found.locality else None) == code
    assert code or len(found.candidates) > 1


def test_a_seat_that_bears_the_name_of_another_unit_decides_nothing() -> None:
    (found,) = (place(paper(unit), NEW) for unit in PLACES.communes() if unit.code == "C34:27226")
    assert found.locality is None
    assert {"C34:27226", "C34:07942"} <= {candidate.code for candidate in found.candidates}


def test_a_name_that_ended_with_the_mergers_is_a_candidate_with_its_reason() -> None:
    found = place("Tỉnh Quảng Nam họp dân.", NEW)
    assert found.locality is None
    assert [(one.code, one.reason) for one in found.candidates] == [
        ("P63:49", "text: Tỉnh Quảng Nam, which ended on 2025-06-30")
    ]
