"""Whether a document is about the reform, and which rules say so."""

from __future__ import annotations

from pipelines.matching import Matches
from store.records import Reform

_LEAD_UNIT = 1
_GATE_HITS = 3


def judge(found: Matches) -> tuple[bool, Reform]:
    """The gate of the codebook: a gate phrase in title or lead, or three in the body."""
    gate = found.of("gate")
    rules = tuple(
        name
        for name, holds in (
            ("gate_title_or_lead", any(match.unit <= _LEAD_UNIT for match in gate)),
            ("gate_body", len(gate) >= _GATE_HITS),
        )
        if holds
    )
    return bool(rules), Reform(1.0 if rules else 0.0, rules, False)
