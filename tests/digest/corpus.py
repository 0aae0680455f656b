"""A week in November 2026: documents, runs and portals for the tests of digests, in sentences of our own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from search.digest.content import Builder, build
from search.digest.periods import Period
from search.digest.records import Content, Item, Section
from search.watches import Watch
from store.database import Store
from store.filters import Filters
from store.records import Act, Code, Document, Due, Evidence, PartialDate, Plan, Task
from tests.measures.corpus import VIETNAM, document, keep, portal, run

__all__ = ["NOW", "PORTALS", "VIETNAM", "WEEK", "Builder", "build", "document", "keep", "portal", "run"]

WEEK = Period.parse("2026-W47")  # Monday 16 to Sunday 22 November
NOW = dt.datetime(2026, 11, 23, 7, tzinfo=VIETNAM)
HUE, CAN_THO, QUANG_NINH = "P34:46", "P34:92", "P34:22"
PORTALS = {
    one.id: one for one in (portal("hue", HUE), portal("cantho", CAN_THO), portal("quangninh", QUANG_NINH))
}


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(day).replace(tzinfo=VIETNAM)


def news(name: str, text: str = "", seen: str = "2026-11-18T08:00", **fields: Any) -> Document:
    """An article of Huế of the week; `theme` is earned by the first words of its text."""
    text = text or f"Bài viết {name} kể về một buổi làm việc."
    theme = fields.pop("theme", None)
    first = text.split(" ", 1)[0]
    evidence = (Evidence("text", 0, len(first), first, "test"),)
    given: dict[str, Any] = {
        "locality": HUE, "portal": "hue", "day": "2026-11-17", "text": text, "url": f"https://hue.example/{name}",
        "fetched_at": at(seen), "kind": "tin_bai", "is_reform": theme is not None,
        "codes": (Code(theme, None, 1.0, evidence),) if theme else (),
    }  # fmt: skip
    return document(name, **given | fields)


def act(name: str, number: str, text: str = "", issued: str | None = "2026-11-16", **fields: Any) -> Document:
    """A plan of Huế that a page of the week is or announces."""
    day = PartialDate(dt.date.fromisoformat(issued)) if issued else None
    made = Act(number, number, "ke_hoach", "UBND thành phố Huế", day, None, "self", locality=HUE)
    return news(name, text, **{"kind": "ke_hoach", "act": made} | fields)


def plan(name: str, *tasks: tuple[str, str], **fields: Any) -> Document:
    """A plan of July with tasks and their days."""
    made = tuple(
        Task(order, text, ("Sở Nội vụ",), (), Due(dt.date.fromisoformat(day), "day", day, recurring=False))
        for order, (text, day) in enumerate(tasks, 1)
    )
    text = fields.pop("text", "\n".join(text for text, _ in tasks))
    return act(
        name, "88/KH-UBND", text,
        **{"plan": Plan(2026, made, ()), "day": "2026-07-01", "seen": "2026-07-02T08:00", "issued": None}
        | fields,
    )  # fmt: skip


def watch(name: str = "theo-doi", query: str = "", **filters: Any) -> Watch:
    return Watch(name, query, Filters(**filters))


def built(store: Store, *watches: Watch, **more: Any) -> Content:
    period, now = more.pop("period", WEEK), more.pop("now", NOW)
    return build(store, period, watches, now, more.pop("portals", PORTALS), **more)


def titles(section: Section) -> list[str]:
    return [item.source.title for item in items(section)]


def items(section: Section) -> list[Item]:
    return [item for group in section.groups for item in group.items]


def observe_all(store: Store) -> None:
    """Every portal was read after the week, back to before it."""
    for name in PORTALS:
        keep(store, run(name, "2026-11-23T03:00", back="2026-11-01"))
