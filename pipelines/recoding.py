"""A whole store coded by another codebook, without the network, beside the coding that stands.

Texts are coded in other processes, so that every core has its share and one text cannot stop the rest.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipelines.codebook import from_source
from pipelines.coding import CODER, code
from pipelines.workers import Limits, WorkerError, WorkerPool
from store.coding_records import StoredCodebook, Uncoded, written
from store.database import Store

Texts: TypeAlias = tuple[tuple[str, str], ...]  # title and text of each

_LIMITS = Limits(seconds=120.0, memory=2 << 30)
_MOST = 25  # documents of one job …
_CHARACTERS = 200_000  # … or so many characters, whichever comes first


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that could not be coded, and why: what stands of it stays."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Progress:
    """What became of one batch of documents."""

    coded: int
    refused: tuple[Refused, ...]


async def recode(store: Store, book: StoredCodebook, workers: int) -> AsyncIterator[Progress]:
    """Codes what `book` has not coded yet, not as it is now, or by an older `CODER`; batch by batch, by id.

    Each batch is kept in one transaction: killed anywhere, the next call goes on behind the last one.
    """
    pool: WorkerPool[Texts, list[str]] = WorkerPool(
        functools.partial(code_all, book.source, book.version), workers, _LIMITS
    )
    waiting: asyncio.Task[_Coded] | None = None
    try:
        for batch in store.codings.uncoded(book.version, CODER):
            coding = asyncio.create_task(_coded(pool, batch))
            await asyncio.sleep(0)  # the workers have it before the last one is written
            if waiting is not None:
                yield _kept(store, book.version, await waiting)
            waiting = coding
        if waiting is not None:
            yield _kept(store, book.version, await waiting)
    finally:
        await pool.close()


def code_all(source: str, name: str, texts: Texts) -> list[str]:
    """The codings of texts, as `store.coding_records.written` writes them. Raises CodebookError."""
    book = from_source(source, name)
    return [written(code(title, text, book)) for title, text in texts]


_Coded: TypeAlias = list[tuple[Uncoded, str | WorkerError]]


async def _coded(pool: WorkerPool[Texts, list[str]], batch: Sequence[Uncoded]) -> _Coded:
    jobs = await asyncio.gather(*(_one_job(pool, job) for job in _jobs(batch)))
    return [one for job in jobs for one in job]


async def _one_job(pool: WorkerPool[Texts, list[str]], job: Sequence[Uncoded]) -> _Coded:
    try:
        found = await pool.run(tuple((one.title, one.text) for one in job))
    except WorkerError as error:
        if len(job) == 1:
            return [(job[0], error)]
        alone = await asyncio.gather(*(_one_job(pool, [one]) for one in job))
        return [one for each in alone for one in each]
    return list(zip(job, found, strict=True))


def _jobs(batch: Sequence[Uncoded]) -> Iterator[list[Uncoded]]:
    job: list[Uncoded] = []
    size = 0
    for one in batch:
        if job and (len(job) == _MOST or size + len(one.text) > _CHARACTERS):
            yield job
            job, size = [], 0
        job.append(one)
        size += len(one.text)
    if job:
        yield job


def _kept(store: Store, version: str, coded: _Coded) -> Progress:
    done = [(one, found) for one, found in coded if not isinstance(found, WorkerError)]
    store.codings.keep(version, CODER, done)
    refused = (Refused(one.id, str(why)) for one, why in coded if isinstance(why, WorkerError))
    return Progress(len(done), tuple(refused))
