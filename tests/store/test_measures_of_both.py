"""Measures of one set of documents say the same whether SQLite or PostgreSQL keeps them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.country import NOW, PORTALS, Country
from bench.measures import ASKED
from crawler.portal import Portal, portal_from_mapping
from pipelines.copies import follow
from search.measures.computing import compute
from search.measures.registry import get, measures
from store.database import Store, open_store
from store.filters import Filters
from store.records import Document
from tests.measures.corpus import run
from tests.store.conftest import SERVER, empty_database

ALSO = (("cascade", ("superior", "level", "locality")), ("openness", ("portal", "check")))
FILTERS = (Filters(), Filters(geography="today", level=("district",), theme=("tthc",)))


def answers(store: Store, portals: dict[str, Portal]) -> dict[str, str]:
    by = [(name, measure.by) for name, measure in measures().items()]
    found = {}
    for name, keys in dict.fromkeys([*by, *ASKED, *ALSO]):
        for filters in FILTERS:
            said = compute(get(name), store, portals, filters, by=keys, now=NOW).as_json()
            found[f"{name} {keys} {filters}"] = json.dumps(said, ensure_ascii=False)
    return found


def filled(store: Store, made: list[Document]) -> Store:
    for one in made:
        store.documents.save(one)
    follow(store)
    for portal in sorted({one.portal for one in made if one.portal})[:10]:
        started = store.runs.start(portal, connected_to=None, owner="test")
        store.runs.finish(replace(run(portal, "2025-12-29T08:00", complete=True), id=started.id))
    return store


@pytest.mark.postgres
@pytest.mark.timeout(300)
@pytest.mark.skipif(not SERVER, reason="REFORMWATCH_TEST_POSTGRES names no server: SQLite only")
def test_every_measure_says_the_same_on_both_databases(tmp_path: Path) -> None:
    country = Country(120)
    made = list(country.documents())
    declared = [portal_from_mapping(country.declaration(number)) for number in range(0, PORTALS, 7)]
    portals = {portal.id: portal for portal in declared}
    with (
        empty_database() as url,
        open_store(url) as there,
        open_store(f"sqlite:///{tmp_path / 'both.sqlite'}") as here,
    ):
        ours, theirs = (answers(filled(store, made), portals) for store in (here, there))
    assert sum('"documents": ["' in said for said in ours.values()) > 20
    assert {name for name, said in ours.items() if theirs[name] != said} == set()
