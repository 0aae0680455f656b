"""Hostile files cost bounded time and memory in a process of their own; nothing is run or left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.filetext import FileLimits, FileText
from pipelines.filetext.pool import FilePool
from pipelines.filetext.reading import read_bytes
from pipelines.workers import Limits, WorkerPool
from tests.filetext.makers import (
    LINES,
    Pdf,
    assembled,
    billion_laughs,
    doc,
    docx,
    locked_pdf,
    outside_entity,
    paragraph,
    pdf,
    unpacks_to_gigabytes,
    zipped,
)

MEBIBYTE = 1 << 20


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go; empty again after each test that asks for it."""
    import tempfile  # noqa: PLC0415

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def read_in_pool(
    *files: tuple[bytes, str], limits: FileLimits | None = None, **bounds: float
) -> list[FileText]:
    async def read() -> list[FileText]:
        pool = FilePool(1, limits, Limits(**bounds) if bounds else None)  # type: ignore[arg-type]
        try:
            return [await pool.read(*file) for file in files]
        finally:
            await pool.close()

    return asyncio.run(read())


def test_a_file_that_takes_its_worker_down_costs_only_itself(folder: Path) -> None:
    lost, kept = read_in_pool((_deep_page(), "a.html"), (pdf(*LINES), "b.pdf"), seconds=1.0, memory=1 << 30)
    assert kept.text == "\n\n".join(LINES)
    assert lost.media_type == "text/html"
    assert list(folder.iterdir()) == []


def _deep_page() -> bytes:
    return b"<html>" + b"<table><tr><td>" * 200_000


def test_time_and_memory_are_bounded(folder: Path) -> None:
    started = time.monotonic()
    (read,) = read_in_pool((_wide_page(), "a.html"), seconds=0.2, memory=1 << 30)
    assert read == FileText("text/html", flags=("extract_timeout",))
    (read,) = read_in_pool((_wide_page(), "a.html"), seconds=60.0, memory=300 * MEBIBYTE)
    assert read.flags in {("extract_memory",), ("extract_failed",), ("broken",)}
    assert time.monotonic() - started < 60
    assert list(folder.iterdir()) == []


def _wide_page() -> bytes:
    return b"<html><body>" + b"<p>x<b>y</b></p>" * 1_000_000


# --- Bombs --------------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_named_and_not_unpacked() -> None:
    body = zipped({"a.txt": b"0" * (40 * MEBIBYTE), "b.txt": "câu"})
    read = read_bytes(body, "a.zip")
    assert [(member.name, member.reason) for member in read.members] == [("a.txt", "bomb"), ("b.txt", None)]
    assert read.flags == ("bomb",)


def test_the_bytes_of_all_members_are_counted_together() -> None:
    body = zipped({f"{number}.txt": os.urandom(1000).hex() for number in range(5)})
    read = read_bytes(body, "a.zip", FileLimits(unpacked=5000))
    assert [member.reason for member in read.members] == [
        None,
        None,
        "size_limit",
        "size_limit",
        "size_limit",
    ]
    assert "size_limit" in read.flags


def test_archives_in_archives_end() -> None:
    body = b"c\xc3\xa2u"
    for level in range(6):
        body = zipped({f"{level}.zip" if level else "a.txt": body})
    read: FileText | None = read_bytes(body, "a.zip")
    depth = 0
    while read is not None and read.members:
        read = read.members[0].read
        depth += 1
    assert read is not None
    assert (depth, read.flags) == (2, ("depth_limit",))


def test_members_beyond_the_limit_are_still_listed() -> None:
    read = read_bytes(zipped({f"{number}.txt": "câu" for number in range(5)}), "a.zip", FileLimits(members=2))
    assert [member.reason for member in read.members] == [None, None, *["member_limit"] * 3]
    assert read.flags == ("member_limit",)


def test_a_bomb_in_an_office_file() -> None:
    body = zipped({"word/document.xml": b"<w:document>" + b" " * (40 * MEBIBYTE)})
    assert read_bytes(body, "a.docx").flags == ("bomb",)
    sheet = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * (40 * MEBIBYTE)})
    assert read_bytes(sheet, "a.xlsx").flags == ("bomb",)


def test_a_billion_laughs_are_not_laughed() -> None:
    started = time.monotonic()
    read = read_bytes(billion_laughs(), "a.docx")
    assert time.monotonic() - started < 5
    assert read.text == "Câu"


