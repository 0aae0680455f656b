"""Between two whole readings a list is read down to known ground, and nothing is told by what was left."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from crawler.ground import Chain, goes_down, may_leave, week_of
from crawler.listdates import VIETNAM
from crawler.tally import Tally
from crawler.verdict import reach
from crawler.window import DateWindow
from store.database import Store, open_store
from store.ground import Ground
from store.records import ListSource, Run, identity
from tests.crawler.crawling import Crawled, finish, portal, start
from tests.crawler.site import Answer, Page, Site, article, listing

pytestmark = pytest.mark.timeout(1300)  # a dozen portals in each of four crawls

DAYS = {f"/a{n}": (dt.date(2016, 1, 1) + dt.timedelta(days=3 * n)).isoformat() for n in reversed(range(30))}
PINNED = {f"/p{n}": f"2015-06-{20 - n}" for n in range(10)}
NEW = {"/m1": "2016-06-01"}
BY_TITLE = dict(random.Random(1).sample(sorted(DAYS.items()), len(DAYS)))
UNDATED = {f"/k{n}": "" for n in range(30)}


def _paged(items: Mapping[str, str], at: str = "/") -> dict[str, Page]:
    """Ten items on a page, and numbers that lead to all pages."""
    rows = list(items.items())
    addresses = [at if not first else f"{at}?trang={first // 10}" for first in range(0, len(rows), 10)]
    return {
        address: listing(
            dict(rows[10 * n : 10 * n + 10]), tuple(other for other in addresses if other != address)
        )
        for n, address in enumerate(addresses)
    }


def _with(items: Mapping[str, str], at: int, more: Mapping[str, str]) -> dict[str, str]:
    rows = list(items.items())
    return dict([*rows[:at], *more.items(), *rows[at:]])


def _without(items: Mapping[str, str], *gone: str) -> dict[str, str]:
    return {path: day for path, day in items.items() if path not in gone}


MENU = {
    "/": listing({}, nav=("/lich/1", "/muc")),
    "/lich/1": listing({}, nav=("/lich/2",)),
    "/lich/2": listing({}),
    "/muc": listing({}, nav=("/muc/tin",)),
    "/muc/tin": listing({"/a1": DAYS["/a1"]}),
}
RETITLED = {path: str(page).replace("Tin /a25<", "Tin đã sửa<") for path, page in _paged(DAYS).items()}
# What each portal shows at first, and in the crawls after that from the one named on.
PORTALS: dict[str, dict[int, dict[str, Page]]] = {
    "yen": {0: _paged(DAYS)},
    "moi": {0: _paged(DAYS), 1: _paged(_with(DAYS, 0, NEW))},
    "ghim": {0: _paged(PINNED | DAYS), 1: _paged(_with(PINNED | DAYS, 10, NEW))},
    "theo_ten": {0: _paged(BY_TITLE), 1: _paged(_with(BY_TITLE, 25, NEW))},
    "khong_ngay": {0: _paged(UNDATED), 1: _paged(_with(UNDATED, 25, {"/k30": ""}))},
    "chen": {
        0: _paged(DAYS),
        1: _paged(_with(DAYS, 25, {"/c1": "2016-01-14"})),
        3: _paged(_with(DAYS, 25, {"/c1": "2016-01-14", "/c2": "2016-01-13"})),
    },
    "sua": {0: _paged(DAYS), 1: RETITLED},
    "lich": {0: MENU},
    "roi": {0: _paged(DAYS), 1: _paged(_without(DAYS, "/a3")) | {"/a3": Answer("", 404)}},
    "mat": {0: _paged(DAYS), 1: {f"/a{n}": Answer("", 404) for n in range(4)}},
}
DATED = DAYS | PINNED | NEW | {"/c1": "2016-01-14", "/c2": "2016-01-13"}
ARTICLES: dict[str, Page] = {
    **{path: article(f"Bài {path}", day) for path, day in DATED.items()},
    **{f"/k{n}": article(f"Bài k{n}") for n in range(31)},
}


@dataclass
class Seen:
    """What one crawl of all portals asked for and said."""

    done: Crawled
    asked: dict[str, list[str]]
    stored: dict[str, set[str]] = field(default_factory=dict)

    def lists(self, name: str) -> list[str]:
        return [path for path in self.asked[name] if path in _lists_of(name)]


def _lists_of(name: str) -> set[str]:
    return {path for pages in PORTALS[name].values() for path in pages} - DATED.keys()


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """Two crawls in one week, the others in the next."""
    home = tmp_path_factory.mktemp("ground")
    found: list[Seen] = []
    with Site(ARTICLES) as site:
        for number, weeks_ago in enumerate((None, 0, 1, 0)):
            for name, pages in PORTALS.items():
                shown = {f"{_host(name)}{path}": page for path, page in pages.get(number, {}).items()}
                site.pages |= shown
            if weeks_ago is not None:
                _as_of(home, weeks_ago)
            if number == 1:
                _answered_404(home, "mat", [f"/a{n}" for n in range(4)])
            found.append(_crawl(site, home))
    return found


def _crawl(site: Site, home: Path) -> Seen:
    begin = len(site.hits)
    portals = [portal(name, _host(name)) for name in PORTALS]
    done = finish(start(home, portals, site.connect_to(*map(_host, PORTALS)), timeout=30), 300)
    asked = {name: [hit.path for hit in site.hits[begin:] if hit.host == _host(name)] for name in PORTALS}
    with _open(home) as store:
        stored = {name: set(_stored(store, name)) for name in PORTALS}
    return Seen(done, asked, stored)


def _stored(store: Store, name: str) -> Iterator[str]:
    found = (each for each in store.documents.find() if each.portal == name)
    return (each.url.partition(".example")[2] for each in found if each.url)


def _host(name: str) -> str:
    return f"{name.replace('_', '-')}.example"


def _open(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'store.sqlite'}")


def _as_of(home: Path, weeks: int) -> None:
    """As if all runs so far had begun within the last minutes, or that long before; not at a week's turn."""
    while not 0.0005 < _share_of_week() < 0.9995:
        time.sleep(1)
    now = dt.datetime.now(dt.UTC) - dt.timedelta(weeks=weeks)
    with sqlite3.connect(home / "store.sqlite") as connection:
        newest_first = connection.execute("select id from runs order by started_at desc, id desc").fetchall()
        for number, (id_,) in enumerate(newest_first):
            moment = (now - dt.timedelta(seconds=number)).strftime("%Y-%m-%d %H:%M:%S.%f")
            connection.execute("update runs set started_at = ? where id = ?", (moment, id_))
    connection.close()


