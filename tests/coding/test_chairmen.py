"""Acts that a chairman issues himself: his line stands above the grounds."""

from __future__ import annotations

import pytest

from pipelines.acts import read_acts

MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def issuer(head: str, number: str, below: str, kind: str = "QUYẾT ĐỊNH") -> str | None:
    text = f"{head}\n{MOTTO}Số: {number}\n{kind}\nVề việc chống hạn\n{below}\nNơi nhận:\n- Như trên."
    act = read_acts("Chống hạn", text).act
    assert act is not None
    return act.issuer


PLACES = [
    "TỈNH GIA LAI",
    "TỈNH ĐẮK LẮK",
    "TỈNH QUẢNG NGÃI",
    "THÀNH PHỐ HÀ NỘI",
    "TỈNH HÀ TĨNH",
    "HUYỆN ĐẠ HUOAI",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("kind", "said"), [("QUYẾT ĐỊNH", ""), ("CÔNG ĐIỆN", " điện:"), ("CÔNG ĐIỆN", " ĐIỆN:")]
)
def test_an_act_of_a_chairman_is_issued_by_him(place: str, kind: str, said: str) -> None:
    who = f"CHỦ TỊCH ỦY BAN NHÂN DÂN {place}"
    below = f"{who}{said}\nCăn cứ Luật;"
    assert issuer(f"ỦY BAN NHÂN DÂN\n{place}", "12/QĐ-UBND", below, kind) == who


def test_his_line_may_be_two() -> None:
    below = "CHỦ TỊCH\nỦY BAN NHÂN DÂN TỈNH HÀ TĨNH\nCăn cứ Luật;"
    assert issuer("UBND TỈNH HÀ TĨNH", "12/QĐ-UBND", below) == "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HÀ TĨNH"


@pytest.mark.parametrize(
    ("head", "number", "below", "expected"),
    [
        (
            "UBND TỈNH HÀ NAM\nSỞ NỘI VỤ", "12/QĐ-SNV",
            "CHỦ TỊCH UBND TỈNH HÀ NAM\nCăn cứ Luật;", "SỞ NỘI VỤ TỈNH HÀ NAM",
        ),
        (
            "UBND HUYỆN LÝ NHÂN", "12/QĐ-UBND",
            "Kính gửi:\nCHỦ TỊCH UBND TỈNH HÀ NAM", "UBND HUYỆN LÝ NHÂN",
        ),
        (
            "UBND HUYỆN LÝ NHÂN", "12/QĐ-UBND",
            "Căn cứ Luật;\nCHỦ TỊCH UBND TỈNH HÀ NAM", "UBND HUYỆN LÝ NHÂN",
        ),
        (
            "UBND TỈNH HÀ NAM", "12/QĐ-UBND",
            "CHỦ TỊCH UBND TỈNH HÀ NAM đã họp dân\nCăn cứ Luật;", "UBND TỈNH HÀ NAM",
        ),
    ],
)  # fmt: skip
def test_a_chairman_who_is_only_named_issues_nothing(
    head: str, number: str, below: str, expected: str
) -> None:
    assert issuer(head, number, below) == expected
