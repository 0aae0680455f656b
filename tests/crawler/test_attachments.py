"""The files of articles: asked for after the pages, once, politely, and kept whatever became of them."""

from __future__ import annotations

import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from store.archive import read_record
from store.database import Store, open_store
from store.records import Attachment, Document, identity
from tests.crawler.crawling import crawl, finish, portal, start
from tests.crawler.site import Answer, Hit, Page, Site, article, listing, robots

HOST, OTHER = "thu.example", "tep.example"
PDF = {"Content-Type": "application/pdf"}


def link(url: str, name: str = "Kế hoạch") -> str:
    return f'<a class="file" href="{url}">{name}</a>'


def pdf(text: str = "Nội dung tệp") -> Answer:
    return Answer(f"%PDF {text}", headers=PDF)


def pages(count: int = 3, **more: Page) -> dict[str, Page]:
    """Articles of which each offers a file of its own."""
    found: dict[str, Page] = {"/": listing({f"/a{n}": f"2024-05-0{n + 1}" for n in range(count)})}
    for n in range(count):
        found[f"/a{n}"] = article(f"Bài {n}", f"2024-05-0{n + 1}", link(f"/tep/{n}.pdf"))
        found[f"/tep/{n}.pdf"] = pdf(f"Nội dung tệp {n}")
    return found | more


def opened(home: Path) -> Store:
    return open_store(f"sqlite:///{home / 'store.sqlite'}")


def found(home: Path, path: str, host: str = HOST) -> Document:
    with opened(home) as store:
        document = store.documents.get(identity(f"{host}{path}"))
    assert document is not None, path
    return document


def offered(home: Path, path: str = "/a0") -> Attachment:
    (attachment,) = found(home, path).attachments
    return attachment


def asked(site: Site, since: int = 0) -> list[str]:
    return [hit.path for hit in site.hits[since:] if "/tep/" in hit.path]


def shift(home: Path, days: float) -> None:
    """As if all that was done had been done so many days earlier."""
    moved = {"pages": ["last_fetched"], "runs": ["started_at", "finished_at"], "removals": ["missing_at"],
             "files": ["asked_at", "again_at"], "versions": ["seen_at"]}  # fmt: skip
    with sqlite3.connect(home / "store.sqlite") as connection:
        for table, columns in moved.items():
            for column in columns:
                connection.execute(f"update {table} set {column} = datetime({column}, ?)", (f"{-days} days",))
    connection.close()


def run(site: Site, home: Path, **options: Any) -> dict[str, Any]:
    return crawl(home, portal(**options.pop("declared", {})), site.connect_to(HOST, OTHER), **options).run


def test_a_file_is_a_document_of_its_page(tmp_path: Path) -> None:
    with Site(pages()) as site:
        done = run(site, tmp_path)
        assert (done["verdict"], done["new"], done["unchanged"]) == ("ok", 3, 0)
        assert (done["attachments"], done["failed"]) == (3, [])
        assert [hit.path for hit in site.hits][-3:] == ["/tep/2.pdf", "/tep/1.pdf", "/tep/0.pdf"]
    page, file = found(tmp_path, "/a0"), found(tmp_path, "/tep/0.pdf")
    assert (file.parent, file.text, file.published) == (page.id, "Nội dung tệp 0", page.published)
    attachment = offered(tmp_path)
    assert (attachment.id, attachment.pages, attachment.text_source) == (file.id, 1, "layer")
    assert (attachment.bytes, attachment.flags) == (len("%PDF Nội dung tệp 0".encode()), ())
    assert file.warc == attachment.warc
    assert file.warc is not None
    assert read_record(tmp_path / "warc", file.warc).body == "%PDF Nội dung tệp 0".encode()
    assert len(page.versions) == len(file.versions) == 1


