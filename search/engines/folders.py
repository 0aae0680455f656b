"""Where the embedded engine's versions live: folders side by side, and a file that names the one that serves.

index/current      "v-3"
index/v-3/         tantivy's files
index/v-3.json     what made it, and the store revision it has reached
index/lock         held by whoever writes
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from search.engines.embedded import ENGINE, EmbeddedIndex
from search.engines.embedded_schema import SCHEMA
from search.engines.faults import disk_faults
from search.errors import IndexBusy, IndexDamaged, IndexMissing, IndexOutdated
from search.index import IndexHome, IndexState, SearchIndex
from store import words

_SWITCHES = 3


class EmbeddedHome(IndexHome):
    """The versions below the folder `root`, which need not exist yet."""

    engine = "embedded"
    own = "set REFORMWATCH_HOME to a data folder of its own"

    def __init__(self, root: Path) -> None:
        self.root = root

    def fingerprint(self) -> str:
        """Schema, tantivy and how text becomes tokens: that source itself, and Python's tables of letters."""
        source = Path(words.__file__).read_bytes()
        made_of = f"{SCHEMA} {ENGINE} {unicodedata.unidata_version}".encode() + source
        return hashlib.sha256(made_of).hexdigest()[:16]

    def state(self) -> IndexState | None:
        version = self._serving()
        if version is None:
            return None
        try:
            found = IndexState(**json.loads(self._note(version).read_text(encoding="utf-8")))
            return replace(found, version=version, revision=int(found.revision))
        except (OSError, ValueError, TypeError):
            # Without its note nobody knows what made it: as good as made by another program.
            return IndexState(version, "", 0)

    def open(self) -> SearchIndex:
        state = self._fit()
        for _ in range(_SWITCHES):
            try:
                return EmbeddedIndex(self.root / state.version)
            except IndexDamaged:
                # A rebuild may just have switched to another version and removed this one.
                before, state = state, self._fit()
                if state.version == before.version:
                    raise
        return EmbeddedIndex(self.root / state.version)

    @contextmanager
    def lock(self) -> Iterator[None]:
        with disk_faults(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            file = (self.root / "lock").open("ab")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy("Another process is writing the index; try again later.") from error
            yield

    def create(self) -> tuple[str, SearchIndex]:
        self._clean(self._serving())
        taken = [int(path.name[2:]) for path in self.root.glob("v-*") if path.name[2:].isdigit()]
        version = f"v-{max(taken, default=0) + 1}"
        return version, EmbeddedIndex.create(self.root / version)

    def reached(self, revision: int) -> None:
        state = self.state()
        assert state is not None
        self._write(self._note(state.version), json.dumps(asdict(state) | {"revision": revision}))

    def publish(self, state: IndexState) -> None:
        self._write(self._note(state.version), json.dumps(asdict(state)))
        self._write(self.root / "current", state.version)
        self._clean(state.version)

    def _fit(self) -> IndexState:
        """The state of an index that this program can read."""
        state = self.state()
        if state is None:
            raise IndexMissing("There is no index yet; run `reformwatch index rebuild`.")
        if state.fingerprint != self.fingerprint():
            raise IndexOutdated(
                "The index was made by another version of the program; run `reformwatch index rebuild`."
            )
        return state

    def _serving(self) -> str | None:
        try:
            return (self.root / "current").read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def _note(self, version: str) -> Path:
        return self.root / f"{version}.json"

    def _write(self, path: Path, text: str) -> None:
        """Replaces a file in one step: a reader sees the old text or the new one."""
        part = path.with_name(path.name + ".part")
        with disk_faults(self.root), part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _clean(self, serving: str | None) -> None:
        for path in self.root.glob("v-*"):
            if path.name in {serving, f"{serving}.json"}:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
