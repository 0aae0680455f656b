"""Archives that pages offer: their members are documents, which go and come back with them."""

from __future__ import annotations

from pathlib import Path

from store.records import Attachment, Document, identity
from tests.crawler.site import Answer, Site, article, listing
from tests.crawler.test_attachments import HOST, found, link, offered, run, shift
from tests.filetext.makers import zipped

PATH = "/tep/goi.zip"


def archive(**members: str) -> Answer:
    body = zipped({f"{name}.txt": text for name, text in members.items()})
    return Answer(body, headers={"Content-Type": "application/zip"})


def site_with(answer: Answer) -> Site:
    page = article("Bài 0", "2024-05-01", link(PATH))
    return Site({"/": listing({"/a0": "2024-05-01"}), "/a0": page, PATH: answer})


def member(home: Path, name: str) -> Document:
    return found(home, f"{PATH}!/{name}.txt")


def id_of(name: str) -> str:
    return identity(f"{HOST}{PATH}!/{name}.txt")


def is_gone(home: Path, *names: str) -> list[bool]:
    return [member(home, name).gone is not None for name in names]


def listed(attachment: Attachment) -> dict[str, str | None]:
    return {each.name: each.id for each in attachment.members}


def again(site: Site, home: Path, answer: Answer) -> None:
    """Another run, when it is time to ask for the file once more."""
    site.pages[PATH] = answer
    shift(home, 91)
    run(site, home)


def test_what_an_archive_comes_without_is_gone(tmp_path: Path) -> None:
    with site_with(archive(a="Kế hoạch", b="Phụ lục", d="Danh mục")) as site:
        run(site, tmp_path)
        again(site, tmp_path, archive(a="Kế hoạch", c="Biểu mẫu", d=""))
    assert is_gone(tmp_path, "a", "b", "c", "d") == [False, True, False, False], "d is still listed"
    gone = member(tmp_path, "b").gone
    assert gone is not None
    assert gone.status == 200
    assert listed(offered(tmp_path)) == {"a.txt": id_of("a"), "c.txt": id_of("c"), "d.txt": None}
    assert {member(tmp_path, name).parent for name in "abcd"} == {found(tmp_path, "/a0").id}


def test_members_go_and_come_back_with_their_archive(tmp_path: Path) -> None:
    with site_with(archive(a="Kế hoạch", b="Phụ lục")) as site:
        run(site, tmp_path)
        again(site, tmp_path, Answer("", 410))
        assert is_gone(tmp_path, "a", "b") == [True, True]
        assert listed(offered(tmp_path)) == {"a.txt": id_of("a"), "b.txt": id_of("b")}, "it is still told"
        again(site, tmp_path, archive(a="Kế hoạch", b="Phụ lục sửa"))
    assert is_gone(tmp_path, "a", "b") == [False, False]
    assert listed(offered(tmp_path)) == {"a.txt": id_of("a"), "b.txt": id_of("b")}
    assert (member(tmp_path, "b").text, len(member(tmp_path, "b").versions)) == ("Phụ lục sửa", 2)


def test_a_paper_in_the_place_of_an_archive_ends_its_members(tmp_path: Path) -> None:
    with site_with(archive(a="Kế hoạch", b="Phụ lục")) as site:
        run(site, tmp_path)
        again(site, tmp_path, Answer("%PDF Bản gộp", headers={"Content-Type": "application/pdf"}))
    assert is_gone(tmp_path, "a", "b") == [True, True]
    assert offered(tmp_path).id == identity(f"{HOST}{PATH}")
    assert offered(tmp_path).members == ()
