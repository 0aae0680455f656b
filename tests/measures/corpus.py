"""Coded documents and runs for the tests of measures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import create_engine, update

from crawler import gazetteer
from crawler.portal import Portal, portal_from_mapping
from search.measures.attention import attention
from search.measures.computing import compute
from search.measures.registry import get
from search.measures.results import MeasureResult, MeasureRow
from store.coverage import observe
from store.database import Store
from store.filters import Filters
from store.records import Code, Document, Locality, Published, Run, identity
from store.tables import runs

VIETNAM = dt.timezone(dt.timedelta(hours=7))
OWN = ("attention", "salience", "diversity", "breadth", "distinctiveness", "delay", "channels")
NOW = dt.datetime(2026, 11, 20, 9, tzinfo=VIETNAM)


def place(code: str) -> Locality:
    return gazetteer.load().locality(code, "portal")


def document(
    name: str,
    locality: str | None = "D63:482",
    day: str | None = "2022-05-30",
    themes: dict[str, float] | None = None,
    **fields: Any,
) -> Document:
    precision, time = fields.pop("precision", "day"), fields.pop("time", None)
    published = Published(dt.date.fromisoformat(day), time, precision, "selector", day) if day else None
    return Document(**{
        "id": identity(name), "key": name, "url": None, "portal": "mau", "title": name, "text": name,
        "fetched_at": NOW, "published": published, "locality": place(locality) if locality else None,
        "is_reform": True,
        "codes": tuple(Code(theme, None, weight, ()) for theme, weight in (themes or {}).items()), **fields,
    })  # fmt: skip


def portal(name: str, *localities: str, **fields: Any) -> Portal:
    spans: Any = localities[0] if len(localities) == 1 else [{"code": code} for code in localities]
    return portal_from_mapping({
        "id": name, "name": name, "url": f"https://{name}.example/", "platform": "generic",
        "locality": fields.pop("locality", spans), **fields,
    })  # fmt: skip


def run(
    of: str, finished: str, verdict: Any = "ok", back: str | None = None, *, complete: bool = False
) -> Run:
    at = dt.datetime.fromisoformat(finished).replace(tzinfo=VIETNAM)
    return Run(
        id=f"{of}-{finished}", portal=of, started_at=at - dt.timedelta(hours=1), finished_at=at,
        verdict=verdict, reached_back=dt.date.fromisoformat(back) if back else None, complete_lists=complete,
    )  # fmt: skip


def keep(store: Store, made: Run) -> None:
    """Keeps a run as if it had gone on when it says."""
    started = store.runs.start(made.portal, connected_to=None, owner="test")
    store.runs.finish(replace(made, id=started.id))
    database = create_engine(store.url)
    with database.begin() as connection:
        connection.execute(update(runs).where(runs.c.id == started.id).values(started_at=made.started_at))
        observe(connection, made.portal)
    database.dispose()


def measured(store: Store, name: str, **asked: Any) -> MeasureResult:
    declared, filters = asked.pop("portals", {}), asked.pop("filters", Filters())
    return compute(get(name), store, declared, filters, now=NOW, **asked)


def rows(store: Store, *by: Any, **request: Any) -> list[MeasureRow]:
    filters = request.pop("filters", Filters())
    return list(attention(store, {}, filters, by=by or ("locality", "theme"), now=NOW, **request).rows)
