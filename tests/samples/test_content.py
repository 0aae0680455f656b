from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
import yaml

from crawler import gazetteer
from crawler.portal import load_portals
from samples import portals_folder
from samples.content import FOLDER, Story, offices, read_story
from samples.damage import TEXT, encoded
from samples.expected import expected, records
from samples.sites import SampleSite, sample_sites

THEMES = {
    "the_che",
    "tthc",
    "to_chuc_bo_may",
    "cong_vu",
    "tai_chinh_cong",
    "chinh_quyen_so",
    "chi_dao_dieu_hanh",
    "chi_so_danh_gia",
    "minh_bach_tham_gia",
    "moi_truong_kinh_doanh",
}
STORIES = [pytest.param(story, id=f"{o.id}-{story.slug}") for o in offices() for story in o.stories]


def test_the_expected_records_are_in_step_with_the_content() -> None:
    assert expected() == records(), "run: python -m samples.expected"


def test_each_office_has_a_declaration_that_loads_and_names_its_host() -> None:
    portals = load_portals([portals_folder()])
    assert {id_: portal.hosts for id_, portal in portals.items()} == {
        office.id: (office.host,) for office in offices()
    }


def test_hosts_are_under_a_reserved_name_and_localities_are_real() -> None:
    portals = load_portals([portals_folder()])
    known = gazetteer.load()
    units = [known.unit(portal.locality_on(None) or "") for portal in portals.values()]
    assert all(office.host.endswith(".example") for office in offices())
    assert all(units)
    assert Counter(unit.level for unit in units if unit) == {"province": 3, "district": 2}
    assert len({unit.province for unit in units if unit}) == 5


def test_every_theme_every_year_and_both_answers_about_reform_occur() -> None:
    labels = expected()
    assert {theme for record in labels for theme in record["themes"]} == THEMES
    years = {record["published"][:4] for record in labels if record["published"]}
    assert years == {"2021", "2022", "2023", "2024"}
    counts = Counter(record["is_reform"] for record in labels)
    assert counts[True] >= 35
    assert counts[False] >= 18


def test_no_theme_is_given_to_what_is_not_reform() -> None:
    assert not [record["url"] for record in expected() if record["is_reform"] is False and record["themes"]]


@pytest.mark.parametrize("story", STORIES)
def test_a_story_s_year_is_the_year_of_its_act_or_the_one_after(story: Story) -> None:
    stamped = [name for name in story.files if story.act and name.startswith(story.act.split("/")[0])]
    for name in stamped:
        year = int(name.rsplit(".", 1)[0][-4:]) if name.rsplit(".", 1)[0][-4:].isdigit() else None
        assert year in (None, story.published.year, story.published.year - 1)


def test_numbers_and_addresses_are_given_once() -> None:
    for office in offices():
        assert len({story.number for story in office.stories}) == len(office.stories)
    urls = [record["url"] for record in expected()]
    assert len(set(urls)) == len(urls)


def test_the_second_posting_of_a_story_is_named_as_such() -> None:
    twins = [record for record in expected() if record["duplicate_of"]]
    assert len(twins) == 1
    first = next(record for record in expected() if record["url"] == twins[0]["duplicate_of"])
    assert (first["title"], first["last"]) == (twins[0]["title"], twins[0]["last"])


@pytest.mark.parametrize("site", sample_sites(), ids=lambda site: site.office.id)
def test_every_page_renders_and_articles_show_title_and_text(site: SampleSite) -> None:
    for page in site.pages.values():
        response = page.render()
        assert response.status == 200
        assert b"{{" not in response.body
        story = site.office.story(page.slug) if page.slug else None
        if story is not None and not set(story.quirks):
            shown = response.body.decode()
            assert story.title.replace("&", "&amp;") in shown
            assert all(line in shown for line in story.lines[:1])


@pytest.mark.parametrize("site", sample_sites(), ids=lambda site: site.office.id)
def test_lists_lead_to_every_story(site: SampleSite) -> None:
    lists = [page for page in site.pages.values() if page.role in ("listing", "home")]
    shown = b"".join(page.render().body for page in lists).decode()
    for story in site.office.stories:
        assert f'href="{site.url(story).removeprefix("https://" + site.host)}' in shown


def test_lists_have_pages() -> None:
    for site in sample_sites():
        assert sum(page.role == "listing" for page in site.pages.values()) > len(site.office.sections)


def test_damage_is_really_done_to_the_page() -> None:
    pages = {
        quirk: site.pages[site.url(story).removeprefix(f"https://{site.host}")].render().body
        for site in sample_sites()
        for story in site.office.stories
        for quirk in story.quirks
    }
    assert set(pages) == {"nfd", "nbsp", "lost_ampersands", "eth", "mojibake", "windows_1258"}
    assert not unicodedata.is_normalized("NFC", pages["nfd"].decode())
    assert b"&nbsp;" in pages["nbsp"]
    assert b"ndash;" in pages["lost_ampersands"]
    assert b"&ndash;" not in pages["lost_ampersands"]
    assert "QÐ-UBND" in pages["eth"].decode()
    assert "á»" in pages["mojibake"].decode()
    with pytest.raises(UnicodeDecodeError):
        pages["windows_1258"].decode("utf-8")


def test_windows_1258_says_the_same_once_tones_are_joined() -> None:
    line = "Ủy ban nhân dân huyện Lệ Thủy công khai thủ tục; tỷ lệ hồ sơ đúng hạn đạt 97%, ưỡn ễnh Ờ"
    assert unicodedata.normalize("NFC", encoded(line, ("windows_1258",)).decode("cp1258")) == line


@pytest.mark.parametrize("quirk", sorted(TEXT))
def test_text_damage_changes_letters_and_never_the_number_of_lines(quirk: str) -> None:
    text = "“Quyết định – QĐ” của phòng Tài chính\nvà các phòng ban huyện"
    assert TEXT[quirk](text) != text
    assert TEXT[quirk](text).count("\n") == 1


def test_a_story_with_a_key_of_no_meaning_is_refused(tmp_path: object) -> None:
    file = next(FOLDER.glob("*/*.md"))
    broken = file.read_text(encoding="utf-8").replace("section:", "muc:", 1)
    target = type(file)(str(tmp_path)) / "bai.md"
    target.write_text(broken, encoding="utf-8")
    with pytest.raises(TypeError, match="muc"):
        read_story(target)


def test_offices_are_plain_data() -> None:
    for file in FOLDER.glob("*/office.yml"):
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["host"].endswith(".example")
