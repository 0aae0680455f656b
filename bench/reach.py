"""What a crawl is promised to bear, as figures of one run; exit code 1 where one is missed.

    python -m bench.reach evil     [--pairs 3]      what faulty hosts cost a good one
    python -m bench.reach names    [--pairs 3]      what 200 names that do not exist cost five live portals
    python -m bench.reach second   [--pages 300]    what a second run of an unchanged portal asks for
    python -m bench.reach hostile                   how long a hostile page stops the others' callbacks
    python -m bench.reach long     [--pages 50000] [--fetch 3000]   memory with so many addresses at hand

Run it on a machine that does nothing else: what is shared with others is not the crawl's doing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.long_site import LongSite
from bench.processes import Cost, python, run
from samples import SampleServer
from samples.generate import PLATFORMS, generate_site
from tests.faults.golden import GOLDEN, pieces
from tests.faults.modes import DECENT, EVIL, EVIL_MODES, HOSTS
from tests.faults.payloads import HOSTILE
from tests.faults.running import Faulty, Result, assert_published, crawl, declared, faulty_portal, seconds_of

LEAST_RATE = 0.8  # of the golden host's own, beside faulty ones
MOST_SLOWER = 1.2
MOST_AGAIN = 0.1  # of the requests
LONGEST = 1.0  # seconds of processor time
MOST_MIB = 300
_KIND = {"articles": 12}
_NASTY = "nang.example"


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options().parse_args(arguments)
    missed = _FIGURES[options.figure](options)
    if missed:
        raise SystemExit("\n".join(missed))


def evil(options: argparse.Namespace) -> list[str]:
    """The golden host's articles a second with three faulty hosts among twelve, against twelve good ones."""
    ratios = []
    with _portal() as (faulty, home):
        for number in range(options.pairs):
            kinds = (True, False) if number % 2 else (False, True)
            rates = {bad: _rate(faulty, home / f"{number}-{bad}", EVIL_MODES if bad else {}) for bad in kinds}
            ratios.append(rates[True] / rates[False])
            print(f"  beside good hosts {rates[False]:.2f} requests/s, beside faulty ones {rates[True]:.2f}")
    ratio = statistics.median(ratios)
    print(f"evil: the golden host keeps {ratio:.2f} of its rate ({_span(ratios)})")
    return [] if ratio >= LEAST_RATE else [f"evil: {ratio:.2f} is below {LEAST_RATE}"]


def names(options: argparse.Namespace) -> list[str]:
    """How long five portals take, a page a second, among 200 whose names take a second to be unknown."""
    live, dead = [[f"{kind}-{n}.example" for n in range(m)] for kind, m in (("song", 5), ("khong-co", 200))]
    told = {"names": {host: [[1, None]] for host in dead}, "contact": "bench@example.org"}
    slower = []
    with _portal() as (faulty, home):
        faulty.change_hosts({host: {"robots": "delay:1", "articles": 10} for host in live})
        for number in range(options.pairs):
            seconds = []
            for among in ([], dead):
                faulty.forget()
                portals = [declared(host) for host in (*among[:100], *live, *among[100:])]
                place = home / f"{number}-{len(among)}"
                crawl(place, portals, faulty.connect_to(*live), timeout=20, **told)
                seconds.append(statistics.mean(seconds_of(faulty.hits(host)) for host in live))
            slower.append(seconds[1] / seconds[0])
            print(f"  alone {seconds[0]:.1f} s, among the dead {seconds[1]:.1f} s")
    ratio = statistics.median(slower)
    print(f"names: live portals take {ratio:.2f} times as long ({_span(slower)})")
    return [] if ratio <= MOST_SLOWER else [f"names: {ratio:.2f} is above {MOST_SLOWER}"]


