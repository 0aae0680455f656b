from __future__ import annotations

import pytest

from tests.gold.sealing import open_sealed, seal

FILE = b"%PDF-1.4 a file of our own" * 40
TEXT = "Đường làng đã lát gạch xong trước mùa mưa.\nHai cây cầu còn lại làm năm sau.\n"


def test_whoever_holds_the_file_reads_the_text() -> None:
    assert open_sealed(FILE, "p1", seal(FILE, "p1", TEXT)) == TEXT


def test_nothing_of_the_text_can_be_seen() -> None:
    sealed = seal(FILE, "p1", TEXT)
    assert "gạch".encode() not in sealed
    assert sealed != seal(FILE, "p2", TEXT)


def test_another_file_opens_nothing() -> None:
    with pytest.raises(UnicodeDecodeError):
        open_sealed(FILE + b"!", "p1", seal(FILE, "p1", TEXT))