def test_a_second_run_asks_for_no_file_again(tmp_path: Path) -> None:
    with Site(pages()) as site:
        run(site, tmp_path)
        first = len(site.hits)
        done = run(site, tmp_path)
        assert asked(site, first) == []
    assert (done["attachments"], done["updated"], done["new"]) == (0, 0, 0)
    assert offered(tmp_path).id == identity(f"{HOST}/tep/0.pdf")


def test_the_page_is_named_as_the_referer_and_no_cookie_is_sent(tmp_path: Path) -> None:
    def guarded(site: Site, hit: Hit) -> Answer:
        return pdf() if hit.headers.get("referer") else Answer("<html>Wrong URL</html>")

    more: dict[str, Page] = {"/tep/0.pdf": guarded}
    with Site(pages(1) | more) as site:
        site.pages["/a0"] = Answer(str(site.pages["/a0"]), headers={"Set-Cookie": "phien=1"})
        run(site, tmp_path)
        (hit,) = (hit for hit in site.hits if hit.path == "/tep/0.pdf")
    assert hit.headers["referer"] == f"https://{HOST}/a0"
    assert "cookie" not in hit.headers
    assert offered(tmp_path).id is not None


def test_a_page_in_place_of_a_file_is_never_its_text(tmp_path: Path) -> None:
    with Site(pages(1) | {"/tep/0.pdf": "<html>Wrong URL</html>"}) as site:
        done = run(site, tmp_path)
    assert (done["verdict"], done["attachments"]) == ("ok", 0)
    assert done["failed"] == [{"url": f"https://{HOST}/tep/0.pdf", "reason": "type_mismatch"}]
    assert (offered(tmp_path).id, offered(tmp_path).flags) == (None, ("type_mismatch",))
    with opened(tmp_path) as store:
        assert store.documents.count() == 1


def test_a_file_that_cannot_be_read_is_listed_and_its_bytes_are_kept(tmp_path: Path) -> None:
    with Site(pages(1) | {"/tep/0.pdf": Answer(b"\x00\x01 locked", headers=PDF)}) as site:
        done = run(site, tmp_path)
        run(site, tmp_path)
        assert len(asked(site)) == 1
    attachment = offered(tmp_path)
    assert (done["verdict"], done["attachments"], done["failed"]) == ("ok", 0, [])
    assert (attachment.id, attachment.flags, attachment.bytes) == (None, ("encrypted",), 9)
    assert attachment.warc is not None
    assert read_record(tmp_path / "warc", attachment.warc).body == b"\x00\x01 locked"


def test_a_file_elsewhere_is_fetched_if_its_host_lets_us(tmp_path: Path) -> None:
    more: dict[str, Page] = {
        "/a0": article("Bài 0", "2024-05-01", link(f"https://{OTHER}/tep/x.pdf") + link("https://{OTHER}/")),
        f"{OTHER}/robots.txt": robots("Disallow: /tep/kin/"),
        f"{OTHER}/tep/x.pdf": pdf("Ở nơi khác"),
        "/a1": article("Bài 1", "2024-05-02", link(f"https://{OTHER}/tep/kin/y.pdf")),
    }
    with Site(pages(2) | more) as site:
        done = run(site, tmp_path)
        hits = [hit for hit in site.hits if hit.host == OTHER]
    assert [hit.path for hit in hits] == ["/robots.txt", "/tep/x.pdf"]
    assert "referer" not in hits[1].headers
    assert done["verdict"] == "ok"
    assert found(tmp_path, "/tep/x.pdf", OTHER).parent == identity(f"{HOST}/a0")
    assert offered(tmp_path, "/a1").flags == ("robots_disallowed",)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/tep/x.pdf", "http://10.0.0.1/tep/x.pdf"])
def test_the_address_guard_holds_for_files_and_their_redirects(tmp_path: Path, address: str) -> None:
    more: dict[str, Page] = {
        "/a0": article("Bài 0", "2024-05-01", link(address)),
        "/tep/1.pdf": Answer("", 302, {"Location": address}),
    }
    with Site(pages(2) | more) as site:
        done = run(site, tmp_path)
    assert done["verdict"] == "ok"
    assert offered(tmp_path, "/a0").flags == offered(tmp_path, "/a1").flags == ("blocked_address",)


