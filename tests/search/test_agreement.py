"""An index that is not what the store made of it is noticed, by both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search import indexer
from search.engines.folders import EmbeddedHome
from search.errors import IndexForeign
from search.index import IndexHome, IndexState, Versioned
from store.database import Store, open_store
from store.documents import Deleted
from store.records import identity
from tests.search.corpus import make, published

FAR = 1_000  # a revision that no store of these tests reaches


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        for name in "abcd":
            store.documents.save(make(name, "tin cải cách", name))
        yield store


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IndexHome]:
    if request.param == "embedded":
        yield EmbeddedHome(tmp_path / "index")
        return
    from search.engines.elastic_home import ElasticHome  # noqa: PLC0415 - only where a node is there
    from tests.search.elastic_node import connection, remove  # noqa: PLC0415

    made = connection()
    yield ElasticHome(made)
    remove(made)


@pytest.mark.parametrize(
    ("change", "held"), [(Deleted(identity("a")), 3), (make("x", "tin lạ", "x"), 5)], ids=["gone", "stray"]
)
def test_what_others_changed_in_the_index_is_told_and_mended(
    store: Store, home: IndexHome, change: Deleted, held: int
) -> None:
    indexer.rebuild(store, home)
    home.open().update([Versioned(FAR, change)])
    status = indexer.status(store, home)
    assert (status.documents, status.behind) == (held, 0)
    assert f"holds {held} documents and the store 4" in str(status.error)
    assert "reformwatch index rebuild" in str(status.error)
    report = indexer.sync(store, home)
    assert (report.documents, "changed the index" in str(report.rebuilt)) == (4, True)
    assert indexer.status(store, home).error is None


def test_an_index_that_is_behind_or_refused_something_is_not_suspected(store: Store, home: IndexHome) -> None:
    store.documents.save(make("e", published=published("2024-05-29", "sáng")))
    assert len(indexer.rebuild(store, home).refused) == 1
    store.documents.save(make("f", "tin mới", "f"))
    assert indexer.status(store, home).error is None
    assert indexer.sync(store, home).rebuilt is None


def test_the_index_of_another_store_is_left_alone_until_a_rebuild_is_asked_for(
    store: Store, home: IndexHome, tmp_path: Path
) -> None:
    indexer.rebuild(store, home)
    with open_store(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        for name in "pqrstu":
            other.documents.save(make(name, "tin cải cách", name))
        status = indexer.status(other, home)
        assert (status.documents, status.behind) == (None, 6)
        assert "another data folder or database" in str(status.error)
        assert home.own in str(status.error)
        for use in (indexer.sync, lambda store, home: indexer.open_index(home, store)):
            with pytest.raises(IndexForeign, match="index rebuild"):
                use(other, home)
        assert indexer.open_index(home, store).count() == 4
        assert indexer.rebuild(other, home).rebuilt == indexer.REPLACED
        assert indexer.rebuild(other, home).rebuilt != indexer.REPLACED
        assert indexer.sync(other, home).documents == 6
    with pytest.raises(IndexForeign):
        indexer.sync(store, home)


def test_an_index_of_an_unknown_store_is_built_anew(store: Store, home: IndexHome) -> None:
    version, _ = home.create()
    home.publish(IndexState(version, home.fingerprint(), store.documents.latest_revision()))
    assert "not known which store" in str(indexer.status(store, home).error)
    report = indexer.sync(store, home)
    assert (report.documents, "not known which store" in str(report.rebuilt)) == (4, True)
