"""Gold of our own: labels that hold their own text, and one evaluation of them."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from pipelines.codebook import Codebook
from pipelines.evaluation.labels import read_gold
from pipelines.evaluation.reading import Library
from pipelines.evaluation.report import Report, evaluate

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PLAN: dict[str, Any] = {
    "id": "plan",
    "title": "Ban hành Kế hoạch cải cách hành chính năm 2023",
    "text": "Ngày 15/3/2023, UBND huyện Phú Lộc đã ban hành Kế hoạch số 21/KH-UBND về cải cách thủ tục "
    "hành chính năm 2023.\n\nKế hoạch thực hiện Quyết định số 905/QĐ-UBND ngày 10/02/2023 của UBND tỉnh. "
    "Người dân nộp hồ sơ tại bộ phận một cửa.",
}
FLOWERS: dict[str, Any] = {
    "id": "flowers",
    "title": "Hội thi cắm hoa của phụ nữ xã",
    "text": "Hội thi có mười đội tham gia. Giải nhất thuộc về thôn Đoài.",
}


def write(path: Path, *labels: dict[str, Any]) -> Path:
    lines = (json.dumps(label, ensure_ascii=False) for label in labels)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def report(folder: Path, *labels: dict[str, Any], codebook: Codebook | None = None) -> Report:
    gold = read_gold(write(folder / "gold.jsonl", *labels))
    return evaluate([gold], Library((folder,), {}, NOW, codebook))
