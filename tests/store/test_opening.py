from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from store.database import Store, open_store
from store.engine import Database
from store.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreTooNew, StoreUnreachable
from store.migrations import MIGRATIONS, migrate
from tests.store.samples import TEXT, make

Rows = Callable[[str], list[tuple[object, ...]]]


def test_a_store_is_made_where_there_is_none(store_url: str, rows: Rows) -> None:
    with open_store(store_url) as store:
        assert store.documents.count() == store.pages.count() == store.documents.latest_revision() == 0
        assert list(store.documents.find()) == []
    assert rows("SELECT version FROM schema_version") == [(len(MIGRATIONS),)]


def test_folders_are_made_on_the_way(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a/b/c.sqlite") as store:
        store.documents.save(make())
    assert (tmp_path / "a/b/c.sqlite").is_file()


def test_what_was_saved_is_there_after_opening_again(store_url: str) -> None:
    with open_store(store_url) as store:
        store.documents.save(make())
    with open_store(store_url) as store:
        assert store.documents.count() == 1


@pytest.mark.case("O5", guard="schema")
def test_a_store_of_a_newer_program_is_refused_and_left_alone(store_url: str, rows: Rows) -> None:
    open_store(store_url).close()
    database = Database(store_url)
    with database.write() as connection:
        connection.execute(text("UPDATE schema_version SET version = version + 1"))
    database.close()
    with pytest.raises(StoreTooNew, match="newer reformwatch"):
        open_store(store_url)
    assert rows("SELECT version FROM schema_version") == [(len(MIGRATIONS) + 1,)]


def _add_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE pages ADD COLUMN remark TEXT"))


def _fail(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE half (a INTEGER)"))
    connection.execute(text("SELECT * FROM no_such_table"))


def test_missing_steps_run_once_and_keep_the_data(store_url: str, rows: Rows) -> None:
    with open_store(store_url) as store:
        store.documents.save(make())
    database = Database(store_url)
    for _ in range(2):
        with database.write() as connection:
            migrate(connection, (*MIGRATIONS, _add_column))
    database.close()
    assert rows("SELECT version FROM schema_version") == [(len(MIGRATIONS) + 1,)]
    assert rows("SELECT remark FROM pages") == []
    assert rows("SELECT count(*) FROM documents") == [(1,)]


@pytest.mark.case("O5", guard="transactions")
def test_a_step_that_fails_leaves_the_store_as_it_was(store_url: str, rows: Rows) -> None:
    open_store(store_url).close()
    database = Database(store_url)
    with pytest.raises(Exception, match="no_such_table"), database.write() as connection:
        migrate(connection, (*MIGRATIONS, _add_column, _fail))
    database.close()
    assert rows("SELECT version FROM schema_version") == [(len(MIGRATIONS),)]
    for statement in ("SELECT remark FROM pages", "SELECT * FROM half"):
        with pytest.raises(Exception, match=r"remark|half"):
            rows(statement)


def test_several_programs_may_make_the_store_at_once(store_url: str) -> None:
    program = "import sys; from store.database import open_store; open_store(sys.argv[1]).close()"
    children = [subprocess.Popen([sys.executable, "-c", program, store_url]) for _ in range(4)]
    assert [child.wait() for child in children] == [0, 0, 0, 0]
    open_store(store_url).close()


def test_sqlite_is_set_for_safety(sqlite_url: str) -> None:
    with open_store(sqlite_url):
        database = Database(sqlite_url)
        with database.read() as connection:
            asked = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            ]
        database.close()
    assert asked == ["wal", 2, 10_000, 1]


def test_the_log_is_folded_in_after_a_run(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        run = store.runs.start("huyen", connected_to=None, owner="me")
        store.documents.save(make())
        log = tmp_path / "only.sqlite-wal"
        assert log.stat().st_size > 0
        store.runs.finish(run)
        assert log.stat().st_size == 0


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("not a url", "cannot be read"),
        ("mysql://root@127.0.0.1/x", "not known"),
        ("postgresql://nobody@127.0.0.1:1/x", "cannot be reached"),
        ("sqlite:////dev/null/x.sqlite", "folder"),
        ("sqlite:////dev", "cannot be opened"),
    ],
)
def test_a_url_that_cannot_be_used_is_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(StoreUnreachable, match=sentence) as refused:
        open_store(url)
    assert "\n" not in str(refused.value)


def test_a_password_is_never_shown(store_url: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_store("postgresql://nobody:s3cret@127.0.0.1:1/x")
    assert "s3cret" not in str(refused.value)
    with open_store(store_url) as store:
        assert "***" in store.url or "sqlite" in store.url


def test_a_file_that_is_no_database_is_named_so(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_text("Danh sách việc cần làm trong tuần này. " * 99)
    with pytest.raises(StoreDamaged, match="no database"):
        open_store(f"sqlite:///{path}")
    assert path.read_text().startswith("Danh sách")


def test_a_full_disk_loses_nothing_that_was_saved(sqlite_url: str, tmp_path: Path) -> None:
    with open_store(sqlite_url) as store:
        store.documents.save(make("first"))
        limit = _limit_pages(store)
        with pytest.raises(StoreFull, match="free some space"):
            _fill(store)
        kept = store.documents.count()
        assert kept > 1
        assert len(list(store.documents.find())) == kept
        _limit_pages(store, limit * 100)
        assert store.documents.save(make("last")).status == "new"
    check = sqlite3.connect(tmp_path / "only.sqlite")
    assert check.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    check.close()


def _fill(store: Store) -> None:
    for number in range(1000):
        store.documents.save(make(f"k{number}", text=f"{number} " + TEXT * 20, codes=()))


def _limit_pages(store: Store, pages: int | None = None) -> int:
    """Makes SQLite see a full disk after 50 pages more."""
    with store._database.read() as connection:
        limit = pages or connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 50
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}").close()
        return int(limit)


def test_a_writer_that_is_locked_out_says_so(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.engine._PRAGMAS", ("busy_timeout=50",))
    with open_store(sqlite_url) as store:
        other = sqlite3.connect(tmp_path / "only.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="try again"):
            store.documents.save(make())
        assert store.documents.count() == 0, "readers go on"
        other.execute("ROLLBACK")
        other.close()
        assert store.documents.save(make()).status == "new"
