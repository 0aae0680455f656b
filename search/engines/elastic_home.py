"""Where Elasticsearch's versions live: indices `<prefix>-v<N>`, one of which the alias `<prefix>` names.

What made a version and the store revision it has reached stand in its mapping's `_meta`, and so live and die
with it. Indices without our mark there are somebody else's and are left alone.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import unicodedata
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from search.engines.connection import ElasticConnection
from search.engines.elastic import ElasticIndex, writes
from search.engines.elastic_client import WRITE, Node
from search.engines.elastic_faults import Gone, shapes
from search.engines.elastic_lock import Lock
from search.engines.elastic_schema import MADE_BY, SCHEMA, mapping, settings
from search.errors import IndexMissing, IndexOutdated, IndexProblem, IndexUnreachable
from search.index import IndexHome, IndexState, SearchIndex
from store import words

logger = logging.getLogger(__name__)

_ALL = {"expand_wildcards": "all"}
_AT_LAST = {"timeout": f"{WRITE - 5:.0f}s"}  # the server gives up before its client does


class ElasticHome(IndexHome):
    """The versions of one prefix on one Elasticsearch; nothing is asked of it before it is used."""

    engine = "elasticsearch"
    own = "set REFORMWATCH_INDEX_PREFIX to a name of its own"

    def __init__(self, connection: ElasticConnection) -> None:
        self._node = Node(connection)
        self._lock = Lock(self._node)
        self._alias = connection.prefix

    def fingerprint(self) -> str:
        """Fields, and how text becomes tokens: that source itself, and Python's tables of letters."""
        fields = json.dumps(mapping(), sort_keys=True)
        source = Path(words.__file__).read_bytes()
        made_of = f"{SCHEMA} {fields} {unicodedata.unidata_version}".encode() + source
        return hashlib.sha256(made_of).hexdigest()[:16]

    def state(self) -> IndexState | None:
        self._node.check()
        behind = self._behind()
        if not behind:
            return None
        version, meta = max(behind.items())
        if len(behind) > 1 or not _is_ours(meta):
            # As good as made by another program: nobody knows what a search of it finds.
            return IndexState(version, "", 0)
        return _state(version, meta)

    def open(self) -> SearchIndex:
        return ElasticIndex(self._node, self._fit().version, lambda: self._fit().version)

    def lock(self) -> AbstractContextManager[None]:
        return self._lock.held()

    def create(self) -> tuple[str, SearchIndex]:
        state = self.state()
        versions = self._versions()
        self._remove(versions, state.version if state else None)
        version = f"{self._alias}-v{max(map(_number, versions), default=0) + 1}"
        made = {
            "settings": settings(self._node.connection.shards),
            "mappings": mapping() | {"_meta": _meta(IndexState(version, "", 0))},
            "aliases": {writes(version): {"is_hidden": True}},
        }
        answer = self._node.ask("PUT", f"/{version}", made, wait=WRITE, params=_AT_LAST)
        if not answer.get("shards_acknowledged"):
            raise IndexUnreachable(
                f"Elasticsearch at {self._node.address} finds no place for a new index; see the health of "
                "its cluster and the space on its disks."
            )
        return version, ElasticIndex(self._node, version)

    def reached(self, revision: int) -> None:
        state = self.state()
        if state is None:
            raise IndexMissing("There is no index any more; run `reformwatch index rebuild`.")
        self._lock.check()
        self._note(replace(state, revision=revision))

    def publish(self, state: IndexState) -> None:
        self._lock.check()
        self._note(state)
        actions = [
            {"remove": {"index": name, "alias": self._alias}}
            for name in self._behind()
            if name != state.version
        ]
        actions.append({"add": {"index": state.version, "alias": self._alias}})
        self._node.ask("POST", "/_aliases", {"actions": actions}, wait=WRITE, params=_AT_LAST)
        try:
            self._remove(self._versions(), state.version)
        except IndexProblem as problem:
            logger.warning("older versions of the index are left until the next rebuild: %s", problem)

    def _fit(self) -> IndexState:
        """The state of an index that this program can read."""
        state = self.state()
        if state is None:
            raise IndexMissing(
                f"There is no index on Elasticsearch at {self._node.address} yet; run "
                "`reformwatch index rebuild`."
            )
        if state.fingerprint != self.fingerprint():
            raise IndexOutdated(
                "The index was made by another version of the program; run `reformwatch index rebuild`."
            )
        return state

    def _behind(self) -> dict[str, Mapping[str, Any]]:
        """The indices that the alias names, with their `_meta`."""
        try:
            found = self._metas(self._alias)
        except Gone:
            return {}
        if self._alias in found:
            raise IndexUnreachable(
                f"Elasticsearch at {self._node.address} holds an index {self._alias!r} that reformwatch did "
                "not make; remove it, or set REFORMWATCH_INDEX_PREFIX to another name."
            )
        return found

    def _versions(self) -> dict[str, Mapping[str, Any]]:
        """All indices that are named like versions."""
        named = re.compile(re.escape(self._alias) + "-v[0-9]+")
        found = self._metas(f"{self._alias}-v*")
        return {name: meta for name, meta in found.items() if named.fullmatch(name)}

    def _metas(self, names: str) -> dict[str, Mapping[str, Any]]:
        answer = self._node.ask("GET", f"/{names}/_mapping", params=_ALL)
        with shapes(self._node.address):
            metas = {name: held.get("mappings", {}).get("_meta") or {} for name, held in answer.items()}
        return {name: meta if isinstance(meta, Mapping) else {} for name, meta in metas.items()}

    def _remove(self, versions: Mapping[str, Mapping[str, Any]], serving: str | None) -> None:
        for name, meta in versions.items():
            if name != serving and _is_ours(meta):
                self._node.ask("DELETE", f"/{name}", wait=WRITE, params=_AT_LAST)

    def _note(self, state: IndexState) -> None:
        body = {"_meta": _meta(state)}
        self._node.ask("PUT", f"/{state.version}/_mapping", body, wait=WRITE, params=_AT_LAST)


def _meta(state: IndexState) -> dict[str, Any]:
    held = {"fingerprint": state.fingerprint, "revision": state.revision, "store": state.store}
    return {"made_by": MADE_BY, **held}


def _state(version: str, meta: Mapping[str, Any]) -> IndexState:
    """What `_meta` says; what it cannot say is not known."""
    fingerprint, revision, store = (meta.get(name) for name in ("fingerprint", "revision", "store"))
    if not isinstance(fingerprint, str) or not isinstance(revision, int):
        return IndexState(version, "", 0)
    return IndexState(version, fingerprint, revision, store if isinstance(store, str) else "")


def _is_ours(meta: Mapping[str, Any]) -> bool:
    return meta.get("made_by") == MADE_BY


def _number(version: str) -> int:
    return int(version.rpartition("-v")[2])
