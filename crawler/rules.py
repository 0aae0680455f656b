"""Which rules of a platform found something on the pages of a run: how a redesign is named.

A rule is called `<layout>.<field>` or `lists.<role>`, as the platform's module has it (crawler/platforms).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

LIST_ITEM = "lists.item"
READ_BY_LAYOUT = "layout"  # some layout of the platform fitted the page
# What shares are shares of: pages that should be articles, and pages that were read as lists.
ITEM_PAGES = "pages"
LIST_PAGES = "lists"
_SAMPLES = 200


def of_start(name: str, path: str) -> str:
    """The name under which a rule or a page is counted for one start list: a section, or the home page.

    A list is compared with itself then: how many other pages a run reads as lists says nothing of it.
    """
    return f"{name} {path}"


@dataclass(frozen=True, slots=True)
class RuleSample:
    """A page of a run, with the rules that found something there."""

    url: str
    is_list: bool
    rules: frozenset[str]


@dataclass(slots=True)
class RuleCounts:
    """The rules' finds of one run; `starts`: path of a start list → the address that was read."""

    counts: dict[str, int] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    samples: list[RuleSample] = field(default_factory=list)

    def add(self, url: str, rules: Sequence[str], *, is_list: bool) -> None:
        """Count a page that was answered well."""
        names = [LIST_PAGES if is_list else ITEM_PAGES, *dict.fromkeys(rules)]
        for name in names:
            self.counts[name] = self.counts.get(name, 0) + 1
        if len(self.samples) < _SAMPLES:
            self.samples.append(RuleSample(url, is_list, frozenset(rules)))

    def add_start(self, path: str, url: str, rules: Sequence[str]) -> None:
        """Note whether a start list shows items; `path` is the one that was asked for."""
        self.counts[of_start(LIST_PAGES, path)] = 1
        self.counts[of_start(LIST_ITEM, path)] = int(LIST_ITEM in rules)
        self.starts[path] = url


def example_without(rules: Sequence[str], otherwise: str, samples: Sequence[RuleSample]) -> str | None:
    """A page on which the first of `rules` found nothing."""
    wanted = rules[0] if rules else otherwise
    is_list = wanted.startswith("lists.")
    return next((each.url for each in samples if each.is_list == is_list and wanted not in each.rules), None)
