"""Frozen corpora: files of a folder, each a store of its own that is written once and read ever after.

The name of a corpus is its file's: a copy in another folder, on another machine, is the same corpus.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from store import corpus_tables
from store.database import Store, open_frozen, open_store
from store.engine import Database
from store.erased_corpora import OURS, Masks, erase_from, marks_of, masked_vocabulary
from store.errors import (
    CorpusDamaged,
    CorpusEmpty,
    CorpusExists,
    NoSuchCorpus,
    StoreDamaged,
    StoreError,
    StoreOutdated,
    StoreTooNew,
)
from store.fingerprints import Fingerprint, canonical, fingerprint
from store.records import Json, as_json
from store.steps import Told, untold

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_SUFFIX = ".sqlite"


@dataclass(frozen=True)
class Corpus:
    """One open corpus: `members` are the documents that it is of, `parts` what was kept beside the store.

    Only members can be read as documents; the others are light rows, and to read one whole fails.
    """

    name: str
    store: Store
    manifest: Json
    members: frozenset[str]
    parts: Json


class Corpora:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        return sorted(file.stem for file in self._folder.glob(f"[!.]*{_SUFFIX}"))

    def check_new(self, name: str) -> None:
        """Raises NoSuchCorpus for what is no name, CorpusExists for one that is taken."""
        if not _NAME.fullmatch(name) or name.endswith(_SUFFIX):
            raise NoSuchCorpus(
                f"{name!r} is no name of a corpus: up to 80 of the letters a to z, digits, . _ and -, "
                "a letter or digit first."
            )
        if self._file(name).exists():
            raise CorpusExists(f"There is a corpus {name} already: a frozen one is not written over.")

    def freeze(
        self,
        name: str,
        store: Store,
        chosen: Collection[str],
        facts: Json,
        parts: Json,
        *,
        portals: Collection[str] = (),
        told: Told = untold,
    ) -> Json:
        """Writes a corpus and gives its manifest: `facts` and what is counted and summed up here.

        It appears under its name when it is whole. `portals` limits what is kept beside the documents, `told`
        hears how far it is.
        """
        self.check_new(name)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{name}.part"
        _remove(part)
        try:
            _fill(part, parts, lambda target: store.freezing.copy(target, chosen, portals, told))
            _settle(part)
            manifest = _sum_up(part, facts | {"name": name}, told)
            part.chmod(0o444)
            self.check_new(name)
            part.replace(self._file(name))
        finally:
            _remove(part)
        return manifest

    def manifest(self, name: str) -> Json:
        with self.open(name) as corpus:
            return corpus.manifest

    @contextmanager
    def open(self, name: str) -> Iterator[Corpus]:
        """A corpus to read from. Raises NoSuchCorpus, CorpusDamaged, StoreTooNew."""
        file = self._known(name)
        _refuse_cut(name, file)
        _refuse_masked(name, file)
        with (
            tempfile.TemporaryDirectory(prefix="reformwatch-") as folder,
            _opened(name, file, Path(folder)) as (
                store,
                database,
            ),
        ):
            yield _read(name, store, database)

    def verify(self, name: str, told: Told = untold) -> list[str]:
        """What is not as it was frozen, in sentences; none where all is. Raises as `open`."""
        file = self._known(name)
        with self.open(name) as corpus:
            manifest = corpus.manifest
        try:
            found, kept, marks = fingerprint(file, told), _kept_digests(file), marks_of(file)
        except sqlite3.DatabaseError as error:
            return [f"The file cannot be read to its end: {error}."]
        tables = manifest["tables"]
        if marks is not None:  # words of documents went; nothing else may be another
            tables = {**marks["tables"], **{table: tables[table] for table in OURS if table in tables}}
        return list(_differences(manifest, tables, kept | (marks["digests"] if marks else {}), found))

    def redacted(self, name: str) -> Json | None:
        """What was erased from a corpus at somebody's request, and can no longer be compared with what was
        frozen; None where nothing was."""
        return marks_of(self._known(name))

    def erase(self, masks: Masks, erasure: int, *, dry_run: bool = False) -> tuple[int, int]:
        """Erases from all corpora: how many of them, and how many documents, were changed."""
        files = [self._file(name) for name in self.names()]
        changed = [erase_from(file, masks, erasure, dry_run=dry_run) for file in files]
        return sum(words > 0 for _, words in changed), sum(count for count, _ in changed)

    def _known(self, name: str) -> Path:
        if name not in self.names():
            there = ", ".join(self.names()) or "none"
            raise NoSuchCorpus(f"There is no corpus {name!r}; corpora here: {there}.")
        return self._file(name)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"


def digest_of(manifest: Json) -> str:
    """The digest that a corpus is cited by: of its manifest without it, and so of all that it holds.

    The name is left out: a corpus may be called otherwise elsewhere.
    """
    said = {key: value for key, value in manifest.items() if key not in {"sha256", "name"}}
    return hashlib.sha256(canonical(said)).hexdigest()


# --- Writing -----------------------------------------------------------------------------------------


def _fill(file: Path, parts: Json, copy: Callable[[Database], int]) -> None:
    url = f"sqlite:///{file}"
    open_store(url).close()
    database = Database(url)
    try:
        with database.write() as connection:
            corpus_tables.corpus_metadata.create_all(connection)
        if not copy(database):
            raise CorpusEmpty("There is no document to freeze: nothing was written.")
        with database.write() as connection:
            rows = [{"name": key, "value": value} for key, value in parts.items()]
            connection.execute(insert(corpus_tables.parts), rows)
    finally:
        database.close()


def _settle(file: Path) -> None:
    """Makes one file of it that needs no log beside it."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").close()
            connection.execute("VACUUM").close()
    except sqlite3.Error as error:
        raise StoreError(f"The corpus cannot be written: {error}.") from error


