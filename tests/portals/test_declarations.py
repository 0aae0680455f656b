"""What is wrong with a declaration is said at once, completely, and on the right line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crawler.portal import PortalErrors, load_portals, portal_from_mapping
from tests.portals.broken import CASES, GOOD, Errors


def errors_of(*folders: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(PortalErrors) as caught:
        load_portals(folders)
    return [(Path(error.file).name, error.line, error.message) for error in caught.value.errors]


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def in_lines(text: str, place: str) -> str:
    return text.replace("locality: P34:46", f"locality: {place}")


WRONG = [name for name in CASES if name != "typing_errors_everywhere"]
TYPOS = pytest.param("typing_errors_everywhere", marks=pytest.mark.case("O2", guard="keys"))


@pytest.mark.parametrize("case", [TYPOS, *WRONG])
def test_every_error_is_listed_with_its_line(tmp_path: Path, case: str) -> None:
    text, expected = CASES[case]
    write(tmp_path, "mau.yml", text)
    found = [(line, message) for _, line, message in errors_of(tmp_path)]
    assert_same(found, expected)


def assert_same(found: Errors, expected: Errors) -> None:
    assert [line for line, _ in found] == [line for line, _ in expected], found
    left = list(found)
    for line, part in expected:
        match = next((error for error in left if error[0] == line and part in error[1]), None)
        assert match, f"{line}: {part!r} is not in {left}"
        left.remove(match)


def test_windows_line_ends_and_a_byte_order_mark_keep_the_lines(tmp_path: Path) -> None:
    text = GOOD.replace("platform: generic", "platfrom: generic").replace("\n", "\r\n")
    write(tmp_path, "mau.yml", b"\xef\xbb\xbf" + text.encode())
    assert [line for _, line, _ in errors_of(tmp_path)] == [1, 4]
    write(tmp_path, "mau.yml", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_portals([tmp_path])["mau"].name == "Cổng mẫu"


def test_a_file_in_another_encoding_is_refused_on_its_line(tmp_path: Path) -> None:
    write(tmp_path, "mau.yml", GOOD.replace("ổ", "o").replace("ẫ", "â").encode("windows-1258"))
    assert errors_of(tmp_path) == [("mau.yml", 2, "not UTF-8: save the file in UTF-8")]


def test_hostile_files_are_refused_in_no_time(tmp_path: Path) -> None:
    write(tmp_path, "brackets.yml", "feeds: " + "[" * 100_000)
    write(tmp_path, "large.yml", b"#" * 2_000_000)
    write(tmp_path, "laughs.yml", "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n")
    named = {name for name, _, _ in errors_of(tmp_path)}
    assert named == {"brackets.yml", "large.yml", "laughs.yml"}


def test_all_files_are_checked_not_only_the_first(tmp_path: Path) -> None:
    write(tmp_path, "tinh/mot.yml", GOOD.replace("id: mau", "id: mot").replace("generic", "generik"))
    write(tmp_path, "tinh/hai.yml", GOOD.replace("id: mau", "id: hai").replace("P34:46", "P34:4"))
    write(tmp_path, "mau.yml", GOOD.replace("mau.example", "ba.example"))
    found = errors_of(tmp_path)
    assert [(name, line) for name, line, _ in found] == [("hai.yml", 5), ("mot.yml", 3), ("mot.yml", 4)]


def test_ids_and_hosts_belong_to_one_file(tmp_path: Path) -> None:
    write(tmp_path, "a/mau.yml", GOOD)
    write(tmp_path, "b/mau.yml", GOOD.replace("mau.example", "khac.example"))
    write(tmp_path, "c/thu.yml", GOOD.replace("id: mau", "id: thu") + "hosts: [mau.example, thu.example]\n")
    found = errors_of(tmp_path)
    assert [(name, line) for name, line, _ in found] == [("mau.yml", 1), ("thu.yml", 6)]
    assert "id 'mau' is already declared in" in found[0][2]
    assert "host mau.example is already declared in" in found[1][2]


def test_a_host_counts_as_taken_although_its_file_is_broken(tmp_path: Path) -> None:
    write(tmp_path, "mau.yml", GOOD + "scpe: all\n")
    write(tmp_path, "thu.yml", GOOD.replace("id: mau", "id: thu"))
    assert [(name, line) for name, line, _ in errors_of(tmp_path)] == [("mau.yml", 6), ("thu.yml", 3)]


def test_a_folder_named_twice_or_within_another_is_read_once(tmp_path: Path) -> None:
    write(tmp_path, "tinh/mau.yml", GOOD)
    assert list(load_portals([tmp_path, tmp_path, tmp_path / "tinh"])) == ["mau"]


def test_a_file_with_another_ending_is_refused_not_forgotten(tmp_path: Path) -> None:
    write(tmp_path, "mau.yaml", GOOD)
    assert errors_of(tmp_path) == [("mau.yaml", 1, "declarations end in .yml; rename it to mau.yml")]


def test_hidden_files_and_other_files_are_not_declarations(tmp_path: Path) -> None:
    write(tmp_path, "mau.yml", GOOD)
    write(tmp_path, ".thung-rac/mau.yml", "broken: [")
    write(tmp_path, "mau.yml~", "broken: [")
    write(tmp_path, "README.md", "broken: [")
    assert list(load_portals([tmp_path])) == ["mau"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "mau.yml").symlink_to(tmp_path / "nowhere.yml")
    [(name, line, message)] = errors_of(tmp_path)
    assert (name, line) == ("mau.yml", 1)
    assert message.startswith("cannot be read: ")


def test_a_folder_that_is_not_there_holds_no_portals(tmp_path: Path) -> None:
    assert load_portals([tmp_path / "portals"]) == {}


def test_the_message_names_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path, "mau.yml", GOOD + "scpe: all\n")
    with pytest.raises(PortalErrors) as caught:
        load_portals([tmp_path])
    assert str(caught.value) == f"{path}:6: unknown key 'scpe' (did you mean 'scope'?)"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("'46'", "P63:46 is Tỉnh Thừa Thiên Huế or P34:46 is Thành phố Huế"),
        ("P63:482", "D63:482 is Huyện Phú Lộc"),
        ("Huyện Phú Lộc", "D63:482 is Huyện Phú Lộc"),
        ("p34:46", "P34:46 is Thành phố Huế"),
        ("X", "a code carries its era"),
    ],
)
def test_an_unknown_code_is_answered_with_what_was_meant(tmp_path: Path, written: str, hint: str) -> None:
    write(tmp_path, "mau.yml", in_lines(GOOD, written))
    [(_, line, message)] = errors_of(tmp_path)
    assert line == 5
    assert hint in message


def test_a_declaration_says_everything(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "hue/mau.yml",
        """\
