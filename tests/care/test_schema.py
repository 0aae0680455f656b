"""No table of a store is left out of what is copied, and from where words are erased."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from store.database import open_store
from store.schema import all_tables


def test_every_table_is_known(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    open_store(f"sqlite:///{file}").close()
    engine = sa.create_engine(f"sqlite:///{file}")
    names = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    assert {table.name for table in all_tables()} == names