def second(options: argparse.Namespace) -> list[str]:
    """Requests of a second run over those of the first, nothing having changed, both in one week."""
    missed = []
    for platform in PLATFORMS:
        site = generate_site(platform, options.pages or 300)
        articles = {
            site.site.url(story).removeprefix(f"https://{site.host}") for story in site.site.office.stories
        }
        counts = []
        with SampleServer([site]) as server, _home() as home:
            spec = _spec(home, site.declaration, server)
            for _ in range(2):
                server.hits.clear()
                _crawled(spec)
                asked = [hit["target"].partition("?utm_")[0] for hit in server.hits]
                counts.append((len(asked), len(articles.intersection(asked))))
        (first, all_), (again, few) = counts
        print(
            f"second: {platform}: {first} requests, then {again} ({again / first:.3f}); "
            f"of {all_} articles {few} ({few / all_:.3f})"
        )
        if again > MOST_AGAIN * first:
            missed.append(f"second: {platform}: {again / first:.3f} is above {MOST_AGAIN}")
    return missed


def hostile(options: argparse.Namespace) -> list[str]:
    """The longest that the crawl's loop did not come round while a host served pages made to stop it."""
    with _portal() as (faulty, home):
        faulty.change_hosts({_NASTY: {"faults": list(HOSTILE)}})
        hosts = (GOLDEN, _NASTY)
        result = crawl(home / "run", [declared(h) for h in hosts], faulty.connect_to(*hosts), timeout=20)
        assert_published(result, GOLDEN, pieces(GOLDEN))
    longest = result.longest_callback
    print(
        f"hostile: callbacks waited {longest:.2f} s of processor time at most, "
        f"{result.longest_wait:.2f} s by the clock"
    )
    return [] if longest <= LONGEST else [f"hostile: {longest:.2f} s is above {LONGEST}"]


def long(options: argparse.Namespace) -> list[str]:
    """Memory of the process tree with all addresses of a portal at hand, some of them fetched."""
    site = LongSite(options.pages or 50_000)
    with SampleServer([site]) as server, _home() as home:
        spec = _spec(home, site.declaration(options.fetch), server)
        cost = _crawled(spec, lambda: len(server.hits))
    articles = sum(hit["target"].startswith("/tin-") for hit in server.hits)
    print(
        f"long: {site.articles} addresses listed, {articles} fetched in {cost.wall:.0f} s, "
        f"peak {cost.peak_mib:.0f} MiB of the crawl and its reader together"
    )
    return [] if cost.peak_mib <= MOST_MIB else [f"long: {cost.peak_mib:.0f} MiB is above {MOST_MIB}"]


def _rate(faulty: Faulty, home: Path, modes: Mapping[str, Mapping[str, Any]]) -> float:
    faulty.change_hosts(dict.fromkeys((*EVIL, *DECENT[2:]), _KIND) | dict(modes))
    faulty.forget()
    result: Result = crawl(home, [declared(host) for host in HOSTS], faulty.connect_to(*HOSTS))
    assert_published(result, GOLDEN, pieces(GOLDEN))
    hits = faulty.hits(GOLDEN)
    return len(hits) / seconds_of(hits)


def _crawled(spec: Path, progress: Callable[[], int] = lambda: 0) -> Cost:
    cost = run(python("bench.our_crawl", str(spec)), progress=progress)
    if cost.code:
        raise SystemExit(f"the crawl ended with code {cost.code}")
    return cost


def _spec(home: Path, declaration: Mapping[str, Any], server: SampleServer) -> Path:
    file = home / "spec.json"
    spec = {"portal": declaration, "port": server.port, "home": str(home), "workers": 1}
    file.write_text(json.dumps(spec, default=str), encoding="utf-8")
    return file


@contextmanager
def _home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@contextmanager
def _portal() -> Iterator[tuple[Faulty, Path]]:
    with _home() as home, faulty_portal(home / "portal") as faulty:
        yield faulty, home


def _span(ratios: Sequence[float]) -> str:
    return ", ".join(f"{ratio:.2f}" for ratio in ratios)


_FIGURES = {"evil": evil, "names": names, "second": second, "hostile": hostile, "long": long}


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench.reach", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("figure", choices=_FIGURES)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--pages", type=int, help="articles: 300 of `second`, 50,000 of `long`")
    parser.add_argument("--fetch", type=int, default=3000, help="pages of the long portal that are fetched")
    return parser


if __name__ == "__main__":
    main()
