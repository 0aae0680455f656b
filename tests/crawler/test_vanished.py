"""Articles that are gone while lists still name them: the portal is at fault, and nothing is marked gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from store.database import open_store
from store.quarantine import HeldRun
from tests.crawler.crawling import crawl, portal
from tests.crawler.site import Answer, Page, Site, article, listing

HOST = "thu.example"
COUNT = 6


def pages() -> dict[str, Page]:
    paths = [f"/a{number}" for number in range(COUNT)]
    return {"/": listing(dict.fromkeys(paths, "")), **{path: article(f"Bài {path}") for path in paths}}


def run(site: Site, home: Path) -> dict[str, Any]:
    return crawl(home, portal(), site.connect_to(HOST)).run


def days_later(home: Path) -> None:
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("update pages set last_fetched = datetime(last_fetched, '-40 days')")
    connection.close()


def removed(home: Path) -> int:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        return sum(document.gone is not None for document in store.documents.find())


def held(home: Path) -> list[HeldRun]:
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        return store.quarantine.held()


def asked_anew(site: Site, number: int) -> None:
    """Lists show other titles, so that every article is asked for."""
    site.pages["/"] = str(site.pages["/"]).replace(">Tin", f">Tin {number}")


@pytest.mark.parametrize(
    ("gone", "verdict", "reason"),
    [(6, "broken", "no_documents"), (4, "partial", "items_gone"), (3, "partial", "items_gone")],
)
def test_articles_that_lists_name_and_that_are_gone_stay(
    tmp_path: Path, gone: int, verdict: str, reason: str
) -> None:
    with Site(pages()) as site:
        assert run(site, tmp_path)["verdict"] == "ok"
        site.pages |= {f"/a{number}": Answer("", 410) for number in range(gone)}
        days_later(tmp_path)
        asked_anew(site, 1)
        bad = run(site, tmp_path)
        assert (bad["verdict"], bad["reason"], bad["quarantine"]) == (verdict, reason, "held")
        (told,) = [each for each in bad["assertions"] if each["code"] == "items_gone"]
        assert (told["seen"], told["example"]) == (gone, f"https://{HOST}/a0")
        assert removed(tmp_path) == 0
        # The run after it, on the same day, asks for none of them and knows it still.
        assert run(site, tmp_path)["verdict"] == verdict
        site.pages |= {path: page for path, page in pages().items() if path != "/"}
        days_later(tmp_path)
        asked_anew(site, 2)
        assert run(site, tmp_path)["verdict"] == "ok"
    assert (removed(tmp_path), held(tmp_path)) == (0, [])


def test_a_few_among_many_are_noted_and_held_until_lists_drop_them(tmp_path: Path) -> None:
    many = {f"/b{number}": article(f"Tin {number}") for number in range(8)}
    with Site(pages()) as site:
        named = dict.fromkeys([*(path for path in site.pages if path != "/"), *many], "")
        site.pages |= {"/": listing(named), **many}
        run(site, tmp_path)
        site.pages |= {f"/a{number}": Answer("", 410) for number in range(3)}
        days_later(tmp_path)
        asked_anew(site, 1)
        noted = run(site, tmp_path)
        assert (noted["verdict"], noted["reason"], noted["quarantine"]) == ("ok", "items_gone", "held")
        assert removed(tmp_path) == 0
        site.pages["/"] = listing({path: "" for path in named if path not in ("/a0", "/a1", "/a2")})
        days_later(tmp_path)
        assert run(site, tmp_path)["verdict"] == "ok"
    assert (removed(tmp_path), held(tmp_path)) == (3, [])
    assert (noted["removed"], noted["held"]) == (0, 3)


def test_two_that_are_gone_are_removals(tmp_path: Path) -> None:
    with Site(pages()) as site:
        run(site, tmp_path)
        site.pages |= {f"/a{number}": Answer("", 410) for number in range(2)}
        days_later(tmp_path)
        asked_anew(site, 1)
        done = run(site, tmp_path)
        assert (done["verdict"], done["removed"], done["held"]) == ("ok", 2, 0)
        days_later(tmp_path)
        assert run(site, tmp_path)["removed"] == 0
    assert removed(tmp_path) == 2
