"""Work of other processes with the codebook of the one that they work for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipelines import codebook

Job = TypeVar("Job")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class InForce(Generic[Job, Answer]):
    """`func` as another process does it: it codes with the codebook that is in force here now."""

    func: Callable[[Job], Answer]
    chosen: tuple[str, str] | None

    def __call__(self, job: Job) -> Answer:
        if codebook.in_force() != self.chosen:
            codebook.put_in_force(*(self.chosen or (None,)))
        return self.func(job)


def in_force(work: Callable[[Job], Answer]) -> InForce[Job, Answer]:
    return InForce(work, codebook.in_force())