def test_what_is_never_read_is_not_asked_for(tmp_path: Path) -> None:
    names = ["trinh-bay.ppt", "trinh-bay.pptx", "bang.ods", "van-ban.odt", "anh.png"]
    with Site(pages(1)) as site:
        site.pages["/a0"] = article("Bài 0", "2024-05-01", "".join(link(f"/tep/{name}") for name in names))
        site.pages |= {f"/tep/{name}": pdf(name) for name in names}
        run(site, tmp_path)
        assert asked(site) == ["/tep/trinh-bay.pptx", "/tep/bang.ods", "/tep/van-ban.odt"]
    flags = [each.flags for each in found(tmp_path, "/a0").attachments]
    assert flags == [("unsupported_type",), (), (), (), ("unsupported_type",)]


def test_a_file_over_the_limit_is_not_taken(tmp_path: Path) -> None:
    big = Answer(b"%PDF" + bytes(33 * 1024 * 1024), headers=PDF)
    with Site(pages(1) | {"/tep/0.pdf": big}) as site:
        done = run(site, tmp_path)
    assert done["verdict"] == "ok"
    assert done["failed"] == [{"url": f"https://{HOST}/tep/0.pdf", "reason": "too_large"}]
    assert offered(tmp_path).flags == ("too_large",)


def test_files_never_starve_articles_and_have_a_budget_of_their_own(tmp_path: Path) -> None:
    with Site(pages(6)) as site:
        done = run(site, tmp_path, max_pages=5)
        order = [hit.path for hit in site.hits if hit.path.startswith(("/a", "/tep"))]
        assert (done["pages"], done["verdict"], done["reason"]) == (5, "partial", "page_budget")
        assert order[:3] == ["/a5", "/a4", "/a3"]
        assert sorted(order[3:]) == ["/tep/3.pdf", "/tep/4.pdf", "/tep/5.pdf"]
        site.pages["/a5"] = article("Bài 5", "2024-05-06", "".join(link(f"/tep/5-{n}.pdf") for n in range(9)))
        site.pages |= {f"/tep/5-{n}.pdf": pdf() for n in range(9)}
        for _ in range(3):
            before = len(site.hits)
            shift(tmp_path, 2)
            run(site, tmp_path, max_pages=5)
            assert len(asked(site, before)) <= 5
        assert {path for path in asked(site) if "/5-" in path} >= {"/tep/5-0.pdf", "/tep/5-8.pdf"}


def test_a_failed_file_is_asked_for_again_later_and_later(tmp_path: Path) -> None:
    with Site(pages(1) | {"/tep/0.pdf": Answer("", 404)}) as site:
        asked_on = []
        for day in range(12):
            before = len(site.hits)
            done = run(site, tmp_path)
            assert (done["verdict"], done["failed"]) == ("ok", [])
            asked_on += [day] * len(asked(site, before))
            shift(tmp_path, 1)
        assert asked_on == [0, 1, 3, 7]
        assert offered(tmp_path).flags == ("http_404",)
        site.pages["/tep/0.pdf"] = pdf()
        shift(tmp_path, 8)
        run(site, tmp_path)
    assert (offered(tmp_path).flags, offered(tmp_path).id) == ((), identity(f"{HOST}/tep/0.pdf"))


def test_a_run_is_partial_only_where_all_of_several_files_failed(tmp_path: Path) -> None:
    broken: dict[str, Page] = {f"/tep/{n}.pdf": Answer("", 403) for n in range(6)}
    with Site(pages(6) | broken) as site:
        done = run(site, tmp_path)
        assert (done["verdict"], done["reason"]) == ("partial", "attachments_failed")
        assert {failure["reason"] for failure in done["failed"]} == {"http_403"}
        again = run(site, tmp_path)
    assert again["verdict"] == "ok"


