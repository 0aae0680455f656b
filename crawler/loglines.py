"""The log as people and machines read it: one line per event, `key=value` or JSON; no page text, no secrets.

Every line has time (UTC), level, logger and event; a crawl adds portal, run, verdict and its numbers. What a
broken line, a terminal code or a foreign page put into a value is escaped; an exception is one value.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from typing import Any

MAX_VALUE = 2000  # characters; a trace keeps its end, where the fault is named
_BARE = re.compile(r"[\w.:/@+-]+")
_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+@")


def log_event(logger: logging.Logger, event: str, level: int = logging.INFO, /, **fields: Any) -> None:
    """Log an event with its fields; those that are None are left out."""
    logger.log(level, "%s", event, extra={"fields": fields})


class KeyValueLines(logging.Formatter):
    """`time=… level=info logger=crawler.run event=run_finished portal=krongno verdict=ok pages=230`"""

    def format(self, record: logging.LogRecord) -> str:
        return " ".join(f"{name}={_shown(value)}" for name, value in facts_of(record).items())


class JsonLines(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts_of(record), default=str)


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """What one line tells."""
    moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
    facts: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": _clean(record.getMessage()),
    }
    given: dict[str, Any] = getattr(record, "fields", {})
    facts |= {name: _clean(value) for name, value in given.items() if value is not None}
    if record.exc_info and record.exc_info[1] is not None:
        facts["error"] = _clean(f"{type(record.exc_info[1]).__name__}: {record.exc_info[1]}")
        facts["trace"] = _clean(logging.Formatter().formatException(record.exc_info)[-MAX_VALUE:])
    return facts


def _clean(value: Any) -> Any:
    return _PASSWORD.sub(r"\1:***@", value)[:MAX_VALUE] if isinstance(value, str) else value


def _shown(value: Any) -> str:
    text = str(value)
    if _BARE.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    # What breaks a line or moves a terminal's cursor is escaped too.
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in quoted)