def _sum_up(file: Path, facts: Mapping[str, Json], told: Told) -> Json:
    found = fingerprint(file, told)
    manifest: Json = {**facts, "documents": len(found.documents), "tables": as_json(dict(found.tables))}
    manifest["sha256"] = digest_of(manifest)
    database = Database(f"sqlite:///{file}")
    try:
        with database.write() as connection:
            connection.execute(insert(corpus_tables.manifest).values(record=manifest))
            rows = [{"document_id": id_, "sha256": digest} for id_, digest in found.documents.items()]
            connection.execute(insert(corpus_tables.digests), rows)
    finally:
        database.close()
    _settle(file)
    return manifest


def _remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


# --- Reading -----------------------------------------------------------------------------------------


@contextmanager
def _opened(name: str, file: Path, folder: Path) -> Iterator[tuple[Store, Database]]:
    """The store of a corpus; one of an older schema as a migrated copy in `folder`."""
    try:
        store = open_frozen(file)
    except StoreOutdated:
        copy = folder / file.name
        shutil.copyfile(file, copy)
        store, file = open_store(f"sqlite:///{copy}"), copy
    except StoreTooNew as error:
        raise StoreTooNew(f"Corpus {name}: {error}") from error
    except (StoreDamaged, DatabaseError) as error:
        raise CorpusDamaged(f"Corpus {name} cannot be read: {file} is no corpus, or damaged.") from error
    database = Database(f"sqlite:///{file}", frozen=file.parent != folder)
    try:
        with store:
            yield store, database
    finally:
        database.close()


def _read(name: str, store: Store, database: Database) -> Corpus:
    try:
        with database.read() as connection:
            manifest = connection.execute(select(corpus_tables.manifest.c.record)).scalar()
            parts = {row.name: row.value for row in connection.execute(select(corpus_tables.parts))}
            members = frozenset(connection.scalars(select(corpus_tables.members.c.document_id)))
    except (StoreDamaged, DatabaseError) as error:
        raise CorpusDamaged(f"Corpus {name} cannot be read: its file is no corpus, or damaged.") from error
    if manifest is None or manifest["documents"] != len(members):
        frozen = manifest["documents"] if manifest else "an unknown number"
        raise CorpusDamaged(
            f"Corpus {name} is not as it was frozen: of {frozen} documents it has {len(members)}. "
            "Get a sound copy of its file."
        )
    return Corpus(name, store, manifest | {"name": name}, members, parts)


def _refuse_cut(name: str, file: Path) -> None:
    """SQLite may answer from the pages that are left of a file; its head says how many there were."""
    head = b""
    with file.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0"):
        raise CorpusDamaged(f"Corpus {name} cannot be read: {file} is no corpus, or damaged.")
    size = int.from_bytes(head[16:18], "big")
    whole = (65536 if size == 1 else size) * int.from_bytes(head[28:32], "big")
    if file.stat().st_size < whole:
        raise CorpusDamaged(
            f"Corpus {name} is cut: its file has {file.stat().st_size} of {whole} bytes. Copy it again."
        )


def _refuse_masked(name: str, file: Path) -> None:
    try:
        masked = masked_vocabulary(file)
    except sqlite3.DatabaseError as error:
        raise CorpusDamaged(f"Corpus {name} cannot be read: its file is no corpus, or damaged.") from error
    if masked:
        raise CorpusDamaged(
            f"Corpus {name} is NOT as it was frozen: an erasure by an older program masked words of"
            f" {', '.join(masked)}, which figures are made of. None can be made of it any more. Bring its"
            " file back from a backup and run reformwatch erase --again, or freeze it anew."
        )


# --- Comparing ---------------------------------------------------------------------------------------


def _kept_digests(file: Path) -> dict[str, str]:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        return dict(connection.execute("SELECT document_id, sha256 FROM corpus_digests").fetchall())


def _differences(manifest: Json, frozen: Json, kept: Mapping[str, str], found: Fingerprint) -> Iterator[str]:
    if digest_of(manifest) != manifest["sha256"]:
        yield "The manifest was changed: its digest is another one."
    tables = as_json(dict(found.tables))
    for table in sorted({*frozen, *tables}):
        was, now = frozen.get(table), tables.get(table)
        if was != now:
            rows = [str(each["rows"]) if each else "no" for each in (now, was)]
            yield f"Table {table} differs: rows now {rows[0]}, when it was frozen {rows[1]}."
    for id_ in sorted(kept.keys() | found.documents.keys()):
        if id_ not in found.documents:
            yield f"Document {id_} is missing."
        elif kept.get(id_) != found.documents[id_]:
            yield f"Document {id_} is not as it was frozen."


def erased(corpus: Corpus, live: Store) -> list[str]:
    """The documents of a corpus that the live store had and deleted since."""
    return sorted(corpus.members & live.documents.deleted_ids())