def _share_of_week() -> float:
    now = dt.datetime.now(VIETNAM)
    return (now.weekday() + (now.hour * 60 + now.minute) / 1440) / 7


def _answered_404(home: Path, name: str, paths: Sequence[str]) -> None:
    """As if these had been missing two days ago already."""
    with sqlite3.connect(home / "store.sqlite") as connection:
        for path in paths:
            connection.execute(
                "update pages set status = 404, last_fetched = datetime('now', '-2 days') where id = ?",
                (identity(f"{_host(name)}{path}"),),
            )
    connection.close()


# --- What is read ------------------------------------------------------------------------------------------


def test_an_unchanged_list_is_read_down_to_its_first_page(crawls: list[Seen]) -> None:
    first, second, third, fourth = (each.lists("yen") for each in crawls)
    assert sorted(first) == sorted(third) == ["/", "/?trang=1", "/?trang=2"]
    assert second == fourth == ["/"]


def test_a_list_with_something_new_is_read_down_to_a_page_that_is_known_whole(crawls: list[Seen]) -> None:
    second = crawls[1]
    assert "/m1" in second.stored["moi"]
    assert second.lists("moi") == ["/", "/?trang=1", "/?trang=3"]  # there was no fourth page before


def test_a_page_of_old_pinned_items_does_not_hide_what_is_new_below_them(crawls: list[Seen]) -> None:
    second = crawls[1]
    assert "/m1" in second.stored["ghim"]
    assert second.done.runs["ghim"]["lists_left"] == 1


@pytest.mark.parametrize(("name", "path"), [("theo_ten", "/m1"), ("khong_ngay", "/k30")])
def test_a_list_that_is_not_newest_first_is_read_whole(crawls: list[Seen], name: str, path: str) -> None:
    second = crawls[1]
    assert path in second.stored[name]
    assert second.done.runs[name]["lists_left"] == 0


def test_an_item_put_further_down_is_found_within_a_week_and_its_list_is_watched(crawls: list[Seen]) -> None:
    _, second, third, fourth = crawls
    assert "/c1" not in second.stored["chen"]
    assert second.done.runs["chen"]["lists_left"] == 1
    assert "/c1" in third.stored["chen"]
    assert "/c2" in fourth.stored["chen"]
    assert fourth.done.runs["chen"]["lists_left"] == 0


