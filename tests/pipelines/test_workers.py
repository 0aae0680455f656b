"""Workers answer, and whatever a job does to its worker, the next job is answered."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.workers import Limits, Named, WorkerError, WorkerPool


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


class SlowToStart:
    """Work that takes its time to arrive in the worker, as imports do on a loaded machine."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __setstate__(self, state: dict[str, float]) -> None:
        time.sleep(state["seconds"])

    def __call__(self, job: str) -> object:
        return work(job)


def run(*jobs: str, size: int = 1, does: Callable[[str], object] = work, **limits: float) -> list[object]:
    async def all_jobs() -> list[object]:
        pool: WorkerPool[str, object] = WorkerPool(does, size, Limits(**limits))  # type: ignore[arg-type]
        answers = await asyncio.gather(*map(pool.run, jobs), return_exceptions=True)
        await pool.close()
        return list(answers)

    return asyncio.run(all_jobs())


def is_gone(pid: int) -> bool:
    """Whether a process has ended, or does within a few seconds; what only waits to be waited for has."""
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


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


@pytest.mark.parametrize("between", ["a", "raise"])
def test_a_worker_is_kept_for_the_next_job(between: str) -> None:
    first, _, second = run("pid", between, "pid")
    assert first == second


@pytest.mark.parametrize("between", ["eat", "die", "sleep:60"])
def test_a_worker_is_replaced_when_it_may_be_spoilt(between: str) -> None:
    first, _, second = run("pid", between, "pid", seconds=2.0)
    assert first != second


def test_what_a_worker_needs_to_start_is_no_time_of_its_first_job() -> None:
    assert run("a", does=SlowToStart(2.5), seconds=2.0) == ["A"]


def test_a_worker_that_never_starts_fails_its_job_and_is_ended() -> None:
    bad, worse = run("a", "b", does=SlowToStart(60.0), start=0.2)
    assert isinstance(bad, WorkerError)
    assert (bad.reason, str(bad)) == ("extract_failed", "extract_failed: no worker started")
    assert isinstance(worse, WorkerError)


def test_closing_ends_the_processes() -> None:
    (pid,) = run("pid")
    assert isinstance(pid, int)
    assert is_gone(pid)


def test_a_worker_ends_with_the_process_that_asked_for_it() -> None:
    """Also where that is killed, and the process that its workers were forked from with it."""
    script = (
        "import asyncio, os, time\n"
        "from pipelines.workers import WorkerPool\n"
        "from tests.pipelines.test_workers import work\n"
        "async def main():\n"
        "    print(os.getpid(), await WorkerPool(work, 1).run('pid'), flush=True)\n"
        "    time.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asker:
        assert asker.stdout is not None
        _, worker = map(int, asker.stdout.readline().split())
        template = int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])
        asker.kill()
    assert is_gone(worker)
    assert is_gone(template)


def test_workers_of_all_pools_are_forked_from_one_process_that_is_started_again_when_it_dies() -> None:
    def parent(pid: object) -> int:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])

    async def parents() -> list[int]:
        found = []
        for _ in range(3):
            pools = [WorkerPool[str, object](work, 1) for _ in range(2)]
            pids = [await pool.run("pid") for pool in pools]
            one, other = map(parent, pids)
            assert one == other
            found.append(one)
            for pool in pools:
                await pool.close()
            if len(found) == 2:
                os.kill(one, signal.SIGKILL)
                assert is_gone(one)
        return found

    first, second, third = asyncio.run(parents())
    assert (first == second, second == third) == (True, False)


def test_a_pool_may_be_closed_by_each_of_those_that_share_it() -> None:
    async def close_twice() -> None:
        pool: WorkerPool[str, object] = WorkerPool(work, 2)
        await pool.run("a")
        await pool.close()
        await asyncio.wait_for(pool.close(), 5)

    asyncio.run(close_twice())


def test_a_cancelled_job_leaves_no_answer_to_the_next_one() -> None:
    async def cancel_one() -> list[object]:
        pool: WorkerPool[str, object] = WorkerPool(work, 1)
        first = await pool.run("pid")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(pool.run("sleep:60"), 0.05)
        answers = [first, await pool.run("pid"), await pool.run("a")]
        await pool.close()
        return answers

    first, second, answer = asyncio.run(cancel_one())
    assert (first != second, answer) == (True, "A")


def test_work_that_is_named_is_found_by_the_worker() -> None:
    assert run("a", does=Named(__name__, "work")) == ["A"]
    assert Named(__name__, "work")("b") == "B"


def test_whoever_has_pages_read_need_not_import_the_rules() -> None:
    told = "import sys, pipelines.reader; print({'pipelines.reading', 'pipelines.acts'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert out == "set()\n"
