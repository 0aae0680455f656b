"""Workers answer, and whatever a job does to its worker, the next job is answered."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from pipelines.workers import Limits, WorkerError, WorkerPool


def work(job: str) -> object:
    match job.split(":"):
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["die"]:
            os._exit(9)
        case ["eat"]:
            return len(bytearray(4 << 30))
        case ["raise"]:
            raise ValueError("no such page")
        case ["print"]:
            print("noise on standard output")  # noqa: T201
        case ["big", size]:
            return "x" * int(size)
        case ["pid"]:
            return os.getpid()
    return job.upper()


def run(*jobs: str, size: int = 1, seconds: float = 5.0) -> list[object]:
    async def all_jobs() -> list[object]:
        pool: WorkerPool[str, object] = WorkerPool(work, size, Limits(seconds=seconds))
        answers = await asyncio.gather(*map(pool.run, jobs), return_exceptions=True)
        await pool.close()
        return list(answers)

    return asyncio.run(all_jobs())


def test_answers_each_job_in_order_of_asking() -> None:
    assert run("a", "b", "c", size=2) == ["A", "B", "C"]


def test_answers_larger_than_a_pipe() -> None:
    assert run("big:3000000") == ["x" * 3_000_000]


def test_output_of_a_library_does_not_disturb_the_answers() -> None:
    assert run("print", "a") == ["PRINT", "A"]


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ("sleep:60", "extract_timeout"),
        ("die", "extract_failed"),
        ("raise", "extract_failed"),
        ("eat", "extract_memory"),
    ],
)
def test_a_bad_job_fails_alone(job: str, reason: str) -> None:
    bad, good = run(job, "next", seconds=2.0)
    assert isinstance(bad, WorkerError)
    assert bad.reason == reason
    assert good == "NEXT"


def test_a_worker_is_kept_for_the_next_job() -> None:
    first, second = run("pid", "pid")
    assert first == second


def test_closing_ends_the_processes() -> None:
    (pid,) = run("pid")
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