def test_files_that_are_gone_never_change_a_verdict(tmp_path: Path) -> None:
    dead: dict[str, Page] = {f"/tep/{n}.pdf": Answer("", 404 if n % 2 else 410) for n in range(6)}
    with Site(pages(6) | dead) as site:
        done = run(site, tmp_path)
    assert (done["verdict"], done["reason"], done["failed"]) == ("ok", None, [])


def test_a_host_that_fails_only_for_its_files_has_been_read(tmp_path: Path) -> None:
    broken: dict[str, Page] = {f"/tep/{n}.pdf": Answer("", 500) for n in range(7)}
    with Site(pages(9) | broken) as site:
        done = run(site, tmp_path)
    assert (done["verdict"], done["attachments"]) == ("ok", 2)
    assert {failure["reason"] for failure in done["failed"]} <= {"http_500", "host_down"}


def test_a_file_that_two_pages_offer_is_fetched_once_and_known_to_both(tmp_path: Path) -> None:
    with Site(pages(2)) as site:
        site.pages["/a1"] = article("Bài 1", "2024-05-02", link("/tep/0.pdf#trang=2", "Bản kế hoạch"))
        run(site, tmp_path)
        assert asked(site) == ["/tep/0.pdf"]
    file = identity(f"{HOST}/tep/0.pdf")
    assert offered(tmp_path, "/a0").id == offered(tmp_path, "/a1").id == file
    assert found(tmp_path, "/tep/0.pdf").parent == identity(f"{HOST}/a0")


def test_a_page_that_comes_later_knows_the_file_that_is_there(tmp_path: Path) -> None:
    with Site(pages(1)) as site:
        run(site, tmp_path)
        site.pages["/"] = listing({"/a0": "2024-05-01", "/a7": "2024-05-07"})
        site.pages["/a7"] = article("Bài 7", "2024-05-07", link("/tep/0.pdf", "Lại kế hoạch"))
        run(site, tmp_path)
        assert asked(site) == ["/tep/0.pdf"]
    assert offered(tmp_path, "/a7").id == identity(f"{HOST}/tep/0.pdf")
    assert len(found(tmp_path, "/tep/0.pdf").versions) == 1


def test_a_changed_file_under_the_same_address_is_a_version_of_it(tmp_path: Path) -> None:
    with Site(pages(1)) as site:
        site.pages["/tep/0.pdf"] = Answer("%PDF Bản đầu", headers=PDF | {"ETag": '"1"'})
        run(site, tmp_path)
        site.pages["/tep/0.pdf"] = Answer("%PDF Bản sau", headers=PDF | {"ETag": '"2"'})
        shift(tmp_path, 89)
        run(site, tmp_path)
        assert len(asked(site)) == 1
        shift(tmp_path, 2)
        done = run(site, tmp_path)
        assert [hit.headers.get("if-none-match") for hit in site.hits if "/tep/" in hit.path] == [None, '"1"']
    file = found(tmp_path, "/tep/0.pdf")
    assert (file.text, len(file.versions), done["attachments"]) == ("Bản sau", 2, 1)
    assert len(found(tmp_path, "/a0").versions) == 1
    assert offered(tmp_path).sha256 == (file.file and file.file.sha256)


def test_an_unchanged_file_answers_a_condition_and_stays(tmp_path: Path) -> None:
    def same(site: Site, hit: Hit) -> Answer:
        known = hit.headers.get("if-none-match") == '"1"'
        return Answer("", 304) if known else Answer("%PDF Bản đầu", headers=PDF | {"ETag": '"1"'})

    more: dict[str, Page] = {"/tep/0.pdf": same}
    with Site(pages(1) | more) as site:
        run(site, tmp_path)
        shift(tmp_path, 91)
        run(site, tmp_path)
        before = len(site.hits)
        run(site, tmp_path)
        assert (len(asked(site)), asked(site, before)) == (2, [])
    assert found(tmp_path, "/tep/0.pdf").text == "Bản đầu"
    assert offered(tmp_path).warc is not None


