"""The whole loop as two coders and a judge go through it, from the sample to the corrected share.

In one process: the commands are called as the command line calls them, with a store of their own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from cli import cli
from pipelines import codebook
from pipelines.coding import code as code_text
from settings import get_settings
from store.database import open_store
from store.records import Document
from tests.cli.conftest import Answer, Call
from tests.measures.corpus import place
from tests.validation.filled import Grid, as_xlsx, fill, put
from tests.validation.material import BOOK, document

ITEMS = ["reform", *(theme.id for theme in BOOK.themes)]
SENTENCES = (
    "Hội nghị cải cách hành chính: đơn giản hóa thủ tục hành chính tại bộ phận một cửa.",
    "Cải cách hành chính: kiểm tra công vụ, chấn chỉnh kỷ luật, kỷ cương hành chính.",
    "Cải cách hành chính: thủ tục hành chính và kỷ luật, kỷ cương hành chính của cán bộ.",
    "Thời tiết cuối tuần nắng ráo, bà con thu hoạch lúa.",
    "Giải bóng đá thiếu niên khai mạc sáng nay.",
)


def coded(number: int) -> Document:
    text = f"{SENTENCES[number % len(SENTENCES)]} Tin số {number}."
    made = code_text(f"Tin {number}", text, BOOK)
    return document(
        str(number), text, codes=made.codes, is_reform=made.is_reform, reform=made.reform,
        codebook=BOOK.version, locality=place("D63:482" if number % 2 else "P63:46"),
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store with a hundred documents."""
    folder = tmp_path / "home"
    monkeypatch.setenv("REFORMWATCH_HOME", str(folder))
    get_settings.cache_clear()
    with open_store(f"sqlite:///{folder / 'reformwatch.sqlite'}") as store:
        for number in range(100):
            store.documents.save(coded(number))
    yield folder
    get_settings.cache_clear()


@pytest.fixture
def run(home: Path) -> Call:
    def invoke(*args: object) -> Answer:
        done = CliRunner().invoke(cli, list(map(str, args)), standalone_mode=False)
        if isinstance(done.exception, ClickException):
            return Answer(done.exception.exit_code, done.stdout, done.exception.format_message())
        if done.exception is not None:
            raise done.exception
        return Answer(done.return_value or 0, done.stdout, done.stderr)

    return invoke


def read(path: Path) -> Grid:
    return [list(row) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()]


def rules(home: Path) -> dict[str, set[str]]:
    """What the program says of each document, for coders who agree with it."""
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        return {
            row.id: {theme for theme, _ in row.themes} | ({"reform"} if row.is_reform else set())
            for row in store.documents.coded()
        }


def code(path: Path, said: Callable[[str], set[str]]) -> Path:
    grid = read(path)
    for row in range(2, len(grid) + 1):
        fill(grid, row, **dict.fromkeys(said(str(grid[row - 1][1])), "có"))
    return as_xlsx(grid, path.with_stem(f"{path.stem}-filled"))


