from __future__ import annotations

import itertools

import pytest

from store.differences import differences, excerpt, size

BEFORE = "Huyện họp ngày 3 tháng 5.\nCác xã báo cáo trước ngày 25.\nKết thúc."
AFTER = "Huyện họp ngày 4 tháng 5.\nCác xã báo cáo trước ngày 25.\nKết thúc. Hết."


def test_words_that_differ_are_told_with_what_stays() -> None:
    pieces = differences(BEFORE, AFTER)
    assert [(piece.change, piece.text) for piece in pieces if piece.change != "same"] == [
        ("removed", "3"), ("added", "4"), ("added", " Hết."),
    ]  # fmt: skip
    assert size(pieces) == (1, 2)
    assert excerpt(pieces).startswith("Huyện họp ngày [-3-]{+4+} tháng 5.")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BEFORE, AFTER),
        ("", AFTER),
        (BEFORE, ""),
        ("a\n\nb", "a\nb"),
        ("x " * 9000, "y " * 9000),
        ("x\n" * 9000, "y\n" * 9000),
        ("x " * 9000, "x " * 9001),
        (" một hai", "một  hai\tba"),
        ("a", "a"),
    ],
)
def test_the_pieces_hold_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.change != "added") == before
    assert "".join(piece.text for piece in pieces if piece.change != "removed") == after
    assert all(piece.text for piece in pieces)
    assert all(one.change != other.change for one, other in itertools.pairwise(pieces))


def test_an_excerpt_is_short() -> None:
    pieces = differences("một " * 500 + "hai " + "ba " * 500, "một " * 500 + "bốn " + "ba " * 500)
    assert "[-hai-]{+bốn+}" in excerpt(pieces)
    assert len(excerpt(pieces)) < 120
    assert len(excerpt(differences("một " * 500, "bốn " * 500))) == 300


def test_a_word_more_is_told_alone_and_space_is_no_word() -> None:
    assert excerpt(differences("một ba năm", "một hai ba  năm")) == "một {+hai+} ba năm"
    assert size(differences("một ba năm", "một hai ba  năm")) == (0, 1)


def test_one_change_in_a_long_text_is_told_as_one() -> None:
    pieces = differences("từ " * 9000 + "cũ" + " từ" * 9000, "từ " * 9000 + "mới" + " từ" * 9000)
    assert [(piece.change, piece.text) for piece in pieces if piece.change != "same"] == [
        ("removed", "cũ"),
        ("added", "mới"),
    ]
