"""One rebuild of an index from a store in a process of its own, with the memory it takes.

python -m bench.index_once SPEC.json     spec: store (URL), documents, engine (bench.engines.Leg.spec)
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.engines import leg
from search.indexer import rebuild
from store.database import open_store

WARM_UP = 0.2  # share of the documents after which memory counts as warm


def main(spec: dict[str, Any]) -> None:
    samples: dict[int, tuple[float, float]] = {}
    step = max(spec["documents"] // 100, 1)

    def remember(number: int) -> None:
        if number % step == 0:
            samples[number] = _memory()

    with open_store(spec["store"]) as store:
        began = time.process_time()
        report = rebuild(store, leg(spec["engine"]).home(), remember)
        cpu = time.process_time() - began
    warm = [
        both for number, both in samples.items() if WARM_UP <= number / spec["documents"] <= WARM_UP + 0.1
    ]
    late = [both for number, both in samples.items() if number / spec["documents"] >= 0.9]
    result = {
        "documents": report.documents,
        "refused": len(report.refused),
        "seconds": report.seconds,
        "cpu": cpu,
        "warm_mib": _middle(warm),
        "end_mib": _middle(late),
    }
    print(json.dumps(result))


def _memory() -> tuple[float, float]:
    """Resident memory in MiB: in all, and without the pages of files, which the system may take back."""
    text = Path("/proc/self/status").read_text(encoding="utf-8")
    found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in text.splitlines() if "kB" in line}
    return found["VmRSS"], found["RssAnon"]


def _middle(samples: list[tuple[float, float]]) -> tuple[float, float]:
    middle = len(samples) // 2
    whole, own = zip(*samples, strict=True)
    return sorted(whole)[middle], sorted(own)[middle]


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
