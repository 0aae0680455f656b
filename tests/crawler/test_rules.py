"""The crawl's small decisions, each for itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools

import pytest

from crawler.blocking import is_challenge, is_maintenance
from crawler.branches import Branches
from crawler.frontier import Candidate, Frontier, Turn
from crawler.politeness import HostGate, HostHealth, retry_after
from crawler.robots import rules_of
from crawler.scrapy_settings import user_agent
from crawler.spiders import spider_of
from crawler.tally import Tally
from crawler.verdict import judge
from store.records import Listed, ListSource

NOW = dt.datetime(2024, 5, 1, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-5", 60),
        ("sớm", 60),
        ("1e3", 60),
        ("Wed, 01 May 2024 12:02:00 GMT", 120),
        ("Wed, 01 May 2024 11:00:00 GMT", 60),
        ("Wed, 01 May 2055 11:00:00", 978217200),
        ("٣", 60),
    ],
)
def test_retry_after_is_read_in_all_its_forms(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


def test_a_gate_lets_one_through_at_a_time_and_keeps_the_pause_after_it() -> None:
    async def walk() -> list[tuple[float, float]]:
        gate, clock = HostGate(), asyncio.get_running_loop().time
        spans: list[tuple[float, float]] = []

        async def one() -> None:
            async with gate.turn("thu.example", 0.05):
                begin = clock()
                await asyncio.sleep(0.02)
                spans.append((begin, clock()))

        await asyncio.gather(one(), one(), one())
        gate.hold("thu.example", 0.2)
        held = clock()
        await one()
        assert spans[-1][0] - held >= 0.2
        return spans[:3]

    spans = asyncio.run(walk())
    assert all(later[0] - earlier[1] >= 0.05 for earlier, later in itertools.pairwise(spans))


def test_a_gate_takes_a_host_and_its_www_for_one() -> None:
    async def walk() -> float:
        gate, clock = HostGate(), asyncio.get_running_loop().time
        gate.hold("WWW.thu.example", 0.2)
        begin = clock()
        async with gate.turn("thu.example", 0):
            return clock() - begin

    assert asyncio.run(walk()) >= 0.19


def test_a_host_is_in_doubt_after_five_failures_in_a_row_and_down_after_seven() -> None:
    health = HostHealth()
    assert [health.failed() for _ in range(4)] == [None] * 4
    assert health.answered(200, home=False) is None
    assert [health.failed() for _ in range(7)] == [None] * 4 + ["in_doubt", None, "host_down"]


def test_a_closed_section_is_no_closed_host() -> None:
    open_home, closed = HostHealth(), HostHealth()
    open_home.answered(200, home=True)
    assert [open_home.answered(403, home=False) for _ in range(9)] == [None] * 9
    assert [closed.answered(403, home=True) for _ in range(5)] == [None] * 4 + ["blocked"]


@pytest.mark.parametrize(
    ("status", "state"),
    [*((status, "allowed") for status in (200, 204, 401, 403, 404, 410)),
     *((status, "unreachable") for status in (304, 429, 500, 502, 503))],
)  # fmt: skip
def test_robots_fail_closed(status: int, state: str) -> None:
    assert rules_of(status, b"", "https://thu.example/robots.txt").state == state


def test_robots_name_delay_and_sitemaps_and_survive_a_mark_and_odd_bytes() -> None:
    lines = (
        b"\xef\xbb\xbfUser-agent: *",
        b"Crawl-delay: 7",
        b"Disallow: /*.pdf$",
        b"Disallow: /c%E1%BB%95ng",
    )
    body = b"\n".join((*lines, b"Sitemap: /s.xml", b"\xff"))
    rules = rules_of(200, body, "https://thu.example/robots.txt")
    assert (rules.delay, rules.sitemaps) == (7, ("https://thu.example/s.xml",))
    assert rules.refusal("https://thu.example/a.pdf") == "robots_disallowed"
    assert rules.refusal("https://thu.example/cổng/a") == "robots_disallowed"
    assert rules.refusal("https://thu.example/a.html") is None


def _wanted(name: str, turn: Turn, source: ListSource = ListSource.LISTING, **keys: int) -> Candidate:
    return Candidate(name, name, turn, Listed(source), **keys)


def test_lists_come_first_then_new_articles_then_further_pages() -> None:
    async def order() -> list[str]:
        frontier = Frontier(in_hand=10)
        for candidate in (
            _wanted("sâu", Turn.NAVIGATION, depth=3), _wanted("nông", Turn.NAVIGATION, depth=1),
            _wanted("trang 2", Turn.PAGER), _wanted("bài cũ", Turn.ITEM, day=1),
            _wanted("bài mới", Turn.ITEM, day=2), _wanted("trang chủ", Turn.SEED),
            _wanted("sitemap", Turn.LIST_FILE),
            # Of a sitemap, without its day of publication: a further page of a list may show it.
            _wanted("bài không ngày", Turn.ITEM, ListSource.SITEMAP),
            _wanted("bài sửa gần đây", Turn.ITEM, ListSource.SITEMAP, day=9),
        ):  # fmt: skip
            frontier.add(candidate)
        taken = []
        while candidate := await frontier.take():
            taken.append(candidate.url)
            frontier.done(candidate)
        return taken

    assert asyncio.run(order()) == [
        "sitemap", "trang chủ", "bài mới", "bài cũ", "trang 2", "bài sửa gần đây", "bài không ngày",
        "nông", "sâu",
    ]  # fmt: skip


def test_a_frontier_waits_for_what_is_in_hand_and_ends_when_nothing_can_come() -> None:
    async def walk() -> None:
        frontier = Frontier(in_hand=1)
        frontier.add(_wanted("một", Turn.ITEM))
        frontier.add(_wanted("hai", Turn.ITEM))
        first = await frontier.take()
        assert first is not None
        second = asyncio.ensure_future(frontier.take())
        await asyncio.sleep(0)
        assert not second.done()
        frontier.done(first)
        taken = await second
        assert taken is not None
        last = asyncio.ensure_future(frontier.take())
        await asyncio.sleep(0)
        assert not last.done()  # what is in hand may still name more
        frontier.done(taken)
        assert await last is None

    asyncio.run(walk())


@pytest.mark.parametrize(
    "waiting",
    [_wanted("mục", Turn.NAVIGATION), _wanted("mục", Turn.ITEM, ListSource.LINK)],
    ids=["page", "item"],
)
def test_what_a_list_may_name_better_waits_for_the_lists_in_hand(waiting: Candidate) -> None:
    async def walk() -> None:
        frontier = Frontier(in_hand=4)
        frontier.add(_wanted("trang 2", Turn.PAGER))
        frontier.add(waiting)
        listing = await frontier.take()
        assert listing is not None
        link = asyncio.ensure_future(frontier.take())
        await asyncio.sleep(0)
        assert not link.done()
        frontier.add(_wanted("bài", Turn.ITEM))
        item = await link
        assert item is not None
        assert item.url == "bài"
        frontier.done(listing)
        last = await frontier.take()
        assert last is not None
        assert last.url == "mục"

    asyncio.run(walk())


def test_a_closed_frontier_hands_out_nothing() -> None:
    async def walk() -> Candidate | None:
        frontier = Frontier(in_hand=1)
        frontier.add(_wanted("một", Turn.ITEM))
        frontier.close()
        return await frontier.take()

    assert asyncio.run(walk()) is None


def test_a_branch_is_closed_after_fifty_fruitless_pages_and_the_others_stay_open() -> None:
    branches = Branches(2024)
    calendar = [f"https://thu.example/lich/2024/{n}" for n in range(60)]
    closed = [branches.closes(url, fruitful=False) for url in calendar]
    assert closed.index(True) == 50
    assert closed.count(True) == 1
    assert branches.is_closed("https://thu.example/lich/khac")
    assert not branches.is_closed("https://thu.example/tin-tuc")
    for url in calendar:
        assert not branches.closes(url.replace("lich", "tin"), fruitful="9" in url)


def test_years_to_come_are_not_followed() -> None:
    branches = Branches(2024)
    assert branches.is_closed("https://thu.example/lich/2026/1")
    assert not branches.is_closed("https://thu.example/lich/2025/1")
    assert not branches.is_closed("https://thu.example/van-ban/9999")


@pytest.mark.parametrize(
    "page",
    [
        '<script>document.cookie="D1N=0a1b";window.location.reload(true);</script>',
        "<script>var a=toNumbers('f6'),c=toNumbers('9');document.cookie=hex(slowAES.decrypt(c,2,a))</script>",
        "<head><title>Just a moment...</title></head><body><div>Checking</div></body>",
        "<title>Attention Required! | Cloudflare</title>" + "x" * 5000,
        "<html>Request unsuccessful. Incapsula incident ID: 12-34</html>",
        "The requested URL was rejected. Please consult with your administrator. Your support ID is: 1",
        "<html><head><title>x</title></head><body><script>go()</script><noscript>JS</noscript></body></html>",
    ],
)  # fmt: skip
def test_challenges_are_recognised(page: str) -> None:
    assert is_challenge(page.encode())


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html><body>Trang trống</body></html>",
        "<html><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script><p>Bài</p></html>",
        '<form><div class="g-recaptcha"></div></form><p>Góp ý</p>',
        "<p>Hướng dẫn nhập mã captcha khi nộp hồ sơ trực tuyến</p>" + "<script></script>" * 100,
    ],
)
def test_good_pages_are_no_challenges(page: str) -> None:
    assert not is_challenge(page.encode())


def test_a_notice_of_maintenance_is_short() -> None:
    notice = "Cổng thông tin điện tử đang được bảo trì. Mong quý vị thông cảm."
    assert is_maintenance(notice)
    assert not is_maintenance(f"Thông báo: {notice} " + "Nội dung văn bản. " * 40)
    assert not is_maintenance("Kế hoạch bảo trì đường bộ năm 2024 của tỉnh")


@pytest.mark.parametrize(
    ("changes", "halted", "expected"),
    [
        ({"items": {1}, "readable": 1}, None, ("ok", None)),
        ({"readable": 5}, None, ("broken", "no_items")),
        ({}, None, ("broken", "no_items")),
        ({"robots_reason": "robots_disallowed"}, None, ("blocked", "robots_disallowed")),
        ({}, "blocked", ("blocked", "blocked")),
        ({"items": {1}}, "challenge", ("blocked", "challenge")),  # listed by a feed, every page refused
        ({"items": {1}, "readable": 3}, "challenge", ("partial", "challenge")),
        ({}, "host_down", ("broken", "host_down")),
        ({}, "interrupted", ("partial", "interrupted")),
        ({"items": {1}, "readable": 3}, "disk_full", ("partial", "disk_full")),
        ({}, "disk_full", ("broken", "disk_full")),
        ({"items": {1}, "readable": 3, "failed_items": 1, "unread": 4}, None, ("partial", "items_failed")),
        ({"items": {1}, "readable": 3, "errors": 1}, None, ("partial", "internal_error")),
    ],
)
def test_verdicts(changes: dict[str, object], halted: str | None, expected: tuple[str, str | None]) -> None:
    tally = Tally()
    for name, value in changes.items():
        setattr(tally, name, value)
    assert judge(tally, halted) == expected


def test_the_agent_names_the_program_its_version_and_a_contact() -> None:
    assert user_agent("a@thu.example", "0.1.0") == "reformwatch/0.1.0 (+a@thu.example)"
    assert user_agent("", "0.1.0") == "reformwatch/0.1.0"


def test_a_platform_without_a_spider_of_its_own_gets_the_generic_one() -> None:
    assert spider_of("liferay_asset").name == "liferay_asset"
    assert spider_of("chua_co").name == "generic"
