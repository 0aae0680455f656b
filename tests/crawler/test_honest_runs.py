"""What a run claims of itself: how far back it reached, what it left out, what it could not read."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from crawler.branches import Branches
from crawler.portal import portal_from_mapping
from crawler.sitemaps import MAX_ENTRIES
from search.measures.coverage import stretches
from store.coverage import spans_of
from store.database import open_store
from tests.crawler.crawling import Crawled, crawl, finish, portal, start
from tests.crawler.site import Answer, Page, Site, article, listing, sitemap

pytestmark = pytest.mark.timeout(400)  # half a hundred portals in one crawl

HOST = "thu.example"
DAYS = {f"/a{n}": f"2024-05-{n:02}" for n in range(9, 0, -1)}  # newest first, as lists show them
ARTICLES: dict[str, Page] = {path: article(f"Bài {path}", day) for path, day in DAYS.items()}
NEWS = '<url><loc>/a1</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{}</n:news></url>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'
SECTION = {"sections": [{"path": "/muc", "name": "Mục"}]}
TWO = {"sections": [{"path": path, "name": path} for path in ("/muc", "/hai")]}


def _feed(days: dict[str, str]) -> Answer:
    rows = "".join(f"<item><link>{path}</link><pubDate>{day}</pubDate></item>" for path, day in days.items())
    return Answer(f"<rss><channel>{rows}</channel></rss>", headers={"Content-Type": "text/xml"})


def _paged(days: dict[str, str]) -> dict[str, Page]:
    """Three items on a page, and the last page names no further one."""
    items = list(days.items())
    pages: dict[str, Page] = {}
    for first in range(0, len(items), 3):
        number = first // 3 + 1
        pager = (f"/?page={number + 1}",) if first + 3 < len(items) else ()
        pages["/" if number == 1 else f"/?page={number}"] = listing(dict(items[first : first + 3]), pager)
    return pages


def _lists(count: int, names: str, at: str = "/ds?muc={}") -> dict[str, Page]:
    """A home page that leads to `count` lists of one address, each with an article: `names` says which."""
    lists: dict[str, Page] = {at.format(n): listing({names.format(n % 8 + 1): ""}) for n in range(count)}
    return {
        "/": listing({"/a1": ""}, nav=tuple(lists)),
        **lists,
        **{f"/b{n}": article(f"Bài b{n}") for n in range(1, 9)},
    }


def _deep(item: str) -> dict[str, Page]:
    """Menus that go on for twelve steps, each page of them with one item."""
    steps = {f"/sau-{n}": listing({item.format(n): ""}, nav=(f"/sau-{n + 1}",)) for n in range(12)}
    return {
        "/": listing({"/a1": ""}, nav=("/sau-0",)),
        **steps,
        **{f"/b{n}": article(f"Bài b{n}") for n in range(12)},
    }


REDIRECT = Answer("", 302, {"Location": "/"})
FOREIGN = [f"https://khac.example/{n}" for n in range(MAX_ENTRIES + 1)]

# What the portal serves besides its articles, what its file says besides its address → the run.
# verdict and reason:
JUDGED: dict[str, tuple[dict[str, Page], dict[str, Any], tuple[str, str | None]]] = {
    "khong_bai_nao_doc_duoc": (dict.fromkeys(DAYS, "<html>x</html>"), {}, ("broken", "no_content")),
    "khong_con_bai_nao": ({path: Answer("", 404) for path in DAYS}, {}, ("broken", "no_documents")),
    "mot_bai_khong_doc_duoc": ({"/a3": "<html>x</html>"}, {}, ("partial", "items_failed")),
    "tuan_vang": ({}, {"crawl": {"since": dt.date(2024, 6, 1)}}, ("ok", None)),
    "muc_tot": ({"/muc": listing({})}, SECTION, ("ok", None)),
    "muc_khong_doc_duoc": ({"/muc": "<html>Không tìm thấy</html>"}, SECTION, ("partial", "list_failed")),
    "muc_la_bai": ({"/muc": article("Giới thiệu")}, SECTION, ("partial", "list_failed")),
    "muc_ve_trang_chu": ({"/muc": REDIRECT}, SECTION, ("partial", "list_failed")),
    "muc_dang_nhap": ({"/muc": Answer("", 302, {"Location": "/login"}), "/login": "<html></html>"},
                      SECTION, ("partial", "list_failed")),
    "muc_doi_cho": ({"/muc": Answer("", 302, {"Location": "/muc-moi"}), "/muc-moi": listing({"/a1": ""})},
                    SECTION, ("ok", None)),
    "hai_muc_mot_cho": ({"/muc": Answer("", 302, {"Location": "/chung"}), "/chung": listing({"/a1": ""}),
                         "/hai": Answer("", 302, {"Location": "/chung"})}, TWO, ("partial", "list_failed")),
    "nguon_ve_trang_chu": ({"/rss.xml": REDIRECT}, {"feeds": ["/rss.xml"]}, ("partial", "list_failed")),
    "ba_muoi_muc": (_lists(30, "/b{}") | {f"/ds?muc={n}": listing({f"/c{n}": ""}) for n in range(20)}
                    | {f"/c{n}": article(f"Bài c{n}") for n in range(20)}, {}, ("partial", "trap")),
    "bo_loc": (_lists(30, "/a{}") | {"/": listing(DAYS, nav=tuple(f"/ds?muc={n}" for n in range(30)))},
               {}, ("ok", "trap")),
    "sau_co_bai": (_deep("/b{}"), {}, ("partial", "limits")),
    "sau_khong_bai": (_deep("/a1"), {}, ("ok", "limits")),
    "so_do_qua_dai": ({"/sitemap.xml": sitemap(*FOREIGN)}, {}, ("partial", "limits")),
    "trang_qua_dai": ({"/": listing(dict.fromkeys([*DAYS, *FOREIGN[:5000]], ""))}, {}, ("partial", "limits")),
    "so_do_qua_sau": ({"/sitemap.xml": INDEX.format("<sitemap><loc>/1.xml</loc></sitemap>"),
                       "/1.xml": INDEX.format("<sitemap><loc>/2.xml</loc></sitemap>"),
                       "/2.xml": sitemap("/a1", "/3.xml")}, {}, ("partial", "trap")),
    "trang_sau_khong_con": ({"/": listing(DAYS, pager=("/?trang=2",))}, {}, ("ok", "pages_missing")),
    "trang_sau_hong": ({"/": listing(DAYS, pager=("/?trang=2",)), "/?trang=2": Answer("", 500)},
                       {}, ("partial", "list_failed")),
    "tu_choi": ({"/": Answer("không", 403)}, {}, ("blocked", "blocked")),
    "tu_choi_bai": ({"/": Answer("", 403), "/rss.xml": _feed(dict.fromkeys(("/b1", "/b2"), "")),
                     "/b1": Answer("", 401), "/b2": Answer("", 406)},
                    {"feeds": ["/rss.xml"]}, ("blocked", "blocked")),
    "tu_choi_va_hong": ({"/": Answer("", 403), "/muc": Answer("", 404)}, SECTION, ("broken", "http_404")),
}  # fmt: skip

# the first day that was reached, and whether all of history was:
REACHED: dict[str, tuple[dict[str, Page], dict[str, Any], tuple[str | None, bool]]] = {
    "mot_trang": ({}, {}, ("2024-05-01", False)),  # perhaps with a pager that we do not recognise
    "cua_so": ({}, {"crawl": {"since": dt.date(2024, 5, 4)}}, ("2024-05-04", False)),
    "cua_so_rong": ({}, {"crawl": {"since": dt.date(2020, 1, 1)}}, ("2024-05-01", False)),
    "nguon": ({"/": listing({}), "/rss.xml": _feed(DAYS)}, {"feeds": ["/rss.xml"]}, ("2024-05-01", False)),
    "ghim": ({"/": listing({"/cu": "2015-01-01"} | DAYS), "/cu": article("Cũ", "2015-01-01")}, {},
             ("2024-05-01", False)),
    "het_cac_trang": (_paged(DAYS), {}, ("2024-05-01", True)),
    "het_cac_trang_trong_cua_so": (_paged(DAYS), {"crawl": {"since": dt.date(2020, 1, 1)}},
                                   ("2020-01-01", False)),
    "so_do": ({"/": listing({}), "/sitemap.xml": sitemap(*DAYS)}, {}, (None, True)),
    "so_do_tin": ({"/": listing({}), "/sitemap.xml": sitemap().replace(
        "</urlset>", NEWS.format("<n:publication_date>2024-05-01</n:publication_date>") + "</urlset>")},
        {}, ("2024-05-01", False)),
    "so_do_thieu": ({"/sitemap.xml": INDEX.format(
        "<sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap>"),
        "/1.xml": sitemap(*DAYS)}, {}, ("2024-05-01", False)),
    "het_trang_nhung_loi": (_paged(DAYS) | {"/a3": Answer("", 500)}, {}, ("2024-05-01", False)),
    "het_trang_nhung_bay": (_paged(DAYS) | {"/?page=3": listing({"/a1": "2024-05-01"}, nav=("/sau-0",))}
                            | {f"/sau-{n}": listing({}, nav=(f"/sau-{n + 1}",)) for n in range(12)},
                            {}, ("2024-05-01", False)),
}  # fmt: skip


def _host(name: str) -> str:
    return f"{name.replace('_', '-')}.example"


def _crawl_all(home: Path, cases: dict[str, Any]) -> Crawled:
    own = {f"{_host(name)}{path}": page for name, case in cases.items() for path, page in case[0].items()}
    with Site({"/": listing(DAYS), **ARTICLES, **own}) as site:
        portals = [portal(name, _host(name), **case[1]) for name, case in cases.items()]
        # A list of 50,001 addresses takes a busy machine longer than the usual three seconds to send.
        return finish(start(home, portals, site.connect_to(*map(_host, cases)), timeout=30), 300)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return _crawl_all(tmp_path_factory.mktemp("honest"), JUDGED | REACHED)


@pytest.mark.parametrize("name", JUDGED)
def test_what_was_left_out_or_unread_is_in_the_verdict(crawled: Crawled, name: str) -> None:
    run = crawled.runs[name]
    assert (run["verdict"], run["reason"]) == JUDGED[name][2]
    assert run["complete_lists"] is False


@pytest.mark.parametrize("name", REACHED)
def test_a_run_reached_back_to_what_it_read_and_no_further(crawled: Crawled, name: str) -> None:
    run = crawled.runs[name]
    assert (run["reached_back"], run["complete_lists"]) == REACHED[name][2]


def test_a_run_with_a_window_leaves_older_weeks_unobserved(tmp_path: Path) -> None:
    with Site(ARTICLES | _paged(DAYS)) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST), since="2024-05-04")
        narrow = _weeks(tmp_path)
        crawl(tmp_path, portal(), site.connect_to(HOST))
        whole = _weeks(tmp_path)
    assert narrow == {"2024-W10": "not_covered", "2024-W18": "partial", "2024-W19": "observed"}
    assert set(whole.values()) == {"observed"}


def _weeks(home: Path) -> dict[str, str]:
    declared = portal_from_mapping(portal())
    with open_store(f"sqlite:///{home / 'store.sqlite'}") as store:
        runs = store.runs.last("thu", 9)
    days = (dt.date(2024, 3, 1), dt.date(2024, 5, 12))
    found = stretches([declared], spans_of(runs), days, lambda code: code)
    rows = [row for each in found for row in each.rows()]
    return {row.period: row.state for row in rows if row.period in ("2024-W10", "2024-W18", "2024-W19")}


def test_what_could_not_be_read_stays_missing_until_it_can(tmp_path: Path) -> None:
    """A page that is not asked again on the same day is no better known for that."""
    with Site(ARTICLES | {"/": listing(DAYS), "/a3": "<html>x</html>"}) as site:
        runs = [crawl(tmp_path, portal(), site.connect_to(HOST)).run for _ in range(2)]
        asked = site.paths().count("/a3")
    assert asked == 1
    assert [(run["verdict"], run["reason"]) for run in runs] == [("partial", "items_failed")] * 2


def test_a_portal_of_which_nothing_was_ever_read_stays_broken(tmp_path: Path) -> None:
    with Site({"/": listing({"/x": ""}), "/x": "<html>x</html>"}) as site:
        runs = [crawl(tmp_path, portal(), site.connect_to(HOST)).run for _ in range(2)]
    assert [run["verdict"] for run in runs] == ["broken", "broken"]


def test_a_run_that_scrapy_ends_early_is_partial_and_says_why(tmp_path: Path) -> None:
    stages = {"tests.crawler.plain_reader.ClosingStage": 300}
    items = {f"/b{n}": "" for n in range(40)}
    with Site({"/": listing(items), **{path: article(path) for path in items}}) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST), stages=stages)
    assert (done.run["verdict"], done.run["reason"]) == ("partial", "memusage_exceeded")
    assert 0 < done.run["new"] < 40
    assert done.run["complete_lists"] is False


def test_a_store_that_refuses_one_run_refuses_no_other(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"):
        pass
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        # A table that has no number left answers as a full disk does.
        connection.execute("create table spent (number integer primary key autoincrement)")
        connection.execute("insert into spent values (9223372036854775807)")
        connection.execute(
            "create trigger no_run before insert on runs when new.portal = 'hai' "
            "begin insert into spent values (null); end"
        )
    connection.close()
    portals = [portal(), portal("hai", "hai.example"), portal("ba", "ba.example")]
    with Site({"/": listing(DAYS), **ARTICLES}) as site:
        done = crawl(tmp_path, portals, site.connect_to(HOST, "hai.example", "ba.example"))
    found = {name: (run["verdict"], run["reason"]) for name, run in done.runs.items()}
    assert found == {"thu": ("ok", None), "hai": ("broken", "disk_full"), "ba": ("ok", None)}


def test_a_part_has_items_of_its_own_if_no_list_elsewhere_names_them() -> None:
    def crowded() -> Branches:
        branches = Branches(2024)
        for n in range(30):
            branches.is_one_too_many(f"https://{HOST}/ds?muc={n}")
        return branches

    branches = crowded()
    branches.names(f"https://{HOST}/ds?muc=1", {1, 2})
    branches.names(f"https://{HOST}/ds?muc=2", {2})
    assert branches.hide_items()
    branches.names(f"https://{HOST}/ds/khac", {1})
    assert branches.hide_items()
    branches.names(None, {2})
    assert not branches.hide_items()
    assert not Branches(2024).hide_items()


def test_a_closed_branch_that_once_had_items_of_its_own_is_a_loss() -> None:
    branches = Branches(2024)
    branches.names(f"https://{HOST}/so/1", {1})
    for n in range(60):
        branches.closes(f"https://{HOST}/so/{n}", fruitful=False)
    assert branches.hide_items()
    branches.names(f"https://{HOST}/tin", {1})
    assert not branches.hide_items()
