"""What a run is worth, what the next one fetches, and what remains of one that was stopped."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store.archive import check, read_record
from store.database import Store, open_store
from tests.crawler.crawling import Crawled, crawl, finish, portal, start
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, robots, sitemap

HOST = "thu.example"


def _open(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'store.sqlite'}")


def _portal_of(count: int) -> dict[str, Page]:
    items = {f"/a{n}": "" for n in range(count)}
    days = {path: f"{2020 + n % 5}-{n % 12 + 1:02}-01" for n, path in enumerate(items)}
    return {"/": listing(items), **{path: article(f"Bài {path}", days[path]) for path in items}}


def _later(home: Path, days: float) -> None:
    """As if the last run had been some days ago."""
    with sqlite3.connect(home / "store.sqlite") as connection:
        connection.execute("update pages set last_fetched = datetime(last_fetched, ?)", (f"-{days} days",))
        connection.execute("update removals set missing_at = datetime(missing_at, ?)", (f"-{days} days",))
    connection.close()


# What is different from a good portal → what the run is worth.
VERDICTS: dict[str, tuple[dict[str, Page], str, str | None]] = {
    "tot": ({}, "ok", None),
    "trong": ({"/": listing({})}, "broken", "no_items"),
    "mat": ({"/": Answer("", 404)}, "broken", "http_404"),
    "khac": ({"/": article("Trang chủ mới")}, "broken", "no_items"),
    "bai_hong": ({"/a1": Answer("", 500)}, "partial", "items_failed"),
    "bai_404": ({"/a1": Answer("", 404)}, "ok", None),
    "bai_410": ({"/a1": Answer("", 410)}, "ok", None),
    "muc_404": ({"/muc": Answer("", 404)}, "partial", "list_failed"),
    "muc_500": ({"/muc": Answer("", 500)}, "partial", "list_failed"),
    "nguon_html": ({"/rss.xml": "<html>không phải nguồn tin</html>"}, "partial", "list_failed"),
    "nguon_404": ({"/rss.xml": Answer("", 404)}, "partial", "list_failed"),
    "so_do_500": ({"/sitemap.xml": Answer("", 500)}, "ok", None),
    "robots_500": (
        {"/robots.txt": robots("Sitemap: /ban-do.xml"), "/ban-do.xml": Answer("", 500)},
        "partial",
        "list_failed",
    ),
    "robots_404": ({"/robots.txt": robots("Sitemap: /ban-do.xml")}, "ok", None),
}  # fmt: skip


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Crawled]:
    home = tmp_path_factory.mktemp("verdicts")
    good = _portal_of(3) | {"/muc": listing({}), "/rss.xml": "<rss><channel/></rss>"}
    hosts = {name: f"{name.replace('_', '-')}.example" for name in VERDICTS}
    pages = good | {
        f"{hosts[name]}{path}": page
        for name, (changes, _, _) in VERDICTS.items()
        for path, page in changes.items()
    }
    keys = {"sections": [{"path": "/muc", "name": "Mục"}], "feeds": ["/rss.xml"]}
    with Site(pages) as site:
        portals = [portal(name, host, **keys) for name, host in hosts.items()]
        return home, crawl(home, portals, site.connect_to(*hosts.values()))


@pytest.mark.parametrize("name", VERDICTS)
def test_a_verdict_is_never_better_than_the_run(judged: tuple[Path, Crawled], name: str) -> None:
    home, done = judged
    _, verdict, reason = VERDICTS[name]
    assert (done.runs[name]["verdict"], done.runs[name]["reason"]) == (verdict, reason)
    with _open(home) as store:
        assert store.runs.last(name)[0].verdict == verdict
        assert (store.runs.last_success(name) is not None) == (verdict == "ok")


def test_everything_that_came_is_in_the_archive(tmp_path: Path) -> None:
    pages = _portal_of(3) | {"/cu": Answer("", 301, {"Location": "/a1"}), "/hong": Answer("Lỗi", 500)}
    pages["/"] = listing({"/a0": "", "/a1": "", "/a2": "", "/cu": "", "/hong": ""})
    with Site(pages) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert done.run["connected_to"] == f"127.0.0.1:{site.port}"
    folder = tmp_path / "warc"
    assert [file.name for file in folder.iterdir()] == [done.run["warc"]]
    checked = check(folder / done.run["warc"])
    assert checked.torn == 0
    assert checked.responses == len(site.hits)
    with _open(tmp_path) as store:
        for document in store.documents.find():
            assert document.warc is not None
            record = read_record(folder, document.warc)
            assert record.url == document.url
            assert document.title in record.body.decode()


def test_the_second_run_asks_for_lists_and_the_newest_only(tmp_path: Path) -> None:
    pages = _portal_of(30) | {"/trong": "<html></html>"}
    pages["/"] = listing({f"/a{n}": "" for n in range(30)}, nav=("/trong",))
    with Site(pages) as site:
        first = crawl(tmp_path, portal(), site.connect_to(HOST))
        asked = len(site.hits)
        second = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert (first.run["new"], second.run["verdict"]) == (30, "ok")
    again = [hit.path for hit in site.hits[asked:]]
    items = [path for path in again if path.startswith("/a")]
    assert sorted(set(again) - set(items)) == ["/", "/robots.txt", "/sitemap.xml"]
    assert len(items) == 2
    assert second.run["seen"] == 30
    assert (second.run["new"], second.run["unchanged"]) == (0, 2)


def test_a_change_that_a_list_shows_is_fetched(tmp_path: Path) -> None:
    def at(stamp: str) -> dict[str, Page]:
        pages = _portal_of(20)
        pages["/"] = listing({})
        pages["/sitemap.xml"] = sitemap(
            *(f"/a{n}" for n in range(20)), lastmod="2025-01-01T00:00:00Z"
        ).replace("<loc>/a7</loc><lastmod>2025-01-01T00:00:00Z", f"<loc>/a7</loc><lastmod>{stamp}")
        return pages

    with Site(at("2025-01-01T00:00:00Z")) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        asked = len(site.hits)
        site.pages = at("2025-02-01T00:00:00Z") | {"/a7": article("Bài bảy, đã sửa", "2020-01-01")}
        second = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert "/a7" in [hit.path for hit in site.hits[asked:]]
    assert second.run["updated"] == 1
    with _open(tmp_path) as store:
        document = store.documents.get(f"https://{HOST}/a7")
    assert document is not None
    assert document.title == "Bài bảy, đã sửa"
    assert [version.number for version in document.versions] == [1, 2]


def test_an_unchanged_page_is_asked_for_with_a_condition(tmp_path: Path) -> None:
    def page(site: Site, hit: Hit) -> Answer:
        if hit.headers.get("if-none-match") == '"v1"':
            return Answer("", 304)
        return Answer(article("Một", "2024-01-01"), headers={"ETag": '"v1"'})

    with Site({"/": listing({"/a1": ""}), "/a1": page}) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        second = crawl(tmp_path, portal(), site.connect_to(HOST))
        third = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert [hit.status for hit in site.hits if hit.path == "/a1"] == [200, 304, 304]
    assert (second.run["unchanged"], third.run["unchanged"]) == (1, 1)
    assert third.run["verdict"] == "ok"
    with _open(tmp_path) as store:
        (state,) = store.pages.known("thu", [f"{HOST}/a1"]).values()
        assert state.document_id is not None
        assert store.documents.count() == 1


def test_a_document_is_gone_after_two_missing_days_not_after_one(tmp_path: Path) -> None:
    pages = _portal_of(1)
    with Site(pages) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        site.pages["/a0"] = Answer("", 404)
        gone = []
        for days in (2.0, 0.0, 2.0):
            _later(tmp_path, days)
            crawl(tmp_path, portal(), site.connect_to(HOST))
            with _open(tmp_path) as store:
                (document,) = store.documents.find()
            gone.append(document.gone is not None)
    assert gone == [False, False, True]
    assert document.text


@pytest.mark.case("T5")
@pytest.mark.case("H10")
def test_a_failure_never_overwrites_a_document(tmp_path: Path) -> None:
    pages = _portal_of(2)
    with Site(pages) as site:
        crawl(tmp_path, portal(), site.connect_to(HOST))
        with _open(tmp_path) as store:
            before = list(store.documents.find())
        for bad in (
            Answer("", 500),
            "<html></html>",
            "",  # an empty answer is no removal either
            '<html><script>document.cookie="D1N=a"</script></html>',
        ):
            site.pages |= {"/a0": bad, "/a1": bad}
            _later(tmp_path, 2)
            crawl(tmp_path, portal(), site.connect_to(HOST))
    with _open(tmp_path) as store:
        after = list(store.documents.find())
    assert [document.title for document in after] == [document.title for document in before]
    assert [(len(document.versions), document.gone) for document in after] == [(1, None), (1, None)]


@pytest.mark.case("O1", guard="contact")
def test_a_real_host_is_not_asked_by_somebody_without_a_name(tmp_path: Path) -> None:
    done = crawl(tmp_path, portal(), {})
    assert done.runs == {}
    assert done.error is not None
    assert done.error.startswith("ContactMissing: A crawl of real hosts needs REFORMWATCH_CONTACT")


@pytest.mark.case("S3", guard="disk-room")
def test_no_crawl_begins_on_a_full_disk(tmp_path: Path) -> None:
    with Site(_portal_of(2)) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST), min_free_mb=1 << 40)
    assert done.error is not None
    assert "MB are free" in done.error
    assert site.hits == []


def _stage(name: str) -> dict[str, object]:
    return {"stages": {f"tests.crawler.plain_reader.{name}": 300}}


def test_a_disk_that_fills_ends_the_run_and_the_next_one_completes_it(tmp_path: Path) -> None:
    with Site(_portal_of(40)) as site:
        full = crawl(tmp_path, portal(), site.connect_to(HOST), **_stage("FullStage"))
        asked = len(site.hits)
        rest = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert (full.run["verdict"], full.run["reason"], full.run["new"]) == ("partial", "disk_full", 2)
    assert asked <= 15
    assert (rest.run["verdict"], rest.run["new"]) == ("ok", 38)


def test_a_fault_of_ours_costs_one_document_and_the_verdict(tmp_path: Path) -> None:
    with Site(_portal_of(4)) as site:
        done = crawl(tmp_path, portal(), site.connect_to(HOST), **_stage("BrokenStage"))
        again = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert (done.run["verdict"], done.run["reason"], done.run["new"]) == ("partial", "internal_error", 3)
    assert (again.run["verdict"], again.run["new"]) == ("ok", 1)


def test_a_portal_whose_run_breaks_leaves_the_others_alone(tmp_path: Path) -> None:
    with Site(_portal_of(2)) as site:
        portals = [portal(), portal("hong", "hong.example", raw_platform="khong_co")]
        done = crawl(tmp_path, portals, site.connect_to(HOST, "hong.example"))
    assert done.runs["thu"]["verdict"] == "ok"
    assert (done.runs["hong"]["verdict"], done.runs["hong"]["reason"]) == ("broken", "internal_error")
    with _open(tmp_path) as store:
        assert store.runs.last("hong")[0].finished_at is not None


def test_a_portal_that_is_being_crawled_is_left_to_the_other_and_others_go_on(tmp_path: Path) -> None:
    with Site(_portal_of(2)) as site, _open(tmp_path) as store:
        held = store.runs.start("thu", connected_to=None, owner="ai đó")
        done = crawl(tmp_path, [portal(), portal("hai", "hai.example")], site.connect_to(HOST, "hai.example"))
        store.runs.heartbeat(held.id)
    assert set(done.runs) == {"hai"}
    assert {"portal": "thu", "what": "busy", "counts": {}} in done.events
    assert {hit.host for hit in site.hits} == {"hai.example"}


def _slow(seconds: float) -> Callable[[Site, Hit], str]:
    def page(site: Site, hit: Hit) -> str:
        time.sleep(seconds)
        return article(f"Bài {hit.path}")

    return page


def _wait_for(site: Site, count: int) -> None:
    """Until the portal was asked for so many pages."""
    deadline = time.monotonic() + 30
    while len(site.hits) < count and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert len(site.hits) >= count


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_runs_cleanly_and_the_next_run_completes_them(tmp_path: Path, number: int) -> None:
    items = {f"/a{n}": "" for n in range(60)}
    pages: dict[str, Page] = {"/": listing(items), **dict.fromkeys(items, _slow(0.03))}
    with Site(pages) as site:
        process = start(
            tmp_path, [portal(), portal("hai", "hai.example")], site.connect_to(HOST, "hai.example")
        )
        _wait_for(site, 30)
        begin = time.monotonic()
        process.send_signal(number)
        done = finish(process)
        assert time.monotonic() - begin < 15
        for run in done.runs.values():
            assert (run["verdict"], run["reason"], run["failed"]) == ("partial", "interrupted", [])
        names = [file.name for file in (tmp_path / "warc").iterdir()]
        assert names
        assert not [name for name in names if name.endswith(".open")]
        rest = crawl(tmp_path, [portal(), portal("hai", "hai.example")], site.connect_to(HOST, "hai.example"))
    assert {run["verdict"] for run in rest.runs.values()} == {"ok"}
    with _open(tmp_path) as store:
        assert store.documents.count() == 120
    for host in (HOST, "hai.example"):
        fetched = [path for path in site.paths(host) if path.startswith("/a")]
        assert len(fetched) <= 60 + 4  # what was in hand, and the newest tenth of undated documents is none


def test_ctrl_c_does_not_wait_for_a_host_that_hangs_or_holds_us_off(tmp_path: Path) -> None:
    asked, ended = threading.Event(), threading.Event()

    def hang(site: Site, hit: Hit) -> str:
        asked.set()
        ended.wait(60)
        return article("Muộn")

    pages: dict[str, Page] = {
        "treo.example/": hang,
        "cho.example/": Answer("", 503, {"Retry-After": "600"}),
    }
    with Site(pages) as site:
        portals = [portal("treo", "treo.example"), portal("cho", "cho.example")]
        process = start(tmp_path, portals, site.connect_to("treo.example", "cho.example"), timeout=60)
        asked.wait(60)
        _wait_for(site, 1)  # of the other: what hangs is counted when it was answered
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        done = finish(process)
        seconds = time.monotonic() - begin
        ended.set()
    assert seconds < 30
    assert {run["reason"] for run in done.runs.values()} == {"interrupted"}


def test_ctrl_c_does_not_wait_for_a_page_that_takes_a_minute_to_read(tmp_path: Path) -> None:
    with Site(_portal_of(2)) as site:
        reader = "tests.crawler.plain_reader.SlowReader"
        process = start(tmp_path, [portal()], site.connect_to(HOST), reader=reader)
        _wait_for(site, 5)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        done = finish(process)
    assert time.monotonic() - begin < 30
    assert (done.run["reason"], done.run["failed"]) == ("interrupted", [])


@pytest.mark.case("O4", guard="rest-closed")
def test_ctrl_c_twice_ends_at_once_and_loses_nothing(tmp_path: Path) -> None:
    with Site(_portal_of(10)) as site:
        reader = "tests.crawler.plain_reader.SlowReader"
        process = start(tmp_path, [portal()], site.connect_to(HOST), reader=reader, grace=60)
        _wait_for(site, 6)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        threading.Event().wait(0.5)
        process.send_signal(signal.SIGINT)
        done = finish(process)
        assert time.monotonic() - begin < 30
        ended = [(run["verdict"], run["reason"]) for run in done.runs.values()]
        assert ended == [("partial", "interrupted")]
        rest = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert rest.run["verdict"] == "ok"
    with _open(tmp_path) as store:
        assert store.documents.count() == 10


def test_a_killed_crawl_loses_nothing(tmp_path: Path) -> None:
    items = {f"/a{n}": "" for n in range(80)}
    pages: dict[str, Page] = {"/": listing(items), **dict.fromkeys(items, _slow(0.005))}
    moments = random.Random(7)
    with Site(pages) as site:
        for _ in range(3):
            process = start(tmp_path, [portal()], site.connect_to(HOST))
            _wait_for(site, len(site.hits) + moments.randint(5, 25))
            process.kill()
        done = crawl(tmp_path, portal(), site.connect_to(HOST))
    assert done.run["verdict"] == "ok"
    with _open(tmp_path) as store:
        assert store.documents.count() == 80
        killed = store.runs.last("thu", 4)[1:]
        assert {(run.verdict, run.reason) for run in killed} == {("broken", "killed")}
    with sqlite3.connect(tmp_path / "store.sqlite") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()
    fetched = [path for path in site.paths() if path.startswith("/a")]
    assert len(fetched) <= 80 + 3 * 4
    archived = [check(file) for file in (tmp_path / "warc").glob("*.warc.gz")]
    assert all(each.torn == 0 for each in archived)
    assert sum(each.responses for each in archived) >= 80
    assert not list((tmp_path / "warc").glob("*.open"))
