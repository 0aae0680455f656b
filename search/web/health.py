"""How the portals are: what their last runs were worth, those first that need somebody to look."""

from __future__ import annotations

from dataclasses import dataclass

from search.web.document import local_day
from store.database import Store
from store.records import Verdict

_WORDS: dict[Verdict, tuple[str, str]] = {
    "broken": ("không đọc được", "broken"),
    "blocked": ("bị chặn", "blocked"),
    "partial": ("đọc được một phần", "read in part"),
    "ok": ("đọc đủ", "read"),
}
_RANK = tuple(_WORDS)


@dataclass(frozen=True, slots=True)
class Row:
    """A portal that was read: days in Vietnam, the result in both languages."""

    id: str
    last: str
    vi: str
    en: str
    success: str
    documents: int


def portal_rows(store: Store) -> list[Row]:
    successes, holdings = store.runs.last_successes(), store.documents.by_portal()
    found = []
    for portal, run in store.runs.all_last(finished=True).items():
        verdict = run.verdict or "broken"
        when, held = run.finished_at or run.started_at, holdings.get(portal)
        success = local_day(successes[portal]) if portal in successes else ""
        documents = held.documents if held else 0
        row = Row(portal, local_day(when), *_WORDS[verdict], success, documents)
        found.append((_RANK.index(verdict), row))
    return [row for _, row in sorted(found, key=lambda pair: (pair[0], pair[1].id))]
