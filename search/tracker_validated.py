"""What is known of the plan tracker's errors, in a sentence beside all that it finds."""

from __future__ import annotations

from collections.abc import Iterator

from search.measures.reported import RULE
from search.validated import rate_text
from store.database import Store
from store.tracker_records import TrackerFigures

NOT_VALIDATED = (
    "Not validated: reports are found by words that they share with a task, and no person has judged a sample"
    " of what this rule finds (reformwatch tracker sample FILE.xlsx)."
)


def says_how_good(store: Store) -> Iterator[str]:
    """One sentence: the rates against people, or that there are none."""
    found = store.tracker.figures(RULE)
    yield NOT_VALIDATED if found is None else sentence(found)


def sentence(found: TrackerFigures) -> str:
    return (
        f"Reports against {found.coders} human coder(s): precision {rate_text(found.precision)}, recall"
        f" {rate_text(found.recall)}, {found.decided} of {found.population} pairs of task and document judged"
        f" (rule {found.rule}, sample {found.sample})."
    )
