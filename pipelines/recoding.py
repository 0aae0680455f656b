"""A whole store coded by another codebook, without the network, beside the coding that stands.

Texts are coded in other processes, so that every core has its share and one text cannot stop the rest. Of
most texts the coding by a codebook that differs little is proven to be the new one too: it is taken over.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from pipelines.codebook import from_source
from pipelines.coding import CODER, code
from pipelines.inheriting import Inherited, bases_of
from pipelines.workers import Limits, WorkerError, WorkerPool
from store.coding_records import StoredCodebook, Uncoded, written
from store.database import Store
from store.inheriting import AtHand

# Title and text of each, and the version of the codebook whose coding of them is at hand.
Texts: TypeAlias = tuple[tuple[str, str, str | None], ...]

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
    """What became of one batch of documents; of those coded, so many were taken over."""

    coded: int
    inherited: int
    refused: tuple[Refused, ...]


async def recode(
    store: Store, book: StoredCodebook, workers: int, *, anew: bool = False
) -> AsyncIterator[Progress]:
    """Codes what `book` has not coded yet, not as it is now, or by an older `CODER`; batch by batch, by id.

    Each batch is kept in one transaction: killed anywhere, the next call goes on behind the last one.
    `anew`: nothing is taken over from codings that are there, and those that `book` has made beside are made
    again, each put in the place of the old one; killed anywhere, the next such call begins at the beginning.
    """
    bases = [] if anew else bases_of(book, store.codings.codebooks())
    sources = {base.version: base.source for base in bases}
    pool: WorkerPool[Texts, list[str | None]] = WorkerPool(
        functools.partial(code_all, book.source, book.version, sources), workers, _LIMITS
    )
    waiting: asyncio.Task[_Coded] | None = None
    try:
        for batch in store.codings.uncoded(book.version, CODER, anew=anew):
            at_hand = store.codings.at_hand(batch, CODER, bases)
            coding = asyncio.create_task(_coded(pool, batch, at_hand))
            await asyncio.sleep(0)  # the workers have it before the last one is written
            if waiting is not None:
                yield _kept(store, book, await waiting)
            waiting = coding
        if waiting is not None:
            yield _kept(store, book, await waiting)
    finally:
        await pool.close()


def code_all(source: str, name: str, bases: Mapping[str, str], texts: Texts) -> list[str | None]:
    """The codings of texts, as `store.coding_records.written` writes them; None: the one at hand.

    `bases`: the files of the codebooks that are at hand, by version. Raises CodebookError.
    """
    book, inherited = from_source(source, name), _inherited(source, name, tuple(bases.items()))
    return [
        None if base and inherited.holds(base, title, text) else written(code(title, text, book))
        for title, text, base in texts
    ]


@functools.lru_cache(maxsize=1)
def _inherited(source: str, name: str, bases: tuple[tuple[str, str], ...]) -> Inherited:
    return Inherited(source, name, dict(bases))


class _Taken(str):
    """A coding, `written`, that was at hand."""

    __slots__ = ()


_Coded: TypeAlias = list[tuple[Uncoded, str | WorkerError]]
_AtHand: TypeAlias = Mapping[str, AtHand]


async def _coded(
    pool: WorkerPool[Texts, list[str | None]], batch: Sequence[Uncoded], at_hand: _AtHand
) -> _Coded:
    jobs = await asyncio.gather(*(_one_job(pool, job, at_hand) for job in _jobs(batch)))
    return [one for job in jobs for one in job]


async def _one_job(
    pool: WorkerPool[Texts, list[str | None]], job: Sequence[Uncoded], at_hand: _AtHand
) -> _Coded:
    versions = (at_hand[one.id].version if one.id in at_hand else None for one in job)
    try:
        found = await pool.run(
            tuple((one.title, one.text, base) for one, base in zip(job, versions, strict=True))
        )
    except WorkerError as error:
        if len(job) == 1:
            return [(job[0], error)]
        alone = await asyncio.gather(*(_one_job(pool, [one], at_hand) for one in job))
        return [one for each in alone for one in each]
    return [
        (one, _Taken(at_hand[one.id].coding) if coding is None else coding)
        for one, coding in zip(job, found, strict=True)
    ]


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


def _kept(store: Store, book: StoredCodebook, coded: _Coded) -> Progress:
    done = [(one, found) for one, found in coded if not isinstance(found, WorkerError)]
    store.codings.keep(book.version, CODER, done, book.digest)
    refused = (Refused(one.id, str(why)) for one, why in coded if isinstance(why, WorkerError))
    return Progress(len(done), sum(isinstance(found, _Taken) for _, found in done), tuple(refused))
