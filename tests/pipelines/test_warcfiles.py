"""What a capture holds: answers with their addresses and days, the rest counted, damage told."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from pathlib import Path

import pytest
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.ingest import Capture
from pipelines.warcfiles import captures, is_warc

CAPTURED = dt.datetime(2019, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
KINDS = (
    ("response", "https://huyen.example/tin/1.html", "200 OK", "text/html"),
    ("metadata", "https://huyen.example/tin/1.html", "", ""),
    ("response", "https://huyen.example/mat", "404 Not Found", "text/html"),
    ("response", "https://huyen.example/logo.png", "200 OK", "image/png"),
    ("response", "dns:huyen.example", "200 OK", "text/dns"),
    ("resource", "https://huyen.example/tep/kh.pdf", "", "application/pdf"),
    ("revisit", "https://huyen.example/tin/1.html", "200 OK", "text/html"),
)


def written(path: Path, *, gzip: bool) -> Path:
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=gzip)
        for number, (kind, url, status, media_type) in enumerate(KINDS):
            body = f"Nội dung {number} ".encode() * 400
            http = (
                StatusAndHeaders(status, [("Content-Type", media_type)], protocol="HTTP/1.1")
                if status
                else None
            )
            record = writer.create_warc_record(
                url, kind, payload=io.BytesIO(body), length=len(body), http_headers=http,
                warc_headers_dict={"WARC-Date": f"{CAPTURED:%Y-%m-%dT%H:%M:%SZ}"},
            )  # fmt: skip
            writer.write_record(record)
    return path


def read(path: Path) -> tuple[list[Capture], Counter[str]]:
    left_out: Counter[str] = Counter()
    return list(captures(path, left_out)), left_out


@pytest.mark.parametrize("gzip", [True, False], ids=["packed", "plain"])
def test_answers_keep_address_and_day_and_the_rest_is_counted(tmp_path: Path, *, gzip: bool) -> None:
    path = written(tmp_path / "khong-duoi", gzip=gzip)
    assert is_warc(path.read_bytes()[:4096])
    found, left_out = read(path)
    assert [(each.url, each.status, each.at) for each in found] == [
        ("https://huyen.example/tin/1.html", 200, CAPTURED),
        ("https://huyen.example/tep/kh.pdf", None, CAPTURED),
    ]
    assert found[0].body == "Nội dung 0 ".encode() * 400
    assert left_out == {"metadata": 1, "http_404": 1, "asset": 1, "no_web_address": 1, "revisit": 1}


@pytest.mark.parametrize("gzip", [True, False], ids=["packed", "plain"])
def test_a_torn_file_gives_what_is_whole_and_says_that_it_is_torn(tmp_path: Path, *, gzip: bool) -> None:
    whole = written(tmp_path / "whole", gzip=gzip).read_bytes()
    torn = tmp_path / "torn"
    torn.write_bytes(whole[:-30] if gzip else whole[:-3000])
    found: list[Capture] = []
    with pytest.raises(ArchiveLoadFailed):
        found.extend(captures(torn, Counter()))
    again = captures(torn, Counter())
    assert next(again).url == "https://huyen.example/tin/1.html"
    again.close()


def test_other_files_are_no_captures() -> None:
    for head in (b"", b"WAR", b"\x1f\x8b", b"\x1f\x8b\x08\x00\x00", b"%PDF-1.4", b"<html>"):
        assert not is_warc(head)
