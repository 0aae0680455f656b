"""robots.txt against the published cases: those of RFC 9309 and of Google's parser, told in our own data.

Ours are left out where Google is more generous than the RFC (agents with typing errors, lines without a
colon); docs/crawling.md names what differs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from scrapy.http import Response, TextResponse

from crawler.robots import MAX_BYTES, Robots, rules_of

URL = "https://thu.example/robots.txt"
ALL, US, OTHER = "User-agent: *", "User-agent: reformwatch", "User-agent: khac"

# name → lines, paths that may be fetched, paths that may not
CASES: dict[str, tuple[Sequence[str], Sequence[str], Sequence[str]]] = {
    # RFC 9309 §2.2.1: the group of our token, whatever its case, else that of everybody, else no rules
    "nothing": ([], ["/", "/a"], []),
    "no group": (["Disallow: /"], ["/a"], []),
    "everybody": ([ALL, "Disallow: /kin"], ["/", "/mo"], ["/kin", "/kin/a", "/kinh"]),
    "ours goes before everybody": ([ALL, "Disallow: /", US, "Disallow: /kin"], ["/a"], ["/kin"]),
    "in any order": ([US, "Disallow: /kin", "", ALL, "Disallow: /"], ["/a"], ["/kin"]),
    "ours in a row with everybody": ([US, "", ALL, "Disallow: /"], [], ["/a"]),
    "ours with an empty rule": ([US, "Disallow:", ALL, "Disallow: /"], ["/a"], []),
    "another's group": ([OTHER, "Disallow: /"], ["/a"], []),
    "token in capitals": (["USER-AGENT: REFORMWATCH", "DISALLOW: /kin"], ["/a"], ["/kin"]),
    "token with a version": (["User-agent: reformwatch/1.0", "Disallow: /"], [], ["/a"]),
    "token with words": (["User-agent: reformwatch bot", "Disallow: /"], [], ["/a"]),
    "a longer token": (["User-agent: reformwatch-news", "Disallow: /"], ["/a"], []),
    "a shorter token": (["User-agent: reform", "Allow: /", ALL, "Disallow: /"], [], ["/a"]),
    "a token that ends like ours": (["User-agent: watch", "Disallow: /"], ["/a"], []),
    "everybody with a comment": (["User-agent: * # ai cũng vậy", "Disallow: /"], [], ["/a"]),
    "everybody with words": (["User-agent: * baz", "Disallow: /"], [], ["/a"]),
    # §2.2.1: several agents in a row share their rules; groups of one agent are one
    "agents in a row": ([OTHER, US, "Disallow: /kin"], ["/a"], ["/kin"]),
    "an unknown line between agents": ([US, "X-La: 1", OTHER, "Disallow: /kin"], ["/a"], ["/kin"]),
    "a delay between agents": ([US, "Crawl-delay: 5", OTHER, "Disallow: /kin"], ["/a"], ["/kin"]),
    "a sitemap between agents": ([US, "Sitemap: /s.xml", OTHER, "Disallow: /kin"], ["/a"], ["/kin"]),
    "an empty line between agents": ([US, "", OTHER, "Disallow: /kin"], ["/a"], ["/kin"]),
    "two groups of ours": (
        [US, "Disallow: /a", OTHER, "Disallow: /", US, "Disallow: /b"],
        ["/c"],
        ["/a", "/b"],
    ),
    "two groups of everybody": ([ALL, "Disallow: /a", ALL, "Disallow: /b"], ["/c"], ["/a", "/b"]),
    "a rule ends the agents": ([US, "Disallow: /a", OTHER, "Disallow: /b"], ["/b"], ["/a"]),
    # §2.2.2: the longest rule goes, and Allow where both are as long
    "the longest rule": ([ALL, "Allow: /p", "Disallow: /"], ["/p", "/page"], ["/", "/a"]),
    "the longest rule, other order": ([ALL, "Disallow: /", "Allow: /p"], ["/page"], ["/a"]),
    "longer disallow": ([ALL, "Allow: /folder", "Disallow: /folder/page"], ["/folder/a"], ["/folder/page"]),
    "both as long": ([ALL, "Disallow: /trang", "Allow: /trang"], ["/trang"], []),
    "case of paths": ([ALL, "Disallow: /Kin"], ["/kin"], ["/Kin"]),
    "a path is a beginning": ([ALL, "Disallow: /fish"], ["/Fish", "/ca/fish"], ["/fish.html", "/fish/a"]),
    "a folder": ([ALL, "Disallow: /fish/"], ["/fish", "/fish.html"], ["/fish/", "/fish/a"]),
    "allow index.html": ([ALL, "Allow: /a/index.html", "Disallow: /a/"], ["/a/", "/a/index.html"], ["/a/b"]),
    # §2.2.3: `*` and `$`
    "a star": ([ALL, "Disallow: /*.php"], ["/a.html"], ["/a.php", "/a.php5", "/b/c.php?x"]),
    "an end": ([ALL, "Disallow: /*.php$"], ["/a.php?x", "/a.php5"], ["/a.php"]),
    "an end without a star": ([ALL, "Disallow: /a$"], ["/a/", "/ab"], ["/a"]),
    "a star in the middle": ([ALL, "Disallow: /fish*.php"], ["/Fish.php"], ["/fish.php", "/fish/a/b.php"]),
    "stars in a row": ([ALL, "Disallow: /a**b"], ["/ac"], ["/ab", "/axxb"]),
    "a longer pattern": ([ALL, "Allow: /$", "Disallow: /"], ["/"], ["/a"]),
    "a query": ([ALL, "Disallow: /*?"], ["/a"], ["/a?b", "/a?b=c"]),
    "a path of a query": ([ALL, "Disallow: /a?id=1"], ["/a?id=2"], ["/a?id=1", "/a?id=12"]),
    # §2.2.2: compared as percent-encoded octets
    "letters": ([ALL, "Disallow: /cải-cách"], ["/cai-cach"], ["/cải-cách", "/c%E1%BA%A3i-c%C3%A1ch/a"]),
    "encoded letters": ([ALL, "Disallow: /c%E1%BA%A3i"], ["/ca"], ["/cải", "/c%e1%ba%a3i"]),
    "encoded small": ([ALL, "Disallow: /c%e1%ba%a3i"], ["/ca"], ["/cải", "/c%E1%BA%A3i"]),
    "encoded plain letters": ([ALL, "Disallow: /%6Bin"], ["/k"], ["/kin", "/%6Bin"]),
    "an address as value": ([ALL, "Disallow: /a?u=https://b.example/c"], [], ["/a?u=https://b.example/c"]),
    # §2.2: comments, blanks, ends of lines, a byte order mark
    "comments": (["# tất cả", f"{ALL} # này", "Disallow: /kin # kín"], ["/a"], ["/kin"]),
    "blanks": ([f"  {ALL}  ", "\tDisallow :  /kin\t"], ["/a"], ["/kin"]),
    "a mark": (["\ufeff" + ALL, "Disallow: /kin"], ["/a"], ["/kin"]),
    "markup": (["<!DOCTYPE html>", "<html><body>", "Disallow: /", "</body>"], ["/a"], []),
    "garbage": ([ALL, "\x00\x01", "Disallow: /kin", "????", "Disallow: /b"], ["/a"], ["/kin", "/b"]),
    "a rule without a path": ([ALL, "Disallow", "Allow:"], ["/a"], []),
    "robots.txt itself": ([ALL, "Disallow: /"], ["/robots.txt"], ["/robots.txts"]),
    "misspelt": ([ALL, "Dissallow: /a", "Disalow: /b"], ["/c"], ["/a", "/b"]),
}


def _refusal(lines: Sequence[str], path: str, end: str = "\n") -> str | None:
    body = end.join(lines).encode()
    return rules_of(200, body, URL).refusal(f"https://thu.example{path}")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_published_cases(name: str, end: str) -> None:
    lines, allowed, refused = CASES[name]
    assert {path: _refusal(lines, path, end) for path in allowed} == dict.fromkeys(allowed)
    assert {path: _refusal(lines, path, end) for path in refused} == dict.fromkeys(
        refused, "robots_disallowed"
    )


def test_only_the_first_half_mebibyte_is_read() -> None:
    filling = b"# " + b"x" * MAX_BYTES
    early = rules_of(200, b"User-agent: *\nDisallow: /kin\n" + filling, URL)
    late = rules_of(200, b"User-agent: *\n" + filling + b"\nDisallow: /kin\n", URL)
    assert early.refusal("https://thu.example/kin") == "robots_disallowed"
    assert late.refusal("https://thu.example/kin") is None


@pytest.mark.parametrize(
    ("lines", "delay"),
    [([ALL, "Crawl-delay: 7"], 7), ([ALL, "crawl-delay: 0.5", US, "Crawl-delay: 3"], 3),
     ([ALL, "Crawl-delay: nhanh"], 0), ([ALL, "Crawl-delay: -1"], 0), ([ALL, "Crawl-delay: inf"], 0),
     (["User-agent: khac", "Crawl-delay: 9"], 0), ([US, "Crawl-delay: 4", OTHER, "Disallow: /"], 4)],
)  # fmt: skip
def test_the_delay_is_that_of_our_group(lines: Sequence[str], delay: float) -> None:
    assert rules_of(200, "\n".join(lines).encode(), URL).delay == delay


@pytest.mark.case("H4")
def test_rules_are_asked_for_once_and_again_when_they_are_a_day_old() -> None:
    answers = [b"User-agent: *\nDisallow: /a", b"User-agent: *\nDisallow: /b"]
    asked: list[str] = []

    async def fetch(url: str) -> Response:
        asked.append(url)
        return TextResponse(url, body=answers[min(len(asked), 2) - 1])

    async def refusals(max_age: float) -> list[str | None]:
        asked.clear()
        robots = Robots(fetch, max_age)
        found = []
        for path in ("/a", "/a", "/b"):
            url = f"https://thu.example{path}"
            found.append((await robots.rules(url)).refusal(url))
            await asyncio.sleep(0.01)
        return found

    assert asyncio.run(refusals(60)) == ["robots_disallowed", "robots_disallowed", None]
    assert asked == [URL]
    assert asyncio.run(refusals(0)) == ["robots_disallowed", None, "robots_disallowed"]
    assert asked == [URL] * 3


def test_http_and_https_have_rules_of_their_own() -> None:
    asked: list[str] = []

    async def fetch(url: str) -> Response:
        asked.append(url)
        return TextResponse(url, body=b"")

    async def ask() -> None:
        robots = Robots(fetch)
        for origin in ("https://thu.example", "http://thu.example", "https://thu.example:8443"):
            await robots.rules(f"{origin}/a")

    asyncio.run(ask())
    assert asked == [URL, "http://thu.example/robots.txt", "https://thu.example:8443/robots.txt"]
