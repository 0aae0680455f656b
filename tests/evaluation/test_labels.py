from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.evaluation.labels import GoldError, read_gold
from tests.evaluation.gold import FLOWERS, PLAN, write


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"id": "x"', "Invalid JSON"),
        ("[1]", "should be an object"),
        ('{"text": "Có chữ."}', "id: Field required"),
        ('{"id": "x", "title": "Chỉ có tiêu đề"}', "names no document"),
        ('{"id": "x", "text": "Có chữ.", "is_reform": "yes"}', "is_reform"),
        ('{"id": "x", "text": "Có chữ.", "themes": ["tthcc"]}', "'tthcc' is not in the codebook"),
        ('{"id": "x", "text": "Có chữ.", "audiences": ["ai_do"]}', "'ai_do' is not in the codebook"),
        ('{"id": "x", "text": "Có chữ.", "doc_type": "to_roi"}', "'to_roi' is no kind of document"),
        ('{"id": "x", "text": "Có chữ.", "issue_date": "2023-02-30"}', "day is out of range"),
        ('{"id": "x", "text": "Có.", "deadlines": [{"date": "2023-05-01", "precision": "w"}]}', "precision"),
        ('{"id": "x", "text": "Có chữ.", "speaker_level": "tỉnh"}', "speaker_level"),
        ('{"id": "good", "text": "Hai dòng một tên."}', "'good' stands in line 1 already"),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_its_reason(line: str, why: str, tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", {"id": "good", "text": "Câu đúng."})
    path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    (error,) = caught.value.errors
    assert error.startswith("gold.jsonl:3: ")
    assert why in error


def test_every_bad_line_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'{"id": 1, "text": "a", "themes": "tthc"}\n\xff\xfe\n{"id": "x"}\n')
    with pytest.raises(GoldError) as caught:
        read_gold(path)
    assert [error.split(": ")[0] for error in caught.value.errors] == [
        "gold.jsonl:1", "gold.jsonl:1", "gold.jsonl:2", "gold.jsonl:3",
    ]  # fmt: skip


def test_what_nobody_labelled_is_not_said(tmp_path: Path) -> None:
    path = write(
        tmp_path / "gold.jsonl",
        PLAN | {"doc_number": None, "issuer": None, "unlabelled": ["issuer"]},
        FLOWERS | {"doc_number": None, "issuer": None, "labelled": ["issuer"]},
    )
    (_, plan), (_, flowers) = read_gold(path).labels
    assert [plan.says(key) for key in ("doc_number", "issuer", "signer")] == [True, False, False]
    assert [flowers.says(key) for key in ("doc_number", "issuer", "title")] == [False, True, False]


def test_keys_that_no_score_uses_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", PLAN | {"chanels": []}, FLOWERS | {"chanels": [], "note": "x"})
    assert read_gold(path).unread == {"chanels": 2, "note": 1}


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", PLAN)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_gold(path).labels) == 1
