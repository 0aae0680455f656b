"""Whole plans of our own, labelled by hand, are read as well as their floors say."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from commands.evaluate import evaluate

HERE = Path(__file__).parent


@pytest.mark.slow
def test_our_own_plans_are_read_as_well_as_before() -> None:
    args = [str(HERE / "own" / "plans.jsonl"), "--floors", str(HERE / "floors-own.yml")]
    done = CliRunner().invoke(evaluate, args, standalone_mode=False)
    assert not done.exception, done.output
    assert not done.return_value, done.output
