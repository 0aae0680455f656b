"""Character error of the attachments as read, against pages transcribed by eye."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

import pytest

from pipelines.filetext import FileLimits
from pipelines.filetext.reading import read_bytes
from tests.gold.character_error import UnitError, rate, unit_errors
from tests.gold.sealing import open_sealed

HERE = Path(__file__).parent / "transcripts"
# File → highest error, and whether its capitals are a matter of the font.
FLOORS = {
    "216-BC-STC.pdf": (0.01, False),
    "3125-KH-STC.pdf": (0.01, False),
    "99-BC-STC.pdf": (0.01, False),
    "scan-1200-QD-UBND.pdf": (0.03, False),
    "tcvn3-256-2004-QD-UB.doc": (0.005, True),
}


def pages() -> list[dict[str, str]]:
    with (HERE / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def text_of(file: Path) -> str:
    return read_bytes(file.read_bytes(), file.name, FileLimits(seconds=800, recognised_pages=2)).text


def test_every_file_has_two_pages() -> None:
    names = [page["attachment"] for page in pages()]
    assert {name: names.count(name) for name in FLOORS} == dict.fromkeys(FLOORS, 2)


@pytest.mark.shared
@pytest.mark.parametrize("page", pages(), ids=lambda page: page["name"])
def test_a_transcript_opens_with_its_file(page: dict[str, str], shared: Path) -> None:
    assert hashlib.sha256(transcript(page, shared).encode()).hexdigest() == page["sha256"]


@pytest.mark.shared
@pytest.mark.timeout(900)  # the scan is recognised in minutes where the machine is busy
@pytest.mark.parametrize("name", FLOORS)
def test_character_error(name: str, shared: Path) -> None:
    floor, fold_case = FLOORS[name]
    text = text_of(shared / "attachments" / name)
    errors: list[UnitError] = []
    for page in pages():
        if page["attachment"] == name:
            errors += unit_errors(transcript(page, shared), text, fold_case=fold_case)
    assert rate(errors) <= floor, [error for error in errors if error.errors]


def transcript(page: dict[str, str], shared: Path) -> str:
    key = (shared / "attachments" / page["attachment"]).read_bytes()
    return open_sealed(key, page["page"], (HERE / f"{page['name']}.sealed").read_bytes())