def test_an_item_that_a_list_shows_otherwise_is_no_known_ground(crawls: list[Seen]) -> None:
    assert crawls[1].lists("sua") == ["/", "/?trang=1"]
    assert "/a25" in crawls[1].asked["sua"]


def test_a_page_of_a_menu_without_articles_waits_for_the_next_whole_reading(crawls: list[Seen]) -> None:
    first, second, third, _ = (set(each.asked["lich"]) for each in crawls)
    assert {"/lich/1", "/lich/2"} <= first & third
    assert {"/lich/1", "/lich/2"} & second == set()
    assert {"/", "/muc", "/muc/tin"} <= second  # what leads to articles does not wait
    assert crawls[1].done.runs["lich"]["lists_left"] == 1


# --- What is told ------------------------------------------------------------------------------------------


def test_a_run_that_left_lists_says_so_and_claims_no_more_than_it_read(crawls: list[Seen]) -> None:
    first, second, third, _ = (each.done.runs["yen"] for each in crawls)
    assert {run["verdict"] for run in (first, second, third)} == {"ok"}
    told = [(run["lists_left"], run["complete_lists"], run["reached_back"]) for run in (first, second, third)]
    assert told == [(0, True, "2016-01-01"), (1, False, DAYS["/a20"]), (0, True, "2016-01-01")]


def test_what_left_a_list_is_asked_for_when_that_was_read_whole(crawls: list[Seen]) -> None:
    assert ["/a3" in each.asked["roi"] for each in crawls[1:3]] == [False, True]


def test_what_is_gone_and_was_named_is_held_though_its_list_was_left(crawls: list[Seen]) -> None:
    run = crawls[1].done.runs["mat"]
    assert run["lists_left"] == 1
    (told,) = run["assertions"]
    assert (told["code"], told["seen"], run["held"]) == ("items_gone", 4, 4)


def test_a_run_reached_back_to_where_it_left_its_lists() -> None:
    tally = Tally(read_whole=True, earliest=dt.date(2016, 1, 1))
    assert reach(tally, "ok", DateWindow(), dt.date(2026, 1, 1)) == (dt.date(2016, 1, 1), True)
    tally.leaves(dt.date(2020, 5, 1).toordinal())
    tally.leaves(dt.date(2018, 5, 1).toordinal())
    assert reach(tally, "ok", DateWindow(), dt.date(2026, 1, 1)) == (dt.date(2020, 5, 1), False)


# --- When all is read --------------------------------------------------------------------------------------

MONDAY = dt.datetime(2026, 11, 30, 0, 0, tzinfo=VIETNAM)
NO_WINDOW = (None, None)


def _runs(store: Store, *ended: Mapping[str, object]) -> Run:
    """Runs that ended as told, an hour apart, and one that goes on, begun on Tuesday."""
    now = MONDAY + dt.timedelta(days=1, hours=9)
    for number, told in enumerate(ended):
        run = store.runs.start("thu", connected_to=None, owner="thử")
        store.runs.finish(replace(run, **({"verdict": "ok"} | told)))  # type: ignore[arg-type]
        _start(store, run, now - dt.timedelta(hours=len(ended) - number))
    return replace(store.runs.start("thu", connected_to=None, owner="thử"), started_at=now)


def _start(store: Store, run: Run, at: dt.datetime) -> None:
    file = store.url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        moment = at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        connection.execute("update runs set started_at = ? where id = ?", (moment, run.id))
    connection.close()


@pytest.mark.parametrize(
    ("ended", "leaves"),
    [
        ([], False),
        ([{}], True),
        ([{}, {"lists_left": 3}], True),
        ([{}, {"verdict": "partial"}], False),
        ([{}, {"verdict": "partial"}, {}], True),
        ([{}, {"since": dt.date(2026, 1, 1)}], False),
        ([{"lists_left": 3}], False),
    ],
)
def test_lists_are_left_after_good_runs_that_follow_a_whole_one(
    tmp_path: Path, ended: list[Mapping[str, object]], leaves: bool
) -> None:
    with _open(tmp_path) as store:
        assert may_leave(store, _runs(store, *ended), NO_WINDOW) is leaves


