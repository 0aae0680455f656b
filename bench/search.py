"""What search costs: the same generated documents in both engines, in one run.

    python -m bench.search [--documents 100000] [--elasticsearch URL] [--store FOLDER] [--json FILE]
                           [--floor ENGINE=RATIO …] [--most MIB] [--slower FACTOR] [--above MS]

Indexing: documents a second of a rebuild from the store, its memory, the size of the index, and, in
alternating pairs, our engine against its bare library (`helpers.streaming_bulk`, tantivy's writer) that is
given ready bodies of the same documents. Searching: the whole answer (hits, facets, documents and marks from
the store, as JSON) against the bare library's call for the same query, filters, facets and fields.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from bench.corpus import Corpus, stored
from bench.engines import Leg, leg
from bench.processes import python, run
from bench.questions import Question, Times, measure, percentile, questions
from search.index import Versioned
from search.indexer import open_index
from store.database import Store
from store.records import Document

PAIRS, OF_A_PAIR = 5, 2000


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options().parse_args(arguments)
    corpus = Corpus(options.documents, options.seed)
    asked = questions(corpus, options.queries)
    report = {}
    with _folder(options.store) as folder, stored(corpus, folder) as store:
        for one in _legs(options.elasticsearch, folder):
            try:
                report[one.name] = _measured(one, store, corpus, asked)
            finally:
                one.clean()
            if options.json:
                options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    print(table(report))
    if not options.elasticsearch:
        print("Elasticsearch was left out: give the address of a node with --elasticsearch URL.")
    _hold(report, options)


def table(report: Mapping[str, Mapping[str, Any]]) -> str:
    """The figures as a Markdown table, one column an engine."""
    rows = {name: _cells(one) for name, one in report.items()}
    labels = list(dict.fromkeys(label for cells in rows.values() for label in cells))
    lines = [f"| | {' | '.join(rows)} |", "|" + "---|" * (len(rows) + 1)]
    lines += [f"| {label} | {' | '.join(cells[label] for cells in rows.values())} |" for label in labels]
    return "\n".join(lines)


def _legs(url: str | None, folder: Path) -> Iterator[Leg]:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        yield leg({"engine": "embedded", "folder": own})
    if url:
        yield leg({"engine": "elasticsearch", "url": url, "prefix": f"bench-{os.getpid()}"})


def _measured(one: Leg, store: Store, corpus: Corpus, asked: Mapping[str, list[Question]]) -> dict[str, Any]:
    built = _rebuilt(one, store, corpus.count)
    if built["documents"] != corpus.count:
        raise SystemExit(f"{one.name}: {built['documents']} of {corpus.count} documents are in the index")
    size = one.size()
    pairs = list(_pairs(one, corpus))
    index = open_index(one.home())
    times = {kind: _summary(measure(one, store, index, of_kind)) for kind, of_kind in asked.items()}
    index.close()
    return {"index": built, "size": size, "pairs": pairs, "times": times}


def _rebuilt(one: Leg, store: Store, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "spec.json"
        file.write_text(json.dumps({"store": store.url, "documents": count, "engine": one.spec}))
        cost = run(python("bench.index_once", str(file)), interval=1)
    if cost.code != 0:
        raise SystemExit(f"indexing into {one.name} ended with code {cost.code}")
    return dict(json.loads(cost.out))


def _pairs(one: Leg, corpus: Corpus) -> Iterator[dict[str, float]]:
    """Seconds of ours, of the bare library, and of making its bodies; who goes first changes."""
    documents = corpus.documents()
    length = min(OF_A_PAIR, corpus.count // PAIRS)
    for number in range(PAIRS):
        chosen = list(islice(documents, length))
        began = time.perf_counter()
        bodies = one.bodies(chosen)
        pair = {"documents": length, "bodies": time.perf_counter() - began}
        for who in ("ours", "bare") if number % 2 else ("bare", "ours"):
            pair[who] = _ours(one, chosen) if who == "ours" else _bare(one, bodies)
        yield pair | {"ratio": pair["bare"] / pair["ours"]}


def _ours(one: Leg, documents: list[Document]) -> float:
    index = one.fresh()
    began = time.perf_counter()
    done = index.update(Versioned(revision, document) for revision, document in enumerate(documents, 1))
    seconds = time.perf_counter() - began
    assert done.done == len(documents) == index.count()
    index.close()
    return seconds


def _bare(one: Leg, bodies: list[Any]) -> float:
    began = time.perf_counter()
    one.bare(bodies)
    return time.perf_counter() - began


def _summary(times: Times) -> dict[str, dict[str, float]]:
    return {
        who: {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95)}
        for who, values in (("answer", times.answer), ("engine", times.engine), ("raw", times.raw))
    }


def _cells(one: Mapping[str, Any]) -> dict[str, str]:
    built, pairs = one["index"], one["pairs"]
    count = built["documents"]
    cells = {
        "documents": f"{count:,}",
        "rebuild from the store, documents/s": f"{count / built['seconds']:.0f}",
        "of that our own CPU, ms a document": f"{built['cpu'] / count * 1000:.2f}",
        "size of the index, kB a document": f"{one['size'] / count / 1000:.2f}",
        "memory after 20 % and at the end, MiB": _memory(built, 0),
        "the same without pages of files, MiB": _memory(built, 1),
        "our indexing as a share of the bare library's rate": f"{_ratio(pairs):.2f} ({_span(pairs)})",
        "making the bodies, ms a document": f"{_of_pairs(pairs, 'bodies'):.2f}",
        "bare library, ms a document": f"{_of_pairs(pairs, 'bare'):.2f}",
    }
    for kind, who in ((kind, who) for kind in one["times"] for who in ("answer", "engine", "raw")):
        spent = one["times"][kind][who]
        name = {"answer": "whole answer", "engine": "our engine", "raw": "bare library"}[who]
        cells[f"{kind}: {name}, p50 / p95 ms"] = f"{spent['p50']:.1f} / {spent['p95']:.1f}"
    return cells


def _memory(built: Mapping[str, Any], which: int) -> str:
    return f"{built['warm_mib'][which]:.0f} / {built['end_mib'][which]:.0f}"


def _ratio(pairs: Sequence[Mapping[str, float]]) -> float:
    return statistics.median(pair["ratio"] for pair in pairs)


def _span(pairs: Sequence[Mapping[str, float]]) -> str:
    ratios = [pair["ratio"] for pair in pairs]
    return f"{min(ratios):.2f} to {max(ratios):.2f}"


def _of_pairs(pairs: Sequence[Mapping[str, float]], what: str) -> float:
    return statistics.median(pair[what] / pair["documents"] * 1000 for pair in pairs)


def _hold(report: Mapping[str, Mapping[str, Any]], options: argparse.Namespace) -> None:
    """End with exit code 1 where a figure is worse than it may be."""
    faults = [
        f"{name}: {_ratio(report[name]['pairs']):.2f} of the bare library's rate is below {floor}"
        for name, floor in options.floor
        if _ratio(report[name]["pairs"]) < floor
    ]
    for name, one in report.items():
        grown = one["index"]["end_mib"][1] - one["index"]["warm_mib"][1]
        if options.most is not None and grown > options.most:
            faults.append(f"{name}: memory of indexing grew by {grown:.0f} MiB, more than {options.most:.0f}")
        if options.slower is not None:
            faults += _slow(name, one["times"], options.slower, options.above)
    if faults:
        raise SystemExit("\n".join(faults))


def _slow(name: str, times: Mapping[str, Any], factor: float, above: float) -> Iterator[str]:
    for kind, spent in times.items():
        ours, raw = spent["answer"]["p95"], spent["raw"]["p95"]
        if ours > max(raw * factor, raw + above):
            yield f"{name}, {kind}: {ours:.1f} ms at p95 against {raw:.1f} of the bare library"


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory() as own:
        yield Path(own)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.search", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--queries", type=int, default=40, help="questions of each kind")
    parser.add_argument("--elasticsearch", metavar="URL", help="a node; without one its half is left out")
    parser.add_argument(
        "--store", type=Path, metavar="FOLDER", help="keeps the generated documents for later"
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--floor", action="append", type=_floor, default=[], metavar="ENGINE=RATIO")
    parser.add_argument("--most", type=float, help="MiB that the memory of indexing may grow by")
    parser.add_argument(
        "--slower", type=float, help="how many times the bare library's p95 an answer may take"
    )
    parser.add_argument("--above", type=float, default=10, help="or how many ms above it, if that is more")
    return parser


def _floor(text: str) -> tuple[str, float]:
    engine, _, ratio = text.partition("=")
    return engine, float(ratio)


if __name__ == "__main__":
    main()
