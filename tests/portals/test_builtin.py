"""The declarations that come with the program."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections import Counter
from functools import cache

import pytest
import yaml

from crawler import gazetteer
from crawler.gazetteer.names import slug
from crawler.portal import Portal, builtin_folder, load_portals

LAST_DAY = dt.date(2025, 6, 30)
PROVINCES = {slug(unit.name): unit for unit in gazetteer.load().provinces("P63")}


@cache
def portals() -> dict[str, Portal]:
    return load_portals([builtin_folder()])


def folder_of(portal: Portal) -> str:
    assert portal.path
    return portal.path.parent.name


def provincial() -> list[Portal]:
    return [portal for portal in portals().values() if portal.id == folder_of(portal)]


def test_they_all_load() -> None:
    assert len(portals()) == 70
    assert all(portal.enabled and portal.scope == "all" for portal in portals().values())


@pytest.mark.parametrize("portal", portals().values(), ids=portals())
def test_each_lies_in_the_folder_of_its_province(portal: Portal) -> None:
    province = PROVINCES[folder_of(portal)]
    units = [gazetteer.load()[span.code] for span in portal.localities]
    before = [unit for unit in units if unit.code[1:3] == "63"]
    assert [unit.province for unit in before] == [province.code]
    assert all(unit.today == province.today for unit in units)


@pytest.mark.parametrize("portal", portals().values(), ids=portals())
def test_each_says_how_sure_its_address_is(portal: Portal) -> None:
    assert portal.path
    comments = " ".join(re.findall(r"^# (.*)$", portal.path.read_text(encoding="utf-8"), re.MULTILINE))
    assert re.search(r"Address: (sourced|by the naming rule)", comments)
    assert "Nothing here was checked on the live site." in comments


@pytest.mark.parametrize("portal", portals().values(), ids=portals())
def test_other_readers_of_yaml_read_the_same(portal: Portal) -> None:
    assert portal.path
    data = yaml.safe_load(portal.path.read_text(encoding="utf-8"))
    assert (data["id"], data["name"], data["url"]) == (portal.id, portal.name, portal.url)
    spans = [(span["code"], span.get("since"), span.get("until")) for span in data["locality"]]
    assert all(isinstance(day, dt.date) for _, *days in spans for day in days if day)
    assert [code for code, _, _ in spans] == [span.code for span in portal.localities]


def test_every_province_has_its_portal() -> None:
    assert {portal.id for portal in provincial()} == set(PROVINCES)


def test_hosts_are_unique_and_lie_in_the_state_domain() -> None:
    hosts = Counter(host for portal in portals().values() for host in portal.hosts)
    assert max(hosts.values()) == 1
    assert all(host.endswith(".gov.vn") for host in hosts)


def test_a_province_that_ended_speaks_until_its_last_day() -> None:
    """29 names ended; where the host's further fate is unknown, nobody is said to speak there."""
    today = {unit.name: unit.code for unit in gazetteer.load().provinces("P34")}
    for portal in provincial():
        unit = PROVINCES[portal.id]
        lives_on = today.get(unit.name) == unit.today or portal.id == "thuathienhue"
        after = portal.locality_on(LAST_DAY + dt.timedelta(days=1))
        assert portal.locality_on(LAST_DAY) == unit.code
        assert after == (unit.today if lives_on else None)


@pytest.mark.parametrize(
    ("host", "platform", "before", "after"),
    [
        ("sotttt.hanoi.gov.vn", "liferay_asset", "P63:01", "P34:01"),
        ("krongno.daknong.gov.vn", "sharepoint_lacviet", "D63:664", "C34:24688"),
        ("stc.daknong.gov.vn", "sharepoint_lacviet", "P63:67", None),
        ("stp.quangtri.gov.vn", "generic", "P63:45", "P34:44"),
        ("tuyphuoc.binhdinh.gov.vn", "generic", "D63:550", None),
        ("phuloc.thuathienhue.gov.vn", "generic", "D63:482", None),
        ("quangnam.gov.vn", "generic", "P63:49", None),
        ("phuyen.sonla.gov.vn", "generic", "D63:122", "C34:03910"),
        ("hue.gov.vn", "generic", "P63:46", "P34:46"),
    ],
)
def test_saved_and_seed_portals(host: str, platform: str, before: str, after: str | None) -> None:
    [portal] = [portal for portal in portals().values() if host in portal.hosts]
    assert portal.platform == platform
    assert portal.locality_on(dt.date(2022, 5, 30)) == before
    assert portal.locality_on(dt.date(2026, 1, 1)) == after


def test_reading_them_all_is_quick() -> None:
    def seconds() -> float:
        started = time.process_time()
        load_portals([builtin_folder()])
        return time.process_time() - started

    assert min(seconds() for _ in range(3)) < 1  # a parser without its C half takes several


@pytest.mark.shared
def test_the_provincial_addresses_are_those_of_the_register(shared) -> None:  # type: ignore[no-untyped-def]
    register = yaml.safe_load((shared / "domain" / "portals.yaml").read_text(encoding="utf-8"))
    by_code = {portal.localities[0].code: portal for portal in provincial()}
    for entry in register["provinces"]:
        portal = by_code[f"P63:{entry['code63']}"]
        assert entry["portal"] in portal.hosts
        if not entry["ceased_as_province"]:
            assert portal.localities[-1].code == f"P34:{entry['today']['code34']}"
            assert entry["today"]["portal"] in portal.hosts
