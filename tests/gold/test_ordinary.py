"""Ordinary news of our own: the label of every group, no text twice, sizes as the README states."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipelines.coding import code

HERE = Path(__file__).parent
LABELS = {"plain": False, "near": False, "office": False, "reform": True, "open": None}
SIZES = {"plain": 80, "near": 80, "office": 80, "reform": 60, "open": 20}
READ = {"near": 1, "reform": 34, "open": 1}  # by the codebook in use, as the README states


@pytest.fixture(scope="module")
def news() -> list[dict[str, Any]]:
    lines = (HERE / "own" / "ordinary.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_ids_count_on_and_groups_have_their_label(news: list[dict[str, Any]]) -> None:
    assert [one["id"] for one in news] == [f"ordinary-{at:03}" for at in range(1, len(news) + 1)]
    assert [one["id"] for one in news if one["is_reform"] is not LABELS[one["group"]]] == []
    assert Counter(one["group"] for one in news) == SIZES


def test_every_news_item_is_there_once_and_says_why(news: list[dict[str, Any]]) -> None:
    for field in ("title", "text"):
        texts = [one[field] for one in news]
        assert len(set(texts)) == len(texts)
        assert all(text == unicodedata.normalize("NFC", text).strip() for text in texts)
    assert all(0 < len(one["why"].split()) <= 14 for one in news)


def test_the_readme_states_the_sizes(news: list[dict[str, Any]]) -> None:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for group, size in Counter(one["group"] for one in news).items():
        assert f"| `{group}` | {size} |" in readme


def test_as_many_are_read_as_reform_as_the_readme_states(news: list[dict[str, Any]]) -> None:
    assert Counter(one["group"] for one in news if code(one["title"], one["text"]).is_reform) == READ
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    for group, size in SIZES.items():
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{group}`, of {size} |"))
        assert row.endswith(f" {READ.get(group, 0)} |")