def test_the_first_run_of_a_week_reads_all(tmp_path: Path) -> None:
    with _open(tmp_path) as store:
        run = _runs(store, {})
        (whole,) = store.runs.good("thu", 1)
        for at, leaves in ((MONDAY, True), (MONDAY - dt.timedelta(seconds=1), False)):
            _start(store, whole, at)
            assert may_leave(store, run, NO_WINDOW) is leaves


def test_weeks_are_those_of_vietnam() -> None:
    assert week_of(dt.datetime(2026, 11, 29, 16, 59, tzinfo=dt.UTC)) == (2026, 48)
    assert week_of(dt.datetime(2026, 11, 29, 17, 0, tzinfo=dt.UTC)) == (2026, 49)


# --- Known ground ------------------------------------------------------------------------------------------


def _days(*days: int) -> dict[int, int | None]:
    return {1000 + day: day for day in days}


def _chain(newest: int) -> Chain:
    return Chain(Ground("x", dt.date.fromordinal(newest)), may_be_left=True, today=1000)


def test_days_go_down_in_most_steps_or_say_nothing() -> None:
    assert goes_down([9, 9, 8, None, 7, 6, 5])
    assert goes_down([2, 9, 8, 7, 6, 5])  # one pinned
    assert not goes_down([9, 8, 7, 6])
    assert not goes_down([5, 6, 7, 8, 9])
    assert not goes_down([9, 9, 9, 9, 9, 9])
    assert not goes_down([9, 5, 8, 6, 7, 3, 4, 1, 2])
    assert not goes_down([None] * 20)


@pytest.mark.parametrize(
    ("items", "unknown", "newest", "is_known"),
    [
        (range(60, 50, -1), [], 60, True),
        (range(60, 51, -1), [], 60, False),  # nine
        (range(60, 50, -1), [1055], 60, False),
        (range(60, 50, -1), [], 61, False),  # what was the newest is not there
        ([2000, *range(59, 50, -1)], [], 60, False),  # a day to come is none
        (range(50, 61), [], 60, False),
    ],
)
def test_known_ground(items: Iterable[int], unknown: list[int], newest: int, is_known: bool) -> None:
    chain, shown = _chain(newest), _days(*items)
    chain.read(shown, known=set(shown) - set(unknown), new=unknown)
    assert chain.is_known is is_known


def test_items_of_short_pages_are_counted_together_and_repeated_ones_once() -> None:
    chain = _chain(60)
    pages = [_days(60, *range(59 - 4 * n, 55 - 4 * n, -1)) for n in range(4)]
    known = {item for page in pages for item in page}
    seen = []
    for page in pages:
        chain.read(page, known=known, new=())
        seen.append(chain.is_known)
    assert seen == [False, False, True, True]


def test_a_new_item_below_known_ground_is_noted_and_one_above_it_is_not() -> None:
    for first, below in (({1070}, False), (set(), True)):
        chain = _chain(60)
        pages = [_days(70, *range(60, 50, -1)), _days(*range(50, 40, -1)), _days(45, 39)]
        known = {item for page in pages for item in page} - {1070, 1039}
        known |= {1070} - first
        for page in pages[: 2 if first else 3]:
            chain.read(page, known=known, new={item for item in page if item not in known})
        assert chain.found_below is below


# --- The store ---------------------------------------------------------------------------------------------


def test_two_lists_are_compared_in_the_last_run_that_left_none(tmp_path: Path) -> None:
    with _open(tmp_path) as store:
        for left in (0, 1):
            run = store.runs.start("thu", connected_to=None, owner="thử")
            for source in (ListSource.SITEMAP, ListSource.LISTING):
                for path in ("/a1", "/a2")[: 2 - left]:
                    store.pages.discovered(run.id, f"thu.example{path}", f"https://thu.example{path}", source)
            store.runs.finish(replace(run, verdict="ok", lists_left=left))
        found = store.lists.newest("thu")
        assert store.runs.good("thu", 9)[0].lists_left == 1
    assert found is not None
    assert (found.first, found.second, found.both) == (2, 2, 2)


def test_ground_is_kept_as_the_last_good_run_tells_it(tmp_path: Path) -> None:
    mine = [Ground("a", dt.date(2026, 11, 1), dt.date(2026, 11, 30)), Ground("b", None)]
    with _open(tmp_path) as store:
        store.grounds.keep("thu", [Ground("c", None)])
        store.grounds.keep("thu", mine)
        store.grounds.keep("khac", [Ground("a", None)])
        assert store.grounds.of("thu") == {each.page_id: each for each in mine}
