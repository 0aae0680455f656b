"""Our own words of a digest in both languages (`words.yml`), and how days and shares are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

import yaml

from crawler import gazetteer
from pipelines import codebook
from search.digest.clean import plain
from search.labels import label
from search.measures.periods import VIETNAM
from search.numbers import percent
from search.watch_checks import Fault
from store.records import Precision

Language: TypeAlias = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

_MOST_PROPOSALS = 12
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=1)
def table() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_name("words.yml").read_text(encoding="utf-8")
    )
    return found


class Words:
    """The words of one language: `words("cut", n=3)`, `words("states.down")`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._table = table()[language]

    def __call__(self, key: str, **values: object) -> str:
        found = self._table
        for part in key.split("."):
            found = found[part]
        return str(found).format(**values)

    def number(self, count: int) -> str:
        return f"{count:,}".replace(",", ".") if self.language == "vi" else f"{count:,}"

    def share(self, value: float | None) -> str:
        if value is None:
            return self("no_share")
        shown = percent(value).replace("%", " %")
        return shown.replace(".", ",") if self.language == "vi" else shown

    def day(self, day: dt.date, precision: Precision = "day") -> str:
        if precision != "day":
            quarter = (day.month + 2) // 3
            return self(f"{precision}_of", month=day.month, quarter=quarter, year=day.year)
        if self.language == "vi":
            return f"{day:%d/%m/%Y}"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def moment(self, at: dt.datetime) -> str:
        there = at.astimezone(VIETNAM)
        return f"{there:%H:%M} {self.day(there.date())}"

    def on(self, at: dt.datetime) -> str:
        """The day of a moment."""
        return self.day(at.astimezone(VIETNAM).date())

    def theme(self, theme: str) -> str:
        if self.language == "en" and (named := _english_themes().get(theme)):
            return named
        return label("theme", theme)

    def kind(self, kind: str) -> str:
        named: str | None = self._table.get("kinds", {}).get(kind)
        return named or label("kind", kind)

    def run_reason(self, code: str) -> str:
        """Why a portal was not read whole; a code that has no words (`http_503`) stays as it is."""
        named: str | None = self._table["run_reasons"].get(code)
        return named or plain(code)

    def place(self, code: str) -> str:
        unit = gazetteer.load().unit(code)
        return unit.full_name if unit else plain(code)

    def coded_place(self, code: str) -> str:
        return f"{code} ({self.place(code)})" if gazetteer.load().unit(code) else plain(code)

    def asked(self, key: str, values: Iterable[str]) -> str:
        """A filter of a watch, with the names of what it asks for."""
        named = {"theme": self.theme, "kind": self.kind, "province": self.place, "locality": self.place}
        known = self._table["values"]
        told = (plain(named[key](value) if key in named else known.get(value, value)) for value in values)
        return self(f"filters.{key}", values=", ".join(told))

    def fault(self, fault: Fault) -> str:
        """A fault for whoever follows the watch: what it is, what to do, and that the watch did not run."""
        subject, ended = plain(fault.subject), fault.code == "locality_ended"
        proposals = [self.coded_place(code) for code in fault.proposals[:_MOST_PROPOSALS]]
        if len(fault.proposals) > _MOST_PROPOSALS:
            proposals.append(self("and_more", n=len(fault.proposals) - _MOST_PROPOSALS))
        what = self(
            f"reasons.{fault.code}",
            line=fault.line,
            subject=self.coded_place(subject) if ended else subject,
            proposals=", ".join(proposals),
        )
        if fault.watch is None:
            return self("fault_file", what=what)
        said = self("fault", name=plain(fault.watch), what=what)
        return f"{said} {self('stopped')}" if fault.stops else said


def _english_themes() -> dict[str, str]:
    rules = codebook.load()
    return {theme.id: theme.label_en for theme in rules.themes if theme.label_en}
