"""Names: those that do not resolve, slowly, and those that change their address between two look-ups."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Page, Site, article, listing


def test_a_name_that_does_not_exist_is_named_and_nothing_is_sent(tmp_path: Path) -> None:
    done = crawl(tmp_path, portal(), {}, contact="a@thu.example", names={"thu.example": [[0, None]]})
    assert (done.run["verdict"], done.run["reason"]) == ("broken", "dns_error")


@pytest.mark.slow
def test_many_dead_names_do_not_hold_up_the_living(tmp_path: Path) -> None:
    """Forty names that take long, more than there are places, stand before a live portal."""
    items = {f"/a{n}": "" for n in range(10)}
    pages: dict[str, Page] = {"/": listing(items), **{path: article(path) for path in items}}
    dead = [f"chet{n}.example" for n in range(40)]
    with Site(pages) as site:
        portals = [*(portal(f"c{n}", host) for n, host in enumerate(dead)), portal("song", "song.example")]
        done = crawl(
            tmp_path, portals, site.connect_to("song.example"), contact="a@thu.example",
            names={host: [[0.3, None]] for host in dead}, timeout=30,
        )  # fmt: skip
    assert {done.runs[f"c{n}"]["reason"] for n in range(40)} == {"dns_error"}
    assert (done.runs["song"]["verdict"], done.runs["song"]["new"]) == ("ok", 10)
    order = [event["portal"] for event in done.events if event["what"] == "finished"]
    assert order.index("song") < 30


REBINDING = """
import socket, sys
from twisted.internet import asyncioreactor
asyncioreactor.install()
from twisted.internet import reactor
from crawler.addresses import GuardedResolver
told = iter(["8.8.8.8", "127.0.0.1", "169.254.169.254", "9.9.9.9"])
socket.gethostbyname = lambda name: next(told)
GuardedResolver(reactor, 0, 5).install_on_reactor()
said = []
def ask(result=None):
    if result is not None:
        said.append(str(getattr(result, "value", result)))
    if len(said) == 4:
        print(said)
        reactor.stop()
    else:
        reactor.resolve("doi.example").addBoth(ask)
reactor.callWhenRunning(ask)
reactor.run()
"""


@pytest.mark.case("N9")
def test_a_name_is_judged_at_every_look_up_and_refusals_tell_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", REBINDING], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
    )
    refused = "DNS lookup failed: no public address for 'doi.example'."
    assert done.stdout.strip() == str(["8.8.8.8", refused, refused, "9.9.9.9"])


def test_a_name_of_an_inner_address_reaches_nothing(tmp_path: Path) -> None:
    with Site({"/": listing({})}) as inner:
        order = portal(url=f"http://trong.example:{inner.port}/", hosts=["trong.example"])
        closed = portal("dong", url="http://trong2.example:1/", hosts=["trong2.example"])
        names = {"trong.example": [[0, "127.0.0.1"]], "trong2.example": [[0, "127.0.0.1"]]}
        done = crawl(tmp_path, [order, closed], {}, contact="a@thu.example", names=names)
    assert inner.hits == []
    # An open port and a closed one give the same answer.
    assert {(run["verdict"], run["reason"]) for run in done.runs.values()} == {("blocked", "blocked_address")}
