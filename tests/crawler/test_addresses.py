"""The address guard: public addresses only, whatever a name, a link or a redirect says."""

from __future__ import annotations

from pathlib import Path

import pytest
from twisted.internet.error import DNSLookupError

from crawler.addresses import _public_only, is_forbidden, is_public, is_refused, literal_address
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Page, Site, article, listing, robots

REFUSED = [
    "127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f.1", "0177.0.0.1", "①②⑦.0.0.1",
    "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "224.0.0.1",
    "255.255.255.255", "[fe80::1]", "[fc00::1]", "[fe80::1%25eth0]",
    "[::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[fec0::1]", "[4000::1]", "[3fff::1]", "[2001:db8::1]",
    "[ff02::1]", "１２７．０．０．１", "127。0。0。1", "127｡0｡0｡1", "%31%32%37.0.0.1", " 127.0.0.1",
    "127.0.0.1.", "0x7f000001", "017700000001", "192.0.0.1", "198.18.0.1", "240.0.0.1", "100.100.100.200",
]  # fmt: skip


@pytest.mark.parametrize("host", REFUSED)
def test_no_spelling_of_a_private_address_passes(host: str) -> None:
    literal = literal_address(host)
    assert literal is not None
    assert not is_public(literal)
    assert is_refused(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "[2001:4860:4860::8888]", "134744072", "[::ffff:8.8.8.8]"])
def test_public_addresses_pass(host: str) -> None:
    assert not is_refused(host)


@pytest.mark.parametrize("host", ["thu.example", "1a.example", "x", "127.0.0.1.example"])
def test_names_are_no_addresses(host: str) -> None:
    assert literal_address(host) is None


def test_a_name_that_leads_to_a_private_address_is_refused_and_remembered() -> None:
    with pytest.raises(DNSLookupError):
        _public_only("10.0.0.7", "Noi-Bo.example")
    assert is_refused("noi-bo.example")
    assert _public_only("8.8.8.8", "ngoai.example") == "8.8.8.8"
    assert not is_refused("ngoai.example")


LOCAL = ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0", "[::1]", "[::ffff:127.0.0.1]"]


@pytest.mark.case("N9", guard="addresses")
def test_a_crawl_reaches_no_local_server_but_the_one_it_was_connected_to(tmp_path: Path) -> None:
    names = LOCAL
    with Site({path: article("Bẫy") for path in ("/x", "/y", "/robots.txt")}) as canary, Site({}) as site:
        links = {f"http://{name}:{canary.port}/x": "" for name in names}
        site.pages = {
            "/": listing(links | {"/a1": "", "/chuyen": ""}),
            "/a1": article("Một"),
            "/chuyen": Answer("", 302, {"Location": f"http://localhost:{canary.port}/y"}),
        }
        hosts = [name.strip("[]") for name in names]
        # Even where the declaration itself names such hosts, and with somebody to complain to.
        done = crawl(
            tmp_path,
            portal(raw_hosts=hosts),
            site.connect_to("thu.example"),
            contact="a@thu.example",
            timeout=2,
        )
        control = crawl(tmp_path / "doi-chung", portal(), canary.connect_to("thu.example"))
    assert [hit.path for hit in canary.hits if hit.host != "thu.example"] == []
    assert control.run["pages"] > 0
    assert done.run["new"] == 1
    failed = {failure["url"]: failure["reason"] for failure in done.run["failed"]}
    assert {url: reason for url, reason in failed.items() if reason != "blocked_address"} == {
        f"http://localhost:{canary.port}/{path}": "not_connected" for path in "xy"
    }
    assert len(failed) == len(names) + 1


@pytest.mark.case("N9", guard="addresses")
def test_a_crawl_of_the_network_reaches_no_local_server(tmp_path: Path) -> None:
    with Site({"/": listing({"/a1": ""}), "/a1": article("Bẫy")}) as canary:
        portals = [
            portal(f"cong{n}", raw_url=f"http://{name}:{canary.port}/", raw_hosts=[name.strip("[]")])
            for n, name in enumerate(LOCAL)
        ]
        done = crawl(tmp_path, portals, {}, contact="a@thu.example", timeout=2)
    assert canary.hits == []
    assert {run["verdict"] for run in done.runs.values()} == {"blocked"}
    assert {run["connected_to"] for run in done.runs.values()} == {None}


@pytest.mark.parametrize(
    "host", ["127-0-0-1-80.connect-to.invalid", "X.Connect-To.Invalid.", "x.ｃonnect-to.invalid"]
)
def test_nobody_else_uses_the_guards_own_names(host: str) -> None:
    assert is_forbidden(host)


@pytest.mark.parametrize("host", ["connect-to.invalid.example", "thu.example", "8.8.8.8"])
def test_other_names_are_not_forbidden(host: str) -> None:
    assert not is_forbidden(host)


@pytest.mark.case("N9")
def test_robots_lead_to_no_other_local_server(tmp_path: Path) -> None:
    inner_rules = Answer("User-agent: *\nSitemap: https://thu.example/lo.xml")
    with Site({"/kin": inner_rules}) as inner, Site({}) as site:
        ways = {
            "ten": f"http://127-0-0-1-{site.port}.connect-to.invalid:{inner.port}/kin",
            "ten_hoa": f"http://127-0-0-1-{site.port}.CONNECT-TO.invalid.:{inner.port}/kin",
            "so": f"http://127.0.0.1:{inner.port}/kin",
            "localhost": f"http://localhost:{inner.port}/kin",
            "tap_tin": "file:///etc/hostname",
        }
        hosts = {name: f"{name.replace('_', '-')}.example" for name in ways}
        site.pages = {"/": listing({"/a1": ""}), "/a1": article("Một")}
        for name, way in ways.items():
            site.pages[f"{hosts[name]}/robots.txt"] = Answer("", 302, {"Location": way})
        portals = [portal(name, host) for name, host in hosts.items()]
        done = crawl(tmp_path, portals, site.connect_to(*hosts.values()))
    assert inner.hits == []
    assert {run["verdict"] for run in done.runs.values()} == {"blocked"}
    assert set(site.paths()) == {"/robots.txt"}


def test_a_robots_file_may_lie_with_another_connected_host(tmp_path: Path) -> None:
    pages: dict[str, Page] = {
        "thu.example/robots.txt": Answer("", 302, {"Location": "https://chung.example/robots.txt"}),
        "chung.example/robots.txt": robots("Disallow: /kin"),
        "/": listing({"/a1": "", "/kin/a2": ""}),
        "/a1": article("Một"),
    }
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to("thu.example", "chung.example"))
    assert done.run["new"] == 1
    assert "/kin/a2" not in site.paths()


def test_a_target_is_reached_by_its_own_port_only(tmp_path: Path) -> None:
    pages: dict[str, Page] = {"/": listing({"/a1": ""}), "/a1": article("Một")}
    with Site(pages) as site, Site(pages) as canary:
        order = portal(url=f"https://thu.example:{canary.port}/")
        crawl(tmp_path, order, site.connect_to("thu.example"))
    assert canary.hits == []
    assert {hit.headers["host"] for hit in site.hits} == {f"thu.example:{canary.port}"}
