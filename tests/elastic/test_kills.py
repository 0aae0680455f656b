"""`kill -9` during rebuild, sync and crawl: what served goes on serving, and running again mends the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import yaml

from samples.generate import GeneratedSite, generate_site
from samples.server import SampleServer
from search import indexer
from tests.elastic.office import DOCUMENTS, Office, end, eventually, wait_for
from tests.services.elastic_gate import Gate
from tests.services.elastic_steps import Hold
from tests.services.elasticsearch import ElasticNode

pytestmark = [pytest.mark.elasticsearch, pytest.mark.timeout(900)]
ARTICLES = 24


@pytest.fixture
def indexed(office: Office) -> Office:
    with office.store() as store:
        indexer.rebuild(store, office.index())
    return office


@pytest.mark.case("S8")
@pytest.mark.parametrize(("passed", "done"), [(0, False), (1, True)])
def test_a_killed_rebuild_leaves_the_old_index_serving_and_no_orphan(
    indexed: Office, node: str, passed: int, done: bool
) -> None:
    old = indexed.serving()
    indexed.save("moi")
    hold = Hold(passed, done=done)
    with Gate(node, hold) as gate:
        indexed.through = gate.url
        process = indexed.begin("index", "rebuild")
        wait_for(hold.reached, process)
        end(process)
        hold.go.set()
    indexed.through = node
    assert indexed.serving() == old
    assert indexed.call("search", "", "--json").json["total"] == DOCUMENTS
    again = indexed.call("index", "rebuild")
    assert again.code == 0, again.err
    indexed.assert_whole()
    assert len(indexed.held()) == DOCUMENTS + 1


@pytest.mark.parametrize("done", [False, True])
def test_a_killed_sync_is_run_again(indexed: Office, node: str, done: bool) -> None:
    indexed.save(*map(str, range(230)))
    with indexed.store() as store:
        gone = sorted(document.id for document in store.documents.find())[:20]
        for document in gone:
            store.documents.delete(document)
    hold = Hold(1, done=done)
    with Gate(node, hold) as gate:
        indexed.through = gate.url
        process = indexed.begin("index", "sync")
        wait_for(hold.reached, process)
        end(process)
        hold.go.set()
    indexed.through = node
    again = indexed.call("index", "sync")
    assert again.code == 0, again.err
    indexed.assert_whole()
    assert indexed.held() == indexed.stored()  # by their revisions too
    assert indexed.call("index", "status", "--json").json["behind"] == 0


@pytest.fixture(scope="module")
def site() -> GeneratedSite:
    return generate_site("sharepoint_lacviet", ARTICLES)


@pytest.fixture
def portal(site: GeneratedSite) -> Iterator[SampleServer]:
    with SampleServer([site]) as running:
        yield running


def declare(office: Office, site: GeneratedSite, portal: SampleServer) -> dict[str, str]:
    """Gives the office a portal; the settings to crawl it with."""
    (office.home / "portals").mkdir()
    text = yaml.safe_dump(site.declaration, allow_unicode=True)
    (office.home / "portals" / f"{site.declaration['id']}.yml").write_text(text, encoding="utf-8")
    targets = (f"{host}={address}:{port}" for host, (address, port) in portal.connect_to.items())
    return {"REFORMWATCH_CONNECT_TO": ",".join(targets), "REFORMWATCH_DELAY": "0"}


def test_a_crawl_killed_while_it_fetches_is_run_again(
    indexed: Office, site: GeneratedSite, portal: SampleServer
) -> None:
    settings, name = declare(indexed, site, portal), site.declaration["id"]
    process = indexed.begin("crawl", name, **settings)
    eventually(lambda: len(portal.hits) > ARTICLES // 2)
    end(process)
    done = indexed.call("crawl", name, "--json", **settings)
    assert (done.code, done.lines[0]["verdict"]) == (0, "ok"), done.err
    indexed.assert_whole()
    assert len(indexed.held()) == DOCUMENTS + ARTICLES


def test_a_crawl_killed_while_it_indexes_is_run_again(
    indexed: Office, node: str, site: GeneratedSite, portal: SampleServer
) -> None:
    settings, name = declare(indexed, site, portal), site.declaration["id"]
    hold = Hold(0)
    with Gate(node, hold) as gate:
        indexed.through = gate.url
        process = indexed.begin("crawl", name, **settings)
        wait_for(hold.reached, process)
        end(process)
        hold.go.set()
    indexed.through = node
    done = indexed.call("crawl", name, "--json", **settings)
    assert (done.code, done.lines[0]["verdict"]) == (0, "ok"), done.err
    indexed.assert_whole()
    assert len(indexed.held()) == DOCUMENTS + ARTICLES


def test_a_crawl_goes_on_while_the_node_is_frozen(
    office_at: Callable[[str], Office], victim: ElasticNode, site: GeneratedSite, portal: SampleServer
) -> None:
    office = office_at(victim.url)
    with office.store() as store:
        indexer.rebuild(store, office.index())
    settings, name = declare(office, site, portal), site.declaration["id"]
    victim.freeze()
    try:
        done = office.call("crawl", name, "--json", **settings)
    finally:
        victim.thaw()
    assert (done.code, done.lines[0]["verdict"], done.lines[0]["new"]) == (3, "ok", ARTICLES), done.err
    assert "The index is behind the store. Elasticsearch at" in done.err
    assert len(office.stored()) == DOCUMENTS + ARTICLES
    behind = office.call("index", "status", "--json").json
    assert (behind["documents"], behind["behind"]) == (DOCUMENTS, ARTICLES)
    assert office.call("index", "sync").code == 0
    office.assert_whole()
    assert office.held() == office.stored()
