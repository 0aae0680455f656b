"""The facts that an openness score counts: told for every run, and null where the run could not see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.facts import Observed, facts_of
from crawler.portal import portal_from_mapping
from store.database import Store, open_store
from store.records import Attachment, Published, Run
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Site, article, sitemap
from tests.store.samples import make

HOST = "thu.example"
HOME = """<html><!--listing--><a class="item" href="/a1" data-date="2024-05-01">Một</a>
<form action="/tim"><input type="search" name="q"></form><footer>Chịu trách nhiệm: Ông A</footer></html>"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")


def test_a_run_keeps_what_it_saw_of_the_portal(tmp_path: Path) -> None:
    tagged = article("Một", "2024-05-01").replace("<html>", '<html><meta name="DC.title" content="Một">')
    pages = {"/": HOME, "/a1": tagged, "/a2": article("Hai", "2021-05-01"),
             "/sitemap.xml": sitemap(f"https://{HOST}/a1", f"https://{HOST}/a2")}  # fmt: skip
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        facts = store.facts.of(done.run["id"])
        assert store.facts.last("thu") == facts
    assert facts is not None
    assert (facts["robots"], facts["sitemap"], facts["feed"]) == ("allowed", True, False)
    assert facts["named"] == {"listing": 1, "sitemap": 2}
    assert facts["lists_read"] == 1
    assert facts["home"] == {
        "search_form": True, "feed_link": False, "sitemap_link": False, "responsible_person": True,
    }  # fmt: skip
    assert facts["pages"] == {"html": 3, "metadata_tags": 1, "print_view": 0}
    assert (facts["documents"]["count"], facts["documents"]["date_on_page"]) == (2, 2)
    assert facts["archive"] == {"first_day": "2021-05-01", "last_day": "2024-05-01", "years": 3.0}
    # The server of this test is no portal: nothing is said of its speed and its certificate.
    assert (facts["https"], facts["tls_verified"], facts["response_ms"]) == (None, None, None)


def test_a_portal_that_was_not_reached_is_not_told_to_lack_anything(tmp_path: Path) -> None:
    with Site({"/": Answer("", 503), "/a1": article("Một")}) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        facts = store.facts.of(done.run["id"])
    assert facts is not None
    assert (facts["home"], facts["archive"], facts["documents"]["count"]) == (None, None, 0)


def test_speed_and_encryption_are_told_of_real_portals_only(store: Store) -> None:
    observed = Observed(portal_from_mapping(portal()))
    for seconds in (0.2, 0.4, 3.0):
        observed.answer(f"https://{HOST}/a", 200, b"<html></html>", seconds)
    run = Run("run-1", "thu", dt.datetime.now(dt.UTC), robots="allowed")
    facts = facts_of(run, observed, store)
    assert (facts["https"], facts["tls_verified"]) == (True, True)
    assert facts["response_ms"] == {"median": 400, "p95": 3000, "n": 3}
    observed.answer(f"http://{HOST}/b", 200, b"<html></html>", 0.1)
    assert facts_of(run, observed, store)["https"] is False
    assert facts_of(replace(run, connected_to="127.0.0.1:1"), observed, store)["https"] is None


def test_files_are_counted_by_what_a_program_can_read(store: Store) -> None:
    files = tuple(
        Attachment(None, f"https://{HOST}/{name}", name) for name in ("a.PDF", "b.docx", "c.xlsx", "tai-ve")
    )
    undated = Published(dt.date(2024, 1, 1), None, "day", "feed", "2024-01-01")
    store.documents.save(make(portal="thu", attachments=files, published=undated, kind="ke_hoach"))
    run = Run("run-1", "thu", dt.datetime.now(dt.UTC))
    facts = facts_of(run, Observed(portal_from_mapping(portal())), store)
    assert facts["attachments"] == {
        "count": 4, "machine_readable": 2, "types": {"pdf": 1, "docx": 1, "xlsx": 1, "unknown": 1},
    }  # fmt: skip
    documents = facts["documents"]
    assert (documents["dated"], documents["date_on_page"], documents["acts"]) == (1, 0, 1)
