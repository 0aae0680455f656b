"""What a portal is held against: checks of what a crawl saw, each with the duty it stands for and its period.

Duties: 43/2011/NĐ-CP, 42/2022/NĐ-CP and 224/2026/NĐ-CP on portals, 24/2011/TT-BTTTT on metadata and
32/2017/TT-BTTTT on site maps and footers. A check without a duty counts in the score as well: the law did not
always ask for what readers need.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Facts: TypeAlias = Mapping[str, Any]  # as `crawler.facts` keeps them


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule in force from `since` to `until`, both inclusive; None: still."""

    law: str
    since: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Check:
    """`passes` says None where a crawl could not see: that is no check made, and never a no."""

    id: str
    about: str
    passes: Callable[[Facts], bool | None]
    duties: tuple[Duty, ...] = ()

    def duty(self, day: dt.date) -> Duty | None:
        return next((duty for duty in self.duties if duty.holds(day)), None)


def _portal(article_43: str, article_42: str) -> tuple[Duty, ...]:
    return (
        Duty(f"43/2011/NĐ-CP, {article_43}", dt.date(2011, 10, 1), dt.date(2022, 8, 14)),
        Duty(f"42/2022/NĐ-CP, {article_42}", dt.date(2022, 8, 15), dt.date(2026, 6, 30)),
        Duty("224/2026/NĐ-CP, Art. 9-12", dt.date(2026, 7, 1)),
    )


_METADATA = (Duty("24/2011/TT-BTTTT", dt.date(2011, 11, 15), dt.date(2024, 4, 4)),)
_LAYOUT = (Duty("32/2017/TT-BTTTT", dt.date(2018, 6, 1)),)


def _of_home(name: str) -> Callable[[Facts], bool | None]:
    return lambda facts: (facts.get("home") or {}).get(name)


def _most(group: str, part: str, whole: str) -> Callable[[Facts], bool | None]:
    """Whether more than half have it; None where there are none."""

    def passes(facts: Facts) -> bool | None:
        counts = facts.get(group) or {}
        if counts.get(part) is None or not counts.get(whole):
            return None
        return bool(2 * counts[part] > counts[whole])

    return passes


def _files_open(facts: Facts) -> bool | None:
    """Of the files that were asked for, those of the portal that never came are its failures."""
    opened = facts.get("files") or {}
    asked = opened.get("offered", 0) - opened.get("unasked", 0)
    return bool(2 * opened.get("came", 0) > asked) if asked > 0 else None


def _publishes_acts(facts: Facts) -> bool | None:
    documents = facts.get("documents") or {}
    return bool(documents.get("acts")) if documents.get("count") else None


CHECKS = (
    Check("search", "the home page has a search form", _of_home("search_form"), _portal("Art. 15", "Art. 7")),
    Check("sitemap_page", "the home page links to a site map", _of_home("sitemap_link"), _LAYOUT),
    Check("sitemap_xml", "there is a site map in XML", lambda facts: facts.get("sitemap"), _LAYOUT),
    Check("feed", "there is an RSS or Atom feed", lambda facts: facts.get("feed")),
    Check("date", "most articles show their date", _most("documents", "date_on_page", "count"),
          _METADATA),
    Check("author", "most articles name their author", _most("documents", "with_author", "count"),
          _portal("Art. 5", "Art. 4")),
    Check("acts", "acts are published with their kind", _publishes_acts, _portal("Art. 10", "Art. 4")),
    Check("files_open", "most files that were asked for came", _files_open, _portal("Art. 10", "Art. 4")),
    Check("print_view", "most pages can be printed", _most("pages", "print_view", "html"),
          _portal("Art. 15", "Art. 7")),
    Check("metadata", "most pages carry Dublin Core tags", _most("pages", "metadata_tags", "html"),
          _METADATA),
    Check("responsible", "the home page names who is responsible", _of_home("responsible_person"), _LAYOUT),
)  # fmt: skip
