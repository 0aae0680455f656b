"""Certificates and protocols: who is not who they say is not read, unless the portal's file allows it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import trustme

from store.database import open_store
from tests.crawler.crawling import Crawled, crawl, portal
from tests.crawler.site import Page, article, listing
from tests.services.tls import Fault, TlsSite

PAGES: dict[str, Page] = {"/": listing({"/a1": ""}), "/a1": article("Bài")}
UNTRUSTED: tuple[Fault, ...] = ("self_signed", "expired", "wrong_host", "rsa1024", "sha1", "no_intermediate")
Result: TypeAlias = tuple[dict[str, TlsSite], Crawled, Path]
OTHERS: tuple[Fault, ...] = ("none", "tls10", "tls11", "plain", "closes")


def _host(fault: Fault, tls: str) -> str:
    return f"{fault.replace('_', '-')}-{tls}.example"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Result:
    home = tmp_path_factory.mktemp("tls")
    authority = trustme.CA(key_type=trustme.KeyType.RSA)
    authority.cert_pem.write_to_path(home / "ca.pem")
    cases = [(fault, "strict") for fault in (*UNTRUSTED, *OTHERS)] + [(fault, "lax") for fault in UNTRUSTED]
    sites: dict[str, TlsSite] = {}
    portals: list[dict[str, Any]] = []
    with ExitStack() as stack:
        for fault, tls in cases:
            host = _host(fault, tls)
            site = stack.enter_context(TlsSite(PAGES, host, authority, home, fault))
            sites[f"{fault}_{tls}"] = site
            portals.append(portal(f"{fault}_{tls}", host, url=site.url, crawl={"tls": tls, "delay": 0}))
        names = [site.host for site in sites.values()]
        done = crawl(
            home, portals, {}, contact="a@thu.example", local_names=names, ca=str(home / "ca.pem"), delay=0
        )
        return sites, done, home


def _flags(home: Path, portal_id: str) -> list[tuple[str, ...]]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        return [document.flags for document in store.documents.find() if document.portal == portal_id]


def test_a_good_certificate_is_read(crawled: Result) -> None:
    _, done, home = crawled
    assert (done.runs["none_strict"]["verdict"], done.runs["none_strict"]["new"]) == ("ok", 1)
    assert _flags(home, "none_strict") == [()]


@pytest.mark.parametrize("fault", UNTRUSTED)
@pytest.mark.case("N5", guard="certificates")
def test_an_untrusted_certificate_is_asked_nothing(crawled: Result, fault: Fault) -> None:
    sites, done, _ = crawled
    run = done.runs[f"{fault}_strict"]
    assert (run["verdict"], run["reason"], run["new"]) == ("broken", "tls_error", 0)
    assert sites[f"{fault}_strict"].hits == []


@pytest.mark.parametrize("fault", UNTRUSTED)
@pytest.mark.case("N5")
def test_a_lax_portal_is_read_and_its_documents_say_so(crawled: Result, fault: Fault) -> None:
    sites, done, home = crawled
    run = done.runs[f"{fault}_lax"]
    assert (run["verdict"], run["new"]) == ("ok", 1)
    assert _flags(home, f"{fault}_lax") == [("tls_unverified",)]
    assert not any("authorization" in hit.headers for hit in sites[f"{fault}_lax"].hits)


NAMED = pytest.mark.case("N6", guard="tls-reasons")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param("tls10", "tls_version", marks=NAMED),
        pytest.param("tls11", "tls_version", marks=NAMED),
        ("plain", "tls_error"),
    ],
)
@pytest.mark.case("N6")
def test_an_old_protocol_or_none_is_named(crawled: Result, fault: Fault, reason: str) -> None:
    sites, done, _ = crawled
    run = done.runs[f"{fault}_strict"]
    assert (run["verdict"], run["reason"]) == ("broken", reason)
    assert sites[f"{fault}_strict"].hits == []
    assert sites[f"{fault}_strict"].connections == 1


def test_who_hangs_up_in_the_handshake_is_not_read(crawled: Result) -> None:
    _, done, _ = crawled
    run = done.runs["closes_strict"]
    assert (run["verdict"], run["reason"]) == ("blocked", "robots_unreachable")
