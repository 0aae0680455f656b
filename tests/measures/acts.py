"""Acts and citations for the tests of measures of relations, in our own words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from store.records import Act, Citation, PartialDate, Plan, Task


def day(text: str | None) -> PartialDate | None:
    return PartialDate(dt.date.fromisoformat(text)) if text else None


def act(number: str | None, issued: str | None, locality: str | None, **fields: Any) -> Act:
    return Act(**{
        "number": number, "raw": number, "kind": "ke_hoach", "issuer": "UBND", "issued": day(issued),
        "signer": None, "status": "self", "locality": locality, **fields,
    })  # fmt: skip


def citation(number: str, issued: str | None, locality: str | None, relation: Any = "implements") -> Citation:
    return Citation(
        number=number, raw=number, kind="ke_hoach", issuer="UBND tỉnh", issued=day(issued), relation=relation,
        document=None, start=0, end=0, locality=locality,
    )  # fmt: skip


def plan(*tasks: str) -> Plan:
    made = tuple(Task(order, text, (), (), None) for order, text in enumerate(tasks, 1))
    return Plan(2022, made, ())
