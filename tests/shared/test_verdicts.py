"""Every article of the saved portals, with the verdict of a person: what is taken for reform and is none.

The verdicts stand in tests/gold/portal-verdicts.csv: `coded` are those of two readers, `read` those of one
who looked at title and lead of each; `border` are cases on which the codebook leaves room (security of
networks, a contest for a logo, test entries), and count neither way.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest

from crawler.portal import Portal, builtin_folder, load_portals
from pipelines.reading import read_page
from store.records import Document, RawPage, identity
from tests.conftest import PROJECT

pytestmark = [pytest.mark.shared, pytest.mark.timeout(300)]

VERDICTS = PROJECT / "tests" / "gold" / "portal-verdicts.csv"
NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def test_no_more_than_two_in_a_hundred_other_articles_are_taken_for_reform(shared: Path) -> None:
    verdicts = {row["url"]: row["verdict"] for row in rows(VERDICTS)}
    saved = {
        row["url"]: row["file"] for row in rows(shared / "portals" / "INDEX.csv") if row["kind"] == "detail"
    }
    assert saved.keys() == verdicts.keys()
    portals = {host: portal for portal in load_portals([builtin_folder()]).values() for host in portal.hosts}
    read = [(verdict, document(shared, url, saved[url], portals)) for url, verdict in verdicts.items()]
    false = [found.url for verdict, found in read if verdict == "other" and found.is_reform]
    missed = [found.url for verdict, found in read if verdict == "reform" and not found.is_reform]
    others, reform = (sum(verdict == kind for verdict, _ in read) for kind in ("other", "reform"))
    assert others > 250
    assert len(false) <= 0.02 * others, false
    assert len(missed) <= 0.03 * reform, missed


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(shared: Path, url: str, file: str, portals: Mapping[str, Portal]) -> Document:
    """The article of a saved page; a page without a text has its title only."""
    portal = portals[Path(file).parts[0]]
    body = (shared / "portals" / file).read_bytes()
    page = RawPage(identity(url), url, url, portal.id, 200, (("content-type", "text/html"),), body, NOW)
    found = read_page(page, portal).document
    assert found is not None, file
    return found
