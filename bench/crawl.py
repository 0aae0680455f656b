"""How much a crawl costs: this project end to end against a plain Scrapy and trafilatura spider.

    python -m bench.crawl ratio  [--pages 300] [--pairs 3] [--platform NAME …] [--floor NAME=RATIO …]
    python -m bench.crawl memory [--pages 5000] [--platform NAME] [--most MIB]

`ratio`: both crawl the same generated pages from the same server process in alternating pairs, one request
at a time, no delay. The figure is article pages per CPU-second, children included, and the median of the
pairs' ratios. `memory`: resident memory of the whole process tree after warm-up and at the end.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.processes import Cost, Sample, python, run
from samples import SampleServer
from samples.generate import PLATFORMS, GeneratedSite, generate_site

WARM_UP = 0.2  # share of the pages after which memory counts as warm


@dataclass(frozen=True)
class Measured:
    """One crawl: `articles` is the number of different article pages that were fetched."""

    who: str
    platform: str
    articles: int
    requests: int
    documents: int
    wall: float
    cpu: float
    peak_mib: float

    @property
    def rate(self) -> float:
        return self.articles / self.cpu


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options().parse_args(arguments)
    if options.mode == "memory":
        platform = (options.platform or ["liferay_asset"])[0]
        memory(platform, options.pages or 5000, options.workers, options.most)
    else:
        ratio(options.platform or list(PLATFORMS), options)


def ratio(platforms: Sequence[str], options: argparse.Namespace) -> None:
    """Prints a line a crawl and the ratios; writes everything as JSON where asked to."""
    report: dict[str, Any] = {}
    for platform in platforms:
        pairs = list(_pairs(platform, options.pages or 300, options.pairs, options.workers))
        ratios = [ours.rate / plain.rate for ours, plain in pairs]
        median = statistics.median(ratios)
        print(f"{platform}: {median:.2f} x the pages per CPU-second of the plain spider ({_span(ratios)})")
        crawls = [asdict(one) | {"rate": one.rate} for pair in pairs for one in pair]
        report[platform] = {"ratio": median, "ratios": ratios, "crawls": crawls}
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    _hold({name: one["ratio"] for name, one in report.items()}, dict(options.floor))


def _hold(ratios: Mapping[str, float], floors: Mapping[str, float]) -> None:
    """End with exit code 1 where a ratio is below its floor."""
    low = [
        f"{name}: {ratios[name]:.2f} is below {floor}"
        for name, floor in floors.items()
        if ratios[name] < floor
    ]
    if low:
        raise SystemExit("\n".join(low))
    for name, floor in floors.items():
        print(f"{name}: {ratios[name]:.2f}, floor {floor} held")


def memory(platform: str, pages: int, workers: int, most: float) -> None:
    """Prints the growth of a long crawl's memory between warm-up and end; exit code 1 above `most` MiB."""
    with SampleServer([generate_site(platform, pages)]) as server:
        cost, measured = _ours(server, platform, workers)
    warm = _median_after(cost.samples, pages * WARM_UP, pages * (WARM_UP + 0.1))
    end = _median_after(cost.samples, pages * 0.9, float("inf"))
    print(
        f"{platform}: {measured.articles} articles in {cost.wall:.0f} s, {measured.rate:.0f} per CPU-second"
    )
    print(
        f"memory: {warm:.0f} MiB warm, {end:.0f} MiB at the end ({end - warm:+.1f}), peak {cost.peak_mib:.0f}"
    )
    if not end - warm <= most:
        raise SystemExit(f"memory grew by more than {most:.0f} MiB")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.crawl", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("mode", choices=("ratio", "memory"))
    parser.add_argument("--pages", type=int, help="articles of each portal")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1, help="extraction processes of our crawl")
    parser.add_argument("--platform", action="append", choices=sorted(PLATFORMS))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--floor", action="append", type=_floor, default=[], metavar="PLATFORM=RATIO")
    parser.add_argument("--most", type=float, default=50, help="MiB that memory may grow by")
    return parser


def _floor(text: str) -> tuple[str, float]:
    platform, _, ratio = text.partition("=")
    return platform, float(ratio)


def _pairs(platform: str, pages: int, pairs: int, workers: int) -> Iterator[tuple[Measured, Measured]]:
    """Ours and theirs from one server process; who goes first changes from pair to pair."""
    with SampleServer([generate_site(platform, pages)]) as server:
        for number in range(pairs):
            first, second = (_plain, _ours) if number % 2 else (_ours, _plain)
            done = {
                one.who: one
                for _, one in (first(server, platform, workers), second(server, platform, workers))
            }
            for one in done.values():
                _tell(one, pages)
            yield done["ours"], done["plain"]


def _ours(server: SampleServer, platform: str, workers: int) -> tuple[Cost, Measured]:
    site = _site(server)
    with tempfile.TemporaryDirectory() as home:
        spec = {"portal": site.declaration, "port": server.port, "home": home, "workers": workers}
        file = Path(home) / "spec.json"
        file.write_text(json.dumps(spec, default=str), encoding="utf-8")
        server.hits.clear()
        cost = run(python("bench.our_crawl", str(file)), progress=lambda: len(server.hits))
    return cost, _measured("ours", server, platform, cost, json.loads(cost.out or "{}").get("documents", 0))


def _plain(server: SampleServer, platform: str, workers: int) -> tuple[Cost, Measured]:
    with tempfile.TemporaryDirectory() as home:
        out = Path(home) / "plain.jsonl"
        server.hits.clear()
        cost = run(python("bench.plain_spider", f"http://127.0.0.1:{server.port}/", platform, str(out)))
        documents = sum(1 for _ in out.open(encoding="utf-8")) if out.exists() else 0
    return cost, _measured("plain", server, platform, cost, documents)


def _measured(who: str, server: SampleServer, platform: str, cost: Cost, documents: int) -> Measured:
    site = _site(server).site
    wanted = {site.url(story).removeprefix(f"https://{site.host}") for story in site.office.stories}
    fetched = {hit["target"].partition("?utm_")[0] for hit in server.hits if hit["status"] == 200}
    requests = len(server.hits)
    if cost.code != 0:
        raise SystemExit(f"the crawl of {who} ended with code {cost.code}")
    return Measured(
        who, platform, len(fetched & wanted), requests, documents, cost.wall, cost.cpu, cost.peak_mib
    )


def _site(server: SampleServer) -> GeneratedSite:
    site = next(iter(server.sites.values()))
    assert isinstance(site, GeneratedSite)
    return site


def _tell(one: Measured, pages: int) -> None:
    print(
        f"  {one.platform:20}{one.who:6} {one.articles:5} of {pages} articles, {one.requests:5} requests, "
        f"{one.documents:5} documents, {one.cpu:6.1f} CPU-s, {one.wall:6.1f} s, "
        f"{one.rate:6.1f} pages/CPU-s, peak {one.peak_mib:4.0f} MiB"
    )


def _median_after(samples: Sequence[Sample], start: float, end: float) -> float:
    chosen = [sample.mib for sample in samples if start <= sample.progress <= end]
    return statistics.median(chosen) if chosen else float("nan")


def _span(ratios: Sequence[float]) -> str:
    return ", ".join(f"{ratio:.2f}" for ratio in ratios)


if __name__ == "__main__":
    main()
