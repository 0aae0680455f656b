"""Who leads and who helps in one value that names both: a cell of a table, what stands behind a label."""

from __future__ import annotations

import re

from pipelines.plans.bodies import split_bodies
from pipelines.plans.body import Body

# Before whom it speaks of (`Chủ trì: Sở A`, `phối hợp với Sở B`) or behind (`Sở A chủ trì`).
_ROLE = re.compile(
    r"(?:(?:các )?(?:cơ quan|đơn vị)\s+)?(?<!\w)(?:chịu trách nhiệm\s+)?"
    r"(?:(?P<lead>chủ trì|đầu mối)|(?P<with>(?:cùng\s+)?phối(?: kết)? hợp))(?!\w)"
    r"(?:\s+(?:thực hiện|tham mưu|chính|chặt chẽ))?(?P<ahead>\s*:|,?\s+(?:cùng\s+)?(?:với|cùng)(?!\w))?",
    re.IGNORECASE,
)
_HELPED = re.compile(r"phối(?: kết)? hợp", re.IGNORECASE)
_EDGES = " \t\n,;.:()-–+*•"


def shared_bodies(text: str, start: int, end: int) -> tuple[list[Body], list[Body]]:
    """`Sở A chủ trì, phối hợp với Sở B`; without such words all of them lead."""
    if not _HELPED.search(text, start, end) and "chủ trì" not in text[start:end].lower():
        return split_bodies(text, start, end), []
    found: dict[str, list[Body]] = {"lead": [], "with": []}
    at, role = start, "lead"
    for said in _ROLE.finditer(text, start, end):
        own = "with" if said["with"] else "lead"
        before = _bodies(text, at, said.start())
        if said["ahead"] or (own == "with" and not before):
            found[role] += before
            role = own
        else:
            first = _bodies(text, at, _last_part(text, at, said.start())) if own != role else []
            found[role] += first  # `Sở A; Sở B phối hợp`
            found[own] += before[len(first) :]
            role = "with"
        at = said.end()
    found[role] += _bodies(text, at, end)
    return found["lead"], found["with"]


def _last_part(text: str, start: int, end: int) -> int:
    """Where the last of the parts between semicolons begins: only it is what stands before its role."""
    return max(start, text.rfind(";", start, end))


def _bodies(text: str, start: int, end: int) -> list[Body]:
    start += len(text[start:end]) - len(text[start:end].lstrip(_EDGES))
    end = start + len(text[start:end].rstrip(_EDGES))
    return split_bodies(text, start, end) if start < end else []
