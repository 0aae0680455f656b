"""Erased words go where words of documents stand; ids, codebook and figures of a corpus stay as they were."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pipelines import codebook
from search import workbook
from search.measures import measures
from store.database import open_store
from store.erased_words import MARK
from store.own_words import COLUMNS
from store.records import Attachment, Code, Evidence, Tag, identity
from store.schema import all_tables
from store.validation_records import text_sha256
from tests.corpora.conftest import Program
from tests.measures.acts import act, plan
from tests.measures.corpus import document

NAME = "Lê Hoàng Bảo Trân"
SAID = "Doanh nghiệp được hỗ trợ tại bộ phận một cửa; người dân nộp hồ sơ; cải cách hành chính ở Phú Lộc"
# A phrase of the codebook, an id of a sub-theme and one of an audience in letters, a label, a place.
PHRASES = ("doanh nghiệp", "một cửa", "người dân", "cải cách hành chính", "Phú Lộc")
OF_WORDS = {"reuse", "tracker", "distinctiveness locality,word"}
ID = identity("dn")


def tag(name: str, words: str) -> Tag:
    start = SAID.lower().index(words)
    return Tag(name, (Evidence("text", start, start + len(words), SAID[start : start + len(words)], words),))


@pytest.fixture
def corpus(home: Path, reformwatch: Program) -> Path:
    evidence = tag("", "một cửa").evidence
    address = "https://mau.example/le-hoang-bao-tran"
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        store.documents.save(document("dn", text=f"{SAID}, theo {NAME}", codebook="0.2", url=address))
        store.documents.save(
            document(
                "dn", text=SAID, codebook="0.2", author=NAME, url=address,
                codes=(Code("tthc", "mot_cua", 0.5, evidence), Code("cong_vu", None, 0.5, evidence)),
                audiences=(tag("doanh_nghiep", "doanh nghiệp"), tag("nguoi_dan", "người dân")),
                channels=(Tag("niem_yet_mot_cua", evidence),), plan=plan("Hỗ trợ doanh nghiệp"),
                act=act("7/KH-UBND", "2022-05-24", "D63:482", signer=NAME),
                attachments=(Attachment(None, "https://mau.example/tran.pdf", f"{NAME}.pdf"),),
            )
        )  # fmt: skip
    assert reformwatch("corpus", "freeze", "dn", "--reform").code == 0
    return home / "corpora" / "dn.sqlite"


def figures(reformwatch: Program, *asked: str) -> dict[str, object]:
    found = {}
    more = [("channels", "--by", "locality,audience"), ("distinctiveness", "--by", "locality,word")]
    for name, *by in [*((name,) for name in measures()), *more]:
        told = reformwatch("measure", name, *by, *asked, "--json")
        assert (told.code, "Traceback" in told.err) == (0, False), (name, told.err)
        found[" ".join([name, *by[1:]])] = told.json["rows"]
    return found


def test_figures_of_codes_stay_whatever_words_are_erased(
    corpus: Path, home: Path, reformwatch: Program
) -> None:
    """In the live store and in the corpus: ids, codebook, places are no words of documents."""
    before = {asked: figures(reformwatch, *asked) for asked in ((), ("--corpus", "dn"))}
    by_audience = before[()]["channels locality,audience"]
    assert {row["key"]["audience"] for row in by_audience} >= {"doanh_nghiep"}
    for phrase in PHRASES:
        erased = reformwatch("erase", "--text", phrase, "--request", "HS 1")
        assert (erased.code, "Traceback" in erased.err) == (0, False), erased.err
    for asked, rows in before.items():
        after = figures(reformwatch, *asked)
        assert {name for name in rows if rows[name] != after[name]} <= OF_WORDS, asked
    for asked in ((), ("--corpus", "dn")):
        shown = reformwatch("show", ID, *asked, "--json").json
        assert "nghiệp" not in shown["text"] + shown["plan"]["tasks"][0]["text"]
        assert shown["codes"][0]["subtheme"] == "mot_cua"
        assert shown["codes"][0]["evidence"][0]["text"] == MARK * 3 + " " + MARK * 3
        assert shown["locality"]["name"] == "Phú Lộc"
    assert "is as it was frozen, but for" in reformwatch("corpus", "verify", "dn").out
    assert reformwatch("verify").code == 0


def test_a_query_says_that_it_cannot_find_erased_words(
    corpus: Path, home: Path, reformwatch: Program
) -> None:
    assert reformwatch("index", "rebuild").code == 0
    asked = ("measure", "salience", "--query", '"hỗ trợ"', "--json")
    assert sum(row["n"] for row in reformwatch(*asked).json["rows"]) == 1
    assert not [note for note in reformwatch(*asked).json["notes"] if "erased" in note]
    assert reformwatch("erase", "--text", "được hỗ trợ", "--request", "HS 1").code == 0
    assert reformwatch("corpus", "freeze", "sau", "--reform").code == 0  # after it: nothing else tells
    found = reformwatch("search", "nộp hồ sơ")
    assert "no search finds a document by them" in found.err
    assert "no search finds" not in reformwatch("search").err
    frozen = reformwatch("corpus", "freeze", "hoi", "--query", "nộp hồ sơ", "--json").json
    assert any("without these" in note for note in frozen["notes"])
    for where in ((), ("--corpus", "dn"), ("--corpus", "sau")):
        told = reformwatch(*asked, *where).json
        assert sum(row["n"] for row in told["rows"]) == 0
        assert [note for note in told["notes"] if "does not find documents by them" in note], where
        without = reformwatch("measure", "salience", *where, "--json").json["notes"]
        assert not [note for note in without if "does not find documents by them" in note], where
        portals = reformwatch("measure", "openness", "--query", "nộp hồ sơ", *where, "--json").json["notes"]
        assert not [note for note in portals if "does not find documents by them" in note], where


def test_a_terminal_is_told_of_an_erasure_once(corpus: Path, reformwatch: Program) -> None:
    assert reformwatch("erase", "--text", "được hỗ trợ", "--request", "HS 1").code == 0
    for form in ((), ("--csv",)):
        told = reformwatch("measure", "salience", "--corpus", "dn", *form)
        assert (told.out + told.err).count("erased at somebody's request") == 1, form
    assert reformwatch("corpus", "verify", "dn").err.count("At somebody's request") == 1
    assert "erased at" not in reformwatch("corpus", "verify", "dn").err


def test_a_document_taken_out_leaves_no_word_and_no_address(corpus: Path, reformwatch: Program) -> None:
    """Neither of its older versions, its author, the names of its files; figures of codes and counts stay."""
    before = figures(reformwatch, "--corpus", "dn")
    assert reformwatch("erase", "--document", ID, "--request", "HS 2").code == 0
    raw = corpus.read_bytes().decode("utf-8", "replace")
    assert not [words for words in (NAME, "le-hoang-bao-tran", "tran.pdf", "cửa; người") if words in raw]
    after = figures(reformwatch, "--corpus", "dn")
    assert {name for name in before if before[name] != after[name]} <= OF_WORDS
    assert reformwatch("corpus", "verify", "dn").code == 0
    assert reformwatch("show", ID, "--corpus", "dn").code == 0
    assert reformwatch("show", ID, "--corpus", "dn", "--json").json["url"] is None
    assert reformwatch("corpus", "export", "dn", str(corpus.parent / "goi"), "--texts").code == 0
    stamp = corpus.stat().st_mtime_ns
    assert reformwatch("erase", "--again").code == 0  # all of it is done
    assert corpus.stat().st_mtime_ns == stamp


def test_words_of_one_document_go_from_its_corpora_too(corpus: Path, reformwatch: Program) -> None:
    """And from no other document there: `--document` with `--text`."""
    asked = (
        "erase",
        "--text",
        "hằng tháng và mỗi quý",
        "--document",
        identity("a/file"),
        "--request",
        "HS 3",
    )
    places = reformwatch(*asked, "--dry-run", "--json").json["places"]
    assert (places["corpora"], places["corpus_documents"]) == (1, 1)
    assert reformwatch("erase", "--text", "hằng tháng", *asked[3:]).code == 0
    texts = {name: reformwatch("show", identity(name), "--corpus", "dn", "--json").json["text"]
             for name in ("a", "a/file")}  # fmt: skip
    assert ["hằng tháng" in texts[name] for name in ("a", "a/file")] == [True, False]


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (f"UPDATE corpus_parts SET value = replace(value, 'doanh nghiệp', '{MARK}') WHERE name = 'codebook'",
         "codebook"),
        (f"UPDATE codes SET theme = '{MARK * 4}'", "codes.theme"),
        (f"UPDATE documents SET audiences = '[\"{MARK}\"]'", "documents.audiences"),
    ],
)  # fmt: skip
def test_a_corpus_that_an_older_program_damaged_says_so(
    corpus: Path, reformwatch: Program, damage: str, named: str
) -> None:
    assert reformwatch("erase", "--text", "được hỗ trợ", "--request", "HS 1").code == 0
    corpus.chmod(0o644)
    with closing(sqlite3.connect(corpus)) as connection, connection:
        assert connection.execute(damage).rowcount
    for asked in (("measure", "channels", "--corpus", "dn"), ("corpus", "verify", "dn"), ("corpus", "list"),
                  ("search", "--corpus", "dn"), ("export", "x.csv", "--corpus", "dn")):  # fmt: skip
        told = reformwatch(*asked)
        assert told.code != 0
        assert "NOT as it was frozen" in told.err, asked
        assert named in told.err
        assert "is as it was frozen" not in told.out + told.err
        assert "Traceback" not in told.err


def test_a_store_that_an_older_program_damaged_says_so(
    corpus: Path, home: Path, reformwatch: Program
) -> None:
    assert reformwatch("erase", "--text", "được hỗ trợ", "--request", "HS 1").code == 0
    with closing(sqlite3.connect(home / "reformwatch.sqlite")) as connection, connection:
        connection.execute("UPDATE codes SET theme = ? WHERE document_id = ?", (MARK * 4, ID))
    told = reformwatch("measure", "attention", "--json").json["notes"]
    assert [note for note in told if "reformwatch recode" in note]
    faults = reformwatch("verify", "--json").json["faults"]
    assert [fault["document"] for fault in faults if fault["reason"] == "erasure"] == [ID]
    assert reformwatch("recode").code == 0
    assert reformwatch("codebook", "use", codebook.load().version).code == 0
    assert not [n for n in reformwatch("measure", "attention", "--json").json["notes"] if "masked ids" in n]


def test_nothing_else_may_change_with_an_erasure(corpus: Path, reformwatch: Program) -> None:
    """The new digests of an erased corpus cover what erasing may change, not our own tables."""
    assert reformwatch("erase", "--text", "được hỗ trợ", "--request", "HS 1").code == 0
    corpus.chmod(0o644)
    with closing(sqlite3.connect(corpus)) as connection, connection:
        connection.execute("UPDATE coverage SET state = 'down'")
    told = reformwatch("corpus", "verify", "dn")
    assert (told.code, "Table coverage differs" in told.out) == (1, True)


def test_what_people_coded_stays_coded(
    corpus: Path, home: Path, reformwatch: Program, tmp_path: Path
) -> None:
    """A sampled text without the words is the same text: no sheet is lost, and no digest of what it said."""
    asked = ("sample", str(tmp_path / "s.xlsx"), "--size", "12", "--coder", "An", "--coder", "Chi")
    assert reformwatch(*asked).code == 0

    def drawn() -> dict[str, str]:
        with closing(sqlite3.connect(home / "reformwatch.sqlite")) as connection:
            return dict(connection.execute("SELECT document_id, sha256 FROM sample_units"))

    before = drawn()
    assert reformwatch("erase", "--text", "báo cáo kết quả", "--request", "HS 1").code == 0
    after = drawn()
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        read = {one.id: one for one in store.documents.by_ids(list(after))}
        ((sample, _),) = store.validation.samples()
        kept = store.validation.sample(sample)
        assert kept is not None
        assert kept.id == sample
    assert before != after
    assert {id_: text_sha256(read[id_]) for id_ in after} == after


def test_own_vocabulary_is_of_columns_that_there_are() -> None:
    tables = {table.name: {column.name for column in table.columns} for table in all_tables()}
    assert not {name: columns - tables[name] for name, columns in COLUMNS.items() if columns - tables[name]}


def about_of(file: Path) -> str:
    """What the sheet `about` of a workbook, or the metadata of a Parquet file, says."""
    if file.suffix == ".parquet":
        return str(pl.read_parquet_metadata(file).get("reformwatch", ""))
    book = CalamineWorkbook.from_path(file)
    return str(book.get_sheet_by_name("about").to_python()) if "about" in book.sheet_names else ""


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_a_table_itself_tells_what_was_erased(
    corpus: Path, reformwatch: Program, tmp_path: Path, form: str
) -> None:
    """Not standard error alone: a file goes on to people who never saw the terminal."""
    file = tmp_path / f"out.{form}"
    assert reformwatch("export", str(file)).code == 0
    assert about_of(file) == ""
    assert reformwatch("erase", "--text", "được hỗ trợ", "--request", "HS 1").code == 0
    assert reformwatch("erase", "--document", identity("b"), "--request", "HS 2").code == 0
    told = reformwatch("export", str(file))
    for said in ("taken out at somebody's request, and are in none of this: 1.", "Words were erased"):
        assert said in about_of(file)
        assert told.err.count(said) == 1
    assert reformwatch("export", str(file), "--corpus", "dn").code == 0
    sha256 = reformwatch("corpus", "list", "--json").json["corpora"][0]["sha256"]
    assert sha256 in about_of(file)
    assert "erased at somebody's request since the corpus was frozen: 2" in about_of(file)


@pytest.mark.parametrize(("language", "said"), [("vi", "rút khỏi kho theo yêu cầu"), ("en", "taken out at")])
def test_a_report_tells_what_was_erased(
    corpus: Path, reformwatch: Program, tmp_path: Path, language: str, said: str
) -> None:
    assert reformwatch("erase", "--document", identity("b"), "--request", "HS 2").code == 0
    file = tmp_path / "bao-cao.html"
    assert reformwatch("report", "D63:482", str(file), "--language", language).code == 0
    assert said in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("option", "name"), [("--xlsx", "x.csv"), ("--xlsx", "x"), ("--parquet", "x.xlsx")])
def test_a_name_that_says_another_form_is_refused(
    home: Path, reformwatch: Program, tmp_path: Path, option: str, name: str
) -> None:
    told = reformwatch("measure", "salience", option, str(tmp_path / name))
    assert (told.code, f"the name must end in .{option[2:]}" in told.err) == (2, True)
    assert not (tmp_path / name).exists()


def test_a_workbook_of_too_many_rows_is_refused_before_it_is_written(
    home: Path, reformwatch: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 0)
    for asked in (("export", str(tmp_path / "x.xlsx")),
                  ("measure", "salience", "--chart", str(tmp_path / "x.svg"), "--xlsx",
                   str(tmp_path / "x.xlsx"))):  # fmt: skip
        told = reformwatch(*asked)
        assert (told.code, "nothing was written" in told.err) == (1, True), told.err
    assert list(tmp_path.glob("x.*")) == []