def test_a_changed_page_has_its_files_looked_at_again(tmp_path: Path) -> None:
    with Site(pages(1)) as site:
        run(site, tmp_path)
        site.pages["/a0"] = article("Bài 0 sửa", "2024-05-01", link("/tep/0.pdf"))
        site.pages["/tep/0.pdf"] = pdf("Bản sửa")
        for _ in range(2):
            run(site, tmp_path)
    assert found(tmp_path, "/tep/0.pdf").text == "Bản sửa"


def test_a_file_that_is_gone_is_marked_and_kept(tmp_path: Path) -> None:
    with Site(pages(1)) as site:
        run(site, tmp_path)
        site.pages["/tep/0.pdf"] = Answer("", 410)
        shift(tmp_path, 91)
        run(site, tmp_path)
    file = found(tmp_path, "/tep/0.pdf")
    assert file.gone is not None
    assert file.text == "Nội dung tệp 0"
    assert offered(tmp_path).id == file.id


def test_what_an_older_program_left_unfetched_is_fetched(tmp_path: Path) -> None:
    with Site(pages(2)) as site:
        run(site, tmp_path)
        with sqlite3.connect(tmp_path / "store.sqlite") as connection:
            connection.execute("pragma foreign_keys = on")
            for rows in ("files", "pages where kind = 'file'", "documents where parent is not null"):
                connection.execute(f"delete from {rows}")
        connection.close()
        assert run(site, tmp_path)["attachments"] == 2
    assert offered(tmp_path).id == identity(f"{HOST}/tep/0.pdf")


@pytest.mark.parametrize("answered", [2, 4, 6])
def test_a_run_killed_anywhere_loses_no_file_and_doubles_none(tmp_path: Path, answered: int) -> None:
    """Killed with SIGKILL when so many requests beyond the list were answered: articles, then files."""
    with Site(pages(3)) as site:
        crawling = start(tmp_path, [portal()], site.connect_to(HOST), delay=0.02)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if sum(hit.path.startswith(("/a", "/tep")) for hit in site.hits) >= answered:
                break
            time.sleep(0.002)
        crawling.send_signal(signal.SIGKILL)
        crawling.process.join()
        done = finish(start(tmp_path, [portal()], site.connect_to(HOST)))
    assert done.run["verdict"] == "ok"
    with opened(tmp_path) as store:
        documents = {document.key: document for document in store.documents.find()}
        paths = (path for n in range(3) for path in (f"/a{n}", f"/tep/{n}.pdf"))
        assert sorted(documents) == sorted(f"{HOST}{path}" for path in paths)
        assert store.documents.count_versions() == 6
        assert list(store.links.check_database()) == []
    for n in range(3):
        assert documents[f"{HOST}/tep/{n}.pdf"].parent == documents[f"{HOST}/a{n}"].id
        assert [each.id for each in documents[f"{HOST}/a{n}"].attachments] == [
            identity(f"{HOST}/tep/{n}.pdf")
        ]


def test_the_facts_of_a_run_tell_how_many_files_open(tmp_path: Path) -> None:
    more: dict[str, Page] = {"/tep/1.pdf": Answer("", 404), "/tep/2.pdf": Answer(b"\x00 locked", headers=PDF)}
    with Site(pages(4) | more) as site:
        done = run(site, tmp_path)
    with opened(tmp_path) as store:
        facts = store.facts.of(done["id"])
    assert facts is not None
    assert facts["files"] == {
        "offered": 4, "came": 3, "read": 2, "failed": {"encrypted": 1, "http_404": 1}, "unasked": 0,
    }  # fmt: skip
