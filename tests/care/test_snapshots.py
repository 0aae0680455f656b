"""A snapshot is a whole store, out of either database and back into either."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from store.database import open_store
from store.engine import Database
from store.errors import StoreError
from store.snapshots import fill
from store.tables import discoveries
from tests.store.samples import full, later, make


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    database = Database(url)
    with database.write() as connection:
        yield connection
    database.close()


def test_a_store_goes_out_and_comes_back(store_url: str, other_url: str, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.sqlite"
    many = [{"run_id": "r", "page_id": f"{n:016}", "source": "feed", "url": f"u{n}"} for n in range(1100)]
    with open_store(store_url) as store:
        with connected(store_url) as connection:
            connection.execute(insert(discoveries), many)
        for number in range(5):
            store.documents.save(make(f"k{number}", fetched_at=later(number)))
        store.documents.save(full())
        store.documents.save(make("k1", title="Khác", fetched_at=later(2000)))
        first = store.erasing.begin_words("Nguyễn Thị Không Có", "HS 1")
        taken = store.backups.snapshot(file)
        before = list(store.documents.find())
    assert (taken.documents, taken.engine) == (6, "sqlite" if "sqlite" in store_url else "postgresql")
    with open_store(f"sqlite:///{file}") as snapshot:
        assert list(snapshot.documents.find()) == before
    database = Database(other_url)
    fill(database, file)
    with pytest.raises(StoreError, match="not empty"):
        fill(database, file)
    database.close()
    with connected(other_url) as connection:
        assert connection.execute(select(func.count()).select_from(discoveries)).scalar() == 1100
    with open_store(other_url) as other:
        assert list(other.documents.find()) == before
        assert other.documents.get(make("k1").id, 1) is not None
        assert other.documents.latest_revision() == taken.revision
        assert other.erasing.begin_words("Nguyễn Thị Cũng Không", "HS 2") > first
        assert other.documents.save(make("k1", title="Khác nữa", fetched_at=later(2001))).status == "updated"


@pytest.mark.case("O6", guard="kept-out")
def test_erased_words_are_out_of_either(store_url: str, tmp_path: Path) -> None:
    name = "Ngô Thị Hoàng Kiếm"
    with open_store(store_url) as store:
        store.documents.save(make("k1", text=f"Bà {name} nói."))
        store.documents.save(make("k1", text=f"Bà {name} nói lại.", fetched_at=later(1)))
        number = store.erasing.begin_words(name, "HS 1")
        places = store.erasing.redact(number)
        store.documents.save(make("k2", text=f"Bà {name} lại nói."))
        assert (places["documents"], places["versions"]) == (1, 1)
        assert store.erasing.clear()
        store.erasing.finish([number], places)
        assert not store.erasing.check()
        assert not any(name in document.text for document in store.documents.find())
