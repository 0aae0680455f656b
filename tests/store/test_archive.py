from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from store.archive import WarcRecord, WarcWriter, check, read_record
from store.errors import ArchiveError, StoreFull
from store.records import WarcRef
from tests.store.samples import NOON

HEADERS = (("content-type", "text/html; charset=utf-8"), ("etag", '"a"'), ("set-cookie", "a=1"))
BODY = "<p>Một cửa</p>".encode()
MOMENT = NOON + dt.timedelta(microseconds=123456)


def write(writer: WarcWriter, number: int = 1, body: bytes = BODY) -> WarcRef:
    return writer.write(f"https://huyen.example/tin/{number}", 200, HEADERS, body, MOMENT)


def test_a_response_comes_back_as_it_came(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "run-1")
    ref = write(writer)
    assert writer.close() == tmp_path / "run-1.warc.gz"
    assert ref.file == "run-1.warc.gz"
    assert read_record(tmp_path, ref) == WarcRecord("https://huyen.example/tin/1", 200, HEADERS, BODY, MOMENT)


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 999, os.urandom(3 << 20), b"WARC/1.1\r\n\r\nWARC/1.1"])
def test_any_body_comes_back(tmp_path: Path, body: bytes) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        refs = [write(writer, 1, body), write(writer, 2)]
    assert read_record(tmp_path, refs[0]).body == body
    assert read_record(tmp_path, refs[1]).body == BODY


def test_a_record_can_be_read_while_its_run_goes_on(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "run-1")
    refs = [write(writer, number) for number in range(3)]
    assert not (tmp_path / "run-1.warc.gz").exists()
    assert [read_record(tmp_path, ref).url[-1] for ref in refs] == ["0", "1", "2"]
    writer.close()
    assert [read_record(tmp_path, ref).url[-1] for ref in refs] == ["0", "1", "2"]


def test_a_record_is_read_without_reading_what_lies_before_it(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        ref = [write(writer, number, os.urandom(10_000)) for number in range(50)][-1]
    path = tmp_path / ref.file
    path.write_bytes(b"\x00" * ref.offset + path.read_bytes()[ref.offset :])
    assert read_record(tmp_path, ref).url.endswith("/49")


def test_what_a_decoder_would_do_again_is_put_aside(tmp_path: Path) -> None:
    headers = (("content-encoding", "gzip"), ("transfer-encoding", "chunked"), ("content-length", "5"),
               ("content-type", "text/html"))  # fmt: skip
    with WarcWriter(tmp_path, "run-1") as writer:
        ref = writer.write("https://huyen.example/", 200, headers, BODY, MOMENT)
    record = read_record(tmp_path, ref)
    assert record.body == BODY
    assert record.headers == (
        ("x-archive-orig-content-encoding", "gzip"),
        ("x-archive-orig-transfer-encoding", "chunked"),
        ("x-archive-orig-content-length", "5"),
        ("content-type", "text/html"),
    )


def test_a_true_length_stays(tmp_path: Path) -> None:
    headers = (("content-length", str(len(BODY))),)
    with WarcWriter(tmp_path, "run-1") as writer:
        ref = writer.write("https://huyen.example/", 200, headers, BODY, MOMENT)
    assert read_record(tmp_path, ref).headers == headers


def test_hostile_headers_and_addresses_cannot_break_a_record(tmp_path: Path) -> None:
    headers = [("x-a", "1\r\nx-evil: 2\r\n\r\n<p>"), ("bad name", "x"), ("", "x"), ("x:y", "x"), ("x-b", ""),
               ("x-c", "tiếng \udcff Việt")]  # fmt: skip
    with WarcWriter(tmp_path, "run-1") as writer:
        ref = writer.write("https://huyen.example/a b\r\nX: y/ế?q=1#f", 299, headers, BODY, MOMENT)
        last = write(writer, 2)
    record = read_record(tmp_path, ref)
    assert (record.url, record.status, record.body) == (
        "https://huyen.example/a%20b%0D%0AX:%20y/%E1%BA%BF?q=1#f", 299, BODY,
    )  # fmt: skip
    assert [name for name, _ in record.headers] == ["x-a", "x-b", "x-c"]
    assert record.headers[0] == ("x-a", "1 x-evil: 2 <p>")
    assert read_record(tmp_path, last).body == BODY


def test_warcio_reads_the_file_and_finds_its_digests_right(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        for number in range(5):
            writer.write(
                f"https://huyen.example/tin/{number}?a=1", 404 if number else 200, HEADERS, BODY, MOMENT,
                request_headers=[("User-Agent", "reformwatch/0.1")],
            )  # fmt: skip
        assert writer.records == 11
    path = tmp_path / "run-1.warc.gz"
    with path.open("rb") as file:
        records = [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert records[0][0] == "warcinfo"
    assert b"isPartOf: run-1" in records[0][2]
    assert [kind for kind, _, _ in records[1:]] == ["response", "request"] * 5
    assert {url for _, url, _ in records[1:]} == {f"https://huyen.example/tin/{n}?a=1" for n in range(5)}
    assert Checker(argparse.Namespace(inputs=[str(path)], verbose=False)).process_all() == 0
    checked = check(path)
    assert (checked.records, checked.responses, checked.torn) == (11, 5, 0)


def test_the_request_is_kept_beside_its_answer(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        writer.write(
            "https://huyen.example/a?b=1", 200, [], BODY, MOMENT, request_headers=[("Accept", "text/html")]
        )
    with (tmp_path / "run-1.warc.gz").open("rb") as file:
        request = next(record for record in ArchiveIterator(file) if record.rec_type == "request")
        assert request.http_headers.to_str() == (
            "GET /a?b=1 HTTP/1.1\r\nHost: huyen.example\r\nAccept: text/html\r\n"
        )
        digests = [request.rec_headers.get_header(f"WARC-{kind}-Digest") for kind in ("Block", "Payload")]
        assert all(digest.startswith("sha1:") for digest in digests)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"offset": 1}, "no whole record"),
        ({"offset": 10**9}, "no whole record"),
        ({"offset": 0}, "no response"),
        ({"file": "other.warc.gz"}, "not in the archive"),
        ({"file": "../run-1.warc.gz"}, "no file name"),
    ],
)
def test_a_wrong_reference_is_an_error(tmp_path: Path, change: dict[str, object], sentence: str) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        ref = write(writer)
    wrong = WarcRef(**{"file": ref.file, "offset": ref.offset, **change})  # type: ignore[arg-type]
    with pytest.raises(ArchiveError, match=sentence):
        read_record(tmp_path, wrong)