def test_the_loop_from_a_sample_to_corrected_shares(home: Path, run: Call, tmp_path: Path) -> None:
    drawn = run("sample", tmp_path / "s.xlsx", "--size", "60", "--double", "0.5", "--coder", "An",
                "--coder", "Bình", "--json")  # fmt: skip
    assert drawn.code == 0, drawn.err
    assert sum(drawn.json["files"].values()) == 90
    truth = rules(home)
    strict = {id_: said - {"tthc"} for id_, said in truth.items()}  # Bình never sees procedures
    for coder, view in (("An", truth), ("Bình", strict)):
        kept = run("import-coding", code(tmp_path / f"s-{coder}.xlsx", view.__getitem__))
        assert kept.code == 0, kept.err
        assert (
            f"Codings: {drawn.json['files'][str(tmp_path / f's-{coder}.xlsx')]} new, 0 replaced" in kept.out
        )
    (status,) = run("coding", "status", "--json").json["samples"]
    assert (status["coders"], status["coded"]) == ({"An": 45, "Bình": 45}, 60)
    assert status["open"] > 0

    alpha = run("coding", "agreement", "--json").json["alpha"]
    assert alpha["reform"]["value"] == 1
    assert alpha["tthc"]["value"] < alpha["themes"]["value"] < 1
    assert run("coding", "agreement").out.count("\n") == len(ITEMS) + 1

    run("coding", "disagreements", tmp_path / "d.xlsx")
    grid = read(tmp_path / "d.xlsx")
    assert len(grid) - 1 == status["open"]
    assert "faults" in run("coding", "adjudicate", tmp_path / "d.xlsx", "--by", "Chi").err
    for row in range(2, len(grid) + 1):
        put(grid, row, {"judgement": "có", "why": "điều 3"})
    judged = run("coding", "adjudicate", as_xlsx(grid, tmp_path / "d2.xlsx"), "--by", "Chi")
    assert judged.out.startswith(f"Judgements: {status['open']} new")

    figures = run("coding", "validate", "--json").json["items"]
    assert (figures["cong_vu"]["precision"], figures["cong_vu"]["recall"]) == (1.0, 1.0)
    assert figures["tthc"]["precision"] < 1  # what Bình alone coded has none
    assert figures["tthc"]["recall"] == 1
    assert figures["tthc"]["n"] == 60
    assert "n" in run("coding", "validate").out

    assert run("coding", "export", tmp_path / "x.csv").code == 0
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        decisions = list(csv.DictReader(file))
    assert len(decisions) == 60 * len(ITEMS)
    mine = [each for each in decisions if each["item"] == "tthc" and each["rules"] == "1"]
    weighed = sum(1 / float(each["probability"]) for each in mine)
    right = sum(1 / float(each["probability"]) for each in mine if each["people"] == "1")
    assert right / weighed == pytest.approx(figures["tthc"]["precision"])  # nobody left one undecided
    assert {each["how"] for each in mine} == {"single", "adjudicated"}

    row = next(
        row for row in run("measure", "attention", "--json").json["rows"] if row["key"]["theme"] == "tthc"
    )
    assert row["validated"]["precision"] == figures["tthc"]["precision"]
    assert 0 <= row["corrected"]["low"] <= row["corrected"]["value"] <= row["corrected"]["high"] <= 1
    assert row["corrected"]["value"] < row["corrected"]["share"]
    assert "against human coders" in run("measure", "attention").out
    some = next(id_ for id_, said in truth.items() if "tthc" in said)
    assert f"tthc: precision {figures['tthc']['precision']:.2f}" in run("show", some).out
    record = run("show", some, "--json").json
    assert {code["validated"]["codebook"] for code in record["codes"]} == {record["codebook"]}
    run("export", tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()
    assert record in [json.loads(line) for line in lines]


def test_a_sheet_with_a_fault_leaves_the_store_as_it_was(run: Call, tmp_path: Path) -> None:
    run("sample", tmp_path / "s.csv", "--size", "20", "--double", "0")
    with (tmp_path / "s.csv").open(encoding="utf-8-sig", newline="") as file:
        grid: Grid = [list(row) for row in csv.reader(file)]
    for row in range(2, len(grid) + 1):
        fill(grid, row, coder="An")
    put(grid, 5, {"tthc": "maybe"})
    put(grid, 9, {"id": "x"})
    as_xlsx(grid, tmp_path / "bad.xlsx")
    refused = run("import-coding", tmp_path / "bad.xlsx")
    assert refused.code == 2
    assert "2 faults" in refused.err
    assert "row 5, column tthc: 'maybe' is none of" in refused.err
    assert "row 9, column id: x is none of sample" in refused.err
    told = run("import-coding", tmp_path / "bad.xlsx", "--json")
    assert [(fault["row"], fault["column"]) for fault in told.json["faults"]] == [(5, "tthc"), (9, "id")]
    assert run("coding", "status", "--json").json["samples"][0]["coders"] == {}
    for command in ("agreement", "validate"):
        nothing = run("coding", command)
        assert (nothing.code, "nobody coded anything yet" in nothing.err) == (1, True)


def test_the_same_again_changes_nothing_and_another_coding_replaces(
    home: Path, run: Call, tmp_path: Path
) -> None:
    run("sample", tmp_path / "s.xlsx", "--size", "20", "--double", "0")
    first = code(tmp_path / "s.xlsx", lambda _: {"reform"})
    assert "20 new" in run("import-coding", first, "--coder", "An").out
    assert "0 new, 0 replaced, 20 as before" in run("import-coding", first, "--coder", "An").out
    grid = read(first)
    put(grid, 2, {"reform": "không"})
    assert "1 replaced, 19 as before" in run(
        "import-coding", as_xlsx(grid, tmp_path / "e.xlsx"), "--coder", "An").out  # fmt: skip
    with open_store(f"sqlite:///{home / 'reformwatch.sqlite'}") as store:
        ((sample, _),) = store.validation.samples()
        assert len(store.validation.history(sample)) == 21
    half = read(tmp_path / "s.xlsx")
    fill(half, 3, reform="có")
    told = run("import-coding", as_xlsx(half, tmp_path / "f.xlsx"), "--coder", "Bình", "--partial")
    assert "1 new" in told.out
    assert "19 rows are still to be coded" in told.out


def test_the_same_seed_and_store_give_the_same_files(run: Call, tmp_path: Path) -> None:
    design = ("--size", "60", "--by", "theme,level", "--allocation", "proportional", "--seed")
    for name, seed in (("a.xlsx", "7"), ("b.xlsx", "7"), ("a.csv", "7"), ("b.csv", "7"), ("c.csv", "8")):
        drawn = run("sample", tmp_path / name, *design, seed)
        assert drawn.code == 0, drawn.err
    for ending in (".xlsx", ".csv"):
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / f"b{ending}").read_bytes()
        assert (tmp_path / f"a-double{ending}").is_file()
    assert (tmp_path / "c.csv").read_bytes() != (tmp_path / "a.csv").read_bytes()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("s.ods",), "must end in .xlsx or .csv"),
        (("s.csv", "--by", "theme,colour"), "strata go by theme, province"),
        (("s.csv", "--size", "2"), "larger --size"),
        (("s.csv", "--coder", "=An"), "a name has"),
        (("s.csv", "--coder", "An", "--coder", "An"), "each name once"),
        (("s.csv", "--since", "2030"), "none that the filters leave"),
    ],
)
def test_a_sample_that_cannot_be_drawn(
    run: Call, tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    answer = run("sample", tmp_path / options[0], *options[1:])
    assert answer.code == 2
    assert told in " ".join(answer.err.split())
    assert not (tmp_path / options[0]).exists()


def test_a_codebook_with_other_rules_needs_another_version(run: Call, tmp_path: Path) -> None:
    run("sample", tmp_path / "s.xlsx", "--size", "20", "--double", "0")
    run("import-coding", code(tmp_path / "s.xlsx", lambda _: {"reform"}), "--coder", "An")
    own = codebook.BUILTIN.read_text(encoding="utf-8")
    (tmp_path / "same.yml").write_text(own.replace("một cửa hàng", "một cửa tiệm"), encoding="utf-8")
    refused = run("coding", "validate", "--codebook", tmp_path / "same.yml")
    assert refused.code == 2
    assert "number it" in refused.err
    version = codebook.load().version
    (tmp_path / "next.yml").write_text(
        own.replace(f'version: "{version}"', 'version: "9.9"'), encoding="utf-8"
    )
    told = run("coding", "validate", "--codebook", tmp_path / "next.yml", "--json").json
    assert told["codebook"] == "9.9"
    assert run("coding", "validate", "--sample", "0" * 16).code == 1