id: mau
name: "Cổng: mẫu"
url: https://mau.example/trang-chu
hosts: [mau.example, tin.mau.example]
platform: sharepoint_lacviet
locality:
  - {code: C34:20107, since: 2025-07-01}
  - {code: D63:482, until: 2025-06-30}
owner: UBND huyện Phú Lộc
scope: sections
sections:
  - {path: /tin-tuc/, name: No}
  - path: /so-noi-vu
    name: Sở Nội vụ
    locality: P34:46
    owner: Sở Nội vụ
feeds: [/rss.xml]
sitemaps: ["https://tin.mau.example/sitemap.xml"]
expects: {gap_days: 30, items_per_run: [0, 50]}
crawl: {delay: 1.5, max_pages: 300, since: 2015-01-01, window: 22:00-05:00, tls: lax}
enabled: false
""",
    )
    portal = load_portals([tmp_path])["mau"]
    assert (portal.id, portal.name, portal.url) == ("mau", "Cổng: mẫu", "https://mau.example/trang-chu")
    assert portal.hosts == ("mau.example", "tin.mau.example")
    assert portal.host == "mau.example"
    assert portal.platform == "sharepoint_lacviet"
    assert [span.code for span in portal.localities] == ["D63:482", "C34:20107"]
    assert (portal.owner, portal.scope, portal.enabled) == ("UBND huyện Phú Lộc", "sections", False)
    assert [(section.path, section.name) for section in portal.sections] == [
        ("/tin-tuc/", "No"),
        ("/so-noi-vu", "Sở Nội vụ"),
    ]
    assert portal.feeds == ("https://mau.example/rss.xml",)
    assert portal.sitemaps == ("https://tin.mau.example/sitemap.xml",)
    assert (portal.expects.gap_days, portal.expects.items_per_run) == (30, (0, 50))
    assert (portal.crawl.delay, portal.crawl.max_pages, portal.crawl.tls) == (1.5, 300, "lax")
    assert portal.crawl.since == dt.date(2015, 1, 1)
    assert str(portal.crawl.window) == "22:00-05:00"
    assert portal.path == path


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    write(tmp_path, "mau.yml", GOOD)
    portal = load_portals([tmp_path])["mau"]
    assert portal.hosts == ("mau.example",)
    assert (portal.scope, portal.enabled, portal.owner) == ("all", True, None)
    assert (portal.sections, portal.feeds, portal.sitemaps) == ((), (), ())
    assert (portal.expects.gap_days, portal.expects.items_per_run) == (7, (1, 200))
    assert portal.crawl.delay is None
    assert portal.crawl.tls == "strict"


def test_a_mapping_makes_the_same_portal_as_a_file(tmp_path: Path) -> None:
    write(tmp_path, "mau.yml", GOOD)
    mapping = {
        "id": "mau",
        "name": "Cổng mẫu",
        "url": "https://mau.example/",
        "platform": "generic",
        "locality": [{"code": "P34:46", "since": "2025-07-01"}],
    }
    from_file = load_portals([tmp_path])["mau"]
    from_mapping = portal_from_mapping(mapping)
    assert from_mapping.localities == from_file.localities
    assert (from_mapping.id, from_mapping.path) == ("mau", None)
    with pytest.raises(PortalErrors, match="unknown key 'platfrom'"):
        portal_from_mapping({**mapping, "platfrom": "generic"})
