from __future__ import annotations

import http.client
import threading
from xml.etree import ElementTree

from samples import SampleServer, connect_to
from samples.sites import sample_sites
from tests.samples.conftest import Fetch

PROVINCE = "mau-bon.example"
DEPARTMENT = "sotttt.mau-mot.example"
DISTRICT = "dakha.mau-hai.example"
OLD = "lethuy.mau-nam.example"


def test_one_port_serves_every_host_by_its_host_header(fetch: Fetch) -> None:
    for site in sample_sites():
        status, headers, body = fetch(site.host, "/")
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert site.office.name in body.decode()


def test_an_unknown_host_and_an_unknown_page_are_not_found(fetch: Fetch) -> None:
    assert fetch("khong-co.example", "/")[0] == 404
    assert fetch(PROVINCE, "/khong-co-trang-nay")[0] == 404
    assert fetch(DISTRICT, "/bai-viet-da-go")[0] == 404


def test_every_request_is_remembered_with_its_target_and_agent(server: SampleServer, fetch: Fetch) -> None:
    before = len(server.hits)
    fetch(DEPARTMENT, "/cai-cach-hanh-chinh?_101_cur=2")
    hit = server.hits[before]
    assert (hit["host"], hit["target"], hit["path"]) == (
        DEPARTMENT,
        "/cai-cach-hanh-chinh?_101_cur=2",
        "/cai-cach-hanh-chinh",
    )
    assert (hit["ua"], hit["method"], hit["status"]) == ("test", "GET", 200)
    assert server.targets(DEPARTMENT)[-1] == "/cai-cach-hanh-chinh?_101_cur=2"


def test_requests_of_many_threads_are_all_remembered(fetch: Fetch, server: SampleServer) -> None:
    before = len(server.hits)
    threads = [threading.Thread(target=fetch, args=(PROVINCE, f"/dong-thoi-{i}")) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(hit["target"] for hit in server.hits[before:]) == sorted(
        f"/dong-thoi-{i}" for i in range(12)
    )


def test_a_kept_connection_answers_one_request_after_another(server: SampleServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/", headers={"Host": PROVINCE})
        response = connection.getresponse()
        assert (response.status, response.version) == (200, 11)
        assert response.read()
    connection.close()


def test_a_head_request_has_the_length_and_no_body(server: SampleServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("HEAD", "/", headers={"Host": PROVINCE})
    response = connection.getresponse()
    assert int(response.getheader("Content-Length") or 0) > 1000
    assert response.read() == b""
    connection.close()


def test_robots_close_the_internal_pages_that_every_home_page_links(fetch: Fetch) -> None:
    for site in sample_sites():
        assert b"Disallow: /noi-bo/" in fetch(site.host, "/robots.txt")[2]
        assert b"/noi-bo/lich-truc.html" in fetch(site.host, "/")[2]
        assert fetch(site.host, "/noi-bo/lich-truc.html")[0] == 200


def test_the_site_map_names_every_story_and_can_be_left_out(fetch: Fetch) -> None:
    site = next(site for site in sample_sites() if site.host == PROVINCE)
    assert f"Sitemap: https://{PROVINCE}/sitemap.xml".encode() in fetch(PROVINCE, "/robots.txt")[2]
    tree = ElementTree.fromstring(fetch(PROVINCE, "/sitemap.xml")[2])
    named = {element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert named == {site.url(story) for story in site.office.stories}
    with SampleServer(sitemap=False) as bare:
        assert bare.answer(PROVINCE, "/sitemap.xml").status == 404
        assert b"Sitemap" not in bare.answer(PROVINCE, "/robots.txt").body


def test_the_feed_holds_the_newest_stories_with_tracking_in_their_links(fetch: Fetch) -> None:
    status, headers, body = fetch(PROVINCE, "/rss/tin-moi.rss")
    items = ElementTree.fromstring(body).findall("./channel/item")
    site = next(site for site in sample_sites() if site.host == PROVINCE)
    assert (status, headers["content-type"]) == (200, "application/rss+xml; charset=utf-8")
    wanted = [f"{site.url(story)}?utm_source=rss" for story in site.office.stories[:10]]
    assert [item.findtext("link") for item in items] == wanted


def test_tracking_parameters_and_their_order_do_not_change_the_page(fetch: Fetch) -> None:
    story = next(site for site in sample_sites() if site.host == PROVINCE).office.stories[0]
    target = f"/{story.section}/{story.slug}-{story.number}.html"
    assert fetch(PROVINCE, f"{target}?utm_source=rss&fbclid=x")[2] == fetch(PROVINCE, target)[2]
    first, second = (fetch(OLD, f"/danh-sach.aspx?{q}")[2] for q in ("cat=1&page=2", "page=2&cat=1&sort=ten"))
    assert first == second


def test_traps_lead_on_without_an_end(fetch: Fetch) -> None:
    assert b'href="/lich-cong-tac/2100/1"' in fetch(PROVINCE, "/lich-cong-tac/2099/12")[2]
    assert b'href="/lich/2031/1"' in fetch(DISTRICT, "/lich/2030/12")[2]
    assert b'href="van-ban/"' in fetch(OLD, "/van-ban/van-ban/van-ban/van-ban/")[2]
    story = next(site for site in sample_sites() if site.host == DEPARTMENT).office.stories[0]
    nested = f"/{story.section}/-/view_content/{story.number}-{story.slug}.html/vi/en/vi.html"
    status, _, body = fetch(DEPARTMENT, nested)
    assert status == 200
    assert f'href="{nested}/en"'.encode() in body


def test_pages_that_are_not_there_may_answer_with_status_200(fetch: Fetch) -> None:
    status, _, body = fetch(DEPARTMENT, "/tai-lieu-huong-dan")
    assert (status, "Không tìm thấy" in body.decode()) == (200, True)
    status, _, body = fetch(PROVINCE, "/kinh-te/bai-da-go-12345.html")
    assert (status, "không tồn tại" in body.decode()) == (200, True)


def test_attachments_are_files_of_their_kind(fetch: Fetch) -> None:
    starts = {"pdf": b"%PDF-1.4", "docx": b"PK\x03\x04", "doc": b"{\\rtf1"}
    seen = set()
    for site in sample_sites():
        for name in {file for story in site.office.stories for file in story.files}:
            status, headers, body = fetch(site.host, f"/documents/20155/{name}")
            suffix = name.rsplit(".", 1)[1]
            assert status == 200
            assert body.startswith(starts[suffix])
            assert not headers["content-type"].startswith("text/")
            seen.add(suffix)
    assert seen == set(starts)


def test_a_file_that_no_story_offers_is_not_found(fetch: Fetch) -> None:
    assert fetch(PROVINCE, "/documents/20155/khac.pdf")[0] == 404


def test_connect_to_sends_each_sample_host_to_the_port(server: SampleServer) -> None:
    assert connect_to(server.port) == server.connect_to
    assert set(server.connect_to.values()) == {("127.0.0.1", server.port)}
