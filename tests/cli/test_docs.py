"""What the documentation promises stands in the program, and the other way round."""

from __future__ import annotations

import re
import tomllib

from cli import cli
from commands.options import make_filters
from pipelines import codebook
from settings import Settings
from tests.conftest import PROJECT


def _rows(page: str) -> set[str]:
    return set(
        re.findall(r"^\| `([^`]+)` \|", (PROJECT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_every_setting_is_documented() -> None:
    assert {name.upper() for name in Settings.model_fields} == _rows("settings.md")


def test_every_runtime_dependency_has_its_reason() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=~! ]", requirement)[0] for requirement in project["dependencies"]}
    page = (PROJECT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    runs = page.split("## What tests")[0]
    assert names == set(re.findall(r"^\| `([^`]+)` \|", runs, re.MULTILINE))


def test_pinned_requirements_hold_every_dependency_and_no_address() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for file in ("requirements.txt", "requirements-dev.txt"):
        text = (PROJECT / file).read_text(encoding="utf-8")
        pinned = {name.lower().replace("_", "-") for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}
        wanted = {
            re.split(r"[<>=~! ]", line)[0].lower().replace("_", "-") for line in project["dependencies"]
        }
        assert wanted <= pinned
        assert not re.search(r"https?://|^--(?:extra-)?index-url", text, re.MULTILINE)


def test_documented_flags_are_those_of_the_code() -> None:
    page = (PROJECT / "docs" / "data-model.md").read_text(encoding="utf-8")
    table = page.split("## Flags")[1].split("## Coverage")[0]
    flags = {
        flag
        for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
        for flag in re.findall(r"`(\w+)`", row)
    }
    code = "".join(
        file.read_text(encoding="utf-8")
        for package in ("pipelines", "search", "store")
        for file in (PROJECT / package).rglob("*.py")
    )
    assert len(flags) > 20
    assert {flag for flag in flags if f'"{flag}"' not in code} == set()


def test_links_of_the_documentation_lead_somewhere() -> None:
    for page in (PROJECT / "README.md", *(PROJECT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_command_is_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert {name for name in cli.commands if f"reformwatch {name}" not in readme and name != "demo"} == set()


_ASKED = re.compile(r"""(^report|--locality|--province)[ =](?:"([^"]+)"|([^\s"]+))""")


def _places(page: str) -> set[tuple[bool, str]]:
    """Each place that a command of a page asks for, and whether as a province. FILE stands for any name."""
    commands = [command for line in page.splitlines() for command in line.split("reformwatch ")[1:]]
    themes = {theme.id for theme in codebook.load().themes}
    return {
        (option == "--province", place)
        for command in commands
        for option, quoted, word in _ASKED.findall(re.split(r"`|\s#", command)[0])
        if not re.fullmatch(r"[A-Z|]+|…", place := quoted or word) and place not in themes
    }


def test_every_place_of_a_command_is_looked_at() -> None:
    page = """
    reformwatch search --province Huế --locality="Phú Lộc"   # --province not
    reformwatch report D63:482 a.html | reformwatch measure delay --locality D63:480 --locality D63:481
    The `reformwatch report tthc b.html` of a theme, `reformwatch acts --province NAME`.
    """
    assert _places(page) == {
        (True, "Huế"), (False, "Phú Lộc"), (False, "D63:482"), (False, "D63:480"), (False, "D63:481"),
    }  # fmt: skip


def test_a_place_in_a_documented_command_is_one_place() -> None:
    pages = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
    named = set[tuple[bool, str]]().union(*(_places(page.read_text(encoding="utf-8")) for page in pages))
    assert {(False, "D63:482"), (True, "Quảng Trị"), (True, "Huế")} <= named
    for is_province, place in sorted(named):
        places = (
            {"province": (place,), "locality": ()} if is_province else {"province": (), "locality": (place,)}
        )
        make_filters(**places, theme=(), portal=(), kind=(), reform=False, not_reform=False)
