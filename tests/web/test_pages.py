"""Pages over a real connection: what they show, what they never do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html

from search.indexer import rebuild
from search.web.app import create_app
from search.web.document import local_day, pieces
from search.web.guards import HEADERS, Limits
from search.web.site import Site
from store.database import Store
from tests.measures.test_validated import TTHC, keep
from tests.web.conftest import Web, serving_app
from tests.web.samples import SEEN, TEXT, code, document

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_document_shows_its_facts_and_marks_what_earned_a_theme(web: Web, store: Store) -> None:
    store.documents.save(document(codes=(code("tthc", "một cửa"), code("cds", "nộp qua mạng"))))
    answer = web.ask(f"/documents/{document().id}")
    page = html.fromstring(answer.text)
    assert answer.status == 200
    assert [mark.text for mark in page.iter("mark")] == ["một cửa", "nộp qua mạng"]
    assert all(mark.get("title") for mark in page.iter("mark"))
    assert "".join(page.find_class("text")[0].itertext()) == TEXT
    assert "19/11/2026" in answer.text
    assert 'href="https://cong.office.example/a"' in answer.text


def test_a_document_says_how_good_the_rules_of_its_themes_are(web: Web, store: Store) -> None:
    store.documents.save(document(codes=(code("tthc", "một cửa"), code("cong_vu", "nộp")), codebook="0.1"))
    assert "chưa kiểm chứng, not validated" in web.ask(f"/documents/{document().id}").text
    keep(store, TTHC)
    told = web.ask(f"/documents/{document().id}").text
    assert "precision 0.75 [0.60, 0.85], recall 0.50 [0.40, 0.60], n 132, codebook 0.1; " in told
    assert "chưa kiểm chứng" in told.partition("n 132")[2]  # the other theme


def test_spans_that_overlap_or_lie_outside_leave_the_text_whole() -> None:
    given = document(codes=(code("tthc", "một cửa trả"), code("cds", "trả kết quả"), code("tthc", "một cửa")))
    assert "".join(piece.text for piece in pieces(given.text, "text", given)) == TEXT
    assert "".join(piece.text for piece in pieces("Bộ", "text", given)) == "Bộ"


def test_what_was_scraped_is_text_and_nothing_else(web: Web, store: Store) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>\u202e{{ 7*7 }}'
    store.documents.save(document(title=evil, text=evil, url="javascript:alert(1)", section=evil))
    page = web.ask(f"/documents/{document().id}").text
    tree = html.fromstring(page)
    assert not list(tree.iter("script", "img"))
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]
    assert not [each.get("href") for each in tree.iter("a") if "javascript" in (each.get("href") or "")]
    assert "\u202e" not in page
    assert "49" not in html.fromstring(page).findtext(".//h1")


def test_a_removed_document_says_so(web: Web, store: Store) -> None:
    store.documents.save(document())
    store.documents.mark_gone(document().id, SEEN + dt.timedelta(days=1), 404)
    page = web.ask(f"/documents/{document().id}").text
    assert "Đã gỡ khỏi cổng thông tin: thấy ngày 21/11/2026 (mã 404)" in page
    store.documents.delete(document().id)
    assert web.ask(f"/documents/{document().id}").status == 410


def test_versions_are_listed(web: Web, store: Store) -> None:
    store.documents.save(document())
    store.documents.save(document(text="Văn bản đã sửa.", fetched_at=SEEN + dt.timedelta(days=2)))
    page = html.fromstring(web.ask(f"/documents/{document().id}").text)
    assert [item.get("value") for item in page.findall(".//ol/li")] == ["1", "2"]


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/documents/", "/documents/0123456789abcdef", "/documents/..%2f..%2fetc", "/documents/%00",
     "/watches/nobody.atom", "/watches/..%2f..%2fx.atom", "/static/..%2fapp.py", "/static/%2e%2e/app.py",
     "/docs", "/openapi.json", "/static/nothing.css", "/documents/" + "a" * 9000],
)  # fmt: skip
def test_what_is_not_there_is_answered_with_404(empty: Web, path: str) -> None:
    answer = empty.ask(path)
    assert answer.status == 404
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/"), ("DELETE", "/unsubscribe"), ("PUT", "/about-the-crawler")]
)
def test_a_method_that_a_page_does_not_take_is_answered_with_405(empty: Web, method: str, path: str) -> None:
    answer = empty.ask(path, method)
    assert answer.status == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("path", ["/", "/about-the-crawler", "/static/style.css", "/nothing"])
def test_head_answers_as_get_without_a_body(empty: Web, path: str) -> None:
    got, asked = empty.ask(path), empty.ask(path, "HEAD")
    assert (asked.status, asked.body) == (got.status, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/style.css"])
def test_every_answer_carries_the_headers_that_browsers_obey(empty: Web, path: str) -> None:
    answer = empty.ask(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_pages_load_nothing_from_elsewhere_and_run_nothing(web: Web, store: Store) -> None:
    store.documents.save(document())
    for path in ("/", "/about-the-crawler", "/portals", f"/documents/{document().id}", "/unsubscribe"):
        page = html.fromstring(web.ask(path).text)
        loaded = [each.get("src") or each.get("href") for each in page.iter("img", "link", "script")]
        assert loaded == ["/static/style.css"]
        assert not page.xpath("//*[@style] | //style")


def test_portals_tell_what_their_last_runs_were_worth(web: Web, store: Store) -> None:
    begun = []
    for portal, verdict in (("cong-a", "ok"), ("cong-b", "broken")):
        run = store.runs.start(portal, connected_to=None, owner="test")
        store.runs.finish(replace(run, finished_at=SEEN, verdict=verdict))
        begun.append(run.started_at)
    store.documents.save(document(portal="cong-a"))
    page = html.fromstring(web.ask("/portals").text)
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.iterfind(".//tbody/tr")]
    assert rows == [
        ["cong-b", "20/11/2026", "không đọc được broken", "chưa có none so far", "0"],
        ["cong-a", "20/11/2026", "đọc đủ read", local_day(begun[0]), "1"],
    ]
    assert page.xpath("//div[contains(@class, 'many')]/table"), "narrow cells: all columns fit a telephone"
    assert ".many table" in web.ask("/static/style.css").text


def test_a_strange_host_is_refused(empty: Web) -> None:
    assert empty.ask("/", host="evil.example").status == 400


def test_a_body_without_measure_is_refused(empty: Web) -> None:
    assert empty.ask("/unsubscribe", "POST", content_length="99999999").status == 413


def test_the_page_about_the_crawler_names_it_and_whom_to_write_to(empty: Web) -> None:
    page = empty.ask("/about-the-crawler").text
    assert "reformwatch/1 (+nghien-cuu@office.example)" in page
    assert "robots.txt" in page


def test_too_many_requests_are_put_off_and_the_way_out_never_is(web_with: Callable[..., Web]) -> None:
    web = web_with(rate_limit=1)
    assert web.ask("/").status == 200
    refused = web.ask("/")
    assert refused.status == 429
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert web.ask("/unsubscribe?token=x", "POST").status == 400


def test_an_address_gets_its_rate_back_with_time() -> None:
    now = [0.0]
    limits = Limits(lambda *_: None, rate=60, free="/x", clock=lambda: now[0])  # type: ignore[arg-type,return-value]
    assert [limits._wait("a") for _ in range(60)] == [0.0] * 60
    assert limits._wait("a") == pytest.approx(1.0)
    assert limits._wait("b") == 0.0
    now[0] += 2
    assert [limits._wait("a"), limits._wait("a")] == [0.0, 0.0]
    assert limits._wait("a") > 0


def test_a_defect_shows_a_number_and_nothing_else(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(site)

    def broken() -> None:
        raise ValueError("a secret of the inside")

    app.add_api_route("/broken", broken)
    app.router.routes.insert(0, app.router.routes.pop())
    with serving_app(app) as web:
        answer = web.ask("/broken")
    found = re.search(r"<code>([0-9a-f]{8})</code>", answer.text)
    assert answer.status == 500
    assert found
    assert "secret" not in answer.text
    assert found[1] in caplog.text


def test_a_feed_is_valid_stable_and_holds_what_the_watch_finds(
    web: Web, store: Store, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "watches.yml").write_text('mot-cua:\n  query: "một cửa"\n', encoding="utf-8")
    store.documents.save(document("a", title="Kế hoạch <b>&\x0b một"))
    store.documents.save(document("b", text="Không có gì liên quan."))
    rebuild(store, site.index)
    answer = web.ask("/watches/mot-cua.atom")
    feed = etree.fromstring(answer.body)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Kế hoạch <b>& một"]
    assert feed.findtext(f"{ATOM}updated") == "2026-11-20T03:00:00Z"
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        assert element.findtext(f"{ATOM}id").startswith("urn:uuid:")
        assert element.findtext(f"{ATOM}updated")
    assert web.ask("/watches/mot-cua.atom").body == answer.body
    assert web.ask("/watches/mot-cua.atom", if_none_match=answer.headers["etag"]).status == 304


def test_a_feed_says_how_good_the_rules_of_its_themes_are(
    web: Web, store: Store, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "watches.yml").write_text("a:\n", encoding="utf-8")
    store.documents.save(document(codes=(code("tthc", "một cửa"), code("cong_vu", "nộp")), codebook="0.1"))
    keep(store, TTHC)
    rebuild(store, site.index)
    (entry,) = etree.fromstring(web.ask("/watches/a.atom").body).iter(f"{ATOM}entry")
    words, _, told = entry.findtext(f"{ATOM}summary").partition("\n\n")
    assert "precision" not in words
    assert "precision 0.75 [0.60, 0.85], recall 0.50 [0.40, 0.60], n 132, codebook 0.1; " in told
    assert told.endswith("chưa kiểm chứng, not validated")


def test_a_feed_cuts_masks_and_calms_what_strangers_wrote(
    web: Web, store: Store, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "watches.yml").write_text("a:\n", encoding="utf-8")
    title = "Kế hoạch\r\nmột \u202ecửa\u2066 " + "dài " * 2600
    store.documents.save(document("a", title=title, text="Ông A nghe máy số 0912345678, xin mời gọi."))
    rebuild(store, site.index)
    (entry,) = etree.fromstring(web.ask("/watches/a.atom").body).iter(f"{ATOM}entry")
    told = entry.findtext(f"{ATOM}title")
    assert told.startswith("Kế hoạch một cửa dài")
    assert len(told) <= 200
    assert entry.findtext(f"{ATOM}summary") == "Ông A nghe máy số 091…, xin mời gọi."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('a:\n  query: "(một cửa"\n', "Theo dõi a"),  # it is not asked
        ("a:\n  qery: một cửa\n", "qery"),
        ("a:\n  locality: [D63:482]\n", "D63:482"),  # it goes on, and finds nothing
    ],
)
def test_a_feed_says_what_is_wrong_with_its_watch(web: Web, site: Site, written: str, said: str) -> None:
    (site.home / "watches.yml").write_text(written, encoding="utf-8")
    rebuild(site.store, site.index)
    (entry,) = etree.fromstring(web.ask("/watches/a.atom").body).iter(f"{ATOM}entry")
    assert said in entry.findtext(f"{ATOM}title")


def test_a_page_masks_the_numbers_of_persons(web: Web, store: Store) -> None:
    store.documents.save(
        document(title="Gọi 0912345678", text="Ông A, số 0912345678, căn cước 046123456789.")
    )
    page = web.ask(f"/documents/{document().id}").text
    assert "091…" in page
    assert "345678" not in page


def test_a_feed_without_an_index_asks_to_come_again(web: Web, tmp_path: Path) -> None:
    (tmp_path / "watches.yml").write_text("a:\n", encoding="utf-8")
    answer = web.ask("/watches/a.atom")
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")