def test_no_file_is_read_for_an_entity(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật")
    read = read_bytes(outside_entity(str(secret)), "a.docx")
    assert read.text == "Câu\n\nHết"


# --- PDF ----------------------------------------------------------------------------------------------------


def test_pages_beyond_the_limit_are_named() -> None:
    file = Pdf()
    for number in range(6):
        file.page(file.text(72, 500, f"Câu số {number}."))
    read = read_bytes(file.bytes(), "a.pdf", FileLimits(pages=4))
    assert (read.pages, read.flags) == (6, ("page_limit", "pages_unread:5-6"))
    assert read.text.endswith("Câu số 3.")


def test_a_hundred_thousand_pages_take_no_longer_than_the_limit() -> None:
    file = Pdf()
    file.page(file.text(72, 500, "Câu."))
    file.pages *= 100_000
    (read,) = read_in_pool((file.bytes(), "a.pdf"), limits=FileLimits(pages=50))
    assert (read.pages, "page_limit" in read.flags) == (100_000, True)
    assert "pages_unread:51-100000" in read.flags


@pytest.mark.slow
def test_streams_that_unpack_to_gigabytes() -> None:
    started = time.monotonic()
    (read,) = read_in_pool((unpacks_to_gigabytes(), "a.pdf"), seconds=20.0, memory=1 << 30)
    assert time.monotonic() - started < 60
    assert read.media_type == "application/pdf"
    assert read.flags


def test_pages_that_hold_each_other() -> None:
    body = assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>"]
    )
    (read,) = read_in_pool((body, "a.pdf"), seconds=20.0, memory=1 << 30)
    assert read.text == ""
    assert read.flags


def test_a_locked_pdf_is_said_to_be() -> None:
    assert read_bytes(locked_pdf(), "a.pdf") == FileText("application/pdf", flags=("encrypted",))


# --- Whatever comes -----------------------------------------------------------------------------------------

_GOOD = (
    pdf(*LINES),
    docx(paragraph(LINES[0])),
    doc(LINES[0]),
    zipped({"a.txt": LINES[0]}),
    b"{\\rtf1 a\\'e2}",
)
_STARTS = (b"%PDF-1.4\n", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"), b"{\\rtf1", b"<html>",
           b"Rar!\x1a\x07",
           b"7z\xbc\xaf\x27\x1c", b"\xff\xd8\xff", b"II*\x00", b"\x89PNG\r\n\x1a\n", b"BM", b"")  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with some of its bytes changed, or what only begins like one."""
    if draw(st.booleans()):
        return draw(st.sampled_from(_STARTS)) + draw(st.binary(max_size=400))
    body = bytearray(draw(st.sampled_from(_GOOD)))
    for place in draw(st.lists(st.integers(0, len(body) - 1), max_size=12)):
        body[place] = draw(st.integers(0, 255))
    return bytes(body[: draw(st.integers(0, len(body)))] if draw(st.booleans()) else body)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged(), st.text(max_size=20))
def test_no_bytes_raise_anything(body: bytes, name: str) -> None:
    read = read_bytes(body, name, FileLimits(seconds=10.0, recognised_pages=0))
    assert read.text or read.flags or read.members


# --- Workers ------------------------------------------------------------------------------------------------


def start_child(job: str) -> int:
    """Work that starts a program and then sleeps, dies, or ends."""
    import subprocess  # noqa: PLC0415

    child = subprocess.Popen(["sleep", "600"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    Path(job).write_text(str(child.pid))
    if job.endswith("sleep"):
        time.sleep(600)
    if job.endswith("die"):
        os.kill(os.getpid(), signal.SIGKILL)
    return child.pid


@pytest.mark.parametrize("end", ["sleep", "die", "close"])
def test_what_a_worker_started_ends_with_it(tmp_path: Path, end: str) -> None:
    async def run() -> None:
        pool: WorkerPool[str, int] = WorkerPool(start_child, 1, Limits(seconds=3.0))
        await asyncio.gather(pool.run(str(tmp_path / end)), return_exceptions=True)
        await pool.close()

    asyncio.run(run())
    pid = int((tmp_path / end).read_text())
    for _ in range(50):
        if not _is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail("the child outlived its worker")


def _is_running(pid: int) -> bool:
    """Alive and no zombie: who reaps an orphan in a container is not ours."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
