"""What reading costs after extraction, per 600 words: acts, plan and themes of a plan in our own words.

    python -m bench.reading [--most MILLISECONDS]

The text is the invented plans of the tests put together and cut to about 600 words. With `--most` the run
ends with exit code 1 where the plan costs more.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from pipelines.acts import read_acts
from pipelines.coding import code
from pipelines.plans import read_plan
from tests.plans.cases import act, cases

WORDS = 600


def text_of_plans() -> str:
    """About 600 words of plans, whole paragraphs only."""
    kept: list[str] = []
    count = 0
    for case in cases():
        for block in case.text.split("\n\n"):
            if count >= WORDS:
                return "\n\n".join(kept)
            kept.append(block)
            count += len(block.split())
    return "\n\n".join(kept)


def milliseconds(call: Callable[[], object], rounds: int = 200) -> float:
    """The best of many rounds, in CPU time: other programs on the machine only add to it."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best * 1000


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=float, help="milliseconds that a plan may cost")
    most = parser.parse_args().most
    title, text = "Kế hoạch cải cách hành chính năm 2024", text_of_plans()
    scale = WORDS / len(text.split())
    costs = {
        "acts": milliseconds(lambda: read_acts(title, text)) * scale,
        "plan": milliseconds(lambda: read_plan(title, text, act(), None)) * scale,
        "themes": milliseconds(lambda: code(title, text)) * scale,
    }
    for name, cost in costs.items():
        print(f"{name:8} {cost:6.2f} ms per {WORDS} words")
    return int(most is not None and costs["plan"] > most)


if __name__ == "__main__":
    raise SystemExit(main())
