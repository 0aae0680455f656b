from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from store.archive import Salvaged, WarcWriter, check, read_record, salvage
from store.errors import ArchiveError
from store.records import WarcRef
from tests.store.samples import NOON

NAME = "run-1.warc.gz"


def open_file(folder: Path, records: int = 4) -> tuple[bytes, list[WarcRef]]:
    """The bytes of a file as a run that is killed now leaves it, and where its records begin."""
    source = folder / "source"
    writer = WarcWriter(source, "run-1")
    refs = [
        writer.write(f"https://huyen.example/{number}", 200, [], b"<p>%d</p>" % number * 9, NOON)
        for number in range(records)
    ]
    data = (source / f"{NAME}.open").read_bytes()
    writer.close()
    shutil.rmtree(source)
    return data, refs


def test_a_file_cut_anywhere_keeps_its_whole_records(tmp_path: Path) -> None:
    data, refs = open_file(tmp_path)
    ends = [ref.offset for ref in refs[1:]] + [len(data)]
    edges = {ref.offset + step for ref in refs for step in (-1, 0, 1, 2)}
    for size in sorted({*range(0, len(data), 11), *edges, len(data) - 1, len(data)}):
        folder = tmp_path / str(size)
        folder.mkdir()
        (folder / f"{NAME}.open").write_bytes(data[:size])
        [found] = salvage(folder)
        # A response may be whole while the request after it is torn.
        whole = [ref for ref, end in zip(refs, ends, strict=True) if end <= size]
        readable = 0
        for number, ref in enumerate(refs):
            try:
                assert read_record(folder, ref).body == b"<p>%d</p>" % number * 9
                readable += 1
            except ArchiveError:
                break
        assert len(whole) <= readable <= len(whole) + 1
        assert not (folder / f"{NAME}.open").exists()
        kept = (folder / NAME).read_bytes() if (folder / NAME).exists() else b""
        torn = (folder / f"{NAME}.torn").read_bytes() if (folder / f"{NAME}.torn").exists() else b""
        assert kept + torn == data[:size], "no byte is lost"
        assert found == Salvaged(NAME if kept else None, found.records, len(torn), len(kept))
        if kept:
            checked = check(folder / NAME)
            assert (checked.records, checked.torn) == (found.records, 0)
        assert salvage(folder) == []
        shutil.rmtree(folder)


@pytest.mark.parametrize("size", [0, 1, 17])
def test_check_tells_a_torn_tail(tmp_path: Path, size: int) -> None:
    data, _ = open_file(tmp_path)
    path = tmp_path / NAME
    path.write_bytes(data + b"\x1f\x8b\x08" * size)
    checked = check(path)
    assert (checked.records, checked.responses, checked.whole, checked.torn) == (9, 4, len(data), 3 * size)


def test_a_torn_record_in_the_middle_ends_what_is_whole(tmp_path: Path) -> None:
    data, refs = open_file(tmp_path)
    damaged = bytearray(data)
    damaged[refs[2].offset + 30] ^= 0xFF
    (tmp_path / f"{NAME}.open").write_bytes(damaged)
    [found] = salvage(tmp_path)
    assert found.torn == len(data) - refs[2].offset
    assert read_record(tmp_path, refs[1]).url.endswith("/1")


def test_the_file_of_a_living_run_is_left_alone(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "run-1")
    ref = writer.write("https://huyen.example/", 200, [], b"<p>", NOON)
    assert salvage(tmp_path) == []
    writer.write("https://huyen.example/2", 200, [], b"<p>", NOON)
    writer.close()
    assert read_record(tmp_path, ref).body == b"<p>"
    assert check(tmp_path / NAME).responses == 2


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert salvage(tmp_path / "warc") == []


def test_salvage_never_writes_over_a_finished_file(tmp_path: Path) -> None:
    data, _ = open_file(tmp_path)
    (tmp_path / NAME).write_bytes(b"finished")
    (tmp_path / f"{NAME}.open").write_bytes(data)
    with pytest.raises(ArchiveError, match="both in the archive"):
        salvage(tmp_path)
    assert (tmp_path / NAME).read_bytes() == b"finished"


@pytest.mark.slow
def test_every_record_told_before_a_kill_can_be_read_after_it(tmp_path: Path) -> None:
    chance = random.Random(3)
    for attempt in range(5):
        command = [sys.executable, "-m", "tests.store.child", "archive", str(tmp_path), f"run-{attempt}"]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(chance.randint(1, 40))]
        child.kill()
        lines += child.communicate()[0].splitlines()
        [found] = salvage(tmp_path)
        assert found.file == f"run-{attempt}.warc.gz"
        for number, offset in (line.split() for line in lines if line.strip()):
            record = read_record(tmp_path, WarcRef(found.file, int(offset)))
            assert record.url == f"https://huyen.example/{number}"