def test_any_flipped_byte_of_a_record_is_noticed(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        ref = write(writer)
    path = tmp_path / ref.file
    good = path.read_bytes()
    whole = read_record(tmp_path, ref)
    for place in range(ref.offset, len(good), 3):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :])
        try:
            assert read_record(tmp_path, ref) == whole
        except ArchiveError:
            continue


def test_a_run_without_an_answer_leaves_no_file(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path / "warc", "run-1")
    assert writer.close() is None
    assert not (tmp_path / "warc").exists()


def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "run-1")
    write(writer)
    assert writer.close() == writer.close() == tmp_path / "run-1.warc.gz"


def test_nothing_is_ever_appended_to_an_older_file(tmp_path: Path) -> None:
    with WarcWriter(tmp_path, "run-1") as writer:
        write(writer)
    size = (tmp_path / "run-1.warc.gz").stat().st_size
    with pytest.raises(ArchiveError, match="already"):
        write(WarcWriter(tmp_path, "run-1"))
    assert (tmp_path / "run-1.warc.gz").stat().st_size == size


def test_threads_share_a_writer(tmp_path: Path) -> None:
    refs: list[tuple[int, WarcRef]] = []
    with WarcWriter(tmp_path, "run-1") as writer:

        def work(first: int) -> None:
            refs.extend((number, write(writer, number)) for number in range(first, first + 40))

        threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 400, 100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(read_record(tmp_path, ref).url.endswith(f"/{number}") for number, ref in refs)
    assert check(tmp_path / "run-1.warc.gz").responses == len(refs) == 160


FULL = """
import resource, signal, sys
from pathlib import Path
from store.archive import read_record
from store.errors import ArchiveError
from tests.store.test_archive import WarcWriter, write, os

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
writer, refs = WarcWriter(Path(sys.argv[1]), "run-1"), []
try:
    while True:
        refs.append(write(writer, len(refs), os.urandom(7_000)))
except ArchiveError as error:
    assert "cannot be written" in str(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
refs.append(write(writer, len(refs), b"short"))
writer.close()
assert [read_record(Path(sys.argv[1]), ref).url[-1] for ref in refs] == [str(n) for n in range(len(refs))]
print(len(refs))
"""


def test_a_write_that_fails_half_way_leaves_the_file_whole(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    checked = check(tmp_path / "run-1.warc.gz")
    assert (checked.responses, checked.torn) == (int(done.stdout), 0)


NOTHING = """
import resource, sys
from pathlib import Path
import pytest
from store.errors import ArchiveError
from tests.store.test_archive import WarcWriter, write

hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
writer = WarcWriter(Path(sys.argv[1]), "run-1")
resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
with pytest.raises(ArchiveError):
    write(writer)
assert writer.close() is None
"""


def test_a_disk_without_room_for_one_record_leaves_no_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOTHING, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_has_its_own_error(tmp_path: Path) -> None:
    writer = WarcWriter(tmp_path, "run-1")
    write(writer)
    with Path("/dev/full").open("wb", buffering=0) as full:
        writer._file, ours = full, writer._file
        with pytest.raises(StoreFull, match="disk of the raw archive is full"):
            write(writer)
        writer._file = ours
    writer.close()
