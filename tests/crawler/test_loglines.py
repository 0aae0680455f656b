"""One line per event, whatever stands in it."""

from __future__ import annotations

import json
import logging

import pytest

from crawler.loglines import JsonLines, KeyValueLines, log_event


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def logger(kept: Kept) -> logging.Logger:
    logger = logging.Logger("crawler.run", logging.INFO)  # noqa: LOG001 of this test alone
    logger.addHandler(kept)
    return logger


def test_an_event_is_one_line_of_keys_and_values(logger: logging.Logger, kept: Kept) -> None:
    log_event(logger, "run_finished", portal="krongno", verdict="partial", reason=None, pages=230)
    line = KeyValueLines().format(kept.records[0])
    assert line.startswith("time=20")
    assert line.endswith(
        "level=info logger=crawler.run event=run_finished portal=krongno verdict=partial pages=230"
    )
    told = json.loads(JsonLines().format(kept.records[0]))
    assert (told["event"], told["pages"], "reason" in told) == ("run_finished", 230, False)


@pytest.mark.parametrize("value", ["hai\ndòng", "a b", 'a"b', "\x1b[31mđỏ", "\u2028", "x\r\ny=1", "", "a=b"])
def test_no_value_breaks_its_line(logger: logging.Logger, kept: Kept, value: str) -> None:
    log_event(logger, "seen", url=value)
    for formatter in (KeyValueLines(), JsonLines()):
        line = formatter.format(kept.records[0])
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line
    key, _, shown = KeyValueLines().format(kept.records[0]).partition(" url=")
    assert json.loads(shown) == value, key


def test_an_exception_is_part_of_its_line(logger: logging.Logger, kept: Kept) -> None:
    try:
        int("không đọc được")
    except ValueError:
        logger.exception("the run broke")
    line = KeyValueLines().format(kept.records[0])
    assert len(line.splitlines()) == 1
    assert 'error="ValueError: invalid literal for int() with base 10: ' in line
    assert "không đọc được" in line
    assert "test_loglines.py" in json.loads(JsonLines().format(kept.records[0]))["trace"]


def test_passwords_in_addresses_are_not_told(logger: logging.Logger, kept: Kept) -> None:
    logger.warning("cannot reach %s", "postgresql://me:s3cret@db/x")
    log_event(logger, "engine", url="https://elastic:s3cret@es:9200/")
    lines = [
        formatter.format(record) for record in kept.records for formatter in (KeyValueLines(), JsonLines())
    ]
    assert not any("s3cret" in line for line in lines)
    assert "postgresql://me:***@db/x" in lines[0]
