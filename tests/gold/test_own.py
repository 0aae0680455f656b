"""Whole plans of our own, labelled by hand, are read as well as their floors say."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.evaluate import evaluate
from tests.gold.own_word import write_word_plans

OWN = Path(__file__).parent / "own"


@pytest.mark.slow
def test_our_own_plans_are_read_as_well_as_before(tmp_path: Path) -> None:
    write_word_plans(tmp_path)
    gold = [str(OWN / f"{name}.jsonl") for name in ("plans", "second", "third")]
    roots = ["--root", str(OWN), "--root", str(tmp_path)]
    args = [*gold, *roots, "--floors", str(OWN.parent / "floors-own.yml")]
    done = CliRunner().invoke(evaluate, args, standalone_mode=False)
    assert not done.exception, done.output
    assert not done.return_value, done.output


@pytest.mark.slow
@pytest.mark.parametrize(("names", "floors"), [(("fourth", "fifth"), "later"), (("sixth",), "sixth")])
def test_the_later_documents_of_our_own_are_read_as_well_as_before(
    names: tuple[str, ...], floors: str
) -> None:
    gold = [str(OWN / f"{name}.jsonl") for name in names]
    args = [*gold, "--root", str(OWN), "--floors", str(OWN.parent / f"floors-own-{floors}.yml")]
    done = CliRunner().invoke(evaluate, args, standalone_mode=False)
    assert not done.exception, done.output
    assert not done.return_value, done.output


@pytest.mark.slow
def test_our_own_short_texts_are_read_as_well_as_before() -> None:
    args = [str(OWN.parent / "short"), "--floors", str(OWN.parent / "floors-short.yml")]
    done = CliRunner().invoke(evaluate, args, standalone_mode=False)
    assert not done.exception, done.output
    assert not done.return_value, done.output
