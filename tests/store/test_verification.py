"""Every fault of an archive is told, with its file and the byte where it begins."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from store.archive import WarcWriter
from store.archives import ArchiveFile
from store.members import members, pack
from store.records import WarcRef
from store.verification import Link, check_file, check_link
from tests.store.samples import NOON

URL = "https://huyen.example/tin/"


def _archive(folder: Path, records: int = 30) -> tuple[Path, ArchiveFile, list[WarcRef]]:
    writer = WarcWriter(folder, "run-1")
    with writer:
        refs = [
            writer.write(f"{URL}{number}?tên=á", 200, [], f"<p>{number * 7919}</p>".encode() * 40, NOON)
            for number in range(records)
        ]
    path = folder / "run-1.warc.gz"
    return path, ArchiveFile(path.name, "huyen", NOON, writer.records, path.stat().st_size), refs


def test_a_sound_file_has_no_fault(tmp_path: Path) -> None:
    path, closed, refs = _archive(tmp_path)
    checked = check_file(path, closed)
    assert (checked.faults, checked.records, len(checked.responses)) == ([], 61, 30)
    assert all(checked.responses.is_of(ref.offset, f"{URL}{n}?tên=á") for n, ref in enumerate(refs))


@pytest.mark.case("S4", guard="verification")
def test_a_cut_at_every_thousandth_byte_is_told_each_time(tmp_path: Path) -> None:
    path, closed, _ = _archive(tmp_path, records=60)
    data = path.read_bytes()
    ends = [member.end for member in members(io.BytesIO(path.read_bytes()))]
    cuts = {*range(0, len(data), 1000), *ends[:-1]}
    assert len(cuts) > 100
    for cut in sorted(cuts):
        path.write_bytes(data[:cut])
        for _ in range(2):
            faults = check_file(path, closed).faults
            reasons = {fault.reason for fault in faults}
            assert {"count", "size"} <= reasons
            torn = [fault.offset for fault in faults if fault.reason == "torn"]
            assert torn == ([] if cut in {0, *ends} else [max(end for end in (0, *ends) if end <= cut)])


def test_a_changed_byte_anywhere_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path, closed, _ = _archive(tmp_path)
    data = path.read_bytes()
    starts = [member.start for member in members(io.BytesIO(path.read_bytes()))]
    # Bytes 4 to 9 of a member's head (time, flags, system) hold nothing that is read.
    for place in range(12, len(data), 997):
        start = max(start for start in starts if start <= place)
        if place - start < 10:
            continue
        changed = bytearray(data)
        changed[place] ^= 0x55
        path.write_bytes(changed)
        checked = check_file(path, closed)
        assert [fault.offset for fault in checked.faults if fault.reason in ("damaged", "torn")] == [start]
        assert checked.records == closed.records - 1


def test_a_record_whose_digest_does_not_fit_is_told(tmp_path: Path) -> None:
    path, _, refs = _archive(tmp_path, records=3)
    found = list(members(io.BytesIO(path.read_bytes())))
    changed = [
        pack(member.data.replace(b"<p>7919</p>", b"<p>7918</p>", 1)) if member.start == refs[1].offset
        else path.read_bytes()[member.start : member.end]
        for member in found
    ]  # fmt: skip
    path.write_bytes(b"".join(changed))
    (fault,) = check_file(path, None).faults
    assert (fault.reason, fault.file, fault.offset) == ("digest", path.name, refs[1].offset)


def test_a_link_leads_to_a_response_of_its_address(tmp_path: Path) -> None:
    path, closed, refs = _archive(tmp_path, records=3)
    checked = {path.name: check_file(path, closed).responses}

    def reason(file: str, offset: int, url: str | None) -> str | None:
        fault = check_link(Link(file, offset, url, "0" * 16, "document"), checked)
        return fault.reason if fault else None

    assert reason(path.name, refs[1].offset, f"{URL}1?tên=á") is None
    assert reason(path.name, refs[1].offset, None) is None
    assert reason(path.name, refs[1].offset, f"{URL}2?tên=á") == "other_url"
    assert reason(path.name, refs[1].offset + 1, None) == "missing_record"
    assert reason(path.name, 0, None) == "missing_record"  # the file's own description is no response
    assert reason("run-2.warc.gz", 0, None) == "missing_file"
