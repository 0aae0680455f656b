"""After an erasure no file of the data folder says the words, nothing else is lost, and they stay out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commands.erasing import carry_out, keep_erased_out
from search.digest.frozen import freeze, thaw
from search.digest.mail import Mail
from store.archive import WarcWriter, read_record
from store.archives import ArchiveFile
from store.coding_records import proof_of, written
from store.codings import coding_of
from store.database import Store, open_store
from store.deliveries import Due
from store.erased_words import MARK
from store.errors import ArchiveError
from store.members import members
from store.records import Code, Document, WarcRef
from tests.care.homes import NOON, Filling, killed_at, make_home, url_of
from tests.cli.conftest import Call
from tests.measures.calling import run
from tests.store.samples import evidence, later, make

NAME = "Ngô Thị Hoàng Kiếm"
TEXT = f"Bà {NAME} chủ trì buổi họp về cải cách hành chính tại xã."
PDF = b"%PDF-1.4\x00" + bytes(range(256)) * 20


def write(home: Path, store: Store, run: str, answers: list[tuple[str, bytes]]) -> list[WarcRef]:
    archive = WarcWriter(home / "warc", run)
    refs = [archive.write(url, 200, [("Content-Type", "text/html")], body, NOON) for url, body in answers]
    store.archives.note(ArchiveFile(archive.name, None, NOON, archive.records, archive.size))
    archive.close()
    return refs


def page(words: str) -> bytes:
    return f"<html><body><h1>Tin xã</h1><p>{words}</p></body></html>".encode()


def named(refs: list[WarcRef]) -> list[Document]:
    """A document that names the person in its first version and its last, one of a PDF, and one without."""
    found = evidence(TEXT, "cải cách hành chính")
    first = make(
        "p1", title=f"Bà {NAME}", text=TEXT, codes=(Code("cchc", None, 1.0, (found,)),), warc=refs[0]
    )
    return [
        first,
        replace(first, title="Họp", text=f"{TEXT} Sửa.", fetched_at=later(1), warc=refs[1]),
        make("p2", text=f"Danh sách: {NAME}.", warc=refs[2], author=NAME),
        make("p3", text="Không nêu ai.", warc=refs[3]),
    ]


def filled(home: Path) -> Path:
    make_home(home, count=2)
    with open_store(url_of(home)) as store:
        answers = [
            ("https://p1", page(TEXT)),
            ("https://p1", page(f"{TEXT} Sửa.")),
            ("https://p2", PDF),
            ("https://p3", page("Không nêu ai.")),
            ("https://xa.example/danh-sach", page(f"<a href='/p1'>{NAME}</a>")),
        ]
        for document in named(write(home, store, "second", answers)):
            store.documents.save(document)
    (home / "logs").mkdir()
    (home / "logs" / "crawl.log").write_text(f"đọc: {NAME}\n", encoding="utf-8")
    return home


def says(home: Path, words: str = NAME) -> list[str]:
    """The files of a folder that say the words, the records of the archive unpacked."""
    wanted = words.encode()
    found = []
    for path in sorted(home.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.name.endswith(".warc.gz"):
            with path.open("rb") as file:
                data = b"".join(member.data for member in members(file))
        if wanted in data:
            found.append(path.relative_to(home).as_posix())
    return found


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("template") / "home")


@pytest.fixture
def home(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "home"))


@pytest.fixture
def program(home: Path) -> Call:
    return lambda *args, **options: run(home, *args, **options)


def records(file: Path) -> list[tuple[int, int, bytes]]:
    with file.open("rb") as opened:
        return [(member.start, member.end, member.data) for member in members(opened)]


@pytest.mark.case("O6")
def test_no_file_says_the_name(home: Path, program: Call) -> None:
    assert program("index", "rebuild").code == 0
    assert len(says(home)) >= 3
    answer = program("erase", "--text", NAME, "--request", "HS 7", "--json")
    assert answer.code == 0, answer.err
    assert says(home) == []
    assert answer.json["places"]["documents"] == 2
    assert answer.json["places"]["versions"] == 1
    assert answer.json["places"]["log_words"] == 4
    verified = program("verify", "--json")
    assert verified.json["faults"] == []
    assert program("search", f'"{NAME}"', "--json").json["total"] == 0
    assert program("search", "buổi họp", "--json").json["total"] == 1


def test_offsets_and_codes_stay(home: Path, program: Call) -> None:
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    for number in (1, 2):
        found = program("show", named([WarcRef("", 0)] * 4)[0].id, "--json", "--version", str(number)).json
        (code,) = found["codes"]
        (quoted,) = code["evidence"]
        assert found["text"][quoted["start"] : quoted["end"]] == quoted["text"] == "cải cách hành chính"
        assert found["text"].startswith(f"Bà {MARK * 3} {MARK * 3} {MARK * 5} {MARK * 4} chủ trì")
    assert len(found["versions"]) == 2


def test_other_records_stay_byte_for_byte(home: Path, program: Call) -> None:
    before = {name: records(home / "warc" / name) for name in ("first.warc.gz", "second.warc.gz")}
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    after = {name: records(home / "warc" / name) for name in before}
    assert after["first.warc.gz"] == before["first.warc.gz"]
    changed = 0
    for old, new in zip(before["second.warc.gz"], after["second.warc.gz"], strict=True):
        assert old[:2] == new[:2]
        if old == new:
            continue
        changed += 1
        assert identity_of(old[2]) == identity_of(new[2])
        assert b"X-Reformwatch-Erasure: 1" in new[2]
    assert changed == 4


def identity_of(record: bytes) -> list[bytes]:
    names = (b"WARC-Record-ID", b"WARC-Target-URI", b"WARC-Date", b"WARC-Type")
    return [line for line in record.split(b"\r\n") if line.startswith(names)]


def test_a_file_that_no_mask_fits_loses_its_content(home: Path, program: Call) -> None:
    with open_store(url_of(home)) as store:
        document = store.documents.get(make("p2").id)
    assert document is not None
    assert document.warc is not None
    assert read_record(home / "warc", document.warc).body == PDF
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    with pytest.raises(ArchiveError, match="erased at somebody's request"):
        read_record(home / "warc", document.warc)


def test_a_dry_run_changes_nothing(home: Path, program: Call) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*.warc.gz")}
    answer = program("erase", "--text", NAME, "--dry-run", "--json")
    assert answer.json["places"]["documents"] == 2
    assert answer.json["places"]["masked_answers"] == 3
    assert {path: path.read_bytes() for path in home.rglob("*.warc.gz")} == before
    assert program("erase", "--list", "--json").json == {"erasures": []}
    assert "reformwatch.sqlite" in " ".join(says(home))


def test_the_record_of_an_erasure_says_nothing_of_the_person(home: Path, program: Call) -> None:
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    program("erase", "--text", NAME.upper(), "--request", "HS 8", "--no-index")
    (found,) = program("erase", "--list", "--json").json["erasures"]
    assert (found["kind"], found["request"]) == ("words", "HS 7")
    assert found["finished_at"] is not None
    assert found["places"]["documents"] == 2


@pytest.mark.case("O6", guard="swept")
def test_what_comes_in_later_is_masked(home: Path, program: Call) -> None:
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    with open_store(url_of(home)) as store:
        refs = write(home, store, "third", [("https://p1", page(TEXT)), ("https://p9", PDF)])
        saved = store.documents.save(replace(named(refs * 2)[0], fetched_at=later(9)))
        store.documents.save(make("p9", text=TEXT, warc=refs[1]))
        found = store.documents.get(make("p9").id)
        assert saved.status != "new"
        assert found is not None
        assert NAME not in found.text
        assert "third.warc.gz" in " ".join(says(home))
        keep_erased_out(store, home)
    assert says(home) == []
    assert program("verify").code == 0


def test_nothing_is_left_to_try_guesses_of_the_words_on(home: Path, program: Call) -> None:
    """Neither what erased texts were coded from, nor what a page is coded from that says the words again."""
    read = replace(make("p5", text=TEXT), codebook="0.1")
    proofs = [proof_of(digest, read.title, text) for digest in "ab" for text in (TEXT, f"{TEXT} Sửa.")]
    with open_store(url_of(home)) as store:
        store.documents.save(replace(read, coding_proof=proofs[0]))
        _code_beside(store, read, "b")  # out of date from the next line on
        store.documents.save(replace(read, text=f"{TEXT} Sửa.", fetched_at=later(1), coding_proof=proofs[1]))
        store.codings.keep_codebook("0.1", "version: 0.1", NOON)
    assert proof_of("b", read.title, TEXT) in proofs
    assert all(says(home, proof) for proof in proofs[1:3])
    assert program("erase", "--text", NAME, "--request", "HS 7", "--no-index").code == 0
    assert [proof for proof in proofs if says(home, proof)] == []
    with open_store(url_of(home)) as store:
        saved = store.documents.save(replace(read, fetched_at=later(2), coding_proof=proofs[0]))
        assert saved.status == "updated"
    assert [proof for proof in proofs if says(home, proof)] == []


def _code_beside(store: Store, read: Document, digest: str) -> None:
    for batch in store.codings.uncoded("0.2"):
        mine = [(one, written(coding_of(read))) for one in batch if one.id == read.id]
        store.codings.keep("0.2", read.coder, mine, digest)


@pytest.mark.slow
def test_a_file_that_is_ingested_again_is_masked(home: Path, program: Call, tmp_path: Path) -> None:
    file = tmp_path / "tin.txt"
    file.write_text(f"Tin xã\n\n{TEXT}\n", encoding="utf-8")
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    assert program("ingest", str(file), "--no-index").code == 0
    assert says(home) == []


def test_the_words_of_one_document_only(home: Path, program: Call) -> None:
    with open_store(url_of(home)) as store:
        store.documents.save(make("p5", text=f"Khác: {NAME}."))
    answer = program("erase", "--text", NAME, "--document", make("p2").id, "--request", "HS 9", "--no-index")
    assert answer.code == 0, answer.err
    texts = {key: program("show", make(key).id, "--json").json["text"] for key in ("p1", "p2", "p5")}
    assert NAME not in texts["p2"]
    assert NAME in texts["p1"]
    assert NAME in texts["p5"]


def test_a_withdrawn_document_says_so_and_stays_out(home: Path, program: Call) -> None:
    program("index", "rebuild")
    document = named([WarcRef("", 0)] * 4)[0]
    answer = program("erase", "--document", document.id, "--request", "HS 3", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["places"]["documents"] == 1
    assert answer.json["places"]["dropped_answers"] >= 2
    for name in (document.id, "https://p1"):
        shown = program("show", name)
        assert shown.code == 1
        assert "taken out on" in shown.err
        assert "erasure 1" in shown.err
    with open_store(url_of(home)) as store:
        assert store.documents.save(replace(document, warc=None)).status == "unchanged"
        assert store.documents.get(document.id) is None
        write(home, store, "fourth", [("https://p1", page("Tin mới."))])
        keep_erased_out(store, home)
    assert says(home, "Tin mới.") == []
    found = program("search", "buổi họp", "--json")
    assert (found.json["total"], found.json["withdrawn"]) == (0, 1)
    assert "in none of this: documents 1" in found.err
    assert program("measure", "attention", "--json").json["withdrawn"] == 1
    verified = program("verify", "--json").json
    assert verified["faults"] == []
    assert verified["withdrawn"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--text", "Hoà", "--request", "x"),
        ("--text", NAME),
        ("--text", NAME, "--again"),
        ("--document", "0000000000000000", "--url", "https://p1", "--request", "x"),
    ],
)
def test_wrong_use_is_refused(program: Call, wrong: tuple[str, ...]) -> None:
    assert program("erase", *wrong).code == 2


def test_an_unknown_document_is_told(program: Call) -> None:
    assert program("erase", "--document", "0000000000000000", "--request", "x").code == 1


@pytest.mark.slow
def test_a_corpus_says_what_was_erased_from_it(home: Path, program: Call) -> None:
    assert program("corpus", "freeze", "cu").code == 0
    program("erase", "--text", NAME, "--request", "HS 7", "--no-index")
    assert says(home) == []
    verified = program("corpus", "verify", "cu", "--json").json
    assert verified["ok"]
    assert set(verified["redacted"]) >= {make("p1").id, make("p2").id}
    file = home / "corpora" / "cu.sqlite"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes().replace("Không nêu ai.".encode(), "Không nêu au.".encode()))
    assert not program("corpus", "verify", "cu", "--json").json["ok"]


def test_a_run_that_goes_on_is_named_and_finished_later(home: Path, program: Call) -> None:
    with open_store(url_of(home)) as store:
        filling = Filling(store, home, "growing")
        filling.add(77, TEXT)
        answer = program("erase", "--text", NAME, "--request", "HS 7", "--no-index", "--json")
        assert answer.code == 3
        assert any("growing.warc.gz" in sentence for sentence in answer.json["left"])
        filling.close()
    assert program("erase", "--again", "--no-index").code == 0
    assert says(home) == []


@pytest.mark.slow
def test_a_restore_does_not_bring_it_back(home: Path, program: Call, tmp_path: Path) -> None:
    file = tmp_path / "before.tar"
    program("backup", str(file))
    erased = program("erase", "--text", NAME, "--request", "HS 7", "--no-index", "--json")
    assert erased.json["backups"] == [str(file)]
    restored = program("restore", str(file), "--force", "--json")
    assert restored.code == 3
    assert any("erase --again" in sentence for sentence in restored.json["left"])
    assert program("erase", "--again").code == 0
    assert says(home) == []


def test_a_subscriber_is_forgotten_and_not_added_unawares(home: Path, program: Call) -> None:
    assert program("subscribers", "add", "Kiem.Ngo@xa.example").code == 0
    with open_store(url_of(home)) as store:
        (subscriber,) = store.subscribers.all()
        due = Due("2026-W47", "", NOON)
        store.deliveries.freeze(due, freeze(mail_of(TEXT)), [subscriber.id], NOON, "skipped")
    (home / "logs" / "mail.log").write_text("sent to kiem.ngo@xa.example\n", encoding="utf-8")
    assert says(home, "iem.") != []
    answer = program("erase", "--subscriber", "kiem.ngo@XA.example", "--request", "HS 4", "--json")
    assert answer.code == 0, answer.err
    assert answer.json["places"] == {"subscribers": 1, "mails": 1, "log_words": 4}
    assert says(home, "kiem.ngo") == says(home, "Kiem.Ngo") == []
    refused = program("subscribers", "add", "kiem.ngo@xa.example")
    assert refused.code == 1
    assert "--asked-anew" in refused.err
    assert program("subscribers", "add", "kiem.ngo@xa.example", "--asked-anew").code == 0


def test_mails_that_wait_lose_the_words_too(home: Path, program: Call) -> None:
    assert program("subscribers", "add", "lan@xa.example").code == 0
    with open_store(url_of(home)) as store:
        (subscriber,) = store.subscribers.all()
        store.deliveries.freeze(Due("2026-W47", "", NOON), freeze(mail_of(TEXT)), [subscriber.id], NOON)
        (key,) = store.erasing.mails()
    answer = program("erase", "--text", NAME, "--request", "HS 7", "--no-index", "--json")
    assert answer.json["places"]["mails"] == 1
    with open_store(url_of(home)) as store:
        mail = thaw(store.deliveries.mail(key))
    assert not any(NAME in part for part in (mail.subject, mail.text, mail.html, mail.csv.decode()))
    assert mail.text == TEXT.replace(NAME, " ".join(MARK * len(word) for word in NAME.split()))


def mail_of(words: str) -> Mail:
    return Mail("Bản tin", words, f"<p>{words}</p>", "tin.csv", words.encode(), (), is_empty=False)


def _erase(home: Path) -> None:
    with open_store(url_of(home)) as store:
        carry_out(store, home, [store.erasing.begin_words(NAME, "HS 7")], no_index=True)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_erasure_killed_anywhere_is_run_again(template: Path, tmp_path: Path) -> None:
    step = 1
    while killed_at(step, _erase, shutil.copytree(template, tmp_path / f"home-{step}")):
        home = tmp_path / f"home-{step}"
        assert {fault["reason"] for fault in run(home, "verify", "--json").json["faults"]} <= {"erasure"}
        _erase(home)
        assert says(home) == []
        assert run(home, "verify").code == 0
        step += 1
    assert step > 5


def test_json_of_the_manual(program: Call) -> None:
    told: dict[str, Any] = json.loads(program("erase", "--text", NAME, "--dry-run", "--json").out)
    assert set(told) == {"places", "left", "by_hand", "backups", "dry_run"}
