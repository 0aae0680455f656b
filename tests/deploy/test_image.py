"""The image holds the whole program, pinned by hash, and runs without rights."""

from __future__ import annotations

import re
import tomllib

from tests.conftest import PROJECT

TEXT = (PROJECT / "Dockerfile").read_text(encoding="utf-8")


def _copied() -> set[str]:
    """What the build takes from the project."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", TEXT, re.MULTILINE)
    return {name for line in lines for name in line.split()}


def test_every_module_and_package_is_copied() -> None:
    tools = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    modules = {f"{name}.py" for name in tools["py-modules"]}
    packages = {name.removesuffix("*") for name in tools["packages"]["find"]["include"]}
    assert {"cli.py"} <= modules
    assert (modules | packages) - _copied() == set()


def test_what_is_copied_exists_and_is_let_through() -> None:
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = {line[1:].rstrip("/") for line in ignored if line.startswith("!")}
    assert {name for name in _copied() if not (PROJECT / name).exists()} == set()
    assert _copied() == let_through


def test_nothing_is_installed_without_its_hash() -> None:
    installs = re.findall(r"pip install (.+)", TEXT)
    assert installs == ["--require-hashes --no-deps -r requirements.txt", "--no-deps --no-build-isolation ."]


def test_the_program_runs_as_nobody_in_particular() -> None:
    last = TEXT.rpartition("FROM ")[2]
    assert re.search(r"^USER (?!root)\w+$", last, re.MULTILINE)
    assert last.index("USER") < last.index("ENTRYPOINT")
    assert 'ENTRYPOINT ["reformwatch"]' in last
